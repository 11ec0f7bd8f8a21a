"""500, 504 and 520: notes and summaries."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, contributor, converted, text

LONG = "Aino palaa kesällä saarelle, jonka majakka on ollut pimeänä kaksikymmentä vuotta."


@pytest.mark.parametrize(
    ("words", "attributes"),
    [
        (f"<p>{LONG}</p>", ' textformat="05"'),
        (f"&lt;p&gt;{LONG.replace('ä', '&amp;auml;')}&lt;/p&gt;&lt;br&gt;", ' textformat="02"'),
        (f"<![CDATA[<b>Aino</b>{LONG.removeprefix('Aino')}<script>alert(1)</script>]]>", ""),
        (LONG.removesuffix("."), ""),
    ],
)
def test_summary_is_plain_text(words: str, attributes: str) -> None:
    assert converted(collateral=text(words, attributes=attributes)).lines("520") == [f"\\\\$a{LONG}"]


def test_a_less_than_sign_is_no_markup() -> None:
    words = "Kun a &lt; b ja b &lt; c, niin a &lt; c: johdatus järjestysrelaatioihin ja muuhun."
    assert converted(collateral=text(words)).record.value("520", "a").startswith("Kun a < b ja b < c, niin a < c:")


def test_paragraphs_do_not_run_together() -> None:
    words = f"<h3>Majakka</h3><p>{LONG}</p><p>Mukana:</p><ul><li>Yksi</li><li>Kaksi</li></ul>"
    assert converted(collateral=text(words)).record.value("520", "a") == f"Majakka. {LONG} Mukana: Yksi; Kaksi."


@pytest.mark.parametrize(
    "collateral", [text("Liian lyhyt."), text(LONG, audience="02"), text(LONG, kind="06"), text("")]
)
def test_what_is_no_summary(collateral: str) -> None:
    assert not converted(collateral=collateral).record.has("520")


@pytest.mark.parametrize(
    ("summary", "switch", "is_kept"),
    [(True, "", True), (False, "", False), (False, "all", True), (True, "none", False), (False, "licensed", False)],
)
def test_summary_only_where_the_licence_or_the_switch_lets_us(summary: bool, switch: str, is_kept: bool) -> None:
    profile = replace(PROFILE, summary=summary, switches={"summary_520": switch} if switch else {})
    assert converted(profile=profile, collateral=text(LONG)).record.has("520") == is_kept


def test_the_description_wins_over_the_short_one_and_a_long_one_is_cut_between_words() -> None:
    made = converted(collateral=text(LONG + " Lyhyt.", "02") + text("sana " * 1000, "03"))
    (summary,) = made.lines("520")
    assert summary.endswith("sana…")
    assert 3990 < len(summary) < 4010


def test_a_long_summary_ends_with_a_sentence() -> None:
    (summary,) = converted(collateral=text(f"{LONG} " * 60)).lines("520")
    assert summary.endswith("kaksikymmentä vuotta.")
    assert 3900 < len(summary) < 4010


def test_a_short_text_gives_way_to_the_next_type() -> None:
    made = converted(collateral=text("Lyhyt.", "03") + text(LONG, "05") + text(LONG + " Liepeestä.", "27"))
    assert made.lines("520") == [f"\\\\$a{LONG}"]


SWEDISH = "Aino återvänder om sommaren till ön, vars fyr har varit släckt i tjugo års tid."


def in_two(first: str, second: str) -> str:
    return (
        "<TextContent><TextType>03</TextType>"
        f'<Text language="{first}">{SWEDISH if first == "swe" else LONG}</Text>'
        f'<Text language="{second}">{SWEDISH if second == "swe" else LONG}</Text></TextContent>'
    )


@pytest.mark.parametrize("order", [("fin", "swe"), ("swe", "fin")])
@pytest.mark.parametrize(("language", "texts"), [("fin", [LONG, SWEDISH]), ("swe", [SWEDISH, LONG])])
def test_one_summary_for_each_language_that_of_cataloguing_first(
    order: tuple[str, str], language: str, texts: list[str]
) -> None:
    made = converted(profile=replace(PROFILE, language=language), collateral=in_two(*order))
    assert [each["a"] for each in made.record.all("520")] == texts


def test_a_text_without_language_is_in_that_of_the_content() -> None:
    made = converted(collateral=text(LONG) + text(LONG + " Lyhyt.", "02", ' language="fin"'))
    assert made.lines("520") == [f"\\\\$a{LONG}"]


def test_an_abstract_has_its_indicator_and_is_not_told_twice() -> None:
    made = converted(collateral=text(LONG) + text(LONG, "30") + text(SWEDISH, "30", ' language="swe"'))
    assert made.lines("520") == [f"\\\\$a{LONG}", f"3\\$a{SWEDISH}"]


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("<p>Rahoittaja: &lt;b&gt;säätiö</p>", "Rahoittaja: <b>säätiö."),
        ("Rahoittaja: säätiö.", "Rahoittaja: säätiö."),
        ("  ", ""),
    ],
)
def test_a_notice_of_the_publisher(code: str, note: str) -> None:
    assert converted(collateral=text(code, "13")).record.value("500", "a") == note


def test_errata_are_announced() -> None:
    made = converted(profile=replace(PROFILE, language="swe"), collateral=text("S. 5: läs fyr", "25", audience="04"))
    assert made.lines("500") == ["\\\\$aRättelser: S. 5: läs fyr."]
    assert not converted(collateral=text("S. 5: lue majakka", "25", audience="07")).record.has("500")


HEAD = "<RecordReference>1</RecordReference><NotificationType>{}</NotificationType>"


@pytest.mark.parametrize(
    ("kind", "switch", "is_noted"), [("02", "on", True), ("02", "off", False), ("03", "on", False)]
)
def test_an_advance_notice_says_so_by_the_switch(kind: str, switch: str, is_noted: bool) -> None:
    made = converted(head=HEAD.format(kind), profile=replace(PROFILE, switches={"advance_note": switch}))
    assert (made.lines("500") == ["\\\\$aEnnakkotieto."]) == is_noted


def ancillary(*codes: str) -> str:
    return "".join(
        f"<AncillaryContent><AncillaryContentType>{code}</AncillaryContentType></AncillaryContent>" for code in codes
    )


@pytest.mark.parametrize(
    ("codes", "lines"),
    [
        (("26",), [("504", "Sisältää lähdeluettelon.")]),
        (("25", "26"), [("504", "Sisältää lähdeluettelon ja hakemiston.")]),
        (("25",), [("500", "Sisältää hakemiston.")]),
        (("14",), []),
    ],
)
def test_bibliography_and_index(codes: tuple[str, ...], lines: list[tuple[str, str]]) -> None:
    made = converted(ancillary(*codes))
    assert [(each.tag, each["a"]) for each in made.record.all("500", "504")] == lines


def test_a_list_of_the_authors_books() -> None:
    made = converted(ancillary("26"), collateral=text("<ul><li>Meri</li><li>Ranta</li></ul>", "29"))
    assert [each["a"] for each in made.record.all("504")] == [
        "Sisältää lähdeluettelon.",
        "Tekijän teoksia: Meri; Ranta.",
    ]


def test_generated_content_is_noted() -> None:
    made = converted(contributor("A01", "<UnnamedPersons>09</UnnamedPersons>"))
    assert made.lines("500", "1XX", "7XX") == ["\\\\$aSisällön luomisessa on käytetty tekoälyä."]


pieces = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br/>",
        "<li>",
        "</ul>",
        "<b>",
        "&auml;",
        "&lt;p&gt;",
        "&amp;",
        "<",
        ">",
        "&",
        "\n",
        " ",
        ". ",
        "Meri",
        "ja",
        "!",
        ":",
        ";",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(pieces, max_size=60), st.sampled_from(["03", "13", "04", "29", "30"]))
def test_any_mixture_of_markup_makes_sound_notes(soup: list[str], kind: str) -> None:
    words = escape("".join(soup))
    for each in converted(collateral=text(words, kind)).record.all("500", "504", "505", "520"):
        note = each["a"]
        assert note == " ".join(note.split())
        assert not re.search(r"</?(?:p|br|li|ul|b)\b[^<>]*>", note)
        assert not note.endswith(("..", ";.", ",.", ":.")) or note[-2:] in "".join(soup)  # sent so: it stays


def prize(name: str, year: str = "", code: str = "", more: str = "") -> str:
    year, code = year and f"<PrizeYear>{year}</PrizeYear>", code and f"<PrizeCode>{code}</PrizeCode>"
    return f"<Prize><PrizeName>{name}</PrizeName>{year}{code}{more}</Prize>"


@pytest.mark.parametrize(
    ("collateral", "lines"),
    [
        (prize("Finlandia-palkinto", "2025", "01"), ["Finlandia-palkinto, 2025"]),
        (prize("Finlandia-palkinto", "2025", "04"), ["Finlandia-palkinto, 2025 (ehdokas)"]),
        (prize("Finlandia-palkinto", "", "06"), ["Finlandia-palkinto (jaettu palkinto)"]),
        (prize("Finlandia-palkinto", "2025", "01") * 2, ["Finlandia-palkinto, 2025"]),
        (
            prize("Finlandia", "2025", "01", "<PrizeStatement>Vuoden 2025 Finlandia-palkinto.</PrizeStatement>"),
            ["Vuoden 2025 Finlandia-palkinto"],
        ),
        ("<Prize><PrizeCode>01</PrizeCode></Prize>", []),
    ],
)
def test_awards(collateral: str, lines: list[str]) -> None:
    assert converted(collateral=collateral).lines("586") == [f"\\\\$a{each}" for each in lines]


def test_awards_in_swedish() -> None:
    swedish = replace(PROFILE, language="swe")
    names = (
        "<PrizeName language='fin'>Runeberg-palkinto</PrizeName><PrizeName language='swe'>Runebergspriset</PrizeName>"
    )
    told = f"<Prize>{names}<PrizeYear>2026</PrizeYear><PrizeCode>02</PrizeCode></Prize>"
    assert converted(profile=swedish, collateral=told).lines("586") == [r"\\$aRunebergspriset, 2026 (andra plats)"]


@pytest.mark.parametrize("code", ["", "ZZ"])
def test_a_prize_of_which_nobody_knows_whether_it_was_won_is_left_out_and_told(code: str) -> None:
    made = converted(collateral=prize("Finlandia-palkinto", "2025", code))
    assert not made.record.has("586")
    assert [each.rule for each in made.issues if each.path.endswith("PrizeCode")] == ["O06" if code else "O09"]


def test_a_type_of_text_that_no_list_knows_is_told() -> None:
    assert converted(collateral=text("Jotakin", "ZZ")).found == [("O06", "ZZ")]
