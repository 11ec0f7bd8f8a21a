"""Deliveries as people look for them, and titles by what an index answers."""

from __future__ import annotations

import pytest
from feeds import NOW, book, night
from postgresql import BOTH
from sqlalchemy import select

from metadata.home import Home
from metadata.store import arrivals, deliveries, quarantine, search
from metadata.store.arrivals import Wanted
from metadata.store.tables import source_record

DATABASES = BOTH
LATER = "2026-11-02T04:00:00Z"


def added(home: Home, name: str, vendor: str, *entries: tuple[str, str]) -> None:
    with home.store.write() as connection:
        values = {"vendor": vendor, "name": name, "order_key": name, "size": 1, "mtime": NOW, "sha256": name}
        number = deliveries.add_delivery(connection, {**values, "path": name})
        for state, at in entries:
            deliveries.note(connection, number, state, at)


def names(home: Home, wanted: Wanted, most: int = 10, after: int = 0) -> list[str]:
    with home.store.read() as connection:
        found = arrivals.listed(connection, wanted, most, after)
        assert all(deliveries.state_of(connection, each.id) == entry for each, entry in found)
        return [each.name for each, _ in found]


@pytest.fixture
def filled(home: Home) -> Home:
    added(home, "1", "beta", ("fetched", NOW), ("held", NOW))
    added(home, "2", "gamma", ("fetched", NOW), ("committed", LATER))
    added(home, "3", "beta", ("fetched", LATER))
    with home.store.write() as connection:
        deliveries.note(connection, 1, "committed", LATER)
    return home


def test_the_latest_news_come_first_and_a_state_is_the_present_one(filled: Home) -> None:
    assert names(filled, Wanted()) == ["1", "3", "2"]
    assert names(filled, Wanted(), most=1, after=1) == ["3"]
    assert names(filled, Wanted(state="held")) == []
    assert names(filled, Wanted(state="committed")) == ["1", "2"]
    assert names(filled, Wanted(vendor="beta")) == ["1", "3"]
    assert names(filled, Wanted(vendor="beta", state="fetched")) == ["3"]


def test_a_day_is_that_of_anything_that_befell_it(filled: Home) -> None:
    assert names(filled, Wanted(begin=NOW, end=LATER)) == ["1", "2"]
    assert names(filled, Wanted(begin=LATER, end="2026-11-03")) == ["1", "3", "2"]
    assert names(filled, Wanted(begin="2020-01-01", end="2020-01-02")) == []


def test_vendors_are_those_who_delivered(filled: Home) -> None:
    with filled.store.read() as connection:
        assert arrivals.vendors(connection) == ["beta", "gamma"]


def test_records_are_found_by_id_and_by_how_their_title_begins(home: Home) -> None:
    night(home, "alpha", "1.mrc", [book("a0", "Kissa"), book("a1", "Koira")])
    with home.store.read() as connection:
        c = source_record.c
        ids = {row.vendor_id: row.id for row in connection.execute(select(c.vendor_id, c.id))}
        assert search.having_id(connection, ["alpha", "beta"], "a1") == [ids["a1"]]
        assert search.having_id(connection, [], "a1") == []
        assert search.beginning_with(connection, "title", "kis", 10) == [ids["a0"]]
        assert search.beginning_with(connection, "title", "k", 1) in ([ids["a0"]], [ids["a1"]])
        assert search.having_key(connection, {"no such"}, 10) == []
        assert search.having_key(connection, set(), 10) == []
        assert [row.vendor_id for row in arrivals.records_of(connection, 1, 1)] == ["a0"]


def test_what_is_withheld_is_listed_page_by_page_and_counted_by_rule(home: Home) -> None:
    poor = [book(f"a{place}").drop("245") for place in range(3)]
    night(home, "alpha", "1.mrc", [book("a9"), *poor])
    with home.store.read() as connection:
        assert [row.vendor_id for row in quarantine.listed(connection, most=2, after=1)] == ["a1", "a2"]
        assert [row.vendor_id for row in quarantine.listed(connection, vendor="alpha", vendor_id="a1")] == ["a1"]
        assert quarantine.counted_by_rule(connection, delivery_id=1) == {"S03": 3}
        assert quarantine.open_by_rule(connection) == {("alpha", "S03"): 3}
