"""Records with a finding of each rule, now and then: what a change would do to the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from metadata.rows import Row
from metadata.store import quarantine
from metadata.store.tables import source_record
from transforms.record import Outcome

BATCH = 500  # rows compared with the store at a time


def moved(connection: Connection, vendor: str, rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """Rule → how many of these records have a finding of it `now` and `then`, where the numbers differ."""
    now, then = Counter[str](), Counter[str]()
    withheld = _withheld(connection, vendor)
    for batch in _batches(row for row in rows if row.outcome != Outcome.UNCHANGED):
        stored = _stored(connection, vendor, batch)
        for row in batch:
            now.update({withheld[-row.source]} if row.source < 0 else stored[row.position])
            then.update({each.rule for each in row.issues} or ({row.rule} if row.rule else ()))
    return {
        rule: {"now": now[rule], "then": then[rule]}
        for rule in sorted(now.keys() | then.keys())
        if rule and now[rule] != then[rule]
    }


def _stored(connection: Connection, vendor: str, rows: Sequence[Row]) -> Mapping[int, set[str]]:
    """The rules that found something in what stands of each row's record, by the position of the row."""
    c = source_record.c
    query = select(c.id, c.vendor_id, c.issues).where(c.vendor == vendor, c.deleted.is_(False))
    numbers = [row.source for row in rows if row.source > 0]
    names = [row.vendor_id for row in rows if not row.source and row.vendor_id]
    by_number = _found(connection.execute(query.where(c.id.in_(numbers))), "id") if numbers else {}
    by_name = _found(connection.execute(query.where(c.vendor_id.in_(names))), "vendor_id") if names else {}
    return {row.position: (by_number.get(row.source) or by_name.get(row.vendor_id) or set()) for row in rows}


def _found(rows: Iterable[Any], key: str) -> dict[Any, set[str]]:
    return {getattr(row, key): {each[0] for each in row.issues} for row in rows}


def _withheld(connection: Connection, vendor: str) -> Mapping[int, str]:
    """The rules that withhold what is in quarantine, by number."""
    rows = quarantine.listed(connection, vendor=vendor, states=(quarantine.OPEN,))
    return {row.id: row.rule for row in rows}


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
