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
        ("Anne Author ja Ben Writer ; kuvittanut Carl Third", ["aut", "aut", ""]),
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
