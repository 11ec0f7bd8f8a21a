"""The ledger: append-only, and the last entry of a delivery is its state."""

from __future__ import annotations

import pytest
from feeds import NOW
from postgresql import BOTH

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.store import deliveries

DATABASES = BOTH


def added(home: Home, name: str, *states: str, vendor: str = "beta") -> int:
    with home.store.write() as connection:
        values = {"vendor": vendor, "name": name, "order_key": name, "size": 1, "mtime": NOW, "sha256": name}
        number = deliveries.add_delivery(connection, {**values, "path": name})
        for each in states:
            deliveries.note(connection, number, each, NOW, reason=each)
        return number


def test_the_last_entry_is_the_state(home: Home) -> None:
    number = added(home, "1", "fetched", "refined", "held")
    with home.store.read() as connection:
        entry = deliveries.state_of(connection, number)
        assert entry is not None
        assert (entry.state, entry.reason) == ("held", "held")
        assert [each.state for each in deliveries.history(connection, number)] == ["fetched", "refined", "held"]


def test_a_repeated_entry_is_not_written_again(home: Home) -> None:
    number = added(home, "1", "fetched", "fetched", "refined", "fetched")
    with home.store.read() as connection:
        assert [each.state for each in deliveries.history(connection, number)] == ["fetched", "refined", "fetched"]


def test_what_is_pending_comes_in_the_vendors_order(home: Home) -> None:
    late, early = added(home, "2", "fetched"), added(home, "1", "refined")
    broken = added(home, "3", "unreadable")
    for state in ("held", "committed", "empty", "duplicate", "superseded", "rejected"):
        added(home, state, state)
    added(home, "0", "fetched", vendor="alpha")
    with home.store.read() as connection:
        assert deliveries.pending(connection, "beta") == [early, late, broken]


def test_a_held_delivery_is_pending_while_its_approval_is_unused(home: Home) -> None:
    number = added(home, "1", "held")
    with home.store.write() as connection:
        deliveries.decide_gate(connection, number, "approve", "checked", "librarian", NOW)
        assert deliveries.pending(connection, "beta") == [number]
        deliveries.use_approvals(connection, number)
        assert deliveries.pending(connection, "beta") == []


def test_a_rejection_is_no_approval(home: Home) -> None:
    number = added(home, "1", "held")
    with home.store.write() as connection:
        deliveries.decide_gate(connection, number, "reject", "wrong", "librarian", NOW)
        assert deliveries.unused_approval(connection, number) is None
        assert not deliveries.use_approvals(connection, number)


def said(home: Home, number: int, *words: tuple[str, list[str]]) -> None:
    with home.store.write() as connection:
        for verdict, gates in words:
            deliveries.decide_gate(connection, number, verdict, "checked", "librarian", NOW, gates)


def test_the_last_word_on_a_delivery_counts(home: Home) -> None:
    number = added(home, "1", "held")
    said(home, number, ("approve", ["max_deletes"]), ("approve", ["max_deletes", "cumulative"]))
    with home.store.read() as connection:
        approval = deliveries.unused_approval(connection, number)
        assert approval is not None
        assert approval.gates == ["max_deletes", "cumulative"]
    said(home, number, ("reject", []))
    with home.store.write() as connection:
        assert deliveries.unused_approval(connection, number) is None
        assert deliveries.pending(connection, "beta") == []
        assert not deliveries.use_approvals(connection, number)


def test_an_approval_that_is_used_is_told(home: Home) -> None:
    number = added(home, "1", "held")
    said(home, number, ("reject", []), ("approve", []))
    with home.store.write() as connection:
        assert deliveries.use_approvals(connection, number)
        assert not deliveries.use_approvals(connection, number)


def test_newest_commit_is_told_by_order_and_last_commit_by_time(home: Home) -> None:
    with home.store.read() as connection:
        assert (deliveries.newest_committed_order(connection, "beta"), deliveries.last_commit(connection, "beta")) == (
            "",
            0,
        )
    added(home, "2", "committed")
    added(home, "1", "committed")
    added(home, "9", "held")
    added(home, "8", "committed", vendor="alpha")
    with home.store.read() as connection:
        assert deliveries.newest_committed_order(connection, "beta") == "2"
        assert deliveries.last_commit(connection, "beta") == 2


def test_an_unknown_delivery_is_our_fault(home: Home) -> None:
    with home.store.read() as connection, pytest.raises(PipelineError, match="there is no delivery 7"):
        deliveries.load(connection, 7)


def test_checks_replace_those_of_an_earlier_look(home: Home) -> None:
    number = added(home, "1")
    with home.store.write() as connection:
        for value in (0.1, 0.2):
            check = {"key": "max_drop", "value": value, "limit": 0.2, "verdict": "pass"}
            deliveries.keep_checks(connection, number, [check])
        assert [each.value for each in deliveries.checks_of(connection, number)] == [0.2]
