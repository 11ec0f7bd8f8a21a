"""Other fields in the place of all of some tags, in one pass over the record: steps do this for every record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from transforms.record import Field, Record


def exchanged(record: Record, tags: Collection[str], new: Iterable[Field], leader: str = "") -> Record:
    """The record without the fields of these tags, and with the new ones, each before the first of a higher tag.

    The new ones are in the order of their tags, and none of them has a tag that stays.
    """
    kept = [each for each in record.fields if each.tag not in tags]
    place, end = 0, len(kept)
    for each in new:
        while place < end and kept[place].tag < each.tag:
            place += 1
        kept.insert(place, each)
        place, end = place + 1, end + 1
    return Record(leader or record.leader, tuple(kept))
