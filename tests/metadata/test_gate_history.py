"""What is usual: the last 30 days by the injected clock, of deliveries of one kind, from the last approval on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import Make, book, deliver, delivery_id, night, states
from postgresql import BOTH_IN_FULL

from metadata import pipeline
from metadata.gate.check import Counts
from metadata.gate.effect import Live
from metadata.gate.history import usual
from metadata.home import Home
from metadata.lateness import late_vendors
from metadata.reports import status
from metadata.store import deliveries
from metadata.vendors import load_vendors
from transforms.record import Record

DATABASES = BOTH_IN_FULL
LIVE = {f"a{number}": Live(number, 1 | 1 << 16, "1") for number in range(30)}  # all ought to have and have the first


def entry(size: int, more: Counts | None = None, kind: str = "file") -> tuple[str, Counts]:
    return kind, {"candidate": size, "live": size, **(more or {})}


def test_sizes_and_fill_rates_are_medians_of_deliveries_of_the_same_kind() -> None:
    rates = [entry(100, {"of:isbn": 100, "fill:isbn": filled}) for filled in (90, 80, 10)]
    found = usual([*rates, entry(5000, {"of:isbn": 50, "fill:isbn": 1}, "renewal")], "file", LIVE)
    assert (found.sizes, found.usual, found.fills["isbn"]) == ((100, 100, 100), 100, 0.8)
    assert (found.live, found.high) == (30, 5000)


def test_a_renewal_and_a_feed_of_small_deltas_are_compared_with_what_is_live() -> None:
    assert usual([entry(100)], "renewal", LIVE).fills == {"isbn": 1.0}
    assert usual([entry(5, {"of:isbn": 5})], "file", LIVE).fills == {"isbn": 1.0}


def test_what_was_before_an_approval_counts_no_more() -> None:
    found = usual([entry(1000), entry(400, {"approved": 1}), entry(410)], "file", LIVE)
    assert (found.sizes, found.high, found.committed) == ((400, 410), 410, 2)


def test_codes_that_came_before_are_known() -> None:
    found = usual([entry(1, {"code:O06 X Z": 1}), entry(1, {"code:O06 X Y": 1})], "file", LIVE)
    assert found.codes == {"code:O06 X Z", "code:O06 X Y"}


def at(home: Home, day: str) -> Home:
    """The same installation on another day."""
    home.clock = lambda: f"{day}T04:00:00Z"
    return home


def small(number: int, size: int) -> list[Record]:
    return [book(f"a{each:03}", f"Kirja {each} {number if each == 0 else ''}") for each in range(size)]


def baseline(home: Home, name: str) -> float:
    with home.store.read() as connection:
        found = {row.key: row.baseline for row in deliveries.checks_of(connection, delivery_id(home, name))}
    return float(found["max_drop"])


def test_deliveries_of_more_than_30_days_ago_are_forgotten(home: Home) -> None:
    for number, (day, size) in enumerate([("2026-11-01", 30), ("2026-11-20", 24), ("2026-12-10", 24)], start=1):
        night(at(home, day), "alpha", f"{number}.mrc", small(number, size))
    assert set(states(home).values()) == {"committed"}
    assert (baseline(home, "2.mrc"), baseline(home, "3.mrc")) == (30, 24)


def test_a_vendor_is_late_after_cadence_and_grace(
    open_home: Make, own_schemas: Path, forget: Callable[[], None]
) -> None:
    for each, expect in (("alpha", '{cadence: "1d", grace: "12h"}'), ("beta", "{}")):
        path = own_schemas / "vendors" / f"{each}.yml"
        lines = [
            line if "expect:" not in line else f"expect: {expect}" for line in path.read_text("utf-8").splitlines()
        ]
        path.write_text("\n".join(lines) + "\n", "utf-8")
    forget()
    home = open_home(schemas=own_schemas)
    deliver(home, "beta", "1.mrc", book("b1"))
    night(home, "alpha", "1.mrc", book("a1"))
    vendors, _ = load_vendors(own_schemas)
    with home.store.read() as connection:
        assert late_vendors(connection, vendors, "2026-11-02T16:00:00Z") == []
        (late,) = late_vendors(connection, vendors, "2026-11-02T16:00:01Z")
    assert late == {"vendor": "alpha", "last": "2026-11-01T04:00:00Z", "due": "2026-11-02T16:00:00Z", "rule": "B11"}
    assert status(at(home, "2026-11-03"))["late"] == [late]


@pytest.mark.parametrize("runs", [1, 3])
def test_the_gate_may_be_asked_again_and_says_the_same(home: Home, runs: int) -> None:
    night(home, "alpha", "1.mrc", small(1, 25))
    deliver(home, "alpha", "2.mrc", small(2, 25))
    (number,) = pipeline.fetch(home, "alpha")
    pipeline.refine(home, number)
    for _ in range(runs):
        assert pipeline.gate(home, number).state == "refined"
    counts = pipeline.commit(home, number)
    assert (counts["of:language"], counts["alters"], counts["withdraws"]) == (25, 1, 0)
