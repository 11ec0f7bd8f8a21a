"""Summaries of scores: numbers over the live records of one vendor, and their trend over its commits."""

from __future__ import annotations

from typing import Any

import pytest
from feeds import NOW
from hypothesis import given
from hypothesis import strategies as st
from postgresql import BOTH
from sqlalchemy import Connection, insert, update

from metadata.home import Home
from metadata.store import deliveries, scores
from metadata.store.tables import source_record

DATABASES = BOTH


def delivered(connection: Connection, name: str, *states: str, vendor: str = "beta", at: str = NOW) -> int:
    """A delivery that went through these states."""
    values = {"vendor": vendor, "name": name, "order_key": name, "size": 1, "mtime": NOW, "sha256": name, "path": name}
    number = deliveries.add_delivery(connection, values)
    for each in states:
        deliveries.note(connection, number, each, at)
    return number


def stored(connection: Connection, delivery_id: int, *found: dict[str, Any], vendor: str = "beta") -> None:
    """Source records with these scores."""
    usual = {"vendor": vendor, "delivery_id": delivery_id, "position": 0, "sha256": b"", "made_with": "", "raw": b""}
    usual |= {"order_key": "", "deleted": False, "media": "ebook", "collection": "", "record": "", "issues": []}
    for number, each in enumerate(found):
        connection.execute(insert(source_record).values(vendor_id=f"{delivery_id}-{number}", **{**usual, **each}))


def test_a_summary_by_hand() -> None:
    found = scores.summary_of([100, 80, 79.9, 10, 60, 70, 75, 50, 40, 90, 20])
    assert found is not None
    assert found.records == 11
    assert found.mean == pytest.approx(61.354545)
    assert (found.median, found.p10, found.share80) == (70, 20, 3 / 11)
    assert scores.summary_of([42.0]) == (1, 42.0, 42.0, 42.0, 0.0)
    assert scores.summary_of([]) is None


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60))
def test_a_tenth_of_the_records_has_no_more_than_p10(values: list[float]) -> None:
    found = scores.summary_of(values)
    assert found is not None
    assert sum(each <= found.p10 for each in values) >= len(values) / 10
    assert sum(each < found.p10 for each in values) < len(values) / 10
    assert min(values) <= found.p10 <= found.median <= max(values)


def test_only_live_records_of_the_vendor_count(home: Home) -> None:
    with home.store.write() as connection:
        number = delivered(connection, "1", "committed")
        stored(
            connection,
            number,
            {"score": 90.0, "completeness": 50.0, "tt": 20.0, "sr": 80.0},
            {"score": 70.0, "completeness": 100.0, "tt": 30.0, "sr": 60.0},
            {"score": 0.0, "completeness": 0.0, "tt": 0.0, "sr": 0.0, "deleted": True},
            {"completeness": 60.0},  # a score was never made
        )
        stored(connection, number, {"score": 1.0}, vendor="alpha")
        found = scores.summarise(connection, "beta", number)
    assert found["score"] == (2, 80.0, 80.0, 70.0, 0.5)
    assert found["completeness"][:4] == (3, 70.0, 60.0, 50.0)
    assert found["sr"].share80 == 0.5
    with home.store.read() as connection:
        points = scores.trend(connection, "beta")
    assert [each.metric for each in points] == ["score", "completeness", "tt", "sr"]
    assert {each.metric: each.summary for each in points} == found


def test_a_summary_is_replaced_whole(home: Home) -> None:
    with home.store.write() as connection:
        number = delivered(connection, "1", "committed")
        stored(connection, number, {"score": 90.0, "tt": 20.0})
        scores.summarise(connection, "beta", number)
        connection.execute(update(source_record).values(score=50.0, tt=None))
        scores.summarise(connection, "beta", number)
        assert [(each.metric, each.summary.mean) for each in scores.trend(connection, "beta")] == [("score", 50.0)]


def test_a_vendor_without_scores_has_no_trend(home: Home) -> None:
    with home.store.write() as connection:
        number = delivered(connection, "1", "committed")
        assert scores.summarise(connection, "beta", number) == {}
        assert scores.trend(connection, "beta") == []


def test_the_trend_follows_the_commits(home: Home) -> None:
    """The order of commits, not of arrival; what was not committed is no part of it."""
    with home.store.write() as connection:
        late = delivered(connection, "1")
        early = delivered(connection, "2")
        held = delivered(connection, "3", "held")
        other = delivered(connection, "4", "committed", vendor="alpha")
        for number, at in ((early, "2026-11-01T04:00:00Z"), (late, "2026-11-02T04:00:00Z")):
            deliveries.note(connection, number, "committed", at)
        stored(connection, early, {"score": 90.0})
        stored(connection, other, {"score": 10.0}, vendor="alpha")
        for number in (early, late, held):
            scores.summarise(connection, "beta", number)
        scores.summarise(connection, "alpha", other)
    with home.store.read() as connection:
        points = scores.trend(connection, "beta")
    assert [(each.delivery_id, each.name, each.at[:10]) for each in points] == [
        (early, "2", "2026-11-01"),
        (late, "1", "2026-11-02"),
    ]
    assert {each.kind for each in points} == {"file"}


def test_a_delivery_that_was_committed_again_stands_once_with_its_last_time(home: Home) -> None:
    with home.store.write() as connection:
        number = delivered(connection, "1", "committed")
        deliveries.note(connection, number, "refined", NOW)
        deliveries.note(connection, number, "committed", "2026-11-09T04:00:00Z")
        stored(connection, number, {"score": 90.0})
        scores.summarise(connection, "beta", number)
        assert [each.at for each in scores.trend(connection, "beta")] == ["2026-11-09T04:00:00Z"]
