"""Content that comes again: what is a duplicate, and what a vendor has gone back to."""

from __future__ import annotations

from itertools import permutations

import pytest
from arriving import bring, by_time, content, listed, see
from feeds import NOW, states
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgresql import BOTH

from metadata.home import Home
from metadata.store import deliveries, incoming
from metadata.store.deliveries import Listed

DATABASES = BOTH


@pytest.mark.parametrize("order", list(permutations(("1", "2", "3"))), ids="".join)
def test_of_the_same_content_the_first_counts_whichever_came_first(home: Home, order: tuple[str, ...]) -> None:
    see(home, listed("1"), listed("2"), listed("3"))
    for name in order:
        bring(home, listed(name), "one")
    assert states(home) == {"1": "fetched", "2": "duplicate", "3": "duplicate"}


def test_what_has_been_refined_does_not_give_way(home: Home) -> None:
    bring(home, listed("2"), "one")
    with home.store.write() as connection:
        deliveries.note(connection, 1, "refined", NOW)
    assert bring(home, listed("1"), "one") == "duplicate"


@pytest.mark.parametrize("full", [True, False])
def test_earlier_content_counts_again_after_another_one_whatever_its_name(home: Home, full: bool) -> None:
    """A, B, A: the vendor has gone back to what it sent first."""
    found = [bring(home, listed(str(place)), text, full=full) for place, text in enumerate("ABAABBA")]
    assert found == ["fetched", "fetched", "fetched", "duplicate", "fetched", "duplicate", "fetched"]


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("times", [[f"2026-11-0{day}T00:00:00Z" for day in range(1, 8)], [""] * 7])
def test_earlier_content_counts_again_after_another_one_under_the_same_name(
    home: Home, full: bool, times: list[str]
) -> None:
    found = [bring(home, by_time("feed", at), text, full=full) for at, text in zip(times, "ABAABBA", strict=True)]
    assert found == ["fetched", "fetched", "fetched", "duplicate", "fetched", "duplicate", "fetched"]
    with home.store.read() as connection:
        kept = [each for each, entry in deliveries.with_state(connection, states=("fetched",))]
    assert [each.sha256[0] for each in kept] == list("ABABA")
    assert all(each.path for each in kept)


def test_a_file_that_was_put_back_with_its_old_time_is_what_a_full_feed_has(home: Home) -> None:
    old, new = (by_time("feed", f"2026-11-0{day}T00:00:00Z") for day in (1, 2))
    bring(home, old, "A", full=True)
    bring(home, new, "B", full=True)
    assert see(home, new, full=True) == []
    assert see(home, old, full=True) == ["feed"]
    assert bring(home, old, "A", full=True) == "fetched"
    assert see(home, old, full=True) == []
    with home.store.read() as connection:
        found = [each.sha256[0] for each, _ in deliveries.with_state(connection, vendor="beta")]
    assert found == ["A", "B", "A"], "in this order"


def test_a_file_of_changes_that_was_put_back_with_its_old_time_is_the_old_file(home: Home) -> None:
    old, new = (by_time("feed", f"2026-11-0{day}T00:00:00Z") for day in (1, 2))
    bring(home, old, "A")
    bring(home, new, "B")
    assert see(home, old) == []


def test_a_mark_of_before_is_new_after_another_one(home: Home) -> None:
    """An ETag made of the content is the same again; the time is not."""
    for day, text in enumerate("AB", 1):
        bring(home, listed("feed", 1, f"2026-11-0{day}T00:00:00Z", text), text)
    assert see(home, listed("feed", 1, "2026-11-03T00:00:00Z", "A")) == ["feed"]
    assert see(home, listed("feed", 1, "2026-11-03T00:00:00Z", "B")) == []


def test_old_files_that_are_only_touched_are_the_same_files_in_a_feed_of_changes(home: Home) -> None:
    """A server that is moved gives all its files a new time, in whatever order."""
    for day, name in enumerate("123", 1):
        bring(home, by_time(name, f"2026-11-0{day}T00:00:00Z"), f"content {name}")
    moved = [by_time(name, "2026-11-09T00:00:00Z") for name in "213"]
    assert [bring(home, each, f"content {each.name}") for each in moved] == ["duplicate"] * 3


def test_files_of_a_source_that_tells_no_time_are_the_same_files_every_night(home: Home) -> None:
    for night in range(3):
        found = [
            bring(home, Listed(name, f"2026-11-0{night} {name}", 1, ""), f"content {name}", full=True) for name in "12"
        ]
        assert found == (["duplicate"] * 2 if night else ["fetched"] * 2)


def test_a_full_file_that_was_put_there_anew_after_another_is_what_holds(home: Home) -> None:
    """Files of the days of the week, each written over: Monday's is again what it was a week ago."""
    for day, (name, text) in enumerate([("mon", "A"), ("tue", "B"), ("mon", "A"), ("tue", "A")], 1):
        bring(home, by_time(name, f"2026-11-0{day}T00:00:00Z"), text, full=True)
    with home.store.read() as connection:
        found = [(each.name, entry.state) for each, entry in deliveries.with_state(connection, vendor="beta")]
    assert found == [("mon", "fetched"), ("tue", "fetched"), ("mon", "fetched"), ("tue", "duplicate")]


@pytest.mark.parametrize("state", ["held", "rejected", "unreadable", "superseded"])
def test_what_did_not_reach_the_store_counts_like_what_did(home: Home, state: str) -> None:
    """What a person rejected is not asked again of the next night's same file; another one in between begins anew."""
    bring(home, listed("1"), "A")
    bring(home, listed("2"), "B")
    with home.store.write() as connection:
        deliveries.note(connection, 2, state, NOW)
    assert bring(home, listed("3"), "B") == "duplicate"
    assert bring(home, listed("4"), "A") == "fetched"
    assert bring(home, listed("5"), "B") == "fetched"


def test_a_file_without_bytes_is_no_other_content(home: Home) -> None:
    found = [bring(home, listed(str(place)), text) for place, text in enumerate(["A", "", "A"])]
    assert found == ["fetched", "empty", "duplicate"]
    found = [bring(home, listed("x", 1, f"2026-11-0{day}T00:00:00Z"), text) for day, text in enumerate(["B", "", "B"])]
    assert found == ["fetched", "empty", "duplicate"]


def test_a_renewal_is_no_delivery_of_the_vendor(home: Home) -> None:
    bring(home, listed("1"), "A")
    with home.store.write() as connection:
        content_of = {"sha256": content("B").sha256, "size": 0, "mtime": "", "path": "", "mark": "", "kind": "renewal"}
        number = deliveries.add_delivery(
            connection, {"vendor": "beta", "name": "renewal 1", "order_key": "1", **content_of}
        )
        deliveries.note(connection, number, "committed", NOW)
    assert bring(home, listed("2"), "A") == "duplicate"


def test_a_touched_full_file_that_a_late_one_comes_before_counts(home: Home) -> None:
    first, late, again = (
        by_time(name, f"2026-11-0{day}T00:00:00Z") for day, name in enumerate(("mon", "tue", "mon"), 1)
    )
    assert [bring(home, each, "A", full=True) for each in (first, again)] == ["fetched", "duplicate"]
    assert bring(home, late, "B", full=True) == "fetched"
    with home.store.read() as connection:
        found = deliveries.with_state(connection, vendor="beta", states=("fetched",))
    assert [each.sha256[0] for each, _ in found] == ["A", "B", "A"]
    assert found[2][0].path == found[0][0].path
    assert "tue, which came late" in found[2][1].reason


def test_a_file_that_two_looks_bring_at_once_is_not_its_own_duplicate(home: Home) -> None:
    with home.store.write() as connection:
        for _ in range(2):
            ((number, _),) = incoming.seen(connection, "beta", [listed("1")], NOW, full=True)
    for _ in range(2):
        with home.store.write() as connection:
            assert incoming.fetched(connection, number, content("A"), NOW, full=True) == "fetched"


@given(
    st.lists(st.sampled_from("ABC"), min_size=1, max_size=8).flatmap(
        lambda text: st.tuples(st.just(text), st.permutations(range(len(text))), st.booleans())
    )
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_fetched_in_whatever_order_the_first_of_each_run_counts(
    home: Home, drawn: tuple[list[str], list[int], bool]
) -> None:
    text, order, full = drawn
    with home.store.write() as connection, connection.begin_nested() as transaction:
        files = [listed(str(place)) for place in range(len(text))]
        numbers = [number for number, _ in incoming.seen(connection, "beta", files, NOW, full=full)]
        for place in order:
            incoming.fetched(connection, numbers[place], content(text[place]), NOW, full=full)
        found = [entry.state for _, entry in deliveries.with_state(connection, vendor="beta")]
        transaction.rollback()
    firsts = [place == 0 or text[place] != text[place - 1] for place in range(len(text))]
    assert found == ["fetched" if each else "duplicate" for each in firsts]
