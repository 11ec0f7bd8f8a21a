"""The labelled pairs are whole and honest: the figures of matching rest on them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from stdnum import ean, isbn, issn

from tests.transforms.match.labelled_pairs import (
    DECISIONS,
    FIFTH,
    FOLDER,
    FOURTH,
    FRESH,
    KINSHIP,
    OF_THREE,
    REASONS,
    THIRD,
    VETOES,
    Pair,
    Side,
    fifth_pairs,
    fourth_pairs,
    fresh_pairs,
    is_set_aside,
    load_pairs,
    open_pairs,
    third_pairs,
)
from transforms.media import Media, media_of

PAIRS = load_pairs()
EARLIER = (*PAIRS, *fresh_pairs(), *third_pairs())
ALL = (*EARLIER, *fourth_pairs(), *fifth_pairs())
SIDES = [(pair.id, side) for pair in ALL for side in (pair.left, pair.right)]
BLOCKS = ("978952797", "978952798", "978917980", "97817980")  # of the invented ISBNs
ONCE = frozenset(("008", "022", "041", "100", "110", "245", "300", "306"))

_words = re.compile(r"\w+")
_number = re.compile(r"[0-9][0-9Xx -]{8,}[0-9Xx]")


def isbns_of(side: Side) -> set[str]:
    """The ISBNs of a record as they are written: 020 $a and $z, and 776 $z."""
    texts = [text for field in side.record.all("020", "776") for text in field.all("a", "z")]
    return {found[0] if (found := _number.search(text)) else text for text in texts}


def works_of(pair: Pair) -> frozenset[tuple[str, ...]]:
    """What the records are of, whatever their case and punctuation: media, language and the words of the title."""
    return frozenset(
        (side.media, side.record.at("008", 35, 38), *_words.findall(" ".join(field.all("a", "b", "n", "p")).casefold()))
        for side in (pair.left, pair.right)
        for field in side.record.all("245")
    )


def test_there_are_enough_of_them_and_nearly_half_are_true() -> None:
    assert len(PAIRS) >= 360
    assert len({pair.id for pair in PAIRS}) == len(PAIRS)
    assert 0.4 <= sum(pair.expected.decision == "match" for pair in PAIRS) / len(PAIRS) <= 0.5


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.stem)
def test_a_reason_has_pairs_in_threes_and_says_what_is_invented(path: Path) -> None:
    pairs = [pair for pair in PAIRS if pair.reason == path.stem]
    assert len(pairs) >= 6
    assert len(pairs) % OF_THREE == 0, "of a last group of less than three nothing is set aside"
    assert [pair.id for pair in pairs] == [f"{path.stem}-{number:02d}" for number in range(1, len(pairs) + 1)]
    assert sum(pair.set_aside for pair in pairs) * OF_THREE == len(pairs)
    assert "every identifier is invented" in path.read_text("utf-8").split("- id:")[0]


def test_what_is_set_aside_is_like_the_rest() -> None:
    aside = Counter(pair.expected.decision for pair in PAIRS if pair.set_aside)
    others = Counter(pair.expected.decision for pair in open_pairs())
    assert sum(aside.values()) + sum(others.values()) == len(PAIRS)
    for decision in DECISIONS:
        assert 0.25 <= aside[decision] / (aside[decision] + others[decision]) <= 0.42, decision


def test_a_new_pair_moves_no_other_into_what_is_set_aside_or_out_of_it() -> None:
    ids = [f"volumes-{number:02d}" for number in range(1, 10)]
    before = {each for each in ids if is_set_aside(each, ids)}
    assert len(before) == 3
    for more in ([*ids, "volumes-10"], [*ids, "volumes-10", "volumes-11", "volumes-12"]):
        assert {each for each in ids if is_set_aside(each, more)} == before


@pytest.mark.parametrize("path", sorted((*FRESH.iterdir(), *THIRD.iterdir())), ids=lambda path: path.stem)
def test_a_reason_of_the_later_sets_has_four_pairs(path: Path) -> None:
    later, name = (fresh_pairs(), "fresh") if path.parent == FRESH else (third_pairs(), "third")
    ids = [pair.id for pair in later if pair.reason == path.stem]
    assert ids == [f"{name}-{path.stem}-{number:02d}" for number in range(1, 5)]
    assert "every identifier is invented" in path.read_text("utf-8").split("- id:")[0]


def test_most_of_the_third_set_is_one_title_and_no_pair_is_told_twice() -> None:
    assert len(third_pairs()) == 160
    assert sum(pair.expected.kinship == "P" for pair in third_pairs()) >= 90
    assert len({pair.id for pair in ALL}) == len(ALL)


@pytest.mark.parametrize("path", sorted(FOURTH.iterdir()), ids=lambda path: path.stem)
def test_a_reason_of_the_fourth_set_has_eight_pairs(path: Path) -> None:
    ids = [pair.id for pair in fourth_pairs() if pair.reason == path.stem]
    assert ids == [f"fourth-{path.stem}-{number:02d}" for number in range(1, 9)]
    assert "every identifier is invented" in path.read_text("utf-8").split("- id:")[0]


def test_the_fourth_set_is_large_and_mostly_of_one_title() -> None:
    true = sum(pair.expected.kinship == "P" for pair in fourth_pairs())
    assert true >= 200
    assert len(fourth_pairs()) - true >= 120


def test_the_fourth_set_repeats_no_pair() -> None:
    told = Counter(works_of(pair) for pair in fourth_pairs())
    assert not [works for works, times in told.items() if times > 1]
    assert not told.keys() & {works_of(pair) for pair in EARLIER}


@pytest.mark.parametrize("path", sorted(FIFTH.iterdir()), ids=lambda path: path.stem)
def test_a_reason_of_the_fifth_set_has_eight_pairs(path: Path) -> None:
    ids = [pair.id for pair in fifth_pairs() if pair.reason == path.stem]
    assert ids == [f"fifth-{path.stem}-{number:02d}" for number in range(1, 9)]
    assert "every identifier is invented" in path.read_text("utf-8").split("- id:")[0]


def test_the_fifth_set_is_large_and_mostly_of_one_title() -> None:
    true = sum(pair.expected.kinship == "P" for pair in fifth_pairs())
    assert true >= 240
    assert len(fifth_pairs()) - true >= 120


def test_the_fifth_set_repeats_no_pair() -> None:
    told = Counter(works_of(pair) for pair in fifth_pairs())
    assert not [works for works, times in told.items() if times > 1]
    assert not told.keys() & {works_of(pair) for pair in (*EARLIER, *fourth_pairs())}


def test_labels_are_of_the_closed_lists() -> None:
    assert {pair.expected.decision for pair in ALL} == DECISIONS
    assert {pair.expected.kinship for pair in ALL} == KINSHIP
    assert {reason for pair in ALL for reason in pair.expected.reasons} <= REASONS
    assert not [pair.id for pair in ALL if not pair.why.endswith(".")]


def test_labels_agree_with_themselves() -> None:
    matches = [pair for pair in ALL if pair.expected.decision == "match"]
    assert not [pair.id for pair in matches if pair.expected.kinship != "P" or pair.expected.reasons & VETOES]
    assert not [pair.id for pair in ALL if pair.expected.decision == "no" and pair.expected.kinship == "P"]


@pytest.mark.parametrize("veto", sorted(VETOES - {"person"}))  # a person's decision is no property of the records
def test_every_veto_is_asked_for(veto: str) -> None:
    assert [pair for pair in PAIRS if veto in pair.expected.reasons]


def test_an_id_names_one_record() -> None:
    names = Counter((side.vendor, side.vendor_id) for _, side in SIDES)
    assert not [name for name, times in names.items() if times > 1]


def test_records_are_of_the_media_that_they_claim() -> None:
    assert not [(id, side.media) for id, side in SIDES if media_of(side.record) != side.media]
    assert {side.media for _, side in SIDES} == {str(each) for each in Media if each != Media.OTHER}


def test_records_are_read_whole() -> None:
    for id, side in SIDES:
        assert (len(side.record.leader), len(side.record.value("008"))) == (24, 40), id
        assert not [field for field in side.record if "$" in field.value], id
        assert not [
            tag for tag, times in Counter(each.tag for each in side.record).items() if tag in ONCE and times > 1
        ]


def test_isbns_are_valid_and_of_the_invented_blocks_unless_the_pair_says_otherwise() -> None:
    for pair in ALL:
        told = isbns_of(pair.left) | isbns_of(pair.right)
        wrong = {number for number in told if not isbn.is_valid(number)}
        assert wrong == pair.invalid, pair.id
        assert all(isbn.to_isbn13(isbn.compact(number)).startswith(BLOCKS) for number in told - wrong), pair.id


def test_other_numbers_have_their_check_digits() -> None:
    for id, side in SIDES:
        serials = [*(each["a"] for each in side.record.all("022")), *(each["x"] for each in side.record.all("776"))]
        assert all(issn.is_valid(number) for number in serials if number), id
        trade = [each["a"] for each in side.record.all("024") if each.ind1 in "138"]
        assert all(ean.is_valid(f"{number.lstrip('0'):0>13}") for number in trade), id


@pytest.mark.parametrize("language", ["fin", "swe", "eng", "sme", "rus", "ger"])
def test_languages_are_there(language: str) -> None:
    assert len([side for _, side in SIDES if side.record.at("008", 35, 38) == language]) >= 6
