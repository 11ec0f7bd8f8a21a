"""Types, names, languages, dates and what else a title says of itself in schema.org."""

from __future__ import annotations

import pytest
from schema_org_titles import HERE, SITE, said

from transforms.formats.schema_org import ELEMENTS
from transforms.merge.works_758 import OfWork
from transforms.record import Field


@pytest.mark.parametrize(
    ("media", "types"),
    [
        ("ebook", "Book"),
        ("eaudiobook", ["Audiobook", "Book"]),
        ("film", "Movie"),
        ("album", "MusicAlbum"),
        ("magazine", "Periodical"),
    ],
)
def test_each_media_has_its_type(media: str, types: object) -> None:
    found = said(media)
    assert (found["@id"], found["@type"], found["url"]) == (HERE, types, {"@id": HERE})
    assert found["name"] == "Saari: tarina"
    assert found["inLanguage"] == "fi"
    assert found["@context"] == {"@vocab": "http://schema.org/"}


@pytest.mark.parametrize(("media", "name"), [("ebook", "EBook"), ("eaudiobook", "AudiobookFormat")])
def test_books_have_their_format(media: str, name: str) -> None:
    assert said(media)["bookFormat"] == {"@id": f"http://schema.org/{name}"}
    assert "bookFormat" not in said("film")


@pytest.mark.parametrize(
    ("media", "told", "expected"),
    [
        ("eaudiobook", "031400", {"duration": "PT3H14M"}),
        ("film", "000059", {"duration": "PT59S"}),
        ("album", "010203", {"timeRequired": "PT1H2M3S"}),
        ("film", "000000", {}),
        ("film", "1 h 10", {}),
        ("film", "", {}),
    ],
)
def test_playing_time_is_a_duration(media: str, told: str, expected: dict[str, str]) -> None:
    found = said(media, Field.data("306", "  ", "a", told))
    assert {key: found[key] for key in ("duration", "timeRequired") if key in found} == expected


def test_a_magazine_begins_and_ends_where_a_book_is_published() -> None:
    assert said("ebook")["datePublished"] == "2024"
    going, ended = said("magazine", fixed="c19169999"), said("magazine", fixed="d19161998")
    assert (going["startDate"], "endDate" in going, "datePublished" in going) == ("1916", False, False)
    assert (ended["startDate"], ended["endDate"]) == ("1916", "1998")


def test_other_languages_are_told_apart() -> None:
    film = said("film", Field.data("041", "1 ", "a", "fin", "j", "swe", "j", "smn"))
    assert (film["inLanguage"], film["subtitleLanguage"]) == ("fi", ["sv", "smn"])
    book = said("ebook", Field.data("041", "1 ", "a", "fin", "h", "ice"), Field.data("240", "10", "a", "Eyjan."))
    assert book["translationOfWork"] == {
        "@id": f"{HERE}#original-1",
        "@type": "CreativeWork",
        "name": "Eyjan",
        "inLanguage": "is",
    }


def test_codes_of_another_list_are_not_languages() -> None:
    assert said("ebook", Field.data("041", "07", "a", "olo", "2", "iso639-3"))["inLanguage"] == "fi"


def test_description_edition_series_and_file_format() -> None:
    found = said(
        "ebook",
        Field.data("246", "1 ", "i", "Rinnakkaisnimeke:", "a", "Skären."),
        Field.data("250", "  ", "a", "2. painos."),
        Field.data("347", "  ", "a", "tekstitiedosto", "b", "EPUB"),
        Field.data("490", "0 ", "a", "Saaristo,", "x", "1234-5679 ;", "v", "3"),
        Field.data("520", "  ", "a", "Kesä saarella.", "b", "Ja talvi."),
    )
    assert found["alternateName"] == "Skären"
    assert found["bookEdition"] == "2. painos"
    assert found["encodingFormat"] == "application/epub+zip"
    assert found["isPartOf"] == {
        "@id": f"{HERE}#series-1",
        "@type": "BookSeries",
        "name": "Saaristo",
        "issn": "1234-5679",
    }
    assert found["position"] == "3"
    assert found["description"] == "Kesä saarella. Ja talvi."
    assert said("film", Field.data("250", "  ", "a", "Ohjaajan versio."))["version"] == "Ohjaajan versio"


def test_work_and_expression_are_what_758_would_name() -> None:
    found = said("ebook", of=OfWork("W1", "E1"))
    assert found["exampleOfWork"] == [{"@id": f"{SITE}works/W1"}, {"@id": f"{SITE}expressions/E1"}]
    assert "exampleOfWork" not in said("ebook")


def test_the_metadata_has_a_licence_and_a_day() -> None:
    found = said("ebook")
    assert found["sdLicense"] == {"@id": "https://creativecommons.org/publicdomain/zero/1.0/"}
    assert found["sdDatePublished"] == "2026-11-22"


def test_no_element_is_named_twice() -> None:
    names = [name for name, _ in ELEMENTS]
    assert len(names) == len(set(names))
