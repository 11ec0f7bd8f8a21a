"""The labelled pairs, decided: floors of precision and recall, and every open pair as its label asks."""

from __future__ import annotations

import pytest

from tests.transforms.match.figures import SETS, Decided, aside_pairs, decided, figures
from tests.transforms.match.labelled_pairs import Pair, fifth_pairs, fourth_pairs, fresh_pairs, open_pairs, third_pairs
from transforms.match.decision import Compared, shared_keys
from transforms.match.keys import BLOCKS
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

ASKED = {  # of the second set: a person is asked where a cataloguer would know
    "fresh-albums-01",
    "fresh-albums-02",
    "fresh-classics-02",
    "fresh-classics-04",
    "fresh-corporate_authors-03",
    "fresh-full_cast-01",
    "fresh-letters-01",
    "fresh-letters-02",
    "fresh-main_entry-01",
    "fresh-no_author-04",
    "fresh-omnibus-02",
    "fresh-remakes-02",
}

ASKED_LATER = {  # of the third set
    "third-classics-01",
    "third-composers-01",
    "third-corporate_authors-02",
    "third-corporate_authors-04",
    "third-foreign_names-02",
    "third-homonyms-03",
    "third-imprints-01",
    "third-letters-03",
    "third-seasons-04",
    "third-siblings-01",
    "third-siblings-02",
    "third-title_changes-03",
    "third-typos-01",
    "third-typos-03",
}

ASKED_AT_LAST = {  # of the fourth set: most are false pairs of one name, which a person sees
    "fourth-boxes_and_firsts-01",
    "fourth-boxes_and_firsts-07",
    "fourth-children-07",
    "fourth-easy_and_bilingual-05",
    "fourth-easy_and_bilingual-07",
    "fourth-films-05",
    "fourth-issues_and_kin-03",
    "fourth-issues_and_kin-04",
    "fourth-issues_and_kin-07",
    "fourth-issues_and_kin-08",
    "fourth-kin_by_name-01",
    "fourth-kin_by_name-02",
    "fourth-kin_by_name-04",
    "fourth-kin_by_name-06",
    "fourth-kin_by_name-07",
    "fourth-languages_of_few-06",
    "fourth-languages_of_few-08",
    "fourth-live_and_studio-01",
    "fourth-live_and_studio-03",
    "fourth-live_and_studio-06",
    "fourth-names-04",
    "fourth-numbers_of_sets-02",
    "fourth-numbers_of_sets-06",
    "fourth-numbers_of_sets-08",
    "fourth-print_number-04",
    "fourth-publishers-03",
    "fourth-remakes_and_seasons-05",
    "fourth-remakes_and_seasons-06",
    "fourth-remakes_and_seasons-08",
    "fourth-revised-03",
    "fourth-several_faults-02",
    "fourth-several_faults-07",
    "fourth-several_faults-08",
    "fourth-shortened-05",
    "fourth-shortened-06",
    "fourth-siblings-02",
    "fourth-siblings-03",
    "fourth-siblings-05",
    "fourth-siblings-06",
    "fourth-siblings-07",
    "fourth-siblings-08",
    "fourth-single_and_collected-01",
    "fourth-single_and_collected-02",
    "fourth-single_and_collected-05",
    "fourth-single_and_collected-07",
    "fourth-slips-02",
    "fourth-slips-04",
    "fourth-subtitles-06",
    "fourth-volumes-05",
    "fourth-volumes-08",
}
NO_KEY = {  # one title in two records without an identifier in common and of no common block: nothing compares them
    "fifth-films_seen_twice-01",
    "fifth-german_french_russian-02",
    "fifth-one_part_two_wordings-03",
    "fourth-several_faults-08",
}


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
    title with the hero's name before it. They were read and mended, so the figures of today are blind no longer.
    """
    found = decided(fresh_pairs(), policy)
    fresh = figures(found)
    assert fresh.precision >= PRECISION
    assert fresh.recall >= RECALL
    assert {each.pair.id for each in found if each.decision.decision != each.pair.expected.decision} == ASKED


def test_the_third_set_is_decided_well_enough(policy: MatchPolicy) -> None:
    """The first score, blind: precision 0.988 (84 of 85 matches), recall 0.969 (93 of 96), 140 of 160 as labelled.

    One false match, two joke books of no author; three were not found, two for the author and one for its title. One
    that was found shared no key, so that nothing would have compared it. They were read and mended, and three labels
    corrected (comments beside them say why), so the figures of today are blind no longer.
    """
    found = decided(third_pairs(), policy)
    third = figures(found)
    assert third.precision >= PRECISION
    assert third.recall >= RECALL
    assert {each.pair.id for each in found if each.decision.decision != each.pair.expected.decision} == ASKED_LATER


def test_the_fourth_set_is_decided_well_enough(policy: MatchPolicy) -> None:
    """The first score, blind: precision 0.987 (221 of 224 matches), recall 0.996 (235 of 236), 308 of 360 as labelled.

    Three false matches: an easy version and a part, each with the number of the whole text, and two editions of a
    textbook. They were read and mended, so the figures of today are blind no longer.
    """
    found = decided(fourth_pairs(), policy)
    fourth = figures(found)
    assert fourth.precision >= PRECISION
    assert fourth.recall >= RECALL
    assert {each.pair.id for each in found if each.decision.decision != each.pair.expected.decision} == ASKED_AT_LAST


def test_the_fifth_set_is_decided_well_enough(policy: MatchPolicy) -> None:
    """Blind: precision 1.000 (216 of 216 matches), recall 0.996 (255 of 256), 327 of 408 as labelled.

    Of those found three share no key (NO_KEY), so that a night would not compare them: recall is 0.984 by that.
    The labels were committed before the score, by one who had not seen the matcher, and nothing was mended after it.
    """
    fifth = figures(decided(fifth_pairs(), policy))
    assert fifth.precision >= PRECISION
    assert fifth.recall >= RECALL


def test_one_title_shares_a_key_in_two_records(policy: MatchPolicy) -> None:
    """What shares none is never compared, whatever the comparison would say."""
    apart: set[str] = set()
    for pair in (each for pairs in SETS.values() for each in pairs() if each.expected.kinship == "P"):
        left, right = (Compared.of(each.record, each.media, policy, each.vendor) for each in (pair.left, pair.right))
        blocks = {kind for kind, _ in left.keys & right.keys} & set(BLOCKS)
        if not blocks and not shared_keys(left.keys, right.keys):
            apart.add(pair.id)
    assert apart == NO_KEY


def test_a_pair_is_decided_alike_from_either_side(policy: MatchPolicy, found: dict[str, Decided]) -> None:
    turned = decided((each._replace(left=each.right, right=each.left) for each in open_pairs()), policy)
    for each in turned:
        there = found[each.pair.id]
        assert (each.decision.decision, each.decision.score) == (there.decision.decision, there.decision.score)
        assert {veto.reason for veto in each.decision.vetoes} == {veto.reason for veto in there.decision.vetoes}
        assert each.kin == there.kin


def test_kinship_of_a_pair_is_told_with_evidence(policy: MatchPolicy, found: dict[str, Decided]) -> None:
    pair = found["print_isbn-03"].pair
    left, right = (Compared.of(each.record, each.media, policy, each.vendor) for each in (pair.left, pair.right))
    kin = kinship(left, right, found["print_isbn-03"].decision, policy)
    assert isinstance(kin, Kinship)
    assert (kin.level, kin.evidence[0].reason) == ("W", "print-isbn-shared")
