"""The consortium score: the reference's own example, what does not apply, and findings."""

from __future__ import annotations

import pytest

from transforms.record import Field, Issue, Level, Record
from transforms.score.consortium import combine
from transforms.score.measures import Measures
from transforms.score.score import explain
from transforms.score.weighing import CLEAN, weigh

EXAMPLE = [("identity", 0.9), ("find", 0.8), ("select", 0.5), ("access", 1.0), ("form", 0.9)]


def issue(rule: str, level: Level = Level.ERROR, *, fixed: bool = False, suppressed: bool = False) -> Issue:
    return Issue(rule, "slug", level, fixed=fixed, suppressed=suppressed)


def test_the_example_of_the_reference(measures: Measures) -> None:
    assert combine(measures, EXAMPLE, 0) == pytest.approx(81.5)
    found = weigh([issue("I02"), issue("I03", Level.WARNING), issue("J02", Level.WARNING)], measures.weighing)
    assert combine(measures, EXAMPLE, found.penalty) == pytest.approx(67.5)


def test_a_dimension_that_does_not_apply_leaves_both_sides(measures: Measures) -> None:
    values = [(name, None if name == "access" else value) for name, value in EXAMPLE]
    assert combine(measures, values, 0) == pytest.approx(100 * 61.5 / 80)
    assert combine(measures, [(name, None) for name, _ in EXAMPLE], 0) == 0


def test_the_penalty_has_a_limit_and_the_score_a_floor(measures: Measures) -> None:
    many = [issue(f"I{number:02}") for number in range(1, 9)]
    assert weigh(many, measures.weighing).penalty == 30
    assert combine(measures, [(name, 0.1) for name, _ in EXAMPLE], 30) == 0


def test_rules_of_structure_and_fixed_fields_count_once_in_form(measures: Measures) -> None:
    found = weigh([issue("S08"), issue("F03"), issue("F07", Level.WARNING)], measures.weighing)
    assert found.form == pytest.approx(1 - 11 / 20)
    assert found.penalty == 0
    assert weigh([issue(f"S{number:02}") for number in range(5, 10)], measures.weighing).form == 0


def test_a_rule_weighs_once_at_its_heaviest(measures: Measures) -> None:
    found = [issue("I03", Level.WARNING), issue("I03"), issue("I03"), issue("I03", Level.WARNING)]
    assert weigh(found, measures.weighing).penalty == 10


def test_what_is_mended_accepted_or_only_told_weighs_nothing(measures: Measures) -> None:
    found = [
        issue("I02", fixed=True),
        issue("S08", suppressed=True),
        issue("A11", Level.INFO),
        issue("F03", fixed=True),
    ]
    assert weigh(found, measures.weighing) == CLEAN
    assert weigh([issue("I02", fixed=True), issue("I02")], measures.weighing).penalty == 10


@pytest.mark.parametrize("rule", ["T01", "T03", "T11"])
def test_a_title_with_a_finding_is_not_sound(rule: str, good_book: Record, measures: Measures) -> None:
    def title(*found: Issue) -> float | None:
        return explain(good_book, "ebook", found, measures).elements["find"]["sound_title"]

    assert title(issue(rule, Level.WARNING)) == 0
    assert title(issue(rule, Level.WARNING, fixed=True)) == 1
    assert title(issue("T02", Level.WARNING)) == 1


def test_elements_are_means_of_what_applies(good_book: Record, measures: Measures) -> None:
    two = good_book.add(Field.data("700", "1 ", "a", "Malli, Matti"))
    found = explain(two, "ebook", (), measures).elements["find"]
    assert (found["role_share"], found["kanto_share"]) == (0.5, 0.5)


def test_a_magazine_with_names_is_judged_by_them(magazine: Record, measures: Measures) -> None:
    named = magazine.add(Field.data("700", "1 ", "a", "Malli, Matti", "e", "toimittaja."))
    assert explain(magazine, "magazine", (), measures).elements["find"]["role_share"] is None
    assert explain(named, "magazine", (), measures).elements["find"]["role_share"] == 1


def test_subjects_count_as_concepts_not_as_fields(good_book: Record, measures: Measures) -> None:
    uri = "http://www.yso.fi/onto/yso/p1"
    bare = good_book.drop("650")
    one = bare.add(
        Field.data("650", " 7", "a", "talot", "2", "yso/fin", "0", uri),
        Field.data("650", " 7", "a", "hus", "2", "yso/swe", "0", uri),
        Field.data("650", " 7", "a", "houses", "2", "yso/eng", "0", uri),
    )
    assert explain(one, "ebook", (), measures).elements["find"]["uri_share"] == pytest.approx(1 / 3)
    assert explain(bare, "ebook", (), measures).elements["find"]["uri_share"] == 0


def test_a_printed_books_number_identifies_no_e_book(good_book: Record, measures: Measures) -> None:
    bound = good_book.put(Field.data("020", "  ", "a", "978-952-19-0001-3", "q", "(Sidottu)"))
    assert explain(bound, "ebook", (), measures).elements["identity"]["identifier"] == 0


@pytest.mark.parametrize(
    "field",
    [
        Field.data("022", "  ", "a", "2345-6787"),
        Field.data("024", "1 ", "a", "602400000002"),
        Field.data("024", "3 ", "a", "6420613000015"),
        Field.data("024", "7 ", "a", "10.5240/A", "2", "eidr"),
        Field.data("024", "0 ", "a", "FIXXX2300001"),
    ],
    ids=["issn", "upc", "ean", "eidr", "isrc"],
)
def test_other_identifiers_than_isbn(field: Field, poor_book: Record, measures: Measures) -> None:
    assert explain(poor_book, "album", (), measures).elements["identity"]["identifier"] == 0
    assert explain(poor_book.add(field), "album", (), measures).elements["identity"]["identifier"] == 1


@pytest.mark.parametrize(
    "field",
    [
        Field.data("022", "  ", "a", "2345-6788"),
        Field.data("024", "1 ", "a", "602400000009"),
        Field.data("024", "7 ", "a", "abc", "2", "local"),
        Field.data("024", "8 ", "a", "602400000002"),
    ],
    ids=["issn", "upc", "local", "unspecified"],
)
def test_wrong_identifiers(field: Field, poor_book: Record, measures: Measures) -> None:
    assert explain(poor_book.add(field), "album", (), measures).elements["identity"]["identifier"] == 0
