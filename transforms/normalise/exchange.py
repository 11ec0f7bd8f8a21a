"""Other fields in the place of all of some tags, in one pass over the record: steps do this for every record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from transforms.record import Field, Record


def exchanged(record: Record, tags: Collection[str], new: Iterable[Field], leader: str = "") -> Record:
    """The record without the fields of these tags, and with the new ones behind those of the same or a lower tag."""
    kept = [each for each in record.fields if each.tag not in tags]
    for field in new:
        tag, place = field.tag, len(kept)
        while place and kept[place - 1].tag > tag:
            place -= 1
        kept.insert(place, field)
    return Record(leader or record.leader, tuple(kept))
