"""Persons and bodies: the property of their role, and the identifiers that everyone shares."""

from __future__ import annotations

from typing import Any

import pytest
from schema_org_titles import HERE, said

from transforms.record import Field

ISNI = "https://isni.org/isni/0000000121032683"
KANTO = "http://urn.fi/URN:NBN:fi:au:finaf:000012345"


def person(tag: str, *relators: str, name: str = "Meikäläinen, Maija,") -> Field:
    return Field.data(tag, "1 ", "a", name, *(part for each in relators for part in ("4", each)))


def names(value: Any) -> list[str]:
    return [each["name"] for each in (value if isinstance(value, list) else [value])]


@pytest.mark.parametrize(
    ("media", "relator", "expected"),
    [
        ("ebook", "aut", "author"),
        ("ebook", "http://id.loc.gov/vocabulary/relators/trl", "translator"),
        ("ebook", "ill", "illustrator"),
        ("ebook", "nrt", "contributor"),
        ("eaudiobook", "nrt", "readBy"),
        ("film", "fmd", "director"),
        ("film", "act", "actor"),
        ("film", "cmp", "musicBy"),
        ("album", "cmp", "creator"),
        ("album", "sng", "byArtist"),
        ("magazine", "edt", "editor"),
        ("ebook", "xyz", "contributor"),
    ],
)
def test_role_chooses_the_property(media: str, relator: str, expected: str) -> None:
    assert names(said(media, person("700", relator))[expected]) == ["Maija Meikäläinen"]


def test_main_entry_without_a_relator_made_the_title() -> None:
    assert names(said("ebook", person("100"))["author"]) == ["Maija Meikäläinen"]
    assert names(said("album", person("100"))["byArtist"]) == ["Maija Meikäläinen"]
    assert names(said("ebook", person("700"))["contributor"]) == ["Maija Meikäläinen"]


def test_one_person_in_two_roles_is_one_thing() -> None:
    found = said("eaudiobook", person("100", "aut", "nrt"))
    assert found["author"] == found["readBy"]
    assert found["author"]["@id"] == f"{HERE}#agent-1"


def test_a_person_has_the_identifiers_that_everyone_shares() -> None:
    field = Field.data("100", "1 ", "a", "Kivi, Aleksis,", "d", "1834-1872,", "0", "(FIN11)000012345", "1", ISNI)
    found = said("ebook", field, Field.data("700", "1 ", "a", "Kanto, Kalle.", "0", KANTO, "0", "odd"))
    author = found["author"]
    assert (author["birthDate"], author["deathDate"]) == ("1834", "1872")
    assert author["sameAs"] == [{"@id": ISNI}, {"@id": KANTO}]
    assert found["contributor"]["sameAs"] == {"@id": KANTO}


def test_bodies_are_organisations_and_works_of_others_are_no_people() -> None:
    body = Field.data("710", "2 ", "a", "Yleisradio.", "b", "Radioteatteri.")
    work = Field.data("700", "12", "a", "Kivi, Aleksis.", "t", "Nummisuutarit.")
    found = said("ebook", body, work)
    assert found["contributor"]["@type"] == "Organization"
    assert found["contributor"]["name"] == "Yleisradio Radioteatteri"


def test_publishers_stand_once() -> None:
    fields = [
        Field.data("264", " 1", "a", "Helsinki :", "b", "Otava,", "c", "2024."),
        Field.data("264", " 3", "b", "Paino"),
    ]
    assert said("ebook", *fields)["publisher"] == {
        "@id": f"{HERE}#publisher-1",
        "@type": "Organization",
        "name": "Otava",
    }
