"""The numbers of titles, and what links them as forms of one work, in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Row, delete, func, insert, select

from metadata.store.tables import source_record, title_link, title_number
from transforms.merge.numbers import Number

PASSED = "passed"  # why: a record of another form tells the number of the printed book

_BATCH = 500  # values in one IN list

Held = Mapping[Number, bool]  # the numbers of a title: True for its own, False for those of other forms


class Link(NamedTuple):
    """Why a title says something of another form."""

    other_id: str  # the title in that form; "" for a printed book
    number: Number
    because: str
    source_id: int  # the record that says so


def numbers_of(connection: Connection, title_ids: Collection[str]) -> dict[str, dict[Number, bool]]:
    """The numbers of these titles; a title without any is left out."""
    found: dict[str, dict[Number, bool]] = defaultdict(dict)
    for batch in _batches(sorted(title_ids)):
        for row in connection.execute(select(title_number).where(title_number.c.title_id.in_(batch))).all():
            found[row.title_id][Number(row.kind, row.value)] = row.own
    return dict(found)


def put_numbers(connection: Connection, numbers: Mapping[str, Held]) -> None:
    """Replace the numbers of these titles."""
    for batch in _batches(sorted(numbers)):
        connection.execute(delete(title_number).where(title_number.c.title_id.in_(batch)))
    rows = [
        {"title_id": each, "kind": number.kind, "value": number.value, "own": own}
        for each, held in numbers.items()
        for number, own in held.items()
    ]
    if rows:
        connection.execute(insert(title_number), rows)


def counts(connection: Connection, numbers: Collection[Number]) -> dict[Number, int]:
    """How many titles have each of these numbers, as their own or as another form's; without those that none has."""
    c = title_number.c
    found: dict[Number, int] = {}
    for batch in _batches(sorted({each.value for each in numbers})):
        query = select(c.kind, c.value, func.count()).where(c.value.in_(batch)).group_by(c.kind, c.value)
        found.update({Number(kind, value): count for kind, value, count in connection.execute(query).all()})
    return {each: found[each] for each in numbers if each in found}


def holders(connection: Connection, numbers: Collection[Number]) -> dict[Number, set[str]]:
    """The titles that have each of these numbers."""
    c = title_number.c
    found: dict[Number, set[str]] = {each: set() for each in numbers}
    for batch in _batches(sorted({each.value for each in numbers})):
        for row in connection.execute(select(c.title_id, c.kind, c.value).where(c.value.in_(batch))).all():
            if (number := Number(row.kind, row.value)) in found:
                found[number].add(row.title_id)
    return found


def linked_by(connection: Connection, numbers: Collection[Number]) -> set[str]:
    """The titles that have a link because of one of these numbers."""
    return _chosen(connection, title_link.c.title_id, title_link.c.value, {each.value for each in numbers})


def linked_with(connection: Connection, title_ids: Collection[str]) -> set[str]:
    """The titles that are linked with these: links go both ways."""
    return _chosen(connection, title_link.c.other_id, title_link.c.title_id, title_ids) - {""}


def _chosen(connection: Connection, wanted: Column[str], column: Column[str], values: Collection[str]) -> set[str]:
    """The values of one column of the links where another one has one of some values."""
    found: set[str] = set()
    for batch in _batches(sorted(values)):
        found.update(connection.execute(select(wanted).where(column.in_(batch)).distinct()).scalars())
    return found


def put_links(connection: Connection, links: Mapping[str, Sequence[Link]]) -> None:
    """Replace the links of these titles."""
    for batch in _batches(sorted(links)):
        connection.execute(delete(title_link).where(title_link.c.title_id.in_(batch)))
    rows = [
        {
            "title_id": each,
            "other_id": link.other_id,
            "kind": link.number.kind,
            "value": link.number.value,
            "because": link.because,
            "source_id": link.source_id,
        }
        for each, found in links.items()
        for link in found
    ]
    if rows:
        connection.execute(insert(title_link), rows)


def links_of(connection: Connection, title_id: str) -> list[Row[Any]]:
    """The links of a title, each with the vendor and vendor id of the record that says so."""
    c = title_link.c
    query = (
        select(c.other_id, c.kind, c.value, c.because, source_record.c.vendor, source_record.c.vendor_id)
        .join(source_record, source_record.c.id == c.source_id)
        .where(c.title_id == title_id)
        .order_by(c.other_id, c.kind, c.value)
    )
    return list(connection.execute(query))


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
