"""The score: what is missing counts neither for nor against, and each feature by its figures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.transforms.match.labelled_pairs import open_pairs
from transforms.match.agents import Agent
from transforms.match.decision import Compared, judge, judge_likely
from transforms.match.features import Features
from transforms.match.policy import MatchPolicy
from transforms.match.score import evidence_of, publisher_likeness, score_of, title_likeness

A = Agent.named(("malli",), ("matti",))
FAMILY = Agent.named(("malli",), ())
Given = dict[str, Any]
WHOLE: Given = {
    "title": "saaren valot",
    "main": "saaren valot",
    "script": "latin",
    "authors": (A,),
    "publishers": ("otava",),
    "years": (2020,),
    "extent": 200,
}


def score(policy: MatchPolicy, left: Given, right: Given) -> float:
    return score_of(Features(**left), Features(**right), policy).value


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (0.45 + 0.18 + 0.1 + 0.1 + 0.1) / 0.95),
        ({"years": (2021,)}, (0.45 + 0.18 + 0.1 + 0.08 + 0.1) / 0.95),
        ({"years": (2022,)}, (0.45 + 0.18 + 0.1 + 0.05 + 0.1) / 0.95),
        ({"years": (2023,)}, (0.45 + 0.18 + 0.1 + 0.1) / 0.95),
        ({"years": (1984, 2020)}, (0.45 + 0.18 + 0.1 + 0.1 + 0.1) / 0.95),
        ({"extent": 209}, (0.45 + 0.18 + 0.1 + 0.1 + 0.1) / 0.95),
        ({"extent": 225}, (0.45 + 0.18 + 0.1 + 0.1 + 0.05) / 0.95),
        ({"extent": 300}, (0.45 + 0.18 + 0.1 + 0.1) / 0.95),
        ({"extent": 0}, (0.45 + 0.18 + 0.1 + 0.1) / 0.85),
        ({"publishers": ("tammi",)}, (0.45 + 0.18 + 0.1 + 0.1) / 0.95),
        ({"authors": (FAMILY,)}, (0.45 + 0.1 + 0.1 + 0.1 + 0.1) / 0.95),
        ({"authors": ()}, 1.0),
    ],
)
def test_a_feature_weighs_what_the_policy_says(policy: MatchPolicy, change: Given, expected: float) -> None:
    assert score(policy, WHOLE, {**WHOLE, **change}) == pytest.approx(expected, abs=1e-4)


def test_series_count_for_and_against(policy: MatchPolicy) -> None:
    one = {**WHOLE, "series": (("sarja", "1"),)}
    assert score(policy, one, {**WHOLE, "series": (("sarja", ""),)}) > score(policy, one, WHOLE)
    assert score(policy, one, {**WHOLE, "series": (("sarja", "2"),)}) < score(policy, one, WHOLE)
    assert score(policy, one, {**WHOLE, "series": (("muu", "1"),)}) < score(policy, one, WHOLE)


def test_a_subtitle_on_one_side_costs_a_little(policy: MatchPolicy) -> None:
    longer = Features(title="saaren valot romaani", main="saaren valot", has_rest=True, script="latin")
    plain = Features(title="saaren valot", main="saaren valot", script="latin")
    assert title_likeness(longer, plain, policy) == title_likeness(plain, longer, policy) == 0.95
    assert evidence_of(longer, plain, policy)[0] == ("title", "main-title-only", 0.95)


@pytest.mark.parametrize("told", [{"series": (("saari", "2"),)}, {"authors": (Agent.named(("saari",), ("aino",)),)}])
def test_a_series_or_name_before_the_title_is_no_title(policy: MatchPolicy, told: Given) -> None:
    headed = Features(title="saari valot palavat", main="saari", has_rest=True, script="latin")
    plain = Features(title="valot palavat", main="valot palavat", script="latin", **told)
    assert title_likeness(headed, plain, policy) == title_likeness(plain, headed, policy) == 0.95
    assert (title_likeness(headed, structs.replace(plain, series=(), authors=()), policy) or 0.0) < 0.5


def test_houses_whose_names_are_a_little_alike_are_two(policy: MatchPolicy) -> None:
    one, other = Features(publishers=("gummerus",)), Features(publishers=("quercus",))
    assert publisher_likeness(one, other, policy) == 0.0


def test_an_imprint_is_its_house_and_no_other_imprint_of_it(policy: MatchPolicy) -> None:
    def likeness(left: str, right: str) -> float | None:
        two = (Features(publishers=(each,)) for each in (left, right))
        return publisher_likeness(*two, policy)

    assert likeness("johnny kniga", "wsoy") == likeness("wsoy", "johnny kniga") == 1.0
    assert likeness("werner söderström", "wsoy") == 1.0
    assert likeness("nemo", "seven") == 0.0
    assert likeness("otava", "tammi") == 0.0


def test_titles_in_two_scripts_cannot_be_compared(policy: MatchPolicy) -> None:
    assert (
        title_likeness(Features(title="текст", script="cyrillic"), Features(title="tekst", script="latin"), policy)
        is None
    )


def test_nothing_in_common_is_no_score(policy: MatchPolicy) -> None:
    assert score_of(Features(), Features(**WHOLE), policy) == (0.0, 0, False)


def test_evidence_tells_which_side_is_silent(policy: MatchPolicy) -> None:
    bare = {key: WHOLE[key] for key in ("title", "main", "script")}
    found = {(each.field, each.reason) for each in evidence_of(Features(**WHOLE), Features(**bare), policy)}
    assert found == {("title", "token-set")} | {
        (name, "missing-right") for name in ("author", "publisher", "year", "extent")
    }


@pytest.mark.parametrize("step", range(1, 60, 7))
def test_the_short_way_gives_the_answer_of_the_long_one(policy: MatchPolicy, step: int) -> None:
    """Over labelled records that have nothing to do with each other as well, without their identifiers."""
    sides = [side for pair in open_pairs() for side in (pair.left, pair.right)]
    made = (Compared.of(each.record, each.media, policy, each.vendor) for each in sides)
    held = [structs.replace(each, keys=frozenset()) for each in made]
    for left, right in zip(held, held[step:], strict=False):
        whole = judge(left, right, policy)
        short = judge_likely(left.features, right.features, policy, lambda: False)
        assert (None if whole.decision == "no" else whole) == short


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(list(WHOLE)), st.none(), max_size=5))
def test_a_score_is_between_nought_and_one_and_the_same_from_either_side(policy: MatchPolicy, left_out: Given) -> None:
    other = {key: value for key, value in WHOLE.items() if key not in left_out}
    there, back = score(policy, WHOLE, other), score(policy, other, WHOLE)
    assert there == back
    assert 0.0 <= there <= 1.0
