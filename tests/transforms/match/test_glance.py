"""Many pairs at once: what the glance sorts out is never one title; what outlines decide, all features decide alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.match.labelled_pairs import open_pairs
from tests.transforms.match.making import book, compared
from transforms.match.candidates import ALIKE, PRINTED, SURE, Pairs
from transforms.match.decision import NO, Compared, Judged, judge, judge_sure
from transforms.match.edges import Judge, Known
from transforms.match.features import Features, features_of, packed
from transforms.match.keys import K1
from transforms.match.one_text import OneText
from transforms.match.outline import read, unpacked
from transforms.match.outlines import Outlines
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

NAMES = st.sampled_from(
    [
        *("Malli, Matti", "Malli, M.", "Mallinen, Matti", "Mali, Matti", "Matti, Malli", "Otos, Olli", "Otos, Matti"),
        *("Garcia Lorca, Federico", "Garcia, Federico", "Толстой, Лев", "Tolstoi, Leo", ""),
        *("Tšehov, Anton", "Chekhov, Anton Pavlovich", "Chekhov, A. P.", "Tšehov, A. I."),
    ]
)
MORE = st.sampled_from(
    [
        (),
        (),
        (Field.data("490", "0 ", "a", "Sarja ;", "v", "1"),),
        (Field.data("700", "1 ", "a", "Otos, Olli", "4", "aut"),),
        (Field.data("347", "  ", "b", "PDF"),),
    ]
)
BOOKS = st.builds(
    lambda name, more, year, pages, house: book("Saaren valot", *more, name=name, year=year, pages=pages, house=house),
    NAMES,
    MORE,
    st.sampled_from(["2020", "2021", "2022", "2010", "2010, c2021", ""]),
    st.sampled_from([200, 190, 172, 320, 0]),
    st.sampled_from(["Otava", "Otava", "Tammi", ""]),
)
# Of one author, so that most are of one text.
SAME = st.builds(lambda each, ids: each if not ids else each.map(_with_id), BOOKS, st.booleans())
MEDIA, VENDORS = st.sampled_from(["ebook", "eaudiobook"]), st.sampled_from(["beta", "gamma", ""])


def _with_id(field: Field) -> Field:
    return field if field.tag != "100" else Field.data("100", "1 ", "a", "Malli, Matti", "0", "(FI-ASTERI-N)000094320")


def all_pairs(count: int, meaning: int) -> Pairs:
    left, right = np.triu_indices(count, 1)
    return Pairs(left, right, np.full(len(left), meaning))


def answers(sides: list[Compared], meaning: int, policy: MatchPolicy) -> dict[tuple[int, int], Judged]:
    found = Judge(Known.of(sides.__getitem__), policy, ()).answers(all_pairs(len(sides), meaning))
    return {(left, right): judged for left, right, judged in found}


def expected(sides: list[Compared], meaning: int, policy: MatchPolicy) -> Iterable[tuple[tuple[int, int], Judged]]:
    for left, right in all_pairs(len(sides), meaning).ends:
        one, other = sides[left], sides[right]
        sure = meaning == SURE
        judged = judge_sure(one.features, other.features, policy, K1) if sure else judge(one, other, policy)
        if judged.decision != NO:
            yield (left, right), judged


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(BOOKS, MEDIA, VENDORS), min_size=2, max_size=6))
def test_many_at_once_are_judged_as_one_by_one(policy: MatchPolicy, made: list[tuple[Record, str, str]]) -> None:
    sides = [Compared.of(record, media, policy, vendor) for record, media, vendor in made]
    for meaning in (SURE, ALIKE):
        held = [Compared(frozenset({("isbn", str(place))}), each.features) for place, each in enumerate(sides)]
        assert answers(held, meaning, policy) == dict(expected(held, meaning, policy))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(SAME, MEDIA, VENDORS), min_size=2, max_size=6), st.sets(VENDORS))
def test_those_of_one_printed_book_as_well(
    policy: MatchPolicy, made: list[tuple[Record, str, str]], by_format: set[str]
) -> None:
    parting = replace(policy, by_format=frozenset(by_format))
    printed = frozenset({("print", "9789527999127")})
    sides = [Compared(printed, features_of(record, media, parting, vendor)) for record, media, vendor in made]
    assert answers(sides, PRINTED, parting) == dict(expected(sides, PRINTED, parting))
    assert answers(sides, SURE, parting) == dict(expected(sides, SURE, parting))


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.long), *range(5, 60, 14)])
def test_labelled_records_are_judged_as_one_by_one(policy: MatchPolicy, step: int) -> None:
    """Over pairs that have nothing to do with each other as well."""
    sides = [side for pair in open_pairs() for side in (pair.left, pair.right)]
    held = [Compared(frozenset(), features_of(each.record, each.media, policy, each.vendor)) for each in sides[::step]]
    assert answers(held, ALIKE, policy) == dict(expected(held, ALIKE, policy))


def test_two_vendors_with_the_same_words_are_decided_by_outlines_alone(policy: MatchPolicy) -> None:
    sides = [Compared.of(book(year=year), "ebook", policy, vendor) for year, vendor in (("2020", "a"), ("2021", "b"))]
    seen = Outlines(lambda id: unpacked(sides[id].features.outline))
    rows = seen.rows(np.array([0, 1]))
    look = OneText(seen, policy)
    pair = rows[:1], rows[1:], np.array([SURE])
    assert look.are_plain(*pair).all()
    assert look.judged(*pair) == [judge_sure(sides[0].features, sides[1].features, policy, K1)]


def test_an_outline_is_read_without_the_features(policy: MatchPolicy) -> None:
    features = compared(book(), policy).features
    assert read(packed(features)) == read(packed(features).encode()) == unpacked(features.outline)


def test_outlines_tell_what_features_do(policy: MatchPolicy) -> None:
    sides = [compared(book(year="2010, c2021"), policy).features, compared(book(name=""), policy).features]
    seen = Outlines(lambda id: unpacked(sides[id].outline))
    rows = seen.rows(np.array([1, 0, 1]))
    assert seen["year"][rows].tolist() == [2020, -1, 2020]
    assert seen["extent"][rows].tolist() == [200, 200, 200]
    assert seen["author"][rows].tolist() == [0, 1, 0]
    assert seen.ids[rows].tolist() == [1, 0, 1]


def test_a_name_that_does_not_decide_alone_is_in_no_outline(policy: MatchPolicy) -> None:
    known = Field.data("700", "1 ", "a", "Otos, Olli", "4", "aut")
    books = book("Valot", known), book(name="Garcia Lorca, Federico"), book(name="Толстой, Лев"), book(name="")
    sides: list[Features] = [compared(each, policy).features for each in books]
    seen = Outlines(lambda id: unpacked(sides[id].outline))
    rows = seen.rows(np.arange(4))
    assert not seen["family"][rows].any()
