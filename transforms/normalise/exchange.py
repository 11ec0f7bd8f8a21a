"""Other fields in the place of all of some tags, in one pass over the record: steps do this for every record."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable

from transforms.record import Field, Record


def exchanged(record: Record, tags: Collection[str], new: Iterable[Field], leader: str = "") -> Record:
    """The record without the fields of these tags, and with the new ones behind those of the same or a lower tag."""
    kept = [each for each in record.fields if each.tag not in tags]
    insert(kept, new)
    return Record(leader or record.leader, tuple(kept))


def insert(fields: list[Field], new: Iterable[Field]) -> None:
    """Put each of the new fields behind the last one of the same or a lower tag."""
    order = [each.tag for each in fields]
    is_sorted = order == sorted(order)
    for each in new:
        tag, place = each.tag, len(order)
        if is_sorted:
            place = bisect_right(order, tag)
        else:
            while place and order[place - 1] > tag:
                place -= 1
        fields.insert(place, each)
        order.insert(place, tag)
