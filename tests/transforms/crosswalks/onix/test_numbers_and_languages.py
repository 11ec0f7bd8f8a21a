"""020-041 and 546: right, blank and missing input."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import (
    HEAD,
    PROFILE,
    REFERENCE,
    contributor,
    converted,
    extent,
    language,
)

SWEDISH = replace(PROFILE, language="swe")


def identifier(kind: str, value: str) -> str:
    return f"<ProductIdentifier><ProductIDType>{kind}</ProductIDType><IDValue>{value}</IDValue></ProductIdentifier>"


@pytest.mark.parametrize(
    ("identifiers", "lines"),
    [
        (identifier("02", "9521083212"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("02", "9521083212") + identifier("15", "9789521083211"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("03", "9789521083211"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("15", "9789521083212"), ["\\\\$z9789521083212$qEPUB"]),
        (identifier("15", ""), []),
    ],
)
def test_isbn(identifiers: str, lines: list[str]) -> None:
    head = f"{REFERENCE}<NotificationType>03</NotificationType>{identifiers}"
    assert converted(head=head).lines("020", "024") == lines


def test_a_product_without_identifier_is_reported() -> None:
    assert ("O03", "") in converted(head=f"{REFERENCE}<NotificationType>03</NotificationType>").found


def test_an_isbn_and_a_gtin_that_differ_are_reported() -> None:
    assert converted(head=HEAD + identifier("03", "9789521083211")).found == [("O16", "9789521083211")]


@pytest.mark.parametrize(
    ("kind", "value", "line"),
    [
        ("03", "6417825055551", "3\\$a6417825055551"),
        ("03", "6417825055550", "3\\$z6417825055550"),
        ("04", "602400000002", "1\\$a602400000002"),
        ("25", "9790550000008", "2\\$a9790550000008"),
        ("05", "M550000008", "2\\$a9790550000008"),
        ("06", "https://doi.org/10.1234/ABC", "7\\$a10.1234/abc$2doi"),
        ("22", "URN:NBN:fi-fe2026", "7\\$aURN:NBN:fi-fe2026$2urn"),
    ],
)
def test_other_standard_numbers(kind: str, value: str, line: str) -> None:
    assert converted(head=HEAD + identifier(kind, value)).lines("024") == [line]


def test_cataloguing_language_decides_the_words() -> None:
    made = converted(extent("00", "1", "03"), profile=SWEDISH)
    assert made.lines("040", "300", "337") == [
        "\\\\$aFI-XXX$bswe$erda",
        "\\\\$a1 onlineresurs (1 sida)",
        "\\\\$adator$bc$2rdamedia",
    ]


@pytest.mark.parametrize(("code", "stated"), [("swe", "swe"), ("fin", "fin"), ("eng", "fin")])
def test_cataloguing_language_by_record(code: str, stated: str) -> None:
    made = converted(profile=replace(PROFILE, language="by_record"), language=language(code))
    assert made.record.value("040", "b") == stated


@pytest.mark.parametrize(
    ("languages", "lines"),
    [
        (language("smn"), ["0\\$asmi$asmn"]),
        (language("nob"), ["0\\$anor"]),
        (language("fin", "06") + language("swe", "07"), ["0\\$afin$aswe"]),
        (language("fin") + language("eng", "03") + language("swe", "09"), ["0\\$afin$beng$jswe"]),
        (language("swe") + language("fin", "02"), ["1\\$aswe$hfin"]),
        (language("xx1"), []),
        ("", []),
    ],
)
def test_languages(languages: str, lines: list[str]) -> None:
    assert converted(language=languages).lines("041") == lines


def test_norwegian_is_kept_by_switch_and_vendor_codes_are_looked_up() -> None:
    profile = replace(PROFILE, switches={"iso_norwegian": "keep"}, lookups={"language": {"FI": "fin"}})
    assert converted(profile=profile, language=language("nno") + language("FI")).lines("041") == ["0\\$anno$afin"]


def test_an_unknown_language_is_an_issue_and_nothing_is_put_in_its_place() -> None:
    made = converted(language=language("xx1"))
    (issue,) = [each for each in made.issues if each.rule != "O09"]
    assert issue[:5] == ("O06", "code-unknown", "warning", "DescriptiveDetail/Language/LanguageCode", "xx1")
    assert made.record.at("008", 35, 38) == "|||"


def test_a_translator_makes_041_a_translation() -> None:
    assert converted(contributor("B06", "Kääntäjä, Kaisa")).lines("041") == ["1\\$afin"]


def test_languages_of_notes_are_told_in_words() -> None:
    made = converted(language=language("fin") + language("swe", "12") + language("eng", "12"))
    assert made.lines("546") == ["\\\\$aSelitysten kieli: ruotsi, englanti."]
