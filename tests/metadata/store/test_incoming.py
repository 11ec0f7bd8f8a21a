"""What a source showed and what came of it: seen, fetched, and the side states; one query for a whole listing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import permutations

import pytest
from feeds import NOW, states
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgresql import BOTH
from sqlalchemy import event

from metadata.home import Home
from metadata.store import deliveries, incoming
from metadata.store.deliveries import UNKNOWN, Content, Delivery, Listed

DATABASES = BOTH
LATER = "2026-11-02T04:00:00Z"


def listed(name: str, size: int = 1, mtime: str = NOW, mark: str = "") -> Listed:
    return Listed(name, name, size, mtime, mark)


def content(text: str) -> Content:
    return Content(text.ljust(64, "0") if text else "0" * 64, len(text), f"deliveries/{text}")


def see(home: Home, *files: Listed, at: str = NOW, whole: bool = True, full: bool = False) -> list[str]:
    """The names that are to be fetched."""
    with home.store.write() as connection:
        return [file.name for _, file in incoming.seen(connection, "beta", files, at, full=full, whole=whole)]


def bring(home: Home, file: Listed, text: str, order_key: str = "", *, full: bool = False) -> str:
    """See and fetch one file; its state."""
    file = file._replace(order_key=order_key or file.order_key)
    with home.store.write() as connection:
        ((number, _),) = incoming.seen(connection, "beta", [file], NOW, full=full, whole=False)
        return incoming.fetched(connection, number, content(text), NOW, full=full)


def by_time(name: str, mtime: str, size: int = 1) -> Listed:
    """A file of a source whose order is that of time."""
    return Listed(name, f"{mtime or NOW} {name}", size, mtime)


def history(home: Home, name: str) -> list[str]:
    """The states of all deliveries of this name, in order of the ledger."""
    with home.store.read() as connection:
        found = [each for each, _ in deliveries.with_state(connection, vendor="beta") if each.name == name]
        entries = [entry for each in found for entry in deliveries.history(connection, each.id)]
        return [entry.state for entry in sorted(entries, key=lambda entry: entry.id)]


@contextmanager
def counted(home: Home) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(home.store.engine, "before_cursor_execute", count)
    yield sent
    event.remove(home.store.engine, "before_cursor_execute", count)


def test_what_is_listed_first_is_seen_and_then_fetched(home: Home) -> None:
    assert see(home, listed("1"), listed("2")) == ["1", "2"]
    assert states(home) == {"1": "seen", "2": "seen"}
    assert bring(home, listed("1"), "one") == "fetched"
    assert history(home, "1") == ["seen", "fetched"]


def test_what_is_to_be_fetched_keeps_the_order_of_the_listing(home: Home) -> None:
    assert see(home, listed("2"), listed("1"), listed("3")) == ["2", "1", "3"]


def test_a_fetched_file_is_kept_with_all_that_tells_it_from_others(home: Home) -> None:
    bring(home, listed("1", UNKNOWN, NOW, '"etag"'), "one")
    with home.store.read() as connection:
        found = deliveries.find(connection, "beta", name="1")
    assert found == Delivery(1, "beta", "1", "1", 3, NOW, "one".ljust(64, "0"), "deliveries/one", '"etag"')


def test_a_file_that_was_not_fetched_is_wanted_again(home: Home) -> None:
    assert see(home, listed("1")) == see(home, listed("1"), at=LATER) == ["1"]
    assert history(home, "1") == ["seen"]


@pytest.mark.parametrize(
    ("again", "wanted"),
    [
        (listed("1", 3), False),
        (listed("1", UNKNOWN), False),  # a server without SIZE
        (listed("1", 4), True),
        (listed("1", 3, LATER), True),
        (listed("1", 3, ""), True),  # a server without MDTM: only reading it can tell
        (listed("1", UNKNOWN, ""), True),
        (listed("1", 3, NOW, "a"), False),
        (listed("1", 3, LATER, "a"), False),  # touched, but the same mark
        (listed("1", 3, NOW, "b"), True),  # changed within a second
    ],
)
def test_a_file_is_known_by_mark_or_else_by_size_and_time(home: Home, again: Listed, wanted: bool) -> None:
    bring(home, listed("1", 3, NOW, "a"), "one")
    assert see(home, again) == (["1"] if wanted else [])


def test_ten_thousand_old_names_cost_one_query_and_fetch_nothing(home: Home) -> None:
    names = [f"{number:05}.mrc" for number in range(10_000)]
    with home.store.write() as connection:
        rows = [
            {"vendor": "beta", "name": each, "order_key": each, "size": 1, "mtime": NOW, "sha256": each, "path": each}
            for each in names
        ]
        connection.execute(deliveries.delivery.insert(), rows)
        entries = [
            {"delivery_id": number, "state": "committed", "at": NOW, "reason": "", "actor": "", "counts": {}}
            for number in range(1, len(rows) + 1)
        ]
        connection.execute(deliveries.ledger.insert(), entries)
    with counted(home) as sent:
        assert see(home, *map(listed, names)) == []
    assert len([each for each in sent if "delivery" in each]) == 1
    assert see(home, *map(listed, names), listed("new.mrc")) == ["new.mrc"]


def test_the_same_name_with_new_content_is_a_new_delivery(home: Home) -> None:
    assert bring(home, listed("feed", 3), "one") == "fetched"
    assert bring(home, listed("feed", 3, LATER), "two") == "fetched"
    assert history(home, "feed") == ["seen", "fetched", "seen", "fetched"]
    assert see(home, listed("feed", 3), listed("feed", 3, LATER)) == []


def test_a_touched_file_is_a_duplicate_and_not_read_a_third_time(home: Home) -> None:
    bring(home, listed("feed", 3), "one")
    assert bring(home, listed("feed", 3, LATER), "one") == "duplicate"
    assert see(home, listed("feed", 3, LATER)) == []
    with home.store.read() as connection:
        (again,) = deliveries.with_state(connection, states=("duplicate",))
    assert (again[0].path, again[1].reason) == ("", "same content as feed, delivery 1")


def test_a_source_that_tells_no_time_fills_no_ledger(home: Home) -> None:
    for _ in range(4):
        bring(home, listed("feed", UNKNOWN, ""), "one")
    assert history(home, "feed") == ["seen", "fetched", "seen", "duplicate"]
    assert bring(home, listed("feed", UNKNOWN, ""), "two") == "fetched"


def test_the_same_content_under_another_name_is_a_duplicate(home: Home) -> None:
    bring(home, listed("1", 3), "one")
    assert bring(home, listed("2", 3), "one") == "duplicate"
    assert see(home, listed("1", 3), listed("2", 3)) == []


def test_an_empty_file_is_a_state_and_never_a_duplicate(home: Home) -> None:
    assert [bring(home, listed(name, 0), "") for name in ("1", "2")] == ["empty", "empty"]
    assert bring(home, listed("1", 0, LATER), "") == "empty"
    assert see(home, listed("1", 0, LATER), listed("2", 0)) == []


def test_what_was_seen_and_is_gone_before_it_was_fetched_has_vanished(home: Home) -> None:
    see(home, listed("1"), listed("2"))
    assert see(home, listed("2"), at=LATER) == ["2"]
    assert states(home) == {"1": "vanished", "2": "seen"}
    assert see(home, at=LATER) == []
    assert history(home, "1") == ["seen", "vanished"], "once is enough"


def test_what_vanished_and_comes_back_is_fetched(home: Home) -> None:
    see(home, listed("1"))
    see(home)
    assert see(home, listed("1")) == ["1"]
    assert bring(home, listed("1"), "one") == "fetched"
    assert history(home, "1") == ["seen", "vanished", "seen", "fetched"]


def test_a_fetched_file_that_is_no_longer_listed_is_no_event(home: Home) -> None:
    bring(home, listed("1"), "one")
    see(home)
    assert history(home, "1") == ["seen", "fetched"]


def test_a_part_of_a_listing_lets_nothing_vanish(home: Home) -> None:
    see(home, listed("1"))
    see(home, listed("2"), whole=False)
    assert states(home) == {"1": "seen", "2": "seen"}


def test_an_ignored_file_is_left_alone_until_it_changes(home: Home) -> None:
    see(home, listed("1"))
    with home.store.write() as connection:
        deliveries.note(connection, 1, "ignored", NOW, reason="larger than limits.max_bytes")
    assert see(home, listed("1")) == []
    assert see(home, listed("1", 2, LATER)) == ["1"]
    assert history(home, "1") == ["seen", "ignored", "seen"]


def test_a_late_older_file_is_marked(home: Home) -> None:
    bring(home, listed("2"), "two")
    with home.store.write() as connection:
        deliveries.note(connection, 1, "committed", NOW)
    bring(home, listed("1"), "one")
    with home.store.read() as connection:
        entry = deliveries.state_of(connection, 2)
    assert entry is not None
    assert (entry.state, entry.reason) == ("fetched", "older than 2, which is committed")


def test_what_has_no_content_is_never_pending(home: Home) -> None:
    see(home, listed("1"), listed("2"), listed("3"))
    with home.store.write() as connection:
        deliveries.note(connection, 1, "ignored", NOW)
        deliveries.note(connection, 2, "vanished", NOW)
        assert deliveries.pending(connection, "beta") == []


def test_names_stand_in_the_order_of_their_bytes(home: Home) -> None:
    names = ["ä", "z", "a-1", "a1", "Z", "A", "_", "a 1", "å"]
    see(home, *map(listed, names))
    with home.store.read() as connection:
        found = [each.name for each, _ in deliveries.with_state(connection, vendor="beta")]
    assert found == sorted(names, key=lambda name: name.encode())


def test_a_file_of_three_gigabytes_fits(home: Home) -> None:
    see(home, listed("1", 3_000_000_000))
    with home.store.read() as connection:
        assert deliveries.load(connection, 1).size == 3_000_000_000


def test_a_look_that_failed_is_told_and_does_not_move_what_has_come(home: Home) -> None:
    with home.store.write() as connection:
        assert deliveries.last_look(connection, "beta") == ""
        deliveries.look(connection, "beta", NOW, error="refused")
        assert deliveries.last_look(connection, "beta") == ""
        deliveries.look(connection, "beta", NOW)
        deliveries.look(connection, "beta", LATER, error="timed out")
        assert deliveries.last_look(connection, "beta") == NOW
        found = deliveries.all_looks(connection)["beta"]
        assert (found.at, found.upto, found.error) == (LATER, NOW, "timed out")


def test_a_look_may_say_up_to_when_the_source_has_told(home: Home) -> None:
    with home.store.write() as connection:
        deliveries.look(connection, "beta", LATER, upto="2026-11-01T03:59:00Z")
        deliveries.look(connection, "alpha", NOW)
        assert deliveries.last_look(connection, "beta") == "2026-11-01T03:59:00Z"
        assert deliveries.last_look(connection, "alpha") == NOW


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
