"""130, 240, 245 and 246: titles, their parts, their originals and variants."""

from __future__ import annotations

import re

import pytest

from tests.transforms.crosswalks.onix.onix_builder import contributor, converted, gated, language, title
from transforms.record import Outcome


@pytest.mark.parametrize(
    ("text_", "line"),
    [
        ("Meri: romaani", "00$aMeri :$bromaani."),
        ("Dikter = Runoja", "00$aDikter =$bRunoja."),
        ("Dikter = Runoja: valikoima", "00$aDikter =$bRunoja : valikoima."),
        ("Kuka?", "00$aKuka?"),
        ("Odota ...", "00$aOdota ..."),
        ("Me &amp; muut", "00$aMe & muut."),
    ],
)
def test_title_is_split_and_closed(text_: str, line: str) -> None:
    assert converted(title=title(text_)).lines("245") == [line]


def test_the_title_as_sent_is_told_where_it_was_split() -> None:
    assert converted(title=title("Meri: romaani")).found == [("T07", "Meri: romaani")]
    assert converted(title=title("Meri")).found == []
    assert converted(title=title("Dikter = Runoja")).found == []  # nothing but its place has changed


@pytest.mark.parametrize(
    ("text_", "code", "skip"),
    [
        ("Den röda ön", "swe", "4"),
        ("Det som händer", "swe", "0"),  # no article before "som"
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
        "<TitleText>Meren kirja</TitleText><PartNumber>1</PartNumber></TitleElement><TitleElement>"
        "<TitleElementLevel>03</TitleElementLevel><TitleText>Saaret</TitleText></TitleElement><TitleElement>"
        "<TitleElementLevel>01</TitleElementLevel><PartNumber>Osa 2</PartNumber><Subtitle>romaani</Subtitle>"
        "</TitleElement></TitleDetail>"
    )
    made = converted(title=detail)
    assert made.lines("245") == ["00$aMeren kirja.$n1,$pSaaret.$nOsa 2 :$bromaani."]
    assert not made.record.has("490")


def test_original_title_without_main_entry_is_130() -> None:
    made = converted(title("The lights: a novel", "03"), language=language("fin") + language("eng", "02"))
    assert made.lines("130", "240", "245") == ["4\\$aThe lights.$lSuomi.", "10$aSaaren valot."]


def test_an_original_title_without_a_text_is_none() -> None:
    made = converted(title("", "03"))
    assert made.lines("130", "240", "245") == ["00$aSaaren valot."]


def test_the_title_in_the_original_language_goes_before_the_one_translated_from() -> None:
    made = converted(title("Ljus", "16") + title("Огни", "03") + contributor("A01", "Esimerkki, Anna"))
    assert made.lines("240") == ["10$aОгни.$lSuomi"]


def test_an_easy_edition_has_a_title_of_its_own() -> None:
    people = contributor("A01", "Esimerkki, Anna") + contributor("B05", "Selko, Sari", 2)
    made = converted(people + "<EditionType>SMP</EditionType>")
    assert made.lines("240", "245") == [
        "10$aSaaren valot.$s(selkokieli)",
        "10$aSaaren valot /$cAnna Esimerkki ; selkomukautus: Sari Selko.",
    ]
    assert made.lines("700") == ["1\\$aSelko, Sari,$eselkomukauttaja.$4adp"]
    assert [field["a"] for field in made.record.all("655")][:2] == ["selkokirjat", "LL-böcker"]


def test_a_title_may_say_that_it_is_easy_to_read() -> None:
    made = converted(contributor("A01", "Esimerkki, Anna"), title=title("Valot (selkokirja)"))
    assert made.lines("240", "245") == ["10$aValot.$s(selkokieli)", "10$aValot :$bselkokirja /$cAnna Esimerkki."]
    assert [field["a"] for field in made.record.all("655")][:2] == ["selkokirjat", "LL-böcker"]


def test_high_readability_is_not_easy_language() -> None:
    made = converted("<EditionType>HRE</EditionType>")
    assert made.lines("130", "240") == []
    assert [field["a"] for field in made.record.all("655")][:2] == ["helppolukuiset kirjat", "lättlästa böcker"]


@pytest.mark.parametrize(
    ("variants", "lines"),
    [
        (title("saaren valot", "13"), []),  # 245 says so already
        (title("Saaren valot", "13", more="<Subtitle>romaani</Subtitle>"), ["1\\$aSaaren valot :$bromaani"]),
        (title("Valot", "11") + title("Valot", "15"), ["14$aValot"]),
        (title("Valot: romaani", "14"), ["1\\$aValot :$bromaani"]),
        (title("Valot", "14", more="<PartNumber>2</PartNumber>"), ["1\\$aValot.$n2"]),
        (title("", "11"), []),
        (title("Key title", "02"), []),
        (title("Teema", "07"), ["3\\$aTeema"]),
    ],
)
def test_a_variant_title_is_told_once(variants: str, lines: list[str]) -> None:
    assert converted(variants).lines("246") == lines


def test_a_type_of_title_that_no_list_knows_is_told() -> None:
    made = converted(title("Valot", "99"))
    assert made.lines("246") == []
    assert made.found == [("O06", "99")]


def test_a_variant_title_has_no_article() -> None:
    prefixed = "<TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>lights</TitleWithoutPrefix>"
    element = f"<TitleElement><TitleElementLevel>01</TitleElementLevel>{prefixed}</TitleElement>"
    variant = f"<TitleDetail><TitleType>06</TitleType>{element}</TitleDetail>"
    assert converted(variant + title("En ö", "06") + title("En meri", "11")).lines("246") == [
        "31$aLights",
        "31$aEn ö",  # nobody says in which language
        "14$aEn meri",
    ]
    marked = "<TitleDetail><TitleType>06</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>"
    marked += '<TitleText language="swe">Den röda ön</TitleText></TitleElement></TitleDetail>'
    assert converted(marked).lines("246") == ["31$aRöda ön"]


def test_a_second_distinctive_title_is_a_variant() -> None:
    assert converted(title("Öns ljus") + title("Saari", "00")).lines("245", "246") == [
        "00$aSaaren valot.",
        "3\\$aSaari",
        "3\\$aÖns ljus",
    ]


def test_a_parallel_title_has_an_entry_of_its_own() -> None:
    made = converted(title("Runoja", "06"), title=title("Dikter = Runoja"))
    assert made.lines("246") == ["31$aRunoja"]


def test_a_level_of_titles_that_no_list_knows_is_told() -> None:
    made = converted(title=title("Saaren valot") + title("Toinen", "06", "ZZ"))
    assert ("O06", "ZZ") in made.found
    assert made.lines("245") == [r"00$aSaaren valot."]


@pytest.mark.parametrize("missing", ["TitleType", "TitleElementLevel"])
def test_a_title_without_its_type_or_level_is_the_title_and_is_told(missing: str) -> None:
    told = re.sub(f"<{missing}>.*?</{missing}>", "", title("Saaren valot"))
    made = converted(title=told)
    assert made.lines("245") == [r"00$aSaaren valot."]
    assert missing in [each.value for each in made.issues if each.rule == "O09"]
    assert gated(title=told).outcome == Outcome.CANDIDATE
