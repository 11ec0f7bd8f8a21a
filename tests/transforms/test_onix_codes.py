"""The tables of where identifiers, languages and related things go: whole, and in terms that MARC and we know."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from lxml import etree
from onixcheck import schema

from tests import shipped
from transforms.identifiers import IdentifierTypes
from transforms.onix_codes import OnixCodes

SCHEMAS = Path(__file__).parents[2] / "schemas"
CODES = OnixCodes(SCHEMAS / "codes", IdentifierTypes(SCHEMAS / "codes"))
TABLES = shipped.tables()
LISTS = Path(schema.__file__).parent / "xsd3.1" / "ONIX_BookProduct_CodeLists.xsd"


def listed(number: str) -> set[str]:
    """The codes of a list of EDItEUR."""
    tree = etree.parse(LISTS)
    values = tree.xpath(f"//*[local-name()='simpleType'][@name='List{number}']//*[local-name()='enumeration']/@value")
    assert isinstance(values, list)
    return set(map(str, values))


@pytest.mark.parametrize(
    ("number", "table"),
    [
        ("5", CODES.identifiers),
        ("22", CODES.language_roles),
        ("51", CODES.relations),
        ("121", CODES.scripts),
        ("158", CODES.resources),
        ("164", CODES.works),
    ],
)
def test_every_code_of_the_list_has_a_row(number: str, table: dict[str, object]) -> None:
    assert listed(number) <= table.keys()


def test_media_types_and_recordings_are_codes_of_their_lists() -> None:
    assert CODES.media_types.keys() <= listed("178")
    assert CODES.recordings.keys() <= listed("16") & listed("241")


def test_every_field_and_subfield_is_one_of_marc() -> None:
    with (SCHEMAS / "marc21" / "fields.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)
        marc = {row["tag"]: row for row in csv.DictReader(lines)}
    for relation in (*CODES.relations.values(), *(each for each in CODES.works.values() if each.tag.startswith("7"))):
        if relation.tag and relation.tag not in ("758", "765"):
            assert relation.ind2 in marc[relation.tag]["ind2"]
            assert all(relation.heading[language].endswith(":") for language in ("fin", "swe"))
    assert {role.subfield for role in CODES.language_roles.values()} <= set("abdhj") | {""}
    assert {use.tag for use in CODES.identifiers.values()} - {""} <= marc.keys()


def test_there_are_words_for_every_kind_in_both_languages() -> None:
    keys = {each.kind for each in CODES.resources.values() if each.kind} | {"co-publisher"}
    keys |= {f"languages-{role.note}" for role in CODES.language_roles.values() if role.note}
    for language in ("fin", "swe"):
        assert all(TABLES.words[language].get(key) for key in keys)


def test_languages_taught_are_codes_of_marc() -> None:
    assert set(CODES.taught.values()) <= TABLES.languages.keys()


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="onix_list51"):
        _ = OnixCodes(tmp_path, IdentifierTypes(tmp_path)).relations


def test_a_script_is_told_in_both_languages_of_cataloguing_and_of_languages_that_marc_has() -> None:
    for script in CODES.scripts.values():
        assert bool(script.words["fin"]) == bool(script.words["swe"])
        assert script.only <= TABLES.languages.keys()
