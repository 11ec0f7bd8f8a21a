"""What a source showed and what came of it: seen, fetched, and the side states; one query for a whole listing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from arriving import bring, history, listed, see
from feeds import NOW, states
from postgresql import BOTH
from sqlalchemy import event

from metadata.home import Home
from metadata.store import deliveries
from metadata.store.deliveries import UNKNOWN, Delivery, Listed

DATABASES = BOTH
LATER = "2026-11-02T04:00:00Z"


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
