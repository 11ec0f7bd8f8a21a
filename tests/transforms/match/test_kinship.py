"""Titles of one expression or work: told with the evidence, and never of strangers."""

from __future__ import annotations

import pytest

from tests.transforms.match.making import book, compared
from transforms.match.decision import Compared, decide
from transforms.match.kinship import Kinship, kinship
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

A, B = "9789527999127", "9781799900627"
PRINTED = Field.data("776", "08", "z", "9789527999257")


def kin(left: Compared, right: Compared, policy: MatchPolicy) -> Kinship | None:
    there = kinship(left, right, decide(left, right, policy), policy)
    assert there == kinship(right, left, decide(right, left, policy), policy)
    return there


def reasons(found: Kinship | None) -> set[tuple[str, str]]:
    return {(each.field, each.reason) for each in found.evidence} if found else set()


def sides(policy: MatchPolicy, left: Record, right: Record, *media: str) -> tuple[Compared, Compared]:
    one, other = media or ("ebook", "ebook")
    return compared(left, policy, one), compared(right, policy, other)


def test_an_e_book_and_its_audiobook_are_one_work_by_creator_and_title(policy: MatchPolicy) -> None:
    found = kin(*sides(policy, book(isbn=A), book(isbn=B), "ebook", "eaudiobook"), policy)
    assert found is not None and found.level == "W"
    assert reasons(found) == {("author", "name-similar"), ("work", "equal")}


def test_they_are_by_the_printed_book_too(policy: MatchPolicy) -> None:
    two = book("Saaren valot", PRINTED, name=""), book("Saaren valot", PRINTED, name="")
    found = kin(*sides(policy, *two, "ebook", "eaudiobook"), policy)
    assert ("isbn", "print-isbn-shared") in reasons(found)


def test_a_translation_is_of_the_work_that_its_uniform_title_names(policy: MatchPolicy) -> None:
    translated = book("Öns ljus", Field.data("240", "10", "a", "Saaren valot.", "l", "ruotsi"), language="swe")
    found = kin(*sides(policy, book(), translated), policy)
    assert found is not None and found.level == "W"
    assert kin(*sides(policy, book(), book("Öns ljus", language="swe")), policy) is None


def test_e_book_and_print_of_one_text_are_one_expression(policy: MatchPolicy) -> None:
    found = kin(*sides(policy, book(), book(), "ebook", "print"), policy)
    assert found is not None and found.level == "E"


def test_an_abridged_text_is_another_expression(policy: MatchPolicy) -> None:
    short = book("Saaren valot", Field.data("250", "  ", "a", "Lyhennetty."), pages=90)
    found = kin(*sides(policy, book(), short), policy)
    assert found is not None and found.level == "W"


def test_an_identifier_of_the_work_tells_of_an_adaptation(policy: MatchPolicy) -> None:
    work = Field.data("758", "  ", "1", "http://example.org/work/1")
    novel, film = book("Saaren valot", work), book("Majakka", work, name="Otos, Olli")
    assert reasons(kin(*sides(policy, novel, film, "ebook", "film"), policy)) == {("work", "equal-valid")}
    assert kin(*sides(policy, book(), book(), "ebook", "film"), policy) is None, "a name proves nothing here"


@pytest.mark.parametrize(
    "other",
    [
        book(name="Otos, Olli"),
        book("Saaren valot 2"),
        book("Saaren yö"),
        book("Saaren valot", Field.data("521", "8 ", "a", "K-18"), leader="00000nam a22000002i 4500"),
    ],
    ids=["another author", "another volume", "another title", "the same"],
)
def test_strangers_are_no_kin(policy: MatchPolicy, other: Record) -> None:
    first = book("Saaren valot 1") if other == book("Saaren valot 2") else book()
    found = kin(*sides(policy, first, other, "ebook", "eaudiobook"), policy)
    assert (found is None) == (other.first("521") is None)


def test_one_title_is_not_its_own_kin(policy: MatchPolicy) -> None:
    assert kin(*sides(policy, book(isbn=A), book(isbn=A)), policy) is None
