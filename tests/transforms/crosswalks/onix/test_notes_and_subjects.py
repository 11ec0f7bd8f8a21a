"""500 and 520: summaries and notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, contributor, converted


def text(words: str, kind: str = "03", attributes: str = "", audience: str = "00") -> str:
    return (
        f"<TextContent><TextType>{kind}</TextType><ContentAudience>{audience}</ContentAudience>"
        f"<Text{attributes}>{words}</Text></TextContent>"
    )


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
    words = f"<p>{LONG}</p><ul><li>Yksi</li><li>Kaksi</li></ul>"
    assert converted(collateral=text(words)).record.value("520", "a") == f"{LONG} Yksi Kaksi."


@pytest.mark.parametrize(
    "collateral", [text("Liian lyhyt."), text(LONG, audience="02"), text(LONG, kind="06"), text("")]
)
def test_what_is_no_summary(collateral: str) -> None:
    assert not converted(collateral=collateral).record.has("520")


def test_summary_only_where_the_licence_lets_us() -> None:
    assert not converted(profile=replace(PROFILE, summary=False), collateral=text(LONG)).record.has("520")


def test_the_description_wins_over_the_short_one_and_a_long_one_is_cut() -> None:
    made = converted(collateral=text(LONG + " Lyhyt.", "02") + text("sana " * 1000, "03"))
    (summary,) = made.lines("520")
    assert summary.endswith("sana…")
    assert 3990 < len(summary) < 4010


def test_generated_content_is_noted() -> None:
    made = converted(contributor("A01", "<UnnamedPersons>09</UnnamedPersons>"))
    assert made.lines("500", "1XX", "7XX") == ["\\\\$aSisällön luomisessa on käytetty tekoälyä."]
