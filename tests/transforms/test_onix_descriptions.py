"""The list of titles, collections, editions and extents: whole by EDItEUR's lists, and in words that we have."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from onixcheck import schema

from tests import shipped
from transforms.crosswalks.onix.dates import DIGITS, SPREADS, TEXT

TABLES = shipped.tables()
CODES = TABLES.onix_lists.descriptions
WORDED = {key.removeprefix("edition-") for key in TABLES.words["fin"] if key.startswith("edition-")} - {
    "number",
    "version",
}
LISTS = etree.parse(Path(schema.__file__).parent / "xsd3.1" / "ONIX_BookProduct_CodeLists.xsd")


def listed(number: str) -> set[str]:
    """The codes of a list of EDItEUR."""
    path = f"//*[local-name()='simpleType'][@name='List{number}']//*[local-name()='enumeration']/@value"
    values = LISTS.xpath(path)
    assert isinstance(values, list)
    return set(map(str, values))


@pytest.mark.parametrize(
    ("number", "known"),
    [
        ("15", set(CODES.titles)),
        ("20", set(CODES.events)),
        ("21", WORDED | CODES.silent_editions),
        ("23", set(CODES.extents.known)),
        ("41", {key.removeprefix("prize-") for key in TABLES.words["fin"] if key.startswith("prize-")}),
        ("45", set(CODES.publishers)),
        ("55", SPREADS | DIGITS.keys() | {TEXT}),
        ("149", set(CODES.levels)),
        ("153", set(CODES.texts)),
        ("24", set(CODES.units.known)),
        ("148", set(CODES.collections)),
        ("219", set(CODES.rights)),
    ],
)
def test_the_codes_are_those_of_the_list(number: str, known: set[str]) -> None:
    assert known == listed(number)


def test_codes_in_an_order_are_codes_of_their_lists() -> None:
    assert set(CODES.sequences) <= listed("197")
    assert set(CODES.issn) <= listed("13")


def test_an_edition_has_words_or_is_silent_and_the_complete_ones_have_words() -> None:
    assert not WORDED & CODES.silent_editions
    assert CODES.complete_editions <= WORDED


def test_what_is_said_in_words_has_them_in_both_languages() -> None:
    keys = [f"size-{each}" for each in CODES.units.sizes]
    keys += [each.label for each in CODES.titles.values() if each.label]
    for language in ("fin", "swe"):
        assert all(TABLES.words[language][key] for key in keys)


@pytest.mark.parametrize(
    ("text", "is_part"),
    [
        ("Osa 2", True),
        ("osa 12.", True),
        ("Vol. III", True),
        ("Del 2", True),
        ("1984", False),
        ("Osa elämää", False),
        ("Kirja 2 ja muut", False),
        ("", False),
    ],
)
def test_a_word_and_a_number_are_a_part(text: str, is_part: bool) -> None:
    assert bool(CODES.is_part(text)) == is_part


def test_every_file_format_has_a_name_that_347_may_have() -> None:
    names = {each.name for each in TABLES.lists.formats.values()} | {""}
    assert {each.name for each in TABLES.formats.values()} <= names
    assert TABLES.formats.keys() <= listed("175")


@pytest.mark.parametrize(("number", "prefix"), [("32", "complexity-"), ("72", "thesis-")])
def test_every_code_of_the_list_has_a_wording(number: str, prefix: str) -> None:
    for words in TABLES.words.values():
        assert {key.removeprefix(prefix) for key in words if key.startswith(prefix)} == listed(number)
