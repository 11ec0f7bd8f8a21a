"""A vendor's record by its id: it leads to its title; one that has none tells its own story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from metadata.changes import told_changes
from metadata.desk.asked import Asked, Elsewhere, Facts, Missing
from metadata.errors import ConfigError
from metadata.feedback.findings import title_of
from metadata.references import house_of
from metadata.store import arrivals, deliveries, quarantine
from metadata.store.tables import delivery, source_record
from metadata.story import refined_again
from metadata.story.words import judged_again, words
from transforms.record import Issue, Level, Record

WITHHELD = 20  # times that it was withheld
FIELDS = 400


def facts(asked: Asked) -> Facts:
    """What is known of it. Raises Elsewhere for one with a title, Missing for a vendor that there is not."""
    vendor, vendor_id = asked.path["vendor"], asked.path["vendor_id"]
    row = _row(asked, vendor, vendor_id)
    if row is not None and row.title_id and not row.deleted:
        raise Elsewhere(f"/titles/{row.title_id}")
    if row is None and vendor not in arrivals.vendors(asked.connection):
        raise Missing
    withheld = quarantine.listed(asked.connection, vendor=vendor, vendor_id=vendor_id, most=WITHHELD)
    lines = str(Record.unpack(row.record)).splitlines() if row is not None and row.record else []
    state = "nothing" if row is None else "waits" if not row.deleted else "awaits" if row.turns_on else "deleted"
    said = words(asked.home.settings.schemas, asked.lang)
    return {
        "vendor": vendor,
        "vendor_id": vendor_id,
        "row": row,
        "name": title_of(row.record) if row is not None else "",
        "state": "withheld" if row is None and withheld else state,
        "withheld": withheld[::-1],
        "ledger": deliveries.history(asked.connection, row.delivery_id) if row is not None else [],
        "lines": lines[:FIELDS],
        "fields": len(lines),
        "story_words": said,
        **_refined(asked, row, said),
    }


def _row(asked: Asked, vendor: str, vendor_id: str) -> Any:
    c = source_record.c
    query = (
        select(source_record, delivery.c.name, delivery.c.path)
        .join(delivery, delivery.c.id == c.delivery_id)
        .where(c.vendor == vendor, c.vendor_id == vendor_id)
    )
    return asked.connection.execute(query).first()


def _refined(asked: Asked, row: Any, said: Mapping[str, str]) -> dict[str, Any]:
    """What was done to it and what was found, as a story tells it; nothing without its bytes or its vendor file."""
    nothing: dict[str, Any] = {"changes": [], "issues": [], "again": ""}
    if row is None or not row.raw:
        return nothing
    try:
        done, house = refined_again(asked.home, row), house_of(row.vendor, asked.home.references, asked.home.today)[0]
    except ConfigError:
        return nothing
    issues = [Issue(*each)._replace(level=Level(each[2])) for each in row.issues]
    told = [
        {**each._asdict(), "level": str(each.level), "message": house.rules.message(each, asked.lang)}
        for each in issues
    ]
    again = judged_again(row.turns_on, done, said, asked.lang)
    return {"changes": told_changes(done, house, asked.lang), "issues": told, "again": again}
