"""merge(members by rank, policy) → record and provenance. Pure: the same members give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.merge.policy import MergePolicy
from transforms.record import Field, Record


class Member(NamedTuple):
    """A source record of a title."""

    vendor: str
    vendor_id: str
    rank: int  # higher wins
    record: Record


class Merged(NamedTuple):
    """The title's record; `sources` names for each of its fields, in order, the vendor it came from."""

    record: Record
    sources: tuple[str, ...]


class _Taken(NamedTuple):
    field: Field
    vendor: str


def merge(members: Sequence[Member], policy: MergePolicy) -> Merged:
    """Merge the records of one title; the order of `members` does not matter."""
    ranked = sorted(members, key=lambda each: (-each.rank, each.vendor, each.vendor_id))
    base = ranked[0]
    grouped = {tag for group in policy.groups for tag in group}
    taken = [_Taken(each, base.vendor) for each in base.record.fields if each.tag not in grouped | set(policy.union)]
    for group in policy.groups:
        taken += _group(ranked, group)
    for tag, codes in policy.union.items():
        taken += _union(ranked, tag, codes)
    taken = _without_main_entry(_without_repeats(taken, policy))
    taken.sort(key=lambda each: each.field.tag)
    fields = tuple(each.field for each in taken)
    return Merged(Record(base.record.leader, fields), tuple(each.vendor for each in taken))


def _group(ranked: Sequence[Member], tags: tuple[str, ...]) -> list[_Taken]:
    """The fields of a group, whole, from the first record that has any."""
    for member in ranked:
        found = member.record.all(*tags)
        if found:
            return [_Taken(each, member.vendor) for each in found]
    return []


def _union(ranked: Sequence[Member], tag: str, codes: str) -> list[_Taken]:
    """Every field of a tag that differs in the given subfields, those of the higher rank first."""
    found: dict[tuple[str, ...], _Taken] = {}
    for member in ranked:
        for each in member.record.all(tag):
            found.setdefault(_sameness(each, codes), _Taken(each, member.vendor))
    return list(found.values())


def _sameness(field: Field, codes: str) -> tuple[str, ...]:
    """What tells two fields of a tag apart: letters and digits of the chosen subfields, without case."""
    return tuple("".join(filter(str.isalnum, value)).casefold() for value in field.all(*codes))


def _without_repeats(taken: list[_Taken], policy: MergePolicy) -> list[_Taken]:
    """Free keywords (653) that stand as a controlled heading too are left out."""
    headings = {_sameness(each.field, "a") for each in taken if each.field.tag in policy.controlled}
    return [each for each in taken if each.field.tag != "653" or _sameness(each.field, "a") not in headings]


def _without_main_entry(taken: list[_Taken]) -> list[_Taken]:
    """A name in 100 or 110 is not repeated in 700 or 710."""
    names = {_sameness(each.field, "a") for each in taken if each.field.tag in {"100", "110"}}
    return [each for each in taken if each.field.tag not in {"700", "710"} or _sameness(each.field, "a") not in names]
