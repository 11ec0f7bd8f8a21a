"""Are two names one agent? Identifiers decide, then what parts namesakes, then the names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.match.agents import Agent, agent_of, agents_named, alike, compare, name_parts
from transforms.match.policy import MatchPolicy
from transforms.record import Field

KANTO = "http://urn.fi/URN:NBN:fi:au:finaf:00000010"


def person(policy: MatchPolicy, name: str, *more: str, ind: str = "1 ") -> Agent:
    found = agent_of(Field.data("100", ind, "a", name, *more), policy)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (("Virtanen, Matti",), ("Matti Virtanen",), "name-similar"),
        (("Tolkien, John Ronald Reuel",), ("Tolkien, J. R. R.",), "name-similar"),
        (("Heidenstam, Verner von",), ("von Heidenstam, Verner",), "name-similar"),
        (("Vest, Jovnna-Ánde",), ("Vest, Jovnna-Ande",), "name-similar"),
        (("Vuorenmaa, Kaarina",), ("Vuoremnaa, Kaarina",), "name-similar"),
        (("Snellman, Anja",), ("Kauranen-Snellman, Anja",), "name-similar"),
        (("OTOS, OLLI",), ("Otos, Olli",), "name-similar"),
        (("Nieminen",), ("Nieminen, Kaisa",), "family-name-only"),
        (("Tšehov, Anton",), ("Chekhov, Anton",), "near"),
        (("Tšehov, Anton",), ("Chekhov, Anton Pavlovich",), "near"),
        (("Tšehov, A. P.",), ("Chekhov, A. I.",), "differs"),
        (("Tšehov, Anton",), ("Chekhov, Antonio",), "differs"),
        (("Malli, Paavo",), ("Malli, Heikki",), "differs"),
        (("Malli, Matti",), ("Malli, Maija",), "differs"),
        (("Rinne, Jari",), ("Rönni, Mari",), "differs"),
        (("Mäki, Säde",), ("Maki, Sade",), "differs"),
        (("Булгаков, Михаил",), ("Bulgakov, Michail",), ""),
        (("Virtanen, Matti", "0", f"{KANTO}1"), ("Virtanen, Matti", "0", f"{KANTO}2"), "differs"),
        (("Virtanen, Matti", "0", f"{KANTO}1"), ("Waltari, Mika", "0", f"{KANTO}1"), "same-authority"),
        (("Virtanen, Matti", "d", "1950-"), ("Virtanen, Matti", "d", "1920-1990"), "differs"),
        (("Virtanen, Matti", "d", "1950-"), ("Virtanen, Matti",), "name-similar"),
        (("Malli, Matti", "c", "vanhempi"), ("Malli, Matti", "c", "nuorempi"), "differs"),
    ],
)
def test_two_names(policy: MatchPolicy, left: tuple[str, ...], right: tuple[str, ...], reason: str) -> None:
    one, other = person(policy, *left), person(policy, *right)
    assert compare(one, other, policy.thresholds) == reason
    assert compare(other, one, policy.thresholds) == reason


@pytest.mark.parametrize("name", ["Useita kirjoittajia", "Various", "", " , "])
def test_nobody_is_no_agent(policy: MatchPolicy, name: str) -> None:
    assert agent_of(Field.data("100", "0 ", "a", name), policy) is None


def test_a_body_and_a_single_name_have_no_given_names(policy: MatchPolicy) -> None:
    body = agent_of(Field.data("110", "2 ", "a", "Suomen ympäristökeskus,"), policy)
    assert body == Agent.named(("suomen", "ympäristökeskus"), ())
    assert person(policy, "Homeros,", ind="0 ") == Agent.named(("homeros",), ())


def test_names_of_a_note(policy: MatchPolicy) -> None:
    found = agents_named("Aino Esimerkki ja Matti Malli, Olli Otos.", policy)
    assert [each.family for each in found] == [("esimerkki",), ("malli",), ("otos",)]


def test_the_most_like_of_several_counts_and_nobody_says_nothing(policy: MatchPolicy) -> None:
    one, other = person(policy, "Malli, Matti"), person(policy, "Otos, Olli")
    assert alike((one, other), (other,), policy.thresholds) == "name-similar"
    assert alike((one,), (other,), policy.thresholds) == "differs"
    assert alike((), (other,), policy.thresholds) == ""


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abäö ,-.", max_size=20), st.text(alphabet="abäö ,-.", max_size=20))
def test_comparing_is_the_same_from_either_side(policy: MatchPolicy, left: str, right: str) -> None:
    one, other = Agent.named(*name_parts(left)), Agent.named(*name_parts(right))
    assert compare(one, other, policy.thresholds) == compare(other, one, policy.thresholds)
