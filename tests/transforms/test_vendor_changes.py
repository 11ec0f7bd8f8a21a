"""What a vendor file says about single fields; the law of a subfield that is not there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.record import Field, Record
from transforms.validate.examples import example_record
from transforms.validate.patterns import searcher, substituter
from transforms.vendor_changes import (
    UNCHANGED,
    Addition,
    Condition,
    Removal,
    Replacement,
    VendorChanges,
    added,
    removed_and_changed,
)

IS_A = "A".__eq__


def field(line: str) -> Field:
    (made,) = example_record([line]).fields
    return made


def when(code: str = "a", tag: str = "", *, negated: bool = False) -> tuple[Condition, ...]:
    return (Condition(tag, code, IS_A, negated),)


@pytest.mark.parametrize(
    ("removal", "left"),
    [
        (Removal("500", ""), ["650 #7 $a A $2 x"]),
        (Removal("500", "", when()), ["500 ## $a B", "500 ## $b A", "650 #7 $a A $2 x"]),
        (Removal("500", "", when(negated=True)), ["500 ## $a A", "500 ## $b A", "650 #7 $a A $2 x"]),
        (Removal("650", "2"), ["500 ## $a A", "500 ## $a B", "500 ## $b A", "650 #7 $a A"]),
        (Removal("500", "b"), ["500 ## $a A", "500 ## $a B", "650 #7 $a A $2 x"]),
        (Removal("500", "", when("a", "650")), ["650 #7 $a A $2 x"]),
        (Removal("500", "", when("0", "650", negated=True)), None),
        (Removal("500", "", when("a", "651", negated=True)), None),
    ],
)
def test_fields_and_subfields_are_removed(removal: Removal, left: list[str] | None) -> None:
    record = example_record(["500 ## $a A", "500 ## $a B", "500 ## $b A", "650 #7 $a A $2 x"])
    made = removed_and_changed(record, VendorChanges(remove=(removal,)))
    assert made == (record if left is None else example_record(left))
    assert (made is record) == (left is None)


def test_a_subfield_is_written_otherwise_where_the_condition_holds() -> None:
    record = example_record(["655 #7 $a Drama $2 local", "655 #7 $a Drama"])
    change = Replacement("655", "2", lambda _: "lcgft", (Condition("", "2", "local".__eq__),))
    made = removed_and_changed(record, VendorChanges(change=(change,)))
    assert made == example_record(["655 #7 $a Drama $2 lcgft", "655 #7 $a Drama"])


def test_a_part_of_a_subfield_is_written_otherwise() -> None:
    change = Replacement("246", "a", substituter(" \\(film\\)$", ""))
    made = removed_and_changed(example_record(["246 3# $a Valot (film)"]), VendorChanges(change=(change,)))
    assert made == example_record(["246 3# $a Valot"])


def test_what_is_there_in_other_marks_is_not_added_again() -> None:
    changes = VendorChanges(add=(Addition(field("500 ## $a Lainataan täysi-ikäisille")),))
    assert added(example_record([]), changes) == example_record(["500 ## $a Lainataan täysi-ikäisille"])
    there = example_record(["500 ## $a Lainataan täysi-ikäisille."])
    assert added(there, changes) is there


def test_a_field_is_added_when_and_unless() -> None:
    new = field("500 ## $a Uusi")
    only = VendorChanges(add=(Addition(new, when=when("a", "521")),))
    but = VendorChanges(add=(Addition(new, unless=when("a", "521")),))
    there, other = example_record(["521 ## $a A"]), example_record(["521 ## $b A"])
    assert (added(there, only).has("500"), added(other, only).has("500")) == (True, False)
    assert (added(there, but).has("500"), added(other, but).has("500")) == (False, True)


CODES = st.sampled_from("ab2")
FIELDS = st.builds(
    lambda tag, pairs: Field(tag, "  ").with_subfields(pairs),
    st.sampled_from(["500", "650"]),
    st.lists(st.tuples(CODES, st.sampled_from(["A", "B", "x1"])), max_size=3),
)
CONDITIONS = st.lists(
    st.builds(Condition, st.sampled_from(["", "500"]), CODES, st.sampled_from([IS_A, searcher("^x")]), st.booleans()),
    max_size=2,
).map(tuple)
CHANGES = st.builds(
    VendorChanges,
    st.lists(st.builds(Removal, st.sampled_from(["500", "650"]), st.sampled_from(["", "a"]), CONDITIONS)).map(tuple),
    st.just(()),
    st.lists(st.builds(Addition, FIELDS, st.just(()), st.just(())), max_size=2).map(tuple),
)


@settings(deadline=None, max_examples=80)
@given(fields=st.lists(FIELDS, max_size=5), code=CODES, negated=st.booleans())
def test_a_condition_about_a_subfield_that_is_not_there_changes_nothing(
    fields: list[Field], code: str, negated: bool
) -> None:
    record = Record.of(*(each for each in fields if not each.has(code)))
    asked = VendorChanges(remove=(Removal("500", "", when(code, negated=negated)), Removal("650", "", when(code))))
    assert removed_and_changed(record, asked) is record


@settings(deadline=None, max_examples=80)
@given(fields=st.lists(FIELDS, max_size=5), changes=CHANGES)
def test_a_second_run_changes_nothing(fields: list[Field], changes: VendorChanges) -> None:
    once = added(Record.of(*fields), changes)
    assert added(once, changes) == once


def test_without_changes_the_record_itself_is_given_back() -> None:
    record = example_record(["500 ## $a A"])
    assert removed_and_changed(record, UNCHANGED) is record
    assert added(record, UNCHANGED) is record
