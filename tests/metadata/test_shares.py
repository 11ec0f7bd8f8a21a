"""Work is shared out whole, in order, and in few shares of like size."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from metadata.shares import shared_out

SIZES = st.lists(st.integers(0, 50), max_size=60)


@given(SIZES, st.integers(1, 100), st.integers(1, 9))
def test_every_item_is_in_one_share_in_its_order(sizes: list[int], share: int, most: int) -> None:
    shares = shared_out(sizes, share, most)
    assert [each for one in shares for each in one] == list(range(len(sizes)))
    assert all(shares)
    assert len(shares) <= most


@given(SIZES, st.integers(1, 100))
def test_no_share_is_larger_than_asked_for_by_more_than_its_largest_item(sizes: list[int], share: int) -> None:
    assert all(sum(sizes[each] for each in one) <= share + max(sizes) for one in shared_out(sizes, share, 1_000_000))


def test_small_items_lie_together_and_large_ones_are_spread() -> None:
    assert shared_out([1] * 20, 100) == [range(20)]
    assert shared_out([60, 70], 100) == [range(1), range(1, 2)]
    assert shared_out([10] * 13, 100) == [range(6), range(6, 13)]
    assert shared_out([]) == []
