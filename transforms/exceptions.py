"""What people decided about single records, as the stages see it: rules that are let pass, and fields they set.

Pure: which of them are in force on the day is worked out before (metadata/exceptions.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from transforms.record import Field, Issue, Level, Record

EXPIRED = ("R01", "suppression-expired")
OUTDATED = ("R02", "edit-outdated")
_NOTHING: Mapping[str, str] = MappingProxyType({})
_ENTERED = 6  # 008/00-05 may be the day on which we made the record: it says nothing of the vendor's field


class Edit(NamedTuple):
    """A field that a person set, in place of one of the vendor's; values as in Field ("10\\x1faTitle")."""

    tag: str
    before: str  # the vendor's; "": the person added the field
    after: str  # "": the person took the field out
    others: int = 0  # fields of the tag that there were when one was added
    late: bool = False  # what the person saw is no field of the vendor's: the rules made it


class Excepted(NamedTuple):
    """What is decided about one record."""

    suppressed: frozenset[str] = frozenset()  # rules
    expired: tuple[tuple[str, str], ...] = ()  # rule, and the last day of its suppression, as 2027-03-31
    edits: tuple[Edit, ...] = ()
    released: frozenset[str] = frozenset()  # SHA-256 (hex) of contents let through under an id that stands for several
    chosen: Mapping[str, str] = _NOTHING  # headings of this record alone, by key (transforms/enrich/chosen.py)


Exceptions = Mapping[str, Excepted]  # by vendor's id
NONE = Excepted()


class Edited(NamedTuple):
    """A record with the fields that people set, those fields, and the edits that no longer fit."""

    record: Record
    kept: frozenset[Field]
    outdated: tuple[Edit, ...]


def edited(record: Record, edits: Sequence[Edit]) -> Edited:
    """Put what people set in the place of what they saw; an edit does not fit once the vendor's field is another."""
    if not edits:
        return Edited(record, frozenset(), ())
    kept: set[Field] = set()
    outdated = []
    for edit in edits:
        old, new = _vendors(record, edit), _set(record, edit)
        if old is None and new is not None and new in record.fields:
            kept.add(new)  # the vendor says the same now
        elif not _fits(record, edit, old):
            outdated.append(edit)
        else:
            record = _put(record, old, new)
            kept.update(() if new is None else (new,))
    return Edited(record, frozenset(kept & set(record.fields)), tuple(outdated))


def _vendors(record: Record, edit: Edit) -> Field | None:
    """The field of the record that the person saw."""
    skipped = _ENTERED if edit.tag == "008" else 0
    same = (each for each in record.fields if each.tag == edit.tag and each.value[skipped:] == edit.before[skipped:])
    return next(same, None) if edit.before else None


def _set(record: Record, edit: Edit) -> Field | None:
    """The field as the person set it; of 008 the first positions are the record's own."""
    if not edit.after:
        return None
    own = record.at("008", 0, _ENTERED) if edit.tag == "008" else ""
    return Field(edit.tag, own + edit.after[len(own) :])


def _fits(record: Record, edit: Edit, old: Field | None) -> bool:
    present = len(record.all(edit.tag))
    if not edit.before:
        return present == edit.others
    return old is not None or (not edit.after and not present)  # what was taken out may be gone by itself


def _put(record: Record, old: Field | None, new: Field | None) -> Record:
    """The new field in the place of the old one, once."""
    if new == old:
        return record
    wanted = () if new is None or new in record.fields else (new,)
    return record.add(*wanted) if old is None else record.swap(old, *wanted)


def suppressed(issues: Sequence[Issue], excepted: Excepted) -> tuple[Issue, ...]:
    """The same issues, those of rules that are let pass marked so: told and counted apart, they weigh nothing."""
    if not excepted.suppressed:
        return tuple(issues)
    return tuple(each._replace(suppressed=each.suppressed or each.rule in excepted.suppressed) for each in issues)


def remarks(excepted: Excepted, outdated: Sequence[Edit], levels: Mapping[str, Level]) -> tuple[Issue, ...]:
    """R01 for each suppression that has run out, R02 for each edit that no longer fits the vendor's field."""
    ran_out = (_issue(EXPIRED, levels, "", rule, (("until", until),)) for rule, until in excepted.expired)
    unfit = (
        _issue(OUTDATED, levels, each.tag, _text(each.tag, each.after), (("before", _text(each.tag, each.before)),))
        for each in outdated
    )
    return (*ran_out, *unfit)


def _issue(
    told: tuple[str, str], levels: Mapping[str, Level], path: str, value: str, args: tuple[tuple[str, str], ...]
) -> Issue:
    return Issue(*told, levels.get(told[0], Level.WARNING), path, value, stage="enr", args=args)


def _text(tag: str, value: str) -> str:
    return Field(tag, value).text if value else ""
