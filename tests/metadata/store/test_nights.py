"""What overviews ask of all vendors at once is what asking vendor by vendor tells."""

from __future__ import annotations

from pathlib import Path

import pytest
from postgresql import BOTH
from sqlalchemy import Connection

from metadata.home import Home
from metadata.settings import load_settings
from metadata.store import deliveries, nights, records, scores
from metadata.store.deliveries import add_delivery, note
from metadata.store.store import Store

DATABASES = BOTH


def _delivered(connection: Connection, vendor: str, name: str, *states: str, kind: str = "file") -> int:
    """A delivery that went through these states, each a minute after the one before."""
    values = {"vendor": vendor, "name": name, "order_key": name, "size": 1, "mtime": "", "sha256": name, "path": name}
    number = add_delivery(connection, {**values, "kind": kind})
    for minute, state in enumerate(states):
        note(connection, number, state, f"2026-11-0{number}T01:0{minute}:00Z", counts={"live": number})
    return number


@pytest.fixture
def nightly(home: Home) -> Store:
    """One vendor whose second delivery is held and was followed by a renewal; one whose first was committed last."""
    with home.store.write() as connection:
        _delivered(connection, "a", "1", "seen", "fetched", "refined", "committed")
        _delivered(connection, "a", "2", "seen", "fetched", "refined", "held")
        _delivered(connection, "a", "3", "refined", "committed", kind="renewal")
        first = _delivered(connection, "b", "4", "seen", "fetched", "committed")
        _delivered(connection, "b", "5", "seen", "fetched", "committed")
        note(connection, first, "committed", "2026-11-09T01:00:00Z", counts={"live": 40})
        _delivered(connection, "c", "6", "seen")
        deliveries.look(connection, "a", "2026-11-02T01:00:00Z")
        deliveries.look(connection, "b", "2026-11-09T02:00:00Z")
    return home.store


def test_the_newest_delivery_is_the_last_one_that_came(nightly: Store) -> None:
    with nightly.read() as connection:
        found = nights.newest(connection)
    assert found == {
        "a": (2, "2", "2026-11-02T01:01:00Z", "held"),
        "b": (5, "5", "2026-11-05T01:01:00Z", "committed"),
    }


def test_what_became_of_deliveries_since_the_last_look(nightly: Store) -> None:
    with nightly.read() as connection:
        found = nights.since_look(connection)
    told = {vendor: [(each.name, entry.state) for each, entry in pairs] for vendor, pairs in found.items()}
    assert told == {"a": [("2", "held"), ("3", "committed")]}


@pytest.mark.parametrize("looked_through", [1, 2, 1_000])
def test_the_last_commit_is_the_last_in_the_ledger(
    nightly: Store, monkeypatch: pytest.MonkeyPatch, looked_through: int
) -> None:
    monkeypatch.setattr(nights, "_COMMITS", looked_through)
    with nightly.read() as connection:
        found = nights.last_commits(connection)
    assert {vendor: entry.counts["live"] for vendor, entry in found.items()} == {"a": 3, "b": 40}


def test_deliveries_by_their_ids_come_with_their_last_entries(nightly: Store) -> None:
    with nightly.read() as connection:
        found = nights.standing(connection, [2, 1, 99])
        assert [(each.name, entry.state) for each, entry in found] == [("1", "committed"), ("2", "held")]
        assert nights.standing(connection, []) == []


def test_an_approval_that_is_not_used_yet_counts_until_a_later_word(nightly: Store) -> None:
    with nightly.write() as connection:
        for verdict, counts in (("approve", {2}), ("reject", set()), ("approve", {2})):
            deliveries.decide_gate(connection, 2, verdict, "why", "me", "2026-11-03T01:00:00Z")
            assert deliveries.approved(connection) == counts
        deliveries.use_approvals(connection, 2)
        assert deliveries.approved(connection) == set()


def test_an_empty_store_has_no_nights(home: Home) -> None:
    with home.store.read() as connection:
        assert nights.newest(connection) == {}
        assert nights.since_look(connection) == {}
        assert nights.last_commits(connection) == {}
        assert nights.score_trends(connection) == {}


def test_deliveries_in_a_state_are_the_same_found_by_state_or_by_looking_at_all(nightly: Store) -> None:
    with nightly.read() as connection:
        every = deliveries.with_state(connection)
        for state in deliveries.STATES:
            assert deliveries.with_state(connection, states=(state,)) == [
                pair for pair in every if pair[1].state == state
            ]


def test_the_sample_nights_have_the_live_records_and_the_trend_that_the_store_has(demo: Path) -> None:
    played = Home(load_settings(demo, env={}), read_only=True)
    with played.store.read() as connection:
        commits, trends = nights.last_commits(connection), nights.score_trends(connection)
        for vendor in trends:
            assert commits[vendor].counts["live"] == records.live_count(connection, vendor)
            means = [each.summary.mean for each in scores.trend(connection, vendor) if each.metric == "score"]
            assert trends[vendor] == pytest.approx(means[-nights.RECENT :])
    played.close()
    assert trends
