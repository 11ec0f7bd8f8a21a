from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from transforms.formats.oai_dc import ELEMENTS, oai_dc, without_isbd, xml_text
from transforms.record import LEADER, Field, Record

DC = "{http://purl.org/dc/elements/1.1/}"
SCHEMA = Path(__file__).resolve().parents[3].parent / "shared/data/schemas/oai-marc/oai_dc.xsd"


def values(name: str, *fields: Field, kind: str = "a") -> list[str | None]:
    record = Record.of(*fields, leader=LEADER).put_at("LDR", 6, kind)
    return [each.text for each in etree.fromstring(oai_dc(record)).iter(f"{DC}{name}")]


def data(tag: str, *parts: str, indicators: str = "  ") -> Field:
    return Field.data(tag, indicators, *parts)


def test_title_joins_its_parts_without_the_last_punctuation() -> None:
    title = data("245", "a", "Muumi :", "b", "tarina.", "n", "1,", "p", "Alku /", "c", "Tove Jansson.")
    assert values("title", title) == ["Muumi : tarina. 1, Alku"]


def test_main_entry_is_the_creator_and_others_contribute() -> None:
    fields = [
        data("100", "a", "Jansson, Tove,", "d", "1914-2001,", "e", "kirjoittaja."),
        data("700", "a", "Tolkien, J. R. R.,", "e", "kirjoittaja."),
        data("700", "a", "Wirkkala, Anna,", "e", "lukija."),
        data("700", "a", "Homeros,", "t", "Odysseia."),
        data("710", "a", "Otava (yhtiö)."),
    ]
    assert values("creator", *fields) == ["Jansson, Tove, 1914-2001"]
    assert values("contributor", *fields) == ["Tolkien, J. R. R.", "Wirkkala, Anna", "Otava (yhtiö)"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Jansson, Tove,", "Jansson, Tove"),
        ("Jansson, Tove.", "Jansson, Tove"),
        ("Jansson, Tove, 1914-2001.", "Jansson, Tove, 1914-2001"),
        ("Jansson, Tove, 1914-", "Jansson, Tove, 1914-"),
        ("Tolkien, J. R. R.,", "Tolkien, J. R. R."),
        ("Otava (yhtiö).", "Otava (yhtiö)"),
        ("Otsikko :", "Otsikko"),
        ("", ""),
    ],
)
def test_punctuation_of_isbd_is_left_out_and_initials_keep_theirs(written: str, expected: str) -> None:
    assert without_isbd(written) == expected


def test_subjects_keep_their_subdivisions_and_come_once() -> None:
    fields = [
        data("650", "a", "meri", "x", "historia", "2", "yso/fin"),
        data("650", "a", "meri", "x", "historia", "2", "yso/swe"),
        data("653", "a", "laivat", "a", "veneet"),
        data("600", "a", "Jansson, Tove."),
        data("651", "a", "Suomi"),
    ]
    assert values("subject", *fields) == ["meri -- historia", "laivat -- veneet", "Jansson, Tove", "Suomi"]


def test_publisher_is_taken_from_the_publication_statement_only() -> None:
    fields = [
        data("264", "b", "Otava,", indicators=" 1"),
        data("264", "b", "Jakelija,", indicators=" 2"),
        data("264", "c", "©2020", indicators=" 4"),
    ]
    assert values("publisher", *fields) == ["Otava"]


@pytest.mark.parametrize(
    ("coded", "written", "expected"),
    [("2021", "2020.", ["2021"]), ("20uu", "[2020]", ["2020"]), ("20uu", "", []), ("", "", [])],
)
def test_date_is_the_coded_year_else_the_written_one(coded: str, written: str, expected: list[str]) -> None:
    fields = [Field("008", f"260101s{coded}"), data("264", "c", written, indicators=" 1")]
    assert values("date", *fields) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("a", "Text"), ("i", "Sound"), ("j", "Sound"), ("g", "MovingImage"), ("m", "Software")],
)
def test_type_is_of_the_dcmi_vocabulary_with_the_genre_behind(kind: str, expected: str) -> None:
    assert values("type", data("655", "a", "e-kirjat."), kind=kind) == [expected, "e-kirjat"]


def test_identifiers_are_the_isbn_as_a_urn_and_the_links_but_no_cover() -> None:
    fields = [
        data("020", "a", "978-951-123-456-2", "q", "EPUB", "z", "9789510000000"),
        data("856", "u", "https://a.example/1?x=1&y=2", indicators="40"),
        data("856", "u", "https://a.example/cover.jpg", indicators="42"),
    ]
    assert values("identifier", *fields) == ["urn:isbn:9789511234562", "https://a.example/1?x=1&y=2"]


def test_languages_come_as_coded_and_once() -> None:
    fields = [
        Field("008", f"{'260101s2026':<35}fin c"),
        data("041", "a", "fin", "a", "swe", "h", "eng", indicators="1 "),
        data("041", "a", "fi", "2", "rfc5646", indicators="17"),
    ]
    assert values("language", *fields) == ["fin", "swe"]


def test_format_names_the_file_format() -> None:
    fields = [
        data("347", "a", "tekstitiedosto", "b", "EPUB"),
        data("856", "u", "x:", "q", "application/epub+zip"),
    ]
    assert values("format", *fields) == ["application/epub+zip", "EPUB"]


def test_description_is_the_summary() -> None:
    assert values("description", data("520", "a", "Lyhyt.", "b", "Pidempi.")) == ["Lyhyt. Pidempi."]


def test_record_without_fields_is_an_empty_description_of_a_text() -> None:
    assert len(etree.fromstring(oai_dc(Record.of()))) == 1


def test_text_is_escaped_and_illegal_characters_left_out() -> None:
    assert values("title", data("245", "a", "<b>&amp;\x00\x0b\ufffe]]>")) == ["<b>&amp;]]>"]
    assert xml_text('"\ud800\r') == "&quot;&#13;"


@given(st.dictionaries(st.sampled_from(["245", "100", "650", "653", "856", "020"]), st.text(), max_size=6))
@settings(max_examples=50, deadline=None)
def test_any_text_gives_valid_dublin_core(texts: dict[str, str]) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"the schema is not at {SCHEMA}")
    fields = [data(tag, "a", text, "u", text) for tag, text in texts.items()]
    root = etree.fromstring(oai_dc(Record.of(*fields)))
    _schema().assertValid(root)
    assert {etree.QName(each).localname for each in root} <= {name for name, _ in ELEMENTS}


def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))
