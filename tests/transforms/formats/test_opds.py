"""OPDS 2.0 publications, element by element as the draft and the Readium Web Publication Manifest have them."""

from __future__ import annotations

from typing import Any

import pytest
from schema_org_titles import HERE, SITE, WORDS, title_record

from transforms.formats.opds import Link, Place, facet, group, navigation, publication
from transforms.formats.schema_org.title import Title
from transforms.record import Field

AT = "2026-11-22T01:02:03Z"
PLACE = Place("https://a.example/opds/all/titles/1", "https://a.example/titles/1", "https://a.example/cover.png")
LINK = Field.data("856", "40", "u", "https://lainaa.example/1", "y", "Lainaa")


def made(media: str, *fields: Field, fixed: str = "s2024    ") -> dict[str, Any]:
    return publication(Title(title_record(media, *fields, fixed=fixed), SITE, WORDS), AT, PLACE)


def metadata(media: str, *fields: Field, fixed: str = "s2024    ") -> Any:
    return made(media, *fields, fixed=fixed)["metadata"]


def test_a_publication_has_a_link_to_itself_and_links_to_borrow_it() -> None:
    links = made("ebook", LINK)["links"]
    assert {"rel": "self", "href": PLACE.itself, "type": "application/opds-publication+json"} in links
    assert {
        "rel": "http://opds-spec.org/acquisition/borrow",
        "href": "https://lainaa.example/1",
        "type": "text/html",
        "title": "Lainaa",
    } in links


def test_every_publication_has_an_acquisition_link() -> None:
    """Without an address in the record its page tells how to borrow it; an address that is none is no link."""
    links = made("ebook", Field.data("856", "40", "u", "javascript:alert(1)", "y", "Lainaa"))["links"]
    assert [each["href"] for each in links if "acquisition" in each["rel"]] == [PLACE.page]
    assert "javascript" not in str(links)


def test_what_identifies_and_names_a_book() -> None:
    found = metadata(
        "ebook",
        Field.data("020", "  ", "a", "978-951-1-23456-2"),
        Field.data("264", " 1", "a", "Helsinki :", "b", "Kustantaja,", "c", "2024."),
        Field.data("520", "  ", "a", "Kertoo saaresta."),
    )
    assert found == {
        "@type": "http://schema.org/Book",
        "identifier": HERE,
        "altIdentifier": ["urn:isbn:9789511234562"],
        "title": "Saari",
        "subtitle": "tarina",
        "publisher": ["Kustantaja"],
        "language": ["fi"],
        "modified": AT,
        "description": "Kertoo saaresta.",
    }


def test_people_stand_under_what_they_did() -> None:
    found = metadata(
        "eaudiobook",
        Field.data("100", "1 ", "a", "Meikäläinen, Maija,", "4", "aut", "1", "https://isni.org/isni/0000000121032683"),
        Field.data("700", "1 ", "a", "Lukija, Liisa,", "4", "nrt", "4", "trl"),
        Field.data("700", "0 ", "a", "Ääni", "4", "rcd"),
    )
    assert found["author"] == [
        {
            "name": "Maija Meikäläinen",
            "sortAs": "Meikäläinen, Maija",
            "identifier": "https://isni.org/isni/0000000121032683",
        }
    ]
    assert [each["name"] for each in found["narrator"]] == [each["name"] for each in found["translator"]]
    assert found["contributor"] == [{"name": "Ääni", "role": "rcd"}]


@pytest.mark.parametrize(("media", "element"), [("ebook", "author"), ("album", "artist"), ("film", "contributor")])
def test_the_main_entry_without_a_relator_is_what_its_media_makes_it(media: str, element: str) -> None:
    assert metadata(media, Field.data("100", "0 ", "a", "Kaiku"))[element] == [{"name": "Kaiku"}]


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (["smi", "sme"], ["se"]),
        (["smi"], ["smi"]),
        (["smn", "fin", "smi"], ["smn", "fi"]),
        (["fin", "swe"], ["fi", "sv"]),
    ],
)
def test_a_sami_language_is_told_without_the_code_for_all_of_them(codes: list[str], told: list[str]) -> None:
    fields = Field.data("041", "0 ", *(part for code in codes for part in ("a", code)))
    assert [each for each in metadata("ebook", fields)["language"] if each in told or each == "smi"] == told


def test_concepts_have_their_terms_by_language_their_scheme_and_code() -> None:
    found = metadata(
        "ebook",
        Field.data("650", " 7", "a", "saaret", "2", "yso/fin", "0", "http://www.yso.fi/onto/yso/p5513"),
        Field.data("650", " 7", "a", "öar", "2", "yso/swe", "0", "http://www.yso.fi/onto/yso/p5513"),
        Field.data("653", "  ", "a", "majakat"),
    )
    assert found["subject"] == [
        {"name": {"fi": "saaret", "sv": "öar"}, "scheme": "http://www.yso.fi/onto/yso/", "code": "p5513"},
        {"name": "majakat"},
    ]


def test_a_series_has_its_name_and_position() -> None:
    fields = [
        Field.data("490", "0 ", "a", "Saaret ;", "v", "osa 3"),
        Field.data("490", "0 ", "a", "Meret ;", "v", "1,5"),
        Field.data("490", "0 ", "a", "Tuulet"),
    ]
    assert metadata("ebook", *fields)["belongsTo"] == {
        "series": [{"name": "Saaret", "position": 3}, {"name": "Meret", "position": 1.5}, {"name": "Tuulet"}]
    }


def test_the_playing_time_is_told_in_seconds() -> None:
    assert metadata("eaudiobook", Field.data("306", "  ", "a", "013005"))["duration"] == 5405
    assert "duration" not in metadata("eaudiobook", Field.data("306", "  ", "a", "noin t"))


@pytest.mark.parametrize(("fixed", "day"), [("e20240229", "2024-02-29"), ("e20230229", None), ("s2024    ", None)])
def test_only_a_whole_date_is_a_day_of_publication(fixed: str, day: str | None) -> None:
    assert metadata("ebook", fixed=fixed).get("published") == day


def test_a_title_files_without_its_article() -> None:
    record = title_record("ebook").put(Field.data("245", "14", "a", "The End /"))
    told = publication(Title(record, SITE, WORDS), AT, PLACE)["metadata"]
    assert (told["title"], told["sortAs"]) == ("The End", "End")


def test_a_magazine_is_known_by_its_issn() -> None:
    found = metadata("magazine", Field.data("022", "  ", "a", "0317-8471"), fixed="c19999999")
    assert (found["@type"], found["altIdentifier"]) == ("http://schema.org/Periodical", ["urn:issn:0317-8471"])


@pytest.mark.parametrize(
    ("address", "images"),
    [
        ("https://a.example/1.jpg", [("https://a.example/1.jpg", "image/jpeg")]),
        ("https://a.example/1.PNG?w=2", [("https://a.example/1.PNG?w=2", "image/png")]),
        ("https://a.example/1.webp", [("https://a.example/1.webp", "image/webp"), (PLACE.no_cover, "image/png")]),
        ("", [(PLACE.no_cover, "image/png")]),
    ],
)
def test_every_publication_has_an_image_that_every_reader_shows(address: str, images: list[tuple[str, str]]) -> None:
    found = made("ebook", *([Field.data("856", "42", "3", "Kansikuva", "u", address)] if address else []))["images"]
    assert [(each["href"], each["type"]) for each in found] == images


def test_lists_name_each_other() -> None:
    here = Link("Suomi", "https://a.example/fi", "", 3, is_here=True)
    assert here.json() == {
        "title": "Suomi",
        "href": "https://a.example/fi",
        "type": "application/opds+json",
        "rel": "self",
        "properties": {"numberOfItems": 3},
    }
    assert Link("Uutta", "https://a.example/new").json()["rel"] == "subsection"
    assert facet("Kieli", [here]) == {"metadata": {"title": "Kieli"}, "links": [here.json()]}
    assert navigation("Kieli", [here])["navigation"] == [here.json()]
    assert group("Uutta", "https://a.example/new", 9, [])["metadata"] == {"title": "Uutta", "numberOfItems": 9}
