"""What a vendor file says about single fields: which to remove, to change and to add, and when (normalise: …).

A condition about a subfield that is not there is false, whatever it asks: nothing is removed because something is
missing. Patterns come compiled; here nothing is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from transforms.record import Field, Record

Test = Callable[[str], bool]


class Condition(NamedTuple):
    """A test of a subfield: of the field in question, or of any field of a tag."""

    tag: str  # "" for the field in question
    code: str  # "" for the whole value of a control field
    test: Test
    negated: bool = False  # every value must fail the test


class Removal(NamedTuple):
    """A field, or one of its subfields, that goes."""

    tag: str
    code: str  # "" for the field
    when: tuple[Condition, ...] = ()


class Replacement(NamedTuple):
    """A subfield that is written otherwise."""

    tag: str
    code: str
    change: Callable[[str], str]
    when: tuple[Condition, ...] = ()


class Addition(NamedTuple):
    """A field that every record gets which has none that says the same."""

    field: Field
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()


class VendorChanges(NamedTuple):
    """All of a vendor file, in its order."""

    remove: tuple[Removal, ...] = ()
    change: tuple[Replacement, ...] = ()
    add: tuple[Addition, ...] = ()


UNCHANGED = VendorChanges()


def removed_and_changed(record: Record, changes: VendorChanges) -> Record:
    """The record without what the vendor file removes, and with what it changes; the record itself for neither."""
    fields = [_changed(each, record, changes.change) for each in record.fields if not _goes(each, record, changes)]
    fields = [part for each in fields if (part := _without(each, record, changes.remove)) is not None]
    made = tuple(fields)
    return record if made == record.fields else Record(record.leader, made)


def added(record: Record, changes: VendorChanges) -> Record:
    """The record with what the vendor file adds, unless a field of the tag says the same already."""
    for each in changes.add:
        if not all(_holds(one, None, record) for one in each.when):
            continue
        if any(_holds(one, None, record) for one in each.unless):
            continue
        told = _letters(each.field)
        if not any(other.tag == each.field.tag and _letters(other) == told for other in record.fields):
            record = record.add(each.field)
    return record


def _goes(each: Field, record: Record, changes: VendorChanges) -> bool:
    return any(
        one.tag == each.tag and not one.code and all(_holds(when, each, record) for when in one.when)
        for one in changes.remove
    )


def _without(each: Field, record: Record, removals: Sequence[Removal]) -> Field | None:
    """The field without the subfields that go; None where nothing is left of it."""
    for one in removals:
        is_there = one.tag == each.tag and one.code and each.has(one.code)
        if is_there and all(_holds(when, each, record) for when in one.when):
            each = each.drop(one.code)
            if not each.subfields:
                return None
    return each


def _changed(each: Field, record: Record, replacements: Sequence[Replacement]) -> Field:
    for one in replacements:
        if one.tag == each.tag and all(_holds(when, each, record) for when in one.when):
            pairs = each.subfields
            each = each.with_subfields((code, one.change(text) if code == one.code else text) for code, text in pairs)
    return each


def _holds(condition: Condition, each: Field | None, record: Record) -> bool:
    fields = [other for other in record.fields if other.tag == condition.tag] if condition.tag else [each]
    values = [value for field in fields if field is not None for value in _values(field, condition.code)]
    if not values:
        return False
    found = any(map(condition.test, values))
    return not found if condition.negated else found


def _values(field: Field, code: str) -> list[str]:
    if field.is_control:
        return [] if code else [field.value]
    return field.all(code)


def _letters(field: Field) -> str:
    """The letters and digits of a field, by which a second run knows what the first has added."""
    return "".join(filter(str.isalnum, field.text)).casefold()
