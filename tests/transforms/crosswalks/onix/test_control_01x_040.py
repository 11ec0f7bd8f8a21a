"""010, 016, 017, 035, 040: numbers of agencies and vendors, and the language of cataloguing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import HEAD, PROFILE, converted, extent, identifier, language

OWN = "\\\\$a(VENDORA)123456"


@pytest.mark.parametrize(
    ("kind", "value", "tag", "line"),
    [
        ("13", "2026799503", "010", "\\\\$a2026799503"),
        ("13", "26-799503", "010", "\\\\$z26-799503"),
        ("31", "FRBNF47995003", "016", "7\\$aFRBNF47995003$2FrPBN"),
        ("17", "DL 7995-2026", "017", "\\\\$aDL 7995-2026"),
    ],
)
def test_numbers_of_agencies(kind: str, value: str, tag: str, line: str) -> None:
    assert converted(head=HEAD + identifier(kind, value)).lines(tag) == [line]


def test_lccn_is_not_repeated() -> None:
    ids = identifier("13", "2026799503") + identifier("13", "2026799504")
    assert converted(head=HEAD + ids).lines("010") == ["\\\\$a2026799503"]


@pytest.mark.parametrize(
    ("value", "line"), [("ocn799520263", "\\\\$a(OCoLC)799520263"), ("no number", "\\\\$z(OCoLC)no number")]
)
def test_oclc(value: str, line: str) -> None:
    assert converted(head=HEAD + identifier("23", value)).lines("035") == [OWN, line]


def test_a_proprietary_number_needs_a_code_for_its_scheme() -> None:
    ids = identifier("01", "P-1", "Vendor A") + identifier("01", "P-2", "Somebody")
    assert converted(head=HEAD + ids).lines("035") == [OWN]
    profile = replace(PROFILE, lookups={"identifier": {"Vendor A": "VENDORA-P"}})
    assert converted(profile=profile, head=HEAD + ids).lines("035") == [OWN, "\\\\$a(VENDORA-P)P-1"]


@pytest.mark.parametrize(
    ("kind", "code", "more"), [("08", "FI-NL", "$dFI-NL"), ("08", "FI-XXX", ""), ("08", "x y", ""), ("06", "FI-NL", "")]
)
def test_a_library_that_the_vendor_had_the_data_from_is_named(kind: str, code: str, more: str) -> None:
    source = (
        f"<RecordSourceIdentifier><RecordSourceIDType>{kind}</RecordSourceIDType><IDValue>{code}</IDValue>"
        "</RecordSourceIdentifier>"
    )
    assert converted(head=HEAD + source).lines("040") == [f"\\\\$aFI-XXX$bfin$erda{more}"]


def test_cataloguing_language_decides_the_words() -> None:
    made = converted(extent("00", "1", "03"), profile=replace(PROFILE, language="swe"))
    assert made.lines("040", "300", "337") == [
        "\\\\$aFI-XXX$bswe$erda",
        "\\\\$a1 onlineresurs (1 sida)",
        "\\\\$adator$bc$2rdamedia",
    ]


@pytest.mark.parametrize(("code", "stated"), [("swe", "swe"), ("fin", "fin"), ("eng", "fin")])
def test_cataloguing_language_by_record(code: str, stated: str) -> None:
    made = converted(profile=replace(PROFILE, language="by_record"), language=language(code))
    assert made.record.value("040", "b") == stated
