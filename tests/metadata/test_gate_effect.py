"""What a delivery would do to the live records, and the examples that show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from feed_days import deletes, marks, withheld
from hypothesis import given
from hypothesis import strategies as st

from metadata.gate.effect import BATCH, Effect, Live, shape_of
from metadata.gate.samples import SHOWN, plain, title_in
from metadata.rows import Row
from transforms.crosswalks.onix.gate import BLOCK_UPDATE
from transforms.record import Field, Issue, Level, Outcome, Record

NAMED = Record.of(Field("001", "x"), Field.data("245", "10", "a", "Kissan päivät /", "c", "M. Malli.")).pack()


def row(vendor_id: str, outcome: Outcome, reason: str = "", **more: Any) -> Row:
    return Row(0, outcome, vendor_id, b"", reason=reason, **more)


def effect(
    rows: Iterable[Row],
    live: Iterable[str],
    absence_deletes: bool = False,
    *,
    same: Iterable[str] = (),
    order: str = "5",
) -> Effect:
    """The effect on live records; those named in `same` come out as they were."""
    held = {each: Live(number, marks(["isbn"]), "3") for number, each in enumerate(live)}
    made = Effect(held, order, lambda new: {each for each, row in new.items() if row.vendor_id not in set(same)})
    made.take(rows)
    made.settle(absence_deletes, lambda ids: {each for each in ids if each.startswith("old")})
    return made


def told(made: Effect) -> tuple[int, int, int]:
    return made.counts["withdraws"], made.counts["alters"], made.counts["adds"]


def test_effect_counts_live_ids_only() -> None:
    rows = [
        row("live", Outcome.DELETED),
        row("unknown", Outcome.DELETED),
        row("moved", Outcome.FILTERED, "territory-excluded"),
        row("new", Outcome.CANDIDATE),
        row("old", Outcome.CANDIDATE),
        row("same", Outcome.UNCHANGED),
    ]
    live = ["live", "moved", "old", "same", "absent"]
    assert told(effect(rows, live)) == (2, 1, 1)
    assert told(effect(rows, live, absence_deletes=True)) == (3, 1, 1)


def test_a_record_that_comes_out_as_it_was_is_no_change() -> None:
    rows = [row("a", Outcome.CANDIDATE), row("b", Outcome.CANDIDATE)]
    assert told(effect(rows, ["a", "b"], same=["a"])) == (0, 1, 0)


def test_the_last_word_on_an_id_counts() -> None:
    rows = [row("a", Outcome.DELETED), row("a", Outcome.CANDIDATE)]
    assert told(effect(rows, ["a"], absence_deletes=True)) == (0, 1, 0)
    assert told(effect(reversed(rows), ["a"])) == (1, 0, 0)


def test_a_record_in_quarantine_or_a_price_update_withdraws_nothing() -> None:
    rows = [row("a", Outcome.QUARANTINED), row("b", Outcome.FILTERED, BLOCK_UPDATE.reason)]
    assert told(effect(rows, ["a", "b"], absence_deletes=True)) == (0, 0, 0)


def test_what_a_newer_delivery_brought_is_not_touched() -> None:
    rows = [row("a", Outcome.DELETED), row("b", Outcome.CANDIDATE)]
    assert told(effect(rows, ["a", "b"], order="2")) == (0, 0, 0)


def test_deletes_of_ids_that_never_came_are_told_from_those_that_are_gone_already() -> None:
    made = effect(deletes(["old 1", "never 1", "never 2"]), ["a"])
    assert made.counts["unknown_deletes"] == 2
    assert made.samples.of("delete_unknown") == ({"id": "never 1"}, {"id": "never 2"})


def test_ids_unlike_the_vendors_own() -> None:
    rows = [row("fs-0007", Outcome.CANDIDATE), row("urn:isbn:978", Outcome.CANDIDATE, record=NAMED)]
    made = effect(rows, ["fs-0001"])
    assert made.counts["odd_ids"] == 1
    assert made.samples.of("strangers") == ({"id": "urn:isbn:978", "title": "Kissan päivät"},)


@pytest.mark.parametrize(
    ("one", "other"), [("fs-000014", "fs-2"), ("urn:isbn:9789527999738", "urn:isbn:1"), ("Äb1", "cd22")]
)
def test_ids_of_one_kind_have_one_shape(one: str, other: str) -> None:
    assert shape_of(one) == shape_of(other) != shape_of("12")


def test_repeated_ids_and_the_fields_of_unchanged_records_are_counted() -> None:
    made = effect([row("a", Outcome.UNCHANGED), row("a", Outcome.UNCHANGED), row("b", Outcome.UNCHANGED)], ["a", "b"])
    assert made.counts["repeats"] == 1
    assert (made.counts["of:isbn"], made.counts["fill:isbn"], made.counts["fill:summary"]) == (3, 3, 0)


def test_examples_of_errors_name_the_record_the_rule_and_the_place() -> None:
    error = Issue("F13", "language-invalid", Level.ERROR, "008/35-37", "x\x1fy")
    made = effect([row("a", Outcome.CANDIDATE, record=NAMED, issues=[error]), *withheld(["b"], "S01")], ["a"])
    assert made.samples.of("max_errors") == (
        {"id": "a", "title": "Kissan päivät", "rule": "F13", "path": "008/35-37", "value": "x y"},
        {"id": "b", "rule": "S01", "reason": "why", "position": 0},
    )
    assert [each["id"] for each in made.samples.of("max_unreadable")] == ["b"]


def test_examples_of_a_missing_field_begin_with_records_that_had_it() -> None:
    rows = [row(each, Outcome.CANDIDATE, fills=marks([])) for each in ("new", "a")]
    assert [each["id"] for each in effect(rows, ["a"]).samples.of("fill.isbn")] == ["a", "new"]


def test_a_few_examples_are_enough_and_what_vendors_write_is_made_plain() -> None:
    rows = [row(f"n{number}", Outcome.CANDIDATE, fills=marks([])) for number in range(BATCH * 2)]
    assert len(effect(rows, ["x"]).samples.of("fill.isbn")) == SHOWN
    assert plain("a\x00b\u202ec" + "x" * 500) == "a b c" + "x" * 114 + "…"
    assert title_in("leader") == title_in("l\x1e24500no subfields") == ""


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(list(Outcome))), max_size=30), st.booleans())
def test_nothing_is_withdrawn_or_changed_that_is_not_live(said: list[tuple[str, Outcome]], absent: bool) -> None:
    withdraws, alters, adds = told(effect([row(each, outcome) for each, outcome in said], "abc", absent))
    assert withdraws + alters <= 3
    assert adds <= 3


@pytest.mark.parametrize(("vendor_id", "withdraws", "unsure"), [("", 0, 2), ("A", 1, 0), ("c", 2, 0)])
def test_the_gate_counts_as_absent_what_the_commit_does(vendor_id: str, withdraws: int, unsure: int) -> None:
    """A withheld row without an id may be any live record; one with other capitals is there."""
    made = effect([row("live", Outcome.UNCHANGED), row(vendor_id, Outcome.QUARANTINED)], ["live", "a", "b"], True)
    assert (made.counts["withdraws"], made.counts["unsure"]) == (withdraws, unsure)
