"""Who wrote the text by 245 $c, and which role a word of several languages means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from transforms.normalise import STEPS, Context
from transforms.record import Record

Make = Callable[..., Context]
Lines = Callable[..., Record]

names = STEPS["names"]


def roles(record: Record) -> list[str]:
    """What $4 of the names says, in order; "" for none."""
    return [each["4"] for each in record.all("100", "700")]


@pytest.mark.parametrize(
    "statement",
    [
        "Anne B. Author", "by Anne B. Author", "[by] Anne Author ; edited by Ben Writer", "A. B. Author",
        "written by Anne Barbara Author", "Author, Anne B.", "kirjoittanut Anne Author [ym.]", "Teksti: Anne B. Author",
    ],
)  # fmt: skip
def test_the_first_statement_names_the_author(statement: str, context: Make, record: Lines) -> None:
    given = record("100 1# $a Author, Anne B.", f"245 10 $a Title / $c {statement}.")
    assert roles(names(given, context())) == ["aut"]


@pytest.mark.parametrize(
    "statement", ["edited by Anne B. Author", "Ben Author", "Anne Authorson", "text and pictures by Anne B. Author", ""]
)
def test_other_words_make_nobody_an_author(statement: str, context: Make, record: Lines) -> None:
    given = record("100 1# $a Author, Anne B.", f"245 10 $a Title / $c {statement}")
    assert roles(names(given, context())) == [""]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("Anne Author, Ben Writer and Carl Third", ["aut", "aut", "aut"]),
        ("Anne Author ja Ben Writer ; kuvittanut Carl Third", ["aut", "aut", "ill"]),
        ("Anne Author ; translated by Ben Writer and Carl Third", ["aut", "trl", "trl"]),
        ("Anne Author ; lukija: Ben Writer", ["aut", "nrt", ""]),
        ("Anne Author ; i översättning av Ben Writer ; foreword by Carl Third", ["aut", "trl", ""]),
        ("Anne Author, illustrated by Ben Writer, Carl Third", ["aut", "", "aut"]),
        ("Anne Author, editor, Ben Writer", ["aut", "", ""]),
        ("Ben Writer, Anne Author", ["", "", ""]),
    ],
)
def test_names_beside_the_author_wrote_too(statement: str, expected: list[str], context: Make, record: Lines) -> None:
    given = record(
        "100 1# $a Author, Anne", f"245 10 $a Title / $c {statement}.", "700 1# $a Writer, Ben", "700 1# $a Third, Carl"
    )
    assert roles(names(given, context())) == expected


def test_inverted_names_in_the_statement_are_spoken(context: Make, record: Lines) -> None:
    given = record(
        "100 1# $a Author, Anne B.", "245 10 $a Title / $c Author, Anne B.; Writer, Ben", "700 1# $a Writer, Ben"
    )
    mended = names(given, context())
    assert mended.value("245", "c") == "Anne B. Author, Ben Writer"
    assert roles(mended) == ["aut", "aut"]
    other = record("100 1# $a Author, Anne", "245 10 $a Title / $c Author, Nobody")
    assert names(other, context()) == other


@pytest.mark.parametrize(
    ("others", "language", "code"),
    [
        (["700 1# $a Farrell, T., $e colorist"], "fin", "art"),
        (["700 1# $a Malm, Eva, $e inläsare"], "eng", "prf"),
        ([], "eng", "art"),
        ([], "swe", "prf"),
        ([], "fin", ""),
    ],
)
def test_an_artist_paints_in_english_and_performs_in_swedish(
    others: list[str], language: str, code: str, context: Make, record: Lines
) -> None:
    given = record(f"008 261122s2026    fi ||||e |||||||||1|{language}||", "700 1# $a Bartel, Jen, $e artist", *others)
    assert roles(names(given, context()))[0] == code


@pytest.mark.parametrize(
    ("word", "code"),
    [("Verfasser", "aut"), ("oversetter", "trl"), ("director of photography", "cng"), ("narratrice", "nrt")],
)
def test_words_of_vendors_that_are_no_terms(word: str, code: str, context: Make, record: Lines) -> None:
    assert roles(names(record(f"700 1# $a Malli, Matti, $e {word}."), context("film"))) == [code]


def test_a_statement_inside_the_title_stands_apart_where_it_names_somebody(context: Make, record: Lines) -> None:
    mended = names(record("100 1# $a Author, Anne", "245 10 $a Title / Anne Author"), context())
    assert str(mended.first("245")) == "=245  10$aTitle /$cAnne Author"
    assert roles(mended) == ["aut"]
    given = record("100 1# $a Author, Anne, $e author.", "245 10 $a Land / Sea")
    assert names(given, context()).first("245") == given.first("245")


def test_a_record_without_a_statement_names_its_author_by_the_main_entry(context: Make, record: Lines) -> None:
    """T09 makes 245 $c of it afterwards: what that says counts as any other statement, at once."""
    assert roles(names(record("100 1# $a Author, Anne", "245 10 $a Title"), context())) == ["aut"]
    assert roles(names(record("100 0# $a Anne", "245 10 $a Title"), context())) == [""]
    assert roles(names(record("100 1# $a Author, Anne, $c Dr.", "245 10 $a Title"), context())) == [""]
    assert roles(names(record("100 1# $a Author, Anne", "245 10 $a Title / $c John Poet."), context())) == [""]
    assert roles(names(record("100 1# $a Author, Anne"), context())) == [""]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("700 1# $a Malli, Matti, 1934-2002", "=700  1\\$aMalli, Matti,$d1934-2002"),
        ("700 1# $a Malli, Matti, 1934-", "=700  1\\$aMalli, Matti,$d1934-"),
        ("700 1# $a Malli, Matti (toim.)", "=700  1\\$aMalli, Matti,$etoim.$4edt"),
        ("700 1# $a Malli, Matti (yhtye)", "=700  1\\$aMalli, Matti (yhtye)"),
        ("700 1# $a Malli, Matti (toim.) $4 ill", "=700  1\\$aMalli, Matti (toim.),$ekuvittaja.$4ill"),
    ],
)
def test_dates_and_roles_stand_outside_the_name(before: str, after: str, context: Make, record: Lines) -> None:
    assert str(names(record(before), context("film")).first("700")) == after
