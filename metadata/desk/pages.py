"""Read this first: the pages of the desk, in the order of its navigation."""

from __future__ import annotations

from metadata.desk import (
    deliveries,
    delivery,
    of_dag,
    overview,
    preview,
    quarantine,
    quarantined,
    record,
    start,
    title,
    titles,
)
from metadata.desk.asked import Page

PAGES = (
    Page("/", "overview", overview.facts, listed=True),
    Page("/deliveries", "deliveries", deliveries.facts, listed=True),
    Page("/deliveries/{id}", "delivery", delivery.facts, under="deliveries"),
    Page("/quarantine", "quarantine", quarantine.facts, listed=True),
    Page("/quarantine/{id}", "quarantined", quarantined.facts, under="quarantine"),
    Page("/titles", "titles", titles.facts, listed=True),
    Page("/titles/{title}", "title", title.facts, under="titles"),
    Page("/records/{vendor}/{vendor_id:path}", "record", record.facts, under="titles"),
    Page("/previews/{preview}", "preview", preview.facts, under="deliveries"),
    Page("/start/{dag}", "start", start.facts),
    Page("/dags/{dag}", "of_dag", of_dag.facts),
)
