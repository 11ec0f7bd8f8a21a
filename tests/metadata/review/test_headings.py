"""Headings in doubt: a question for a person with the concepts to choose from; the choice is kept and replayed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import book, night
from sqlalchemy import select

from metadata import pipeline
from metadata.home import Home
from metadata.review import Given, Verdict, Word, decide, items, undo
from metadata.store.tables import source_record
from transforms.record import Field, Record

WORD = Word("I read the book", "Maija")
NOVELS = "http://urn.fi/URN:NBN:fi:au:slm:s518"


@pytest.fixture
def home(open_home: Callable[..., Home], synthetic: Path) -> Home:
    """A vendor one of whose keywords is a genre of SLM and a topic of YSO; the class does not tell which."""
    home = open_home(schemas=synthetic)
    night(home, "beta", "1.mrc", [book(each).add(Field.data("653", "  ", "a", "romaanit")) for each in ("b1", "b2")])
    return home


def asked(home: Home) -> list[dict[str, Any]]:
    return [each for each in items(home, kind="heading") if each["rule"] == "J12"]


def subjects(home: Home, vendor_id: str) -> list[str]:
    """The keywords and genres of a record, but for the form of the material."""
    with home.store.read() as connection:
        query = select(source_record.c.record).where(source_record.c.vendor_id == vendor_id)
        record = Record.unpack(connection.execute(query).scalar_one())
    return [
        f"{each.tag} {each['a']} {each['2']}".strip() for each in record.all("653", "655") if "s889" not in each.value
    ]


def test_a_word_with_several_meanings_is_asked_about_with_them(home: Home) -> None:
    one, *_ = asked(home)
    assert {each["uri"] for each in one["candidates"]} == {NOVELS, "http://www.yso.fi/onto/yso/p1896"}
    assert one["situation"] == "several concepts have this label"
    assert subjects(home, "b1") == ["653 romaanit"]


def test_what_a_person_chooses_is_written_in_both_languages_until_it_is_taken_back(home: Home) -> None:
    one, *_ = asked(home)
    (number,) = decide(home, [one["item"]], Verdict.CHOOSE, WORD, given=Given(meant=NOVELS))
    pipeline.run(home)
    for vendor_id in ("b1", "b2"):  # once for all of the vendor's records
        assert subjects(home, vendor_id) == ["655 romaanit slm/fin", "655 romaner slm/swe"]
    assert not asked(home)
    undo(home, number, Word("it was the topic", "Maija"))
    pipeline.run(home)
    assert subjects(home, "b1") == ["653 romaanit"]
    assert asked(home)


def test_a_word_that_is_none_of_them_stays_a_keyword_and_is_not_asked_about_again(home: Home) -> None:
    one, *_ = asked(home)
    decide(home, [one["item"]], Verdict.NONE, Word("it is no concept here", "Maija"))
    pipeline.run(home)
    assert subjects(home, "b1") == subjects(home, "b2") == ["653 romaanit"]
    assert not asked(home)
