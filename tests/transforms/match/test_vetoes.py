"""Each veto fires on what it is made for, and not on what only looks like it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.match.agents import Agent
from transforms.match.features import Features
from transforms.match.pairs import Pair, is_one_unspaced
from transforms.match.policy import MatchPolicy
from transforms.match.title_vetoes import TITLE_TAIL
from transforms.match.vetoes import VETOES, vetoes

A = Agent.named(("malli",), ("matti",))
B = Agent.named(("otos",), ("olli",))
PLAIN: dict[str, Any] = {"title": "saaren valot", "main": "saaren valot", "script": "latin", "media": "ebook"}
Given = dict[str, Any]


def fs(*values: str) -> frozenset[str]:
    return frozenset(values)


def side(told: Given) -> Features:
    title = told.get("title", PLAIN["title"])
    return Features(**{**PLAIN, "main": title, **told})


FIRES: list[tuple[str, Given, Given]] = [
    ("media", {}, {"media": "eaudiobook"}),
    ("language", {"languages": fs("fin")}, {"languages": fs("swe")}),
    ("volume", {"volume": "2"}, {"volume": "11"}),
    ("volume", {"volume": "2", "series": (("sarja", ""),)}, {"series": (("sarja", ""),)}),
    (
        "year-title",
        {"title": "opas 2025", "years_named": fs("2025")},
        {"title": "opas 2026", "years_named": fs("2026")},
    ),
    ("year-title", {"years_named": fs("2024", "2025")}, {"years_named": fs("2025", "2026")}),
    ("author", {"authors": (A,)}, {"authors": (B,)}),
    ("title-floor", {"title": "aamun sää"}, {"title": "kissan kosto"}),
    ("title-tail", {"title": "järnblod"}, {"title": "järn blod"}),
    ("title-tail", {"title": "risto räppääjä & villi kone"}, {"title": "risto räppääjä & pullistelija"}),
    ("title-tail", {"title": "apollo 11 lento"}, {"title": "apollo 13 lento"}),
    ("title-tail", {"title": "biologia a"}, {"title": "biologia b"}),
    ("abridged", {"flags": fs("abridged")}, {"flags": fs("unabridged")}),
    ("abridged", {"flags": fs("abridged"), "extent": 110}, {"extent": 260}),
    ("simplified", {"flags": fs("simplified")}, {}),
    ("accessible", {}, {"flags": fs("accessible")}),
    ("narrator", {"performers": (A,)}, {"performers": (B,)}),
    ("narrator", {"performers": (A,)}, {"flags": fs("synthetic")}),
    ("translator", {"translators": (A,)}, {"translators": (B,)}),
    ("edition", {"edition": "2"}, {"edition": "3", "flags": fs("revised")}),
    ("edition", {"edition": "2015"}, {"edition": "2018"}),
    ("adult", {"flags": fs("adult")}, {"flags": fs("juvenile")}),
    ("collection", {"flags": fs("collection"), "extent": 800}, {"extent": 120}),
    ("duration", {"media": "film", "extent": 90}, {"media": "film", "extent": 130}),
    ("one-vendor", {"vendor": "beta"}, {"vendor": "beta"}),
    ("untold", {"volume": "2"}, {}),
    ("untold", {"title": "opas 2025", "years_named": fs("2025")}, {"title": "opas"}),
    ("untold", {"flags": fs("companion")}, {}),
    ("untold", {"series": (("saaren valot", "7"),)}, {}),
    ("poor-title", {"title": "runot"}, {"title": "runot"}),
]

SILENT: list[tuple[str, Given, Given]] = [
    ("media", {"media": ""}, {}),
    ("language", {"languages": fs("fin", "swe")}, {"languages": fs("swe")}),
    ("language", {"languages": fs("mul")}, {"languages": fs("swe")}),
    ("volume", {"volume": "4", "series": (("sarja", ""),)}, {"series": (("sarja", "4"),)}),
    ("volume", {"series": (("sarja", "4"),)}, {"series": (("toinen sarja", "5"),)}),
    ("year-title", {"years_named": fs("2025")}, {}),
    ("year-title", {"years_named": fs("1914", "1918")}, {"years_named": fs("1914")}),
    ("author", {"authors": (A,)}, {}),
    ("author", {"authors": (A, B)}, {"authors": (B,)}),
    ("title-floor", {"title": "доверие", "script": "cyrillic"}, {"title": "doverie"}),
    ("title-floor", {"title": ""}, {}),
    ("title-floor", {"title": "järnblod"}, {"title": "järn blod"}),
    ("title-tail", {"title": "tuntematon sotilas sotaromaani"}, {"title": "tuntematon sotilas"}),
    ("title-tail", {"title": "kummitusten talo"}, {"title": "kumitusten talo"}),
    ("abridged", {"flags": fs("abridged"), "extent": 110}, {"extent": 112}),
    ("abridged", {"flags": fs("unabridged")}, {}),
    ("narrator", {"performers": (A, B)}, {"performers": (A,)}),
    ("narrator", {"flags": fs("synthetic")}, {}),
    ("edition", {"edition": "1"}, {"edition": "2"}),
    ("adult", {"flags": fs("adult")}, {}),
    ("duration", {"extent": 90}, {"extent": 200}),
    ("one-vendor", {"vendor": "beta", "formats": fs("epub")}, {"vendor": "beta", "formats": fs("pdf")}),
    ("one-vendor", {"vendor": "beta"}, {"vendor": "gamma"}),
    ("untold", {"volume": "4"}, {"series": (("sarja", "4"),)}),
    ("poor-title", {"title": "runot", "authors": (A,)}, {"title": "runot", "authors": (A,)}),
    ("poor-title", {}, {}),
]


def told(policy: MatchPolicy, left: Given, right: Given, **known: bool) -> list[str]:
    return [each.reason for each in vetoes(side(left), side(right), policy, **known)]


@pytest.mark.parametrize(("reason", "left", "right"), FIRES)
def test_veto_fires_on_either_side(policy: MatchPolicy, reason: str, left: Given, right: Given) -> None:
    assert reason in told(policy, left, right)
    assert reason in told(policy, right, left)


@pytest.mark.parametrize(("reason", "left", "right"), SILENT)
def test_veto_is_silent(policy: MatchPolicy, reason: str, left: Given, right: Given) -> None:
    assert reason not in told(policy, left, right)
    assert reason not in told(policy, right, left)


@pytest.mark.parametrize("reason", sorted(VETOES))
def test_every_veto_is_tested(reason: str) -> None:
    elsewhere = {"format", "other-number"}
    assert reason in {each for each, *_ in FIRES} | elsewhere


def test_a_letter_with_dots_is_another_word_where_no_identifier_says_otherwise(policy: MatchPolicy) -> None:
    two = {"title": "tuulenpesän salaisuus"}, {"title": "tuulenpesan salaisuus"}
    assert told(policy, *two) == [TITLE_TAIL]
    assert told(policy, *two, sure=True) == []


def test_an_identifier_answers_what_only_one_record_tells(policy: MatchPolicy) -> None:
    assert told(policy, {"volume": "2"}, {}, sure=True) == []
    assert told(policy, {"title": "runot"}, {"title": "runot"}, sure=True) == []
    same_length: tuple[Given, Given] = {"flags": fs("collection"), "extent": 1100}, {"extent": 1100}
    assert told(policy, *same_length, sure=True) == []
    assert told(policy, *same_length) == ["collection"]


def test_an_issn_does_not_answer_what_only_an_issue_tells(policy: MatchPolicy) -> None:
    serial: Given = {"media": "magazine", "title": "saaren luonto"}
    assert told(policy, serial, {**serial, "volume": "3"}, sure=True) == ["untold"]
    issue = {**serial, "title": "saaren luonto 2025", "years_named": fs("2025")}
    assert told(policy, issue, serial, sure=True) == ["untold"]
    assert told(policy, issue, issue, sure=True) == []


def test_a_number_does_not_answer_a_longer_title_of_another_year_and_length(policy: MatchPolicy) -> None:
    first: Given = {"years": (2008,), "extent": 80}
    later: Given = {"title": "saaren valot sammuvat", "years": (2012,), "extent": 90}
    assert told(policy, first, later, sure=True) == ["untold"]
    assert told(policy, later, first, sure=True) == ["untold"]
    subtitled = {**later, "main": "saaren valot", "has_rest": True}
    others = ({**later, "years": (2009,)}, {**later, "extent": 82}, {**later, "extent": 0}, subtitled)
    assert all(told(policy, first, each, sure=True) == [] for each in others)


def test_another_edition_of_another_year_has_an_identifier_of_its_own(policy: MatchPolicy) -> None:
    two: tuple[Given, Given] = {"edition": "3", "years": (2009,)}, {"edition": "4", "years": (2022,)}
    assert told(policy, *two, distinct=True) == ["edition", "other-number"]
    assert told(policy, *two) == []
    assert told(policy, two[0], {**two[1], "years": (2010,)}, distinct=True) == ["other-number"]
    assert told(policy, two[0], {"years": (2010,)}, distinct=True) == []
    assert told(policy, {"years": (2010,)}, {"years": (2012,)}, distinct=True) == ["other-number"]


def test_one_vendor_keeps_a_title_once_but_for_a_number_and_title_that_are_equal(policy: MatchPolicy) -> None:
    two: tuple[Given, Given] = {"vendor": "beta"}, {"vendor": "beta"}
    assert told(policy, *two, sure=True) == []
    assert told(policy, {"vendor": "beta", "title": "saaren valot romaani"}, two[1], sure=True) == ["one-vendor"]


def test_like_titles_with_identifiers_of_their_own_are_mostly_two(policy: MatchPolicy) -> None:
    longer, other = {"title": "saaren valot palavat", "extent": 200}, {"extent": 210}
    assert told(policy, longer, other, distinct=True) == ["other-number"]
    assert told(policy, longer, other) == []
    assert told(policy, {}, {}, distinct=True) == []
    assert told(policy, {**longer, "formats": fs("epub")}, {**other, "formats": fs("pdf")}, distinct=True) == []


def test_words_that_one_title_has_alone_want_one_length(policy: MatchPolicy) -> None:
    longer: Given = {"title": "saaren valot palavat", "main": "saaren valot palavat", "extent": 200}
    assert told(policy, longer, {"extent": 190}) == []
    assert told(policy, longer, {"extent": 120}) == ["untold"]
    assert told(policy, longer, {}) == ["untold"]


def test_a_shared_number_does_not_join_what_is_much_longer_and_tells_less(policy: MatchPolicy) -> None:
    easy: Given = {"title": "saaren valot selkosuomeksi", "extent": 70}
    assert told(policy, easy, {"extent": 150}, sure=True) == ["untold"]
    assert told(policy, easy, {"extent": 100}, sure=True) == []
    assert told(policy, {"volume": "1", "extent": 400}, {"extent": 2800}, sure=True) == ["untold"]
    assert told(policy, {"extent": 400}, {"extent": 2800}, sure=True) == []
    assert told(policy, {"flags": fs("companion"), "extent": 90}, {}, sure=True) == ["untold"]
    assert told(policy, {"flags": fs("companion"), "extent": 90}, {"extent": 92}, sure=True) == []


def test_formats_part_only_where_both_vendors_want_it(policy: MatchPolicy) -> None:
    two: tuple[Given, Given] = (
        {"vendor": "beta", "formats": fs("epub")},
        {"vendor": "gamma", "formats": fs("pdf")},
    )
    assert told(policy, *two) == []
    assert told(replace(policy, by_format=fs("beta")), *two) == []
    assert told(replace(policy, by_format=fs("beta", "gamma")), *two) == ["format"]


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["saaren valot", "saaren valot romaani", "kissan kosto", "saaren yö", ""]),
        "volume": st.sampled_from(["", "1", "2"]),
        "authors": st.sampled_from([(), (A,), (B,)]),
        "flags": st.frozensets(st.sampled_from(["abridged", "adult", "juvenile", "collection", "synthetic"])),
        "languages": st.sampled_from([fs("fin"), fs("swe"), fs("fin", "swe"), fs("mul")]),
        "extent": st.sampled_from([0, 100, 200]),
        "vendor": st.sampled_from(["beta", "gamma"]),
        "series": st.sampled_from([(), (("saaren valot", ""),), (("saaren valot", "2"),)]),
        "performers": st.sampled_from([(), (A,), (B,)]),
        "edition": st.sampled_from(["", "2", "2015"]),
        "years": st.sampled_from([(), (2015,), (2020,)]),
        "years_named": st.sampled_from([fs(), fs("2015")]),
    },
)


@settings(max_examples=200, deadline=None)
@given(VALUES, VALUES, st.booleans())
def test_vetoes_are_the_same_from_either_side(policy: MatchPolicy, left: Given, right: Given, sure: bool) -> None:
    there, back = vetoes(side(left), side(right), policy, sure=sure), vetoes(side(right), side(left), policy, sure=sure)
    assert [(each.reason, each.left, each.right) for each in there] == [
        (each.reason, each.right, each.left) for each in back
    ]


@settings(max_examples=300, deadline=None)
@given(VALUES, VALUES, st.booleans(), st.booleans())
def test_a_veto_that_is_not_asked_would_not_have_fired(
    policy: MatchPolicy, left: Given, right: Given, sure: bool, distinct: bool
) -> None:
    """What two have in common decides which vetoes are asked; the answers are those of all."""
    for other in (right, {**left, "vendor": "delta"}, {**right, "title": side(left).title}):
        pair = Pair(side(left), side(other), policy, sure, distinct)
        every = tuple(found for name in policy.vetoes if (found := VETOES[name](pair)))
        assert vetoes(pair.left, pair.right, policy, sure=sure, distinct=distinct) == every


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_nothing_forbids_that_a_record_is_itself(policy: MatchPolicy, told_of_it: Given) -> None:
    assert vetoes(side(told_of_it), side(told_of_it), policy, sure=True) == ()


def test_blanks_part_words_otherwise_but_figures_to_other_numbers() -> None:
    assert is_one_unspaced("järn blod", "järnblod")
    assert not is_one_unspaced("järn blod", "jarnblod")
    assert not is_one_unspaced("osa 1 12", "osa 11 2")
