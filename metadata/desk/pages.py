"""Read this first: the pages of the desk, in the order of its navigation."""

from __future__ import annotations

from metadata.desk import of_dag, overview, preview, start
from metadata.desk.asked import Page

PAGES = (
    Page("/", "overview", overview.facts, listed=True),
    Page("/previews/{preview}", "preview", preview.facts, under="overview"),
    Page("/start/{dag}", "start", start.facts),
    Page("/dags/{dag}", "of_dag", of_dag.facts),
)
