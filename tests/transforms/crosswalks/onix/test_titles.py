"""130, 240 and 245: titles, their parts and their originals."""

from __future__ import annotations

import pytest

from tests.transforms.crosswalks.onix.onix_builder import contributor, converted, language, title


@pytest.mark.parametrize(
    ("text_", "line"),
    [
        ("Meri: romaani", "00$aMeri :$bromaani."),
        ("Meri – romaani", "00$aMeri :$bromaani."),
        ("1939 – 1944", "00$a1939 – 1944."),
        ("Kuka?", "00$aKuka?"),
        ("Odota ...", "00$aOdota ..."),
        ("&amp; muut", "00$a&amp; muut.".replace("&amp;", "&")),
    ],
)
def test_title_is_split_and_closed(text_: str, line: str) -> None:
    assert converted(title=title(text_)).lines("245") == [line]


@pytest.mark.parametrize(
    ("text_", "code", "skip"),
    [
        ("Den röda ön", "swe", "4"),
        ("L'étranger", "fre", "2"),
        ("“The end”", "eng", "5"),
        ("Theodora", "eng", "0"),
        ("En kesä", "fin", "0"),
        ("The end", "", "0"),
    ],
)
def test_nonfiling_characters(text_: str, code: str, skip: str) -> None:
    made = converted(title=title(text_), language=language(code) if code else "")
    assert made.record.all("245")[0].ind2 == skip


def test_a_part_takes_the_title_of_its_collection() -> None:
    detail = (
        "<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>02</TitleElementLevel>"
        "<TitleText>Meren kirja</TitleText></TitleElement><TitleElement><TitleElementLevel>01</TitleElementLevel>"
        "<PartNumber>Osa 2</PartNumber></TitleElement></TitleDetail>"
    )
    made = converted(title=detail)
    assert made.lines("245") == ["00$aMeren kirja.$nOsa 2."]
    assert not made.record.has("490")


def test_original_title_without_main_entry_is_130() -> None:
    made = converted(title("The lights", "03"), language=language("fin") + language("eng", "02"))
    assert made.lines("130", "240", "245") == ["4\\$aThe lights.$lSuomi.", "10$aSaaren valot."]


def test_an_easy_edition_has_a_title_of_its_own() -> None:
    people = contributor("A01", "Esimerkki, Anna") + contributor("B05", "Selko, Sari", 2)
    made = converted(people + "<EditionType>SMP</EditionType>")
    assert made.lines("240", "245") == [
        "10$aSaaren valot.$s(selkokieli)",
        "10$aSaaren valot /$cAnna Esimerkki ; selkomukautus: Sari Selko.",
    ]
    assert made.lines("700") == ["1\\$aSelko, Sari,$eselkomukauttaja.$4adp"]
    assert [field["a"] for field in made.record.all("655")][:2] == ["selkokirjat", "LL-böcker"]
