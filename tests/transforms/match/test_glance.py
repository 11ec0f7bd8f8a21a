"""A glance: what it sorts out is never one title, and many names at once are told apart as one by one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.match.making import book, compared
from transforms.match.decision import NO, Compared, judge, judge_alike
from transforms.match.features import Outline, outlined, packed
from transforms.match.glance import MANY, Glance, may_be_one
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

NAMES = st.sampled_from(
    [
        *("Malli, Matti", "Malli, M.", "Mallinen, Matti", "Mali, Matti", "Matti, Malli", "Otos, Olli", "Otos, Matti"),
        *("Garcia Lorca, Federico", "Garcia, Federico", "Толстой, Лев", "Tolstoi, Leo", ""),
        *("Tšehov, Anton", "Chekhov, Anton Pavlovich", "Chekhov, A. P.", "Tšehov, A. I."),
    ]
)
BOOKS = st.builds(
    lambda name, more, year, pages: book("Saaren valot", *more, name=name, year=year, pages=pages),
    NAMES,
    st.sampled_from(
        [
            (),
            (Field.data("490", "0 ", "a", "Sarja ;", "v", "1"),),
            (Field.data("700", "1 ", "a", "Otos, Olli", "4", "aut"),),
        ]
    ),
    st.sampled_from(["2020", "2021", "2010", ""]),
    st.sampled_from([200, 190, 320, 0]),
)


@settings(max_examples=150, deadline=None)
@given(BOOKS, BOOKS)
def test_what_is_sorted_out_is_no_title_by_any_score(policy: MatchPolicy, left: Record, right: Record) -> None:
    one, other = compared(left, policy), compared(right, policy)
    if not may_be_one(one.features, other.features, policy):
        assert judge(one, other, policy).decision == NO
        assert judge_alike(one, other, policy) is None


@settings(max_examples=50, deadline=None)
@given(BOOKS, st.lists(BOOKS, min_size=MANY - 1, max_size=3 * MANY))
def test_many_at_once_are_sorted_as_one_by_one(policy: MatchPolicy, left: Record, others: list[Record]) -> None:
    records = {id: Compared.of(each, "ebook", policy).features for id, each in enumerate((left, *others))}
    glance = Glance(records.__getitem__, policy)
    likely = [id for id in range(1, len(records)) if may_be_one(records[0], records[id], policy)]
    assert glance.likely(0, range(1, len(records))) == likely


def test_an_outline_is_the_beginning_of_the_features(policy: MatchPolicy) -> None:
    features = compared(book(), policy).features
    outline = outlined(packed(features))
    assert outline == Outline("malli matti", "malli", "matti", (2020,), 200, ())
    assert all(getattr(features, name) == getattr(outline, name) for name in Outline.__struct_fields__)


def test_a_name_that_does_not_decide_alone_is_in_no_outline(policy: MatchPolicy) -> None:
    known = Field.data("700", "1 ", "a", "Otos, Olli", "4", "aut")
    for record in (book("Valot", known), book(name="Garcia Lorca, Federico"), book(name="Толстой, Лев"), book(name="")):
        assert compared(record, policy).features.name == ""
