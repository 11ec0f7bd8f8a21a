"""merge(members by rank, policy) → record and provenance. Pure: the same members give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.merge.policy import MergePolicy
from transforms.merge.unite import united
from transforms.record import Field, Record

MAIN_ENTRIES = frozenset({"100", "110", "111"})
ADDED_ENTRIES = frozenset({"700", "710", "711"})


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


Tagged = tuple[str, dict[str, list[Field]]]  # a vendor, and its fields by tag


def merge(members: Sequence[Member], policy: MergePolicy) -> Merged:
    """Merge the records of one title; the order of `members` does not matter. A single record stays as it is."""
    ranked = sorted(members, key=lambda each: (-each.rank, each.vendor, each.vendor_id))
    base = ranked[0]
    if len(ranked) == 1:
        return Merged(base.record, (base.vendor,) * len(base.record.fields))
    tagged = [(each.vendor, _by_tag(each.record)) for each in ranked]
    taken = [_Taken(each, base.vendor) for each in base.record.fields if each.tag not in policy.chosen]
    for group in policy.groups:
        taken += _group(tagged, group)
    for tag, codes in policy.union.items():
        taken += _union(tagged, tag, codes)
    taken = _without_main_entry(_without_repeats(taken, policy))
    taken.sort(key=lambda each: each.field.tag)
    fields = tuple(each.field for each in taken)
    return Merged(Record(base.record.leader, fields), tuple(each.vendor for each in taken))


def _by_tag(record: Record) -> dict[str, list[Field]]:
    found: dict[str, list[Field]] = {}
    for each in record.fields:
        found.setdefault(each.tag, []).append(each)
    return found


def _group(tagged: Sequence[Tagged], tags: tuple[str, ...]) -> list[_Taken]:
    """The fields of a group, whole, from the first record that has any."""
    for vendor, fields in tagged:
        found = [_Taken(each, vendor) for tag in tags for each in fields.get(tag, ())]
        if found:
            return found
    return []


def _union(tagged: Sequence[Tagged], tag: str, codes: str) -> list[_Taken]:
    """Every field of a tag that differs in the given subfields, those of the higher rank first."""
    found: dict[tuple[str, ...], _Taken] = {}
    for vendor, fields in tagged:
        for each in fields.get(tag, ()):
            same = _sameness(each, codes) or (each.value,)
            kept = found.get(same)
            found[same] = kept._replace(field=united(kept.field, each)) if kept else _Taken(each, vendor)
    return list(found.values())


def _sameness(field: Field, codes: str) -> tuple[str, ...]:
    """What tells two fields of a tag apart: letters and digits of the chosen subfields, without case."""
    chosen = (pair for pair in field.subfields if pair[0] in codes)
    return tuple(code + "".join(filter(str.isalnum, value)).casefold() for code, value in chosen)


def _without_repeats(taken: list[_Taken], policy: MergePolicy) -> list[_Taken]:
    """Free keywords (653) that stand as a controlled heading too are left out."""
    headings = {word for each in taken if each.field.tag in policy.controlled for word in _sameness(each.field, "a")}
    return [
        each
        for each in taken
        if each.field.tag != "653" or not each.field.has("a") or not headings.issuperset(_sameness(each.field, "a"))
    ]


def _without_main_entry(taken: list[_Taken]) -> list[_Taken]:
    """A name in 1XX is not repeated in 7XX, but gets the roles it has there; a work of that name ($t) stays."""
    main = {_name(each.field): each.field for each in taken if each.field.tag in MAIN_ENTRIES}
    kept = []
    for each in taken:
        name = _name(each.field)
        if each.field.tag in ADDED_ENTRIES and name in main and not each.field.has("t"):
            main[name] = united(main[name], each.field)
        else:
            kept.append(each)
    return [each._replace(field=main[_name(each.field)]) if each.field.tag in MAIN_ENTRIES else each for each in kept]


def _name(field: Field) -> tuple[str, ...]:
    """Kind of name (person, body or meeting), name and numeration."""
    return (field.tag[1:], *_sameness(field, "ab"))
