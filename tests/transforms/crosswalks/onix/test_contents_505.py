"""505: contents from a text and from content items."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import converted, text


def contents(words: str) -> list[str]:
    return converted(collateral=text(words, "04")).lines("505")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("<p>Sisällys</p><ol><li>Meri</li><li>Ranta.</li></ol>", "Meri -- Ranta"),
        ("&lt;ul&gt;&lt;li&gt;Meri&lt;/li&gt;&lt;li&gt;Ranta&lt;/li&gt;&lt;/ul&gt;", "Meri -- Ranta"),
        ("<![CDATA[Meri<br>Ranta<br/>Saari]]>", "Meri -- Ranta -- Saari"),
        ("Meri\nRanta\n\nSaari", "Meri -- Ranta -- Saari"),
        ("• Meri\n• Ranta – ja muuta", "Meri -- Ranta – ja muuta"),
        ("Meri ....... 5\nRanta . . . . 117\nVuosi 1918", "Meri -- Ranta -- Vuosi 1918"),
        ("<table><tr><td>Meri</td><td>5</td></tr><tr><td>Ranta</td><td>117</td></tr></table>", "Meri -- Ranta"),
        ("Miksi?\nSiksi!", "Miksi? -- Siksi"),
        ("Innehåll:\nHavet", "Havet"),
        ("Meri; Ranta", "Meri; Ranta"),
        ("1. Meri 2. Ranta 3. Saari", "1. Meri -- 2. Ranta -- 3. Saari"),
        ("1. Meri;2. Ranta;3. Saari", "1. Meri -- 2. Ranta -- 3. Saari"),
        ("Vuonna 1. maailmansota 2. vuosi", "Vuonna 1. maailmansota 2. vuosi"),
        ("Luku 10. Meri", "Luku 10. Meri"),
    ],
)
def test_parts_of_a_table_of_contents(words: str, parts: str) -> None:
    (line,) = contents(words)
    assert line in (f"0\\$a{parts}.", f"0\\$a{parts}!")


@pytest.mark.parametrize("words", ["", "Sisällys", "<p/>"])
def test_no_contents(words: str) -> None:
    assert not contents(words)


def test_contents_for_the_trade_are_left_out() -> None:
    assert not converted(collateral=text("Meri\nRanta", "04", audience="02")).record.has("505")


def test_contents_in_two_languages_are_told_in_that_of_cataloguing() -> None:
    both = '<Text language="swe">Havet</Text><Text language="fin">Meri</Text>'
    assert converted(collateral=f"<TextContent><TextType>04</TextType>{both}</TextContent>").lines("505") == [
        "0\\$aMeri."
    ]


def test_what_is_too_long_is_partial() -> None:
    (line,) = contents("\n".join(f"Luku {number}" for number in range(1000)))
    assert line.startswith("2\\$aLuku 0 -- Luku 1 -- ")
    assert 3900 < len(line) < 4010
    assert line.removesuffix(".").rpartition(" -- ")[2].startswith("Luku ")


def test_one_long_part_is_shortened() -> None:
    (line,) = contents("meri " * 2000)
    assert line.startswith("2\\$ameri meri")
    assert len(line) < 4010


@pytest.mark.parametrize("words", ["." * 100_000 + "x", "1. " * 50_000, "• " * 50_000, "5" * 100_000, "a\n" * 50_000])
def test_hostile_contents_take_no_time(words: str) -> None:
    start = time.process_time()
    contents(words)
    assert time.process_time() - start < 2


def test_a_level_may_be_any_number() -> None:
    assert converted(contents=item("9" * 5000, SEA) + item("1", SHORE)).lines("505") == ["0\\$aRanta -- Meri."]


def item(level: str, title: str, *authors: str, role: str = "A01") -> str:
    people = "".join(
        f"<Contributor><ContributorRole>{role}</ContributorRole>{author}</Contributor>" for author in authors
    )
    return (
        f"<ContentItem><LevelSequenceNumber>{level}</LevelSequenceNumber><TitleDetail><TitleType>01</TitleType>"
        f"<TitleElement><TitleElementLevel>04</TitleElementLevel>{title}</TitleElement></TitleDetail>{people}</ContentItem>"
    )


MEADOW = "<TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>Meadow</TitleWithoutPrefix><Subtitle>a story</Subtitle>"
SEA, SHORE = "<TitleText>Meri</TitleText>", "<TitleText>Ranta</TitleText>"
NAMES = {
    "<PersonName>Anna E.</PersonName>": "Anna E.",
    "<PersonNameInverted>Esimerkki, Anna</PersonNameInverted>": "Anna Esimerkki",
    "<NamesBeforeKey>Anna</NamesBeforeKey><PrefixToKey>af</PrefixToKey><KeyNames>E</KeyNames>": "Anna af E",
    "<CorporateName>Seura</CorporateName>": "Seura",
}


@pytest.mark.parametrize(
    ("items", "parts"),
    [
        (item("1", SEA) + item("2", SHORE), "Meri -- Ranta"),
        (item("10", SHORE) + item("9", SEA), "Meri -- Ranta"),
        (item("1", SEA) + item("1.1", "<TitleText>Laine</TitleText>") + item("2", SHORE), "Meri -- Ranta"),
        (item("1.1", SEA) + item("1.2", SHORE), "Meri -- Ranta"),
        (item("1", MEADOW) + item("2", "<PartNumber>2</PartNumber>"), "The Meadow : a story"),
        (item("1", SEA, *NAMES), f"Meri / {', '.join(NAMES.values())}"),
        (item("1", SEA, next(iter(NAMES)), role="B06"), "Meri"),
    ],
)
def test_content_items(items: str, parts: str) -> None:
    assert converted(contents=items).lines("505") == [f"0\\$a{parts}."]


def test_a_table_of_contents_goes_before_content_items() -> None:
    made = converted(contents=item("1", SEA), collateral=text("Ranta", "04"))
    assert made.lines("505") == ["0\\$aRanta."]


@given(st.lists(st.text(alphabet="abåä ;.-•0123456789<&\n", max_size=40), max_size=30))
def test_any_lines_make_at_most_one_sound_note(lines: list[str]) -> None:
    words = "\n".join(lines).replace("&", "&amp;").replace("<", "&lt;")
    for each in converted(collateral=text(words, "04")).record.all("505"):
        assert len(each["a"]) <= 4001
        assert each["a"] == " ".join(each["a"].split())
        assert ".." not in each["a"].rpartition(" -- ")[2] or ".." in words
