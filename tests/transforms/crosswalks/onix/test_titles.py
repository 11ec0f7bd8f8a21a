"""Titles as ONIX tells them: levels, prefixes, parts, and where a title stops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.transforms.crosswalks.onix.onix_builder import tables
from transforms.crosswalks.onix.titles import Title, title_of, titles_of
from transforms.formats.onix import Product

IS_PART = tables().onix_lists.descriptions.is_part
texts = st.text(alphabet="abcäö ABC:=–().,123", max_size=40)


def product(*elements: str, kind: str = "01") -> Product:
    """A product with one title of these elements."""
    detail = f"<TitleDetail><TitleType>{kind}</TitleType>{''.join(elements)}</TitleDetail>"
    return Product(etree.fromstring(f"<Product><DescriptiveDetail>{detail}</DescriptiveDetail></Product>"))


def element(level: str, *parts: str) -> str:
    return f"<TitleElement><TitleElementLevel>{level}</TitleElementLevel>{''.join(parts)}</TitleElement>"


def text(value: str) -> str:
    return f"<TitleText>{value}</TitleText>"


def number(value: str) -> str:
    return f"<PartNumber>{value}</PartNumber>"


def read(*elements: str) -> Title:
    return titles_of(product(*elements), IS_PART)["01"][0]


@pytest.mark.parametrize(
    ("elements", "whole", "parts"),
    [
        ([element("01", text("Valot"))], "Valot", ()),
        ([element("01", text("Valot"), number("2."))], "Valot", (("n", "2"),)),
        ([element("01", text("Meri."))], "Meri", ()),
        ([element("01", text("Meri ja co."))], "Meri ja co.", ()),
        ([element("01", "<YearOfAnnual>2027</YearOfAnnual>", text("Almanakka"))], "Almanakka", (("n", "2027"),)),
        ([element("02", text("Sarja"), number("3")), element("01", text("Valot"))], "Valot", ()),
        ([element("02", text("Sarja")), element("01", number("3"))], "Sarja", (("n", "3"),)),
        ([element("01", number("3")), element("02", text("Sarja"))], "Sarja", (("n", "3"),)),
        ([element("02", text("Sarja")), element("01", text("Osa 3"), number("3"))], "Sarja", (("n", "Osa 3"),)),
        ([element("02", text("Sarja"))], "Sarja", ()),
        (
            [element("02", text("Sarja"), number("1")), element("03", text("Alasarja")), element("01", number("2"))],
            "Sarja",
            (("n", "1"), ("p", "Alasarja"), ("n", "2")),
        ),
        ([element("01", text("Osa 3"))], "Osa 3", ()),
        ([element("02", text("Sarja")), element("01", text("1984"))], "1984", ()),
        ([element("01", text("Valot")), element("05", text("Merkki"))], "Valot", ()),
        ([element("02", number("1")), element("01", number("2"))], "1", (("n", "2"),)),
    ],
)
def test_a_title_is_read_from_its_levels(elements: list[str], whole: str, parts: tuple[tuple[str, str], ...]) -> None:
    made = read(*elements)
    assert (made.text, made.parts) == (whole, parts)


@pytest.mark.parametrize(
    ("xml", "whole", "article"),
    [
        ("<TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>end</TitleWithoutPrefix>", "The end", 4),
        ("<TitlePrefix>L'</TitlePrefix><TitleWithoutPrefix>étranger</TitleWithoutPrefix>", "L'étranger", 2),
        ("<TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>The end</TitleWithoutPrefix>", "The end", 4),
        ("<NoPrefix/><TitleWithoutPrefix>A is for apple</TitleWithoutPrefix>", "A is for apple", 0),
        ("<TitleWithoutPrefix>end</TitleWithoutPrefix>", "end", -1),
        ("<TitleText>The end</TitleText>", "The end", -1),
        ("<TitleText>The end : /</TitleText>", "The end", -1),
        ("<TitleText>The title.</TitleText>", "The title", -1),
        ("<TitleText>Born in the U.S.A.</TitleText>", "Born in the U.S.A.", -1),
        ("<TitleText>Odota...</TitleText>", "Odota...", -1),
        ("<TitleText>Malli Jr.</TitleText>", "Malli Jr.", -1),
    ],
)
def test_a_prefix_is_part_of_the_title_and_counted(xml: str, whole: str, article: int) -> None:
    made = read(element("01", xml))
    assert (made.text, made.article) == (whole, article)


def test_the_language_of_a_text_is_kept() -> None:
    assert read(element("01", '<TitleText language="eng">The end</TitleText>')).language == "eng"


def test_a_product_without_a_text_has_no_title() -> None:
    assert title_of(product()) is None
    assert title_of(product(element("05", text("Merkki")))) is None
    assert titles_of(product(element("01", "")), IS_PART) == {}


@pytest.mark.parametrize(
    ("sent", "parts"),
    [
        ("Meri: romaani", ("Meri", "", "romaani")),
        ("Meri – romaani", ("Meri", "", "romaani")),
        ("Mies – myytti: elämä", ("Mies – myytti", "", "elämä")),
        ("Elämä – ja kuolema – saaressa", ("Elämä – ja kuolema – saaressa", "", "")),
        ("1939 – 1944", ("1939 – 1944", "", "")),
        ("Klo 12: 30", ("Klo 12: 30", "", "")),
        ("Vuosi 1984: romaani", ("Vuosi 1984", "", "romaani")),
        ("Dikter = Runoja", ("Dikter", "Runoja", "")),
        ("Dikter = Runoja: valikoima", ("Dikter", "Runoja", "valikoima")),
        ("Meri: dikter = runoja", ("Meri", "", "dikter = runoja")),
        ("E = mc2", ("E = mc2", "", "")),
        ("Meri:", ("Meri:", "", "")),
        (": meri", (": meri", "", "")),
    ],
)
def test_a_title_is_taken_apart(sent: str, parts: tuple[str, str, str]) -> None:
    made = Title(sent).split()
    assert (made.text, made.parallel, made.subtitle) == parts
    assert made.source == ("" if made.text == sent else sent)


def test_a_told_subtitle_is_left_alone() -> None:
    title = Title("Meri: saari", "romaani")
    assert title.split() is title


@pytest.mark.parametrize(
    ("sent", "subtitle", "told"),
    [
        ("Meri: romaani", "romaani", "Meri : romaani"),
        ("Meri : romaani", "Romaani", "Meri : Romaani"),
        ("Meri – romaani", "romaani", "Meri : romaani"),
        ("Meri, romaani", "romaani", "Meri : romaani"),
        ("Meri", "Meri", "Meri"),
        ("Meri romaani", "romaani", "Meri romaani : romaani"),
        ("Pieni-romaani", "romaani", "Pieni-romaani : romaani"),
        (": romaani", "romaani", ": romaani : romaani"),
    ],
)
def test_a_subtitle_in_the_title_too_is_told_once(sent: str, subtitle: str, told: str) -> None:
    assert Title(sent, subtitle).split().told == told


@pytest.mark.parametrize(
    ("sent", "part", "told"),
    [
        ("Meri, osa 2", "2", "Meri. 2"),
        ("Meri, osa 2", "Osa 2.", "Meri. Osa 2"),
        ("Meri, osa 2", "3", "Meri, osa 2. 3"),
        ("Meri, kesä 2", "2", "Meri, kesä 2. 2"),
        ("Osa 2", "2", "Osa 2. 2"),
    ],
)
def test_a_part_in_the_title_too_is_told_once(sent: str, part: str, told: str) -> None:
    assert read(element("01", text(sent), number(part))).told == told


@given(texts)
def test_nothing_of_a_title_is_lost_when_it_is_taken_apart(sent: str) -> None:
    made = Title(sent).split()
    letters = [each for each in made.told if each.isalnum()]
    assert letters == [each for each in sent if each.isalnum()]
    assert Title(made.text).split().text == made.text or made.text.count(" = ") or ": " in made.text


@pytest.mark.parametrize(
    ("title", "easy"),
    [
        (Title("Valot (selkokirja)"), ("Valot", "selkokirja")),
        (Title("Valot (Lättläst)", "roman"), ("Valot", "roman : Lättläst")),
        (Title("Valot (romaani)"), ("Valot (romaani)", "")),
        (Title("(selkokirja)"), ("(selkokirja)", "")),
        (Title("Selkokirja"), ("Selkokirja", "")),
    ],
)
def test_a_word_for_an_easy_edition_is_the_subtitle(title: Title, easy: tuple[str, str]) -> None:
    made = title.easy(tables().lists.easy_words)
    assert (made.text, made.subtitle) == easy
    assert (made is title) == (made.text == title.text)
