"""A name in every form that ONIX has, as a heading and in natural order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.transforms.crosswalks.onix.onix_builder import tables
from transforms.crosswalks.onix.names import BUILT, PLAIN, TOLD, Name, name_of
from transforms.formats.onix import Node

PARTS = ("TitlesBeforeNames", "NamesBeforeKey", "PrefixToKey", "KeyNames", "NamesAfterKey", "SuffixToKey")


def read(xml: str, language: str = "fin") -> Name | None:
    return name_of(Node(etree.fromstring(f"<Contributor>{xml}</Contributor>")), tables(), language)


def told(**parts: str) -> Name:
    name = read("".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items()))
    assert name is not None
    return name


def date(role: str, text: str, style: str = "05") -> str:
    style = style and f' dateformat="{style}"'
    role = f"<ContributorDateRole>{role}</ContributorDateRole>"
    return f"<ContributorDate>{role}<Date{style}>{text}</Date></ContributorDate>"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"PersonNameInverted": "Malli, Matti"}, Name("Malli, Matti", "Matti Malli")),
        ({"PersonNameInverted": "Malli,Matti "}, Name("Malli, Matti", "Matti Malli")),
        ({"PersonName": "M. Malli", "PersonNameInverted": "Malli, Matti"}, Name("Malli, Matti", "M. Malli")),
        (
            {"PersonNameInverted": "King, Martin Luther, Jr."},
            Name("King, Martin Luther", "Martin Luther King Jr.", addition="Jr."),
        ),
        ({"PersonNameInverted": "Kivi, Aleksis, 1834–1872"}, Name("Kivi, Aleksis", "Aleksis Kivi", years="1834-1872")),
        ({"PersonName": "Aleksis Kivi", "PersonNameInverted": "Kivi Aleksis"}, Name("Kivi, Aleksis", "Aleksis Kivi")),
        (
            {"PersonName": "Georg Henrik von Wright", "PersonNameInverted": "von Wright Georg Henrik"},
            Name("von Wright, Georg Henrik", "Georg Henrik von Wright"),
        ),
        ({"PersonName": "L. Onerva", "PersonNameInverted": "L. Onerva"}, Name("L. Onerva", "L. Onerva")),
        ({"PersonNameInverted": "Snorri Sturluson"}, Name("Snorri Sturluson", "Snorri Sturluson")),
        (
            {"PersonNameInverted": "Matti Malli", "NamesBeforeKey": "Matti", "KeyNames": "Malli"},
            Name("Malli, Matti", "Matti Malli", form=BUILT),
        ),
        (
            {"NamesBeforeKey": "Johann", "PrefixToKey": "von", "KeyNames": "Goethe"},
            Name("Goethe, Johann von", "Johann von Goethe", form=BUILT),
        ),
        (
            {"NamesBeforeKey": "Gabriel", "KeyNames": "García", "NamesAfterKey": "Márquez"},
            Name("García Márquez, Gabriel", "Gabriel García Márquez", form=BUILT),
        ),
        ({"KeyNames": "Anwar", "NamesAfterKey": "Ibrahim"}, Name("Anwar Ibrahim", "Anwar Ibrahim")),
        ({"KeyNames": "Voltaire"}, Name("Voltaire", "Voltaire")),
        (
            {"TitlesBeforeNames": "Prof. Dr.", "NamesBeforeKey": "Maija", "KeyNames": "Malli"},
            Name("Malli, Maija", "Maija Malli", form=BUILT),
        ),
        (
            {"TitlesBeforeNames": "Lady", "KeyNames": "Gregory", "TitlesAfterNames": "Baroness"},
            Name("Gregory", "Lady Gregory", addition="Lady, Baroness"),
        ),
        (
            {"NamesBeforeKey": "Matti", "KeyNames": "Malli", "SuffixToKey": "nuorempi", "LettersAfterNames": "OM"},
            Name("Malli, Matti", "Matti Malli nuorempi", addition="nuorempi, OM", form=BUILT),
        ),
        (
            {"PersonNameInverted": "Malli, Maija", "LettersAfterNames": "MD, FRCP, Ph.D."},
            Name("Malli, Maija", "Maija Malli", addition="FRCP"),
        ),
        (
            {"KeyNames": "Johannes Paavali", "SuffixToKey": "II", "TitlesAfterNames": "paavi"},
            Name("Johannes Paavali", "Johannes Paavali II", number="II", addition="paavi"),
        ),
        (
            {"NamesBeforeKey": "Matti", "KeyNames": "Malli", "SuffixToKey": "III"},
            Name("Malli, Matti", "Matti Malli III", addition="III", form=BUILT),
        ),
        ({"PersonName": "Matti Malli"}, Name("Matti Malli", "Matti Malli", form=PLAIN)),
        ({"PersonName": "Voltaire"}, Name("Voltaire", "Voltaire")),
        ({"PersonName": "Malli, Matti"}, Name("Malli, Matti", "Matti Malli", form=BUILT)),
        (
            {"PersonName": "Martin Luther King, Jr."},
            Name("Martin Luther King", "Martin Luther King, Jr.", addition="Jr.", form=PLAIN),
        ),
        ({"CorporateName": "Malli Oy"}, Name("Malli Oy", "Malli Oy", is_body=True)),
        ({"CorporateNameInverted": "Beatles, The"}, Name("Beatles", "The Beatles", is_body=True)),
        (
            {"CorporateName": "The Beatles", "CorporateNameInverted": "Beatles, The"},
            Name("Beatles", "The Beatles", is_body=True),
        ),
        ({"CorporateNameInverted": "Malli, Yhdistys"}, Name("Yhdistys Malli", "Yhdistys Malli", is_body=True)),
        ({"CorporateName": "Malli", "CorporateNameInverted": "Malli"}, Name("Malli", "Malli", is_body=True)),
    ],
)
def test_forms_of_names(parts: dict[str, str], name: Name) -> None:
    assert told(**parts) == name


@pytest.mark.parametrize("xml", ["", "<KeyNames/>", "<UnnamedPersons>01</UnnamedPersons>", "<CorporateName/>"])
def test_nobody_is_named(xml: str) -> None:
    assert read(xml) is None


def test_a_body_is_named_in_the_language_of_cataloguing() -> None:
    xml = (
        '<CorporateName language="fin">Helsingin kaupunki</CorporateName>'
        '<CorporateName language="swe">Helsingfors stad</CorporateName>'
    )
    names = [read(xml, language) for language in ("fin", "swe", "eng")]
    assert [each.heading for each in names if each] == ["Helsingin kaupunki", "Helsingfors stad", "Helsingin kaupunki"]


@pytest.mark.parametrize(
    ("dates", "years"),
    [
        (date("50", "1834") + date("51", "1872"), "1834-1872"),
        (date("50", "18341010", "00") + date("51", "187212", "01"), "1834-1872"),
        (date("50", "1834-10-10", ""), "1834-"),
        (date("50", "1970"), "1970-"),
        (date("007", "18341010", "") + date("008", "18721231", ""), "1834-1872"),  # ONIX 2.1, list 75
        (date("51", "1241"), "-1241"),
        (date("50", "noin 1850", "12"), ""),
        (date("50", "1850", "12"), ""),
        (date("56", "1850"), ""),
        (date("50", "1900") + date("51", "1850"), ""),
        (date("50", "18x4"), ""),
        (date("50", ""), ""),
    ],
)
def test_years_of_a_life(dates: str, years: str) -> None:
    name = read("<PersonNameInverted>Malli, Matti</PersonNameInverted>" + dates)
    assert name is not None
    assert name.years == years


words = st.text(alphabet="abcåäö ABC.,-'", max_size=12)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([*PARTS, "PersonName", "PersonNameInverted", "LettersAfterNames"]), words))
def test_a_name_has_a_heading_without_marks_around_it(parts: dict[str, str]) -> None:
    name = read("".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items()))
    if name is not None:
        assert name.form in (TOLD, BUILT, PLAIN)
        assert all(text == " ".join(text.split()) for text in name if isinstance(text, str))
