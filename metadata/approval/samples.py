"""Some records of a held delivery as they are and as they would be, for the person who is to decide.

They are read from what refining left in the work folder; where that is gone there are none to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.gate.samples import title_in
from metadata.home import Home
from metadata.previews.differences import field_pairs
from metadata.rows import Row, read_rows
from metadata.store import deliveries, records
from metadata.workplace import rows_files
from transforms.record import Outcome

SHOWN = 20
LOOKED = 5_000  # records that may change anything and are looked up: of a great change the first ones tell
_BATCH = 500  # rows compared with the store at a time
_KINDS = ("withdrawn", "changed", "withheld", "new")  # those that may do harm first


class Sample(NamedTuple):
    """One record: what would become of it, and its fields in mnemonic form; "" where it has none on that side."""

    kind: str  # withdrawn, changed, withheld or new
    record: str  # the vendor's id
    title: str
    fields: tuple[tuple[str, str], ...] = ()  # before and after


def samples_of(home: Home, delivery_id: int, most: int = SHOWN, within: int | None = None) -> list[Sample]:
    """At most so many records that the delivery would withdraw, change, withhold or add; every kind has its share.

    `within`: only its first so many records are looked at, and none that it no longer has.
    """
    parts = rows_files(home, delivery_id)
    if not parts:
        return []
    with home.store.read() as connection:
        delivery = deliveries.load(connection, delivery_id)
        found: dict[str, list[Sample]] = {kind: [] for kind in _KINDS}
        for each in _all(home, connection, delivery, parts, within):
            if len(found[each.kind]) < most:
                found[each.kind].append(each)
    return _shared(found, most)


def _shared(found: dict[str, list[Sample]], most: int) -> list[Sample]:
    """Of each kind in turn, until there are enough; told kind by kind."""
    taken = dict.fromkeys(found, 0)
    while sum(taken.values()) < most and any(taken[kind] < len(each) for kind, each in found.items()):
        for kind, each in found.items():
            if taken[kind] < len(each) and sum(taken.values()) < most:
                taken[kind] += 1
    return [sample for kind, each in found.items() for sample in islice(each, taken[kind])]


def _all(
    home: Home, connection: Connection, delivery: deliveries.Delivery, parts: list[Path], within: int | None
) -> Iterator[Sample]:
    """Records that are withdrawn, changed, withheld or new; last those that a whole delivery no longer has."""
    told: set[str] = set()
    looked = 0
    every = islice((row for path in parts for batch in read_rows(path) for row in batch), within)
    while rows := list(islice(every, _BATCH)):
        told.update(row.vendor_id for row in rows)
        moving = [row for row in rows if row.outcome != Outcome.UNCHANGED][: LOOKED - looked]
        looked += len(moving)
        live = _live(connection, delivery.vendor, [row.vendor_id for row in moving])
        for row in moving:
            yield from _of_row(row, live.get(row.vendor_id, ""))
    if within is None and delivery.kind == "file" and home.vendor(delivery.vendor).deletes_absent:
        yield from _absent(connection, delivery.vendor, told)


def _live(connection: Connection, vendor: str, ids: list[str]) -> dict[str, str]:
    """The live records of these ids as the store has them, packed."""
    stored = records.by_vendor_id(connection, vendor, ids)
    numbers = {each.id: key for key, each in stored.items() if not each.deleted}
    return {numbers[number]: text for number, text in records.packed(connection, list(numbers)).items()}


def _of_row(row: Row, before: str) -> Iterator[Sample]:
    title = title_in(row.record or before)
    if row.outcome == Outcome.QUARANTINED:
        yield Sample("withheld", row.vendor_id, title, (("", f"{row.rule} {row.reason}"),))
    elif row.outcome == Outcome.CANDIDATE and before:
        if pairs := tuple(_pairs(before, row.record)):
            yield Sample("changed", row.vendor_id, title, pairs)
    elif row.outcome == Outcome.CANDIDATE:
        yield Sample("new", row.vendor_id, title)
    elif row.outcome in (Outcome.DELETED, Outcome.FILTERED) and before and row.speaks:
        yield Sample("withdrawn", row.vendor_id, title)


def _pairs(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The fields that differ; a leader that tells another length only is the same."""
    for each in field_pairs(before, after):
        if each["tag"] != "LDR" or _without_lengths(each["before"]) != _without_lengths(each["after"]):
            yield each["before"], each["after"]


def _without_lengths(line: str) -> str:
    """A leader in mnemonic form ("=LDR  …") without its positions 00-04 and 12-16."""
    leader = line[len("=LDR  ") :]
    return leader[5:12] + leader[17:]


def _absent(connection: Connection, vendor: str, told: set[str]) -> Iterator[Sample]:
    live = records.live_ids(connection, vendor)
    gone = sorted(live.keys() - told)[:SHOWN]
    packed = records.packed(connection, [live[each] for each in gone])
    for each in gone:
        yield Sample("withdrawn", each, title_in(packed[live[each]]))
