"""Read this first: the pages of the desk, in the order of its navigation."""

from __future__ import annotations

from metadata.desk import (
    coverage,
    deliveries,
    delivery,
    libraries,
    of_dag,
    overview,
    preview,
    published,
    quarantine,
    quarantined,
    record,
    review,
    run,
    start,
    title,
    titles,
    vendor,
)
from metadata.desk.asked import Page

PAGES = (
    Page("/", "overview", overview.facts, listed=True),
    Page("/vendors/{vendor}", "vendor", vendor.facts, under="overview"),
    Page("/vendors/{vendor}/{file}", "letter", vendor.page),
    Page("/deliveries", "deliveries", deliveries.facts, listed=True),
    Page("/deliveries/{id}", "delivery", delivery.facts, under="deliveries"),
    Page("/quarantine", "quarantine", quarantine.facts, listed=True),
    Page("/quarantine/{id}", "quarantined", quarantined.facts, under="quarantine"),
    Page("/review", "review", review.facts, listed=True),
    Page("/review/{item}", "question", review.one, under="review"),
    Page("/titles", "titles", titles.facts, listed=True),
    Page("/titles/{title}", "title", title.facts, under="titles"),
    Page("/records/{vendor}/{vendor_id:path}", "record", record.facts, under="titles"),
    Page("/previews/{preview}", "preview", preview.facts, under="deliveries"),
    Page("/publications", "published", published.facts, listed=True),
    Page("/libraries", "libraries", libraries.facts, listed=True),
    Page("/libraries/{isil}", "library", libraries.one, under="libraries"),
    Page("/coverage", "coverage", coverage.facts, listed=True),
    Page("/start/{dag}", "start", start.facts),
    Page("/dags/{dag}", "of_dag", of_dag.facts),
    Page("/runs/{dag}/{run}", "run", run.facts),
)
