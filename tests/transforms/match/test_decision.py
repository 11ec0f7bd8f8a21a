"""The cases of matching.md §13 that a shared ISBN and the vetoes decide; numbers are the rows there."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from transforms.match.decision import Compared, decide
from transforms.match.features import formats_of
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

Side = Callable[..., Compared]
Given = dict[str, Any]
OTHER = "9789527999257"
NFD = unicodedata.normalize("NFD", "Yö meren äärellä")

APART = [
    (("EPUB",), ("PDF",), "review"),
    (("EPUB", "PDF"), ("PDF",), "match"),
    (("epub",), ("EPUB",), "match"),
    (("EPUB",), (), "match"),
]

CASES: dict[str, tuple[Given, Given, str, str]] = {
    "1 same e-ISBN, same title": ({"title": "Valot"}, {"title": "Valot"}, "match", ""),
    "2 same ISBN on EPUB and MP3": (
        {"title": "Valot"},
        {"title": "Valot", "media": "eaudiobook"},
        "review",
        "media",
    ),
    "3 same ISBN, unrelated titles": (
        {"title": "Aamun sää"},
        {"title": "Kissan kosto"},
        "review",
        "title-floor",
    ),
    "7 volumes 2 and 11": ({"title": "Sarja", "n": "2"}, {"title": "Sarja", "n": "11"}, "review", "volume"),
    "7 volumes 2 and 11, no shared ISBN": (
        {"title": "Sarja", "n": "2"},
        {"title": "Sarja", "n": "11", "isbn": OTHER},
        "no",
        "volume",
    ),
    "7 volumes 2 and II": ({"title": "Sarja", "n": "2"}, {"title": "Sarja", "n": "II"}, "match", ""),
    "7 volumes I and 1": ({"title": "Sarja", "n": "I"}, {"title": "Sarja osa 1"}, "match", ""),
    "8 volume on one side, one series": (
        {"title": "Sarja. Osa 3", "series": ("Sarja", "")},
        {"title": "Sarja", "series": ("Sarja", "")},
        "review",
        "volume",
    ),
    "8 volume in 245 on one side, in 490 on the other": (
        {"title": "Sarja. Osa 3", "series": ("Sarja", "")},
        {"title": "Sarja", "series": ("Sarja", "3")},
        "match",
        "",
    ),
    "490 $v on one side only": (
        {"title": "Valot", "series": ("Sarja", "5")},
        {"title": "Valot"},
        "match",
        "",
    ),
    "490 of the same series without its number": (
        {"title": "Valot", "series": ("Sarja", "5")},
        {"title": "Valot", "series": ("Sarja", "")},
        "match",
        "",
    ),
    "490 of two series": (
        {"title": "Valot", "series": ("Keltainen kirjasto ;", "120")},
        {"title": "Valot", "series": ("Mallisarja", "5")},
        "match",
        "",
    ),
    "490 of a publisher's series and a volume in 245": (
        {"title": "Valot 2", "series": ("Keltainen kirjasto", "120")},
        {"title": "Valot", "series": ("Keltainen kirjasto", "120")},
        "match",
        "",
    ),
    "490 with two numbers of one series": (
        {"title": "Valot", "series": ("Sarja ;", "2")},
        {"title": "Valot", "series": ("SARJA", "nro 11")},
        "review",
        "volume",
    ),
    "9 annuals": ({"title": "Almanakka 2025"}, {"title": "Almanakka 2026"}, "review", "year-title"),
    "9 annuals, no shared ISBN": (
        {"title": "Almanakka 2025"},
        {"title": "Almanakka 2026", "isbn": OTHER},
        "no",
        "year-title",
    ),
    "10 Finnish and Swedish": (
        {"title": "Valot"},
        {"title": "Ljusen", "language": "swe", "isbn": OTHER},
        "no",
        "language",
    ),
    "10 Finnish and Swedish by one ISBN": (
        {"title": "Sinuhe"},
        {"title": "Sinuhe", "language": "swe"},
        "review",
        "language",
    ),
    "10 a language not told": ({"title": "Sinuhe"}, {"title": "Sinuhe", "language": "und"}, "match", ""),
    "11 Säde and Sade": ({"title": "Säde"}, {"title": "Sade", "isbn": OTHER}, "no", "title-tail"),
    "11 Älä and A la": ({"title": "Älä"}, {"title": "A la", "isbn": OTHER}, "no", "title-floor"),
    "12 NFD and NFC": ({"title": NFD}, {"title": "Yö meren äärellä"}, "match", ""),
    "22 subtitle on one side only": (
        {"title": "Valot"},
        {"title": "Valot :", "rest": "romaani"},
        "match",
        "",
    ),
    "23 two subtitles": (
        {"title": "Aalto :", "rest": "mestariteoksia"},
        {"title": "Aalto :", "rest": "his life"},
        "review",
        "title-tail",
    ),
    "29 ISBN-10 and ISBN-13": (
        {"title": "Valot", "isbn": "1-7999-0062-2"},
        {"title": "Valot", "isbn": "978-1-7999-0062-7"},
        "match",
        "",
    ),
    "30 wrong check digit on both: titles alone ask a person": (
        {"title": "Valot", "isbn": "9789527999128"},
        {"title": "Valot", "isbn": "9789527999128"},
        "review",
        "",
    ),
    "35 Cyrillic and romanised": ({"title": "Доверие"}, {"title": "Doverie"}, "match", ""),
    "41 two adventures of one series": (
        {"title": "Etsivätoimisto Henkka & Kivimutka ja kadonnut koira"},
        {"title": "Etsivätoimisto Henkka & Kivimutka ja MM-tason tehtävä"},
        "review",
        "title-tail",
    ),
    "a misspelt word": ({"title": "Kummitusten talo"}, {"title": "Kumitusten talo"}, "match", ""),
    "a record without 245": ({"title": "Valot"}, {"title": ""}, "match", ""),
    "a record that does not tell its media": (
        {"title": "Valot"},
        {"title": "Valot", "media": ""},
        "match",
        "",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_pair_is_decided(case: str, side: Side, policy: MatchPolicy) -> None:
    left, right, expected, veto = CASES[case]
    decision = decide(side(**left), side(**right), policy)
    assert decision.decision == expected
    assert [each.reason for each in decision.vetoes][:1] == ([veto] if veto else [])


@pytest.mark.parametrize("case", CASES)
def test_decision_is_the_same_from_either_side(case: str, side: Side, policy: MatchPolicy) -> None:
    left, right, *_ = CASES[case]
    there, back = decide(side(**left), side(**right), policy), decide(side(**right), side(**left), policy)
    assert (there.decision, there.score) == (back.decision, back.score)
    assert [(veto.left, veto.right) for veto in there.vetoes] == [(veto.right, veto.left) for veto in back.vetoes]


def test_no_decision_is_without_evidence(side: Side, policy: MatchPolicy) -> None:
    decision = decide(side("Valot"), side("Valot"), policy)
    assert [tuple(each) for each in decision.evidence] == [
        ("isbn", "equal-valid", 1.0),
        ("title", "token-set", 1.0),
        ("language", "equal", 1.0),
    ]
    assert (decision.score, decision.profile) == (1.0, policy.version)


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [("", OTHER, "missing-left"), (OTHER, "", "missing-right"), (OTHER, "9781799900627", "differs")],
)
def test_evidence_tells_why_no_isbn_is_shared(
    left: str, right: str, reason: str, side: Side, policy: MatchPolicy
) -> None:
    decision = decide(side("Valot", isbn=left), side("Valot", isbn=right), policy)
    assert decision.evidence[0] == ("isbn", reason, 0.0)


def test_veto_carries_both_values(side: Side, policy: MatchPolicy) -> None:
    (veto,) = decide(side("Sarja", n="2"), side("Sarja", n="XI"), policy).vetoes
    assert veto == ("volume", "volume", "2", "11")


@pytest.mark.parametrize(("one", "other", "decision"), APART)
def test_formats_tell_apart_where_both_vendors_want_it(
    side: Side, policy: MatchPolicy, one: tuple[str, ...], other: tuple[str, ...], decision: str
) -> None:
    apart = replace(policy, by_format=frozenset({"beta", "gamma"}))
    sides: list[Compared] = []
    for vendor, formats in (("beta", one), ("gamma", other)):
        record = Record.of(*(Field.data("347", "  ", "a", "tekstitiedosto", "b", each) for each in formats))
        made = side("Valot")
        features = structs.replace(made.features, formats=formats_of(record, policy), vendor=vendor)
        sides.append(structs.replace(made, features=features))
    assert decide(sides[0], sides[1], apart).decision == decision
    assert decide(sides[0], sides[1], policy).decision == "match"
