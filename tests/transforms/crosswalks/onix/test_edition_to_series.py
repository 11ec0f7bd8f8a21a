"""250-490: edition, publication, extent and series; right, blank and missing input."""

from __future__ import annotations

import pytest

from tests.transforms.crosswalks.onix.onix_builder import AUDIO, converted, extent, published, title


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        ("<EditionStatement>Toinen, korjattu painos</EditionStatement>", ["\\\\$aToinen, korjattu painos."]),
        ("<EditionNumber>2</EditionNumber>", ["\\\\$a2. painos."]),
        ("<EditionNumber>1</EditionNumber>", []),
        ("<EditionType>ABR</EditionType>", ["\\\\$aLyhennetty."]),
        ("<EditionType>DGO</EditionType>", []),
        ("", []),
    ],
)
def test_edition(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines("250") == lines


def publisher(name: str, role: str = "01") -> str:
    return f"<Publisher><PublishingRole>{role}</PublishingRole><PublisherName>{name}</PublisherName></Publisher>"


CITY = "<CityOfPublication>{}</CityOfPublication>"


@pytest.mark.parametrize(
    ("publishing", "lines"),
    [
        (publisher("Malli") + published("20260101"), ["\\1$bMalli,$c2026."]),
        (publisher("Malli") + CITY.format("Turku"), ["\\1$aTurku :$bMalli"]),
        (CITY.format("Turku") + published("20260101"), ["\\1$aTurku,$c2026."]),
        (
            publisher("A")
            + publisher("B", "02")
            + publisher("Jakelija", "05")
            + CITY.format("Turku")
            + CITY.format("Åbo")
            + published("20260101"),
            ["\\1$aTurku ;$aÅbo :$bA :$bB,$c2026."],
        ),
        (
            "<CopyrightStatement><CopyrightYear>2025</CopyrightYear></CopyrightStatement>",
            ["\\4$c©2025"],
        ),
        ("", []),
    ],
)
def test_publication(publishing: str, lines: list[str]) -> None:
    assert converted(publishing=publishing).lines("264") == lines


@pytest.mark.parametrize(
    ("extents", "words"),
    [
        (extent("11", "320", "03") + extent("00", "312", "03"), "1 verkkoaineisto (312 sivua)"),
        (extent("10", "245.0", "03"), "1 verkkoaineisto (245 sivua)"),
        (extent("00", "0", "03"), "1 verkkoaineisto"),
        (extent("00", "noin 200", "03"), "1 verkkoaineisto"),
        (extent("22", "3", "19"), "1 verkkoaineisto"),
    ],
)
def test_pages(extents: str, words: str) -> None:
    assert converted(extents).record.value("300", "a") == words


def test_a_hundred_hours_have_no_306() -> None:
    made = converted(extent("09", "10000", "15"), form=AUDIO)
    assert made.lines("300", "306") == ["\\\\$a1 verkkoaineisto (100 h)"]


def collection(text_: str, more: str = "") -> str:
    return f"<Collection><CollectionType>10</CollectionType>{title(text_, level='02', more=more)}</Collection>"


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        (collection("Mallisarja"), ["0\\$aMallisarja"]),
        (collection("Mallisarja 12"), ["0\\$aMallisarja ;$v12"]),
        (collection("12"), ["0\\$a12"]),
        (collection(""), []),
        (collection("Mallisarja") + collection("Toinen"), ["0\\$aMallisarja", "0\\$aToinen"]),
    ],
)
def test_series(xml: str, lines: list[str]) -> None:
    assert converted(xml).lines("490") == lines
