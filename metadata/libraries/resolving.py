"""The titles that names stand for: ids of titles, "vendor:id" of their records, ISBN and ISSN. Reads the store.

A title that was merged into another is that other one. What is not there yet has no answer: it is asked anew with
every publication.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from metadata.mint import normalise_id
from metadata.store import titles
from metadata.store.tables import source_record, title_number

Resolved = Mapping[str, tuple[str, ...]]  # name → ids of titles, ascending; without those that nothing is known of

PRINT = "print"  # kind of a name: the number of a printed book or serial that records of the title tell
_NUMBERS = {"isbn": True, "issn": True, PRINT: False}  # kind → whether it must be the title's own
_BATCH = 500  # values in one IN list


def resolved(connection: Connection, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The titles of each name, as metadata/libraries/values.py `title_name` writes it."""
    numbers: dict[str, tuple[str, str]] = {}
    records: dict[str, tuple[str, str]] = {}
    found: dict[str, set[str]] = {}
    for name in names:
        kind, colon, rest = name.partition(":")
        if not colon:
            found[name] = {normalise_id(name)}
        elif kind in _NUMBERS:
            numbers[name] = kind, rest
        else:
            records[name] = kind, rest
    found |= _of_numbers(connection, numbers)
    found |= _of_records(connection, records)
    return _followed(connection, found)


def _of_numbers(connection: Connection, names: Mapping[str, tuple[str, str]]) -> dict[str, set[str]]:
    """Titles by number: by their own all of them; by that of a printed book only where one title tells it."""
    holders: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)
    c = title_number.c
    for batch in _batches(sorted({value for _, value in names.values()})):
        for row in connection.execute(select(c.value, c.own, c.title_id).where(c.value.in_(batch))):
            holders[row.value, row.own].add(row.title_id)
    found = {}
    for name, (kind, value) in names.items():
        own = _NUMBERS[kind]
        held = holders.get((value, own), set())
        if held and (own or len(held) == 1):
            found[name] = held
    return found


def _of_records(connection: Connection, names: Mapping[str, tuple[str, str]]) -> dict[str, set[str]]:
    """Titles by the records that vendors send or sent."""
    by_vendor: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name, (vendor, vendor_id) in names.items():
        by_vendor[vendor][vendor_id] = name
    c, found = source_record.c, {}
    for vendor, wanted in by_vendor.items():
        query = select(c.vendor_id, c.title_id).where(c.vendor == vendor, c.title_id.is_not(None))
        for batch in _batches(sorted(wanted)):
            for row in connection.execute(query.where(c.vendor_id.in_(batch))):
                found[wanted[row.vendor_id]] = {row.title_id}
    return found


def _followed(connection: Connection, found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """The same without what is no title, and with the titles that others were merged into."""
    states = titles.title_states(connection, {each for ids in found.values() for each in ids})

    def now(title_id: str) -> str:
        state = states[title_id]
        return now(state.redirect_to) if state.redirect_to else title_id

    told = {name: tuple(sorted({now(each) for each in ids if each in states})) for name, ids in found.items()}
    return {name: ids for name, ids in told.items() if ids}


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
