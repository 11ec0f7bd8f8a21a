"""P05: a field that the last publication had, which its record still has, and which nothing accounts for, is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from transforms.merge.members import Member, Source
from transforms.merge.provenance import Came, Merged
from transforms.record import Field, Issue, Level, Record

LOST = "P05"


class Lost(NamedTuple):
    """A field of the last publication, and where it came from."""

    field: Field
    came: Came


def lost(before: Merged, after: Merged, members: Iterable[Member]) -> list[Lost]:
    """The fields of tags that are gone, although the records of the title are the same and still have such fields.

    Not lost is what was left out for a reason that provenance tells, what stands in another field, what a person set,
    and what is our own. Whoever asks sees to it that both were merged by the same rules.
    """
    tags = {each.tag for each in before.record.fields} - {each.tag for each in after.record.fields}
    if not tags or _versions(before) != _versions(after):
        return []
    telling = {(each.source, field.tag) for each in members for field in each.record.fields if field.tag in tags}
    telling -= {(each.source, each.field.tag) for each in after.left_out}
    moved = {(came.source, text) for field, came in _told(after) if not field.is_control and (text := field["a"])}
    return [
        Lost(field, came)
        for field, came in _told(before)
        if (came.source, field.tag) in telling and (field.is_control or (came.source, field["a"]) not in moved)
    ]


def _told(merged: Merged) -> Iterator[tuple[Field, Came]]:
    return zip(merged.record.fields, merged.came, strict=True)


def _versions(merged: Merged) -> set[Source]:
    """The versions of vendors' records that have a say in a title, be it that they were left out."""
    heard = (source for each in merged.came for source in (each.source, *each.also))
    return {each for each in (*heard, *(left.source for left in merged.left_out)) if each.version}


def kept(merged: Merged, fields: Iterable[Lost]) -> Merged:
    """The record with these fields, each where its tag belongs."""
    told = [*_told(merged), *fields]
    told.sort(key=lambda each: each[0].tag)
    record = Record(merged.record.leader, tuple(field for field, _ in told))
    return merged._replace(record=record, came=tuple(came for _, came in told))


def issue_of(each: Lost) -> Issue:
    """What is said of it."""
    path, value = each.field.tag, each.field.text
    return Issue(LOST, "field-lost", Level.ERROR, path, value, stage="mrg", args=(("vendor", each.came.source.vendor),))
