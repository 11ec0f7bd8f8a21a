"""Fields that people set and rules they let pass, as the stages see them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.exceptions import NONE, Edit, Excepted, edited, remarks, suppressed
from transforms.record import SUBFIELD, Field, Issue, Level, Record

TITLE = Field.data("245", "10", "a", "Kisa")
RIGHT = Field.data("245", "10", "a", "Kissa")
FIXED = Field("008", "261101s2026    xxu|||||o     ||||||eng|c")
SUBJECTS = (Field.data("653", "  ", "a", "kissat"), Field.data("653", "  ", "a", "koirat"))
BOOK = Record.of(Field("001", "b1"), FIXED, TITLE, *SUBJECTS)


def edit(before: Field | None, after: Field | None, others: int = 0) -> Edit:
    some = before or after
    assert some is not None
    return Edit(some.tag, before.value if before else "", after.value if after else "", others)


def test_a_field_stands_in_the_place_of_the_vendors() -> None:
    done = edited(BOOK, [edit(TITLE, RIGHT)])
    assert done.record == BOOK.swap(TITLE, RIGHT)
    assert (set(done.kept), done.outdated) == ({RIGHT}, ())


def test_an_edit_whose_field_is_another_now_is_outdated_and_changes_nothing() -> None:
    newer = BOOK.swap(TITLE, Field.data("245", "10", "a", "Kisat"))
    done = edited(newer, [edit(TITLE, RIGHT)])
    assert done == (newer, frozenset(), (edit(TITLE, RIGHT),))


def test_a_vendor_who_says_the_same_as_the_person_makes_no_edit_outdated() -> None:
    same = BOOK.swap(TITLE, RIGHT)
    assert edited(same, [edit(TITLE, RIGHT)]) == (same, frozenset({RIGHT}), ())


def test_a_field_set_to_one_that_is_there_too_stands_once() -> None:
    done = edited(BOOK, [edit(SUBJECTS[0], SUBJECTS[1])])
    assert done.record.all("653") == [SUBJECTS[1]]
    assert set(done.kept) == {SUBJECTS[1]}


def test_a_field_that_is_right_as_it_is_may_be_kept_so() -> None:
    assert edited(BOOK, [edit(TITLE, TITLE)]) == (BOOK, frozenset({TITLE}), ())


def test_a_field_is_added_as_long_as_the_vendor_has_as_many_as_then() -> None:
    new = Field.data("653", "  ", "a", "eläimet")
    done = edited(BOOK, [edit(None, new, others=2)])
    assert done.record.all("653") == [*SUBJECTS, new]
    assert edited(BOOK.drop("653"), [edit(None, new, others=2)]).outdated == (edit(None, new, 2),)


def test_a_field_is_taken_out_and_one_that_is_gone_by_itself_asks_nobody() -> None:
    out = edit(SUBJECTS[0], None)
    assert edited(BOOK, [out]).record.all("653") == [SUBJECTS[1]]
    assert edited(BOOK.drop("653"), [out]) == (BOOK.drop("653"), frozenset(), ())
    assert edited(BOOK.swap(SUBJECTS[0], Field.data("653", "  ", "a", "kissa")), [out]).outdated == (out,)


def test_the_day_of_entry_in_008_is_the_records_own() -> None:
    finnish = Field("008", FIXED.value.replace("xxu", "fi ").replace("eng", "fin"))
    later = BOOK.swap(FIXED, Field("008", f"270101{FIXED.value[6:]}"))
    done = edited(later, [edit(FIXED, finnish)])
    assert done.record.value("008") == f"270101{finnish.value[6:]}"
    assert [each.tag for each in done.kept] == ["008"]


@given(st.lists(st.sampled_from([edit(TITLE, RIGHT), edit(SUBJECTS[0], None), edit(None, SUBJECTS[0], 0)]), max_size=4))
def test_what_is_kept_is_in_the_record(edits: list[Edit]) -> None:
    done = edited(BOOK, edits)
    assert done.kept <= set(done.record.fields)
    assert edited(BOOK, edits) == done


@given(st.text(), st.text(), st.integers(0, 3))
def test_no_text_makes_an_edit_fail(before: str, after: str, others: int) -> None:
    for tag in ("245", "008", "999"):
        edited(BOOK, [Edit(tag, before, after, others)])


def test_suppressed_findings_are_marked_and_nothing_else_is() -> None:
    issues = (Issue("I02", "isbn-check-digit", Level.ERROR), Issue("S15", "mojibake", Level.ERROR))
    marked = suppressed(issues, Excepted(frozenset({"I02"})))
    assert [each.suppressed for each in marked] == [True, False]
    assert suppressed(issues, NONE) == issues


def test_what_ran_out_and_what_no_longer_fits_is_told_at_the_vendors_level() -> None:
    said = Excepted(expired=(("I02", "2026-10-31"),))
    ran_out, unfit = remarks(said, [edit(TITLE, RIGHT)], {"R01": Level.ERROR})
    assert (ran_out.rule, ran_out.level, ran_out.value, dict(ran_out.args)) == (
        "R01", Level.ERROR, "I02", {"until": "2026-10-31"},
    )  # fmt: skip
    assert (unfit.rule, unfit.path, unfit.value, dict(unfit.args)) == ("R02", "245", "Kissa", {"before": "Kisa"})
    assert SUBFIELD not in unfit.value
