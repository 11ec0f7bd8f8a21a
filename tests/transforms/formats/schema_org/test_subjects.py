"""Concepts by their URIs with their terms in all languages; other headings as keywords."""

from __future__ import annotations

import pytest
from schema_org_titles import HERE, said

from transforms.record import Field

SAARET = "http://www.yso.fi/onto/yso/p17016"


def heading(tag: str, term: str, source: str = "", uri: str = "") -> Field:
    return Field.data(tag, " 7", "a", term, "2", source, "0", uri)


def test_a_concept_in_two_languages_is_one_thing() -> None:
    fields = [heading("650", "saaret", "yso/fin", SAARET), heading("650", "öar", "yso/swe", SAARET)]
    assert said("ebook", *fields)["about"] == {
        "@id": SAARET,
        "@type": "DefinedTerm",
        "name": [{"@value": "saaret", "@language": "fi"}, {"@value": "öar", "@language": "sv"}],
        "inDefinedTermSet": {"@id": "http://www.yso.fi/onto/yso/"},
    }


@pytest.mark.parametrize(("tag", "kind"), [("600", "Person"), ("651", "Place"), ("650", "DefinedTerm")])
def test_the_field_tells_the_type(tag: str, kind: str) -> None:
    assert said("ebook", heading(tag, "Jokin", "yso/fin", SAARET))["about"]["@type"] == kind


def test_headings_without_a_uri_are_keywords_each_once() -> None:
    found = said(
        "ebook",
        Field.data("650", " 0", "a", "Islands", "z", "Finland."),
        Field.data("650", " 7", "a", "saaret", "2", "yso/fin", "0", "not a URI"),
        Field.data("653", "  ", "a", "meri", "a", "saaret"),
    )
    assert found["keywords"] == ["Islands – Finland", "saaret", "meri"]
    assert "about" not in found


def test_genres_are_concepts_or_terms() -> None:
    slm = "http://urn.fi/URN:NBN:fi:au:slm:s889"
    found = said("ebook", heading("655", "e-kirjat", "slm/fin", slm), heading("655", "Romaner.", "saogf"))
    assert [each if isinstance(each, str) else each["@id"] for each in found["genre"]] == [slm, "Romaner"]


def test_audience_and_ages() -> None:
    uri = "http://www.yso.fi/onto/yso/p4354"
    groups = [heading("385", "lapset", "yso/fin", uri), heading("385", "barn", "yso/swe", uri)]
    found = said("ebook", *groups, Field.data("521", "1 ", "a", "Ikäsuositus: 8-11"))
    assert found["audience"]["@id"] == f"{HERE}#audience-1"
    assert found["audience"]["sameAs"] == {"@id": uri}
    assert len(found["audience"]["audienceType"]) == 2
    assert found["typicalAgeRange"] == "8-11"


@pytest.mark.parametrize(
    ("ind1", "note", "expected"),
    [("1", "Ikäsuositus: 16+", "16-"), ("8", "K-12", None), ("1", "Luokat 2024", None), ("1", "7 – 9 vuotta", "7-9")],
)
def test_ages_are_read_from_notes_on_age_only(ind1: str, note: str, expected: str | None) -> None:
    assert said("ebook", Field.data("521", f"{ind1} ", "a", note)).get("typicalAgeRange") == expected
