"""The assets by which DAGs wake each other. An event's `extra` holds counts and ids, never records."""

from __future__ import annotations

from airflow.sdk import Asset

ACQUISITIONS = Asset(name="acquisitions", group="records")  # says: another day, another list of a library
HELD = Asset(
    name="held", group="decisions"
)  # says: a gate holds something; extra {"deliveries": [ids], "publication": bool}
PUBLISHED = Asset(
    name="published", group="publications"
)  # says: a publication is current and its files are written; extra {"publication": number, "at": …, "counts": {…}}


def records_of(vendor: str) -> Asset:
    """The asset that says: records of this vendor have changed."""
    return Asset(name=f"records_{vendor}", group="records")
