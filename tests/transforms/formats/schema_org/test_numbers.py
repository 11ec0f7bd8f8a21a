"""Identifiers: valid ones as properties, all with whose they are."""

from __future__ import annotations

from schema_org_titles import ID, said

from transforms.record import Field


def identifiers(found: dict[str, object]) -> list[tuple[str, str]]:
    told = found["identifier"]
    assert isinstance(told, list)
    return [(each["propertyID"], each["value"]) for each in told]


def test_isbn_has_thirteen_digits_and_stands_once() -> None:
    fields = [
        Field.data("020", "  ", "a", each) for each in ("978-952-7995-00-6", "9789527995006", "978-952-7995-00-7")
    ]
    assert said("ebook", *fields)["isbn"] == "9789527995006"
    assert "isbn" not in said("film", *fields)
    assert "isbn" not in said("ebook", Field.data("020", "  ", "z", "978-952-7995-00-6"))


def test_issn_is_for_serials() -> None:
    field = Field.data("022", "  ", "a", "0030-4492", "l", "0030-4492")
    assert said("magazine", field)["issn"] == "0030-4492"
    assert "issn" not in said("ebook", field)


def test_standard_numbers_tell_their_scheme_and_have_a_uri() -> None:
    found = said(
        "film",
        Field.data("024", "7 ", "a", "10.5240/7999-0000-0000-0000-0002-J", "2", "eidr"),
        Field.data("024", "7 ", "a", "odd", "2", "x-own"),
        Field.data("035", "  ", "a", "(FI-MELINDA)012345678"),
        Field.data("035", "  ", "a", "no source"),
    )
    assert identifiers(found) == [
        ("FI-EMAT", ID),
        ("EIDR", "10.5240/7999-0000-0000-0000-0002-J"),
        ("x-own", "odd"),
        ("FI-MELINDA", "012345678"),
    ]
    assert found["sameAs"] == {"@id": "https://doi.org/10.5240/7999-0000-0000-0000-0002-J"}
