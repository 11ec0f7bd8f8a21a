"""What goes and what stays: the work folder, and raw deliveries where a policy gives days."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from feeds import book, deliver, night

from metadata import pipeline
from metadata.home import Home
from metadata.store import deliveries
from metadata.watch.retention import sweep

Make = Callable[..., Home]
LATER = "2028-01-01T04:00:00Z"


@pytest.fixture
def home(open_home: Make, own_schemas: Path) -> Home:
    return open_home(schemas=own_schemas)


def keeping(home: Home, days: str) -> None:
    path = home.settings.schemas / "watch.yml"
    path.write_text(path.read_text("utf-8").replace("deliveries: null", f"deliveries: {days}"), "utf-8")
    from metadata.watch.policy import load_policy

    load_policy.cache_clear()


def raw(home: Home) -> set[str]:
    with home.store.read() as connection:
        every = deliveries.with_state(connection)
    return {each.name for each, _ in every if each.path and (home.settings.data_dir / each.path).is_file()}


def at(home: Home, moment: str) -> Home:
    home.clock = lambda: moment
    return home


def aged(path: Path, moment: str) -> None:
    seconds = datetime.fromisoformat(moment).timestamp()
    for each in (path, *path.rglob("*")):
        os.utime(each, (seconds, seconds))


def test_what_runs_left_behind_goes_after_its_days_and_what_is_at_work_stays(home: Home) -> None:
    deliver(home, "alpha", "1.mrc", book("a1"))
    (number,) = pipeline.fetch(home, "alpha")
    pipeline.refine(home, number)
    left, fresh = home.settings.work / "preview-x", home.settings.work / "dry-y"
    for each in (left, fresh):
        (each / "in").mkdir(parents=True)
        (each / "in" / "file").write_bytes(b"12345")
    aged(left, "2026-10-20T00:00:00Z")
    aged(home.settings.work / str(number), "2026-10-20T00:00:00Z")
    aged(fresh, "2026-10-20T00:00:00Z")
    os.utime(fresh / "in" / "file", (datetime.fromisoformat("2026-10-30T00:00:00Z").timestamp(),) * 2)
    done = sweep(at(home, "2026-11-01T04:00:00Z"))
    assert (done.work, done.bytes) == (1, 5)
    assert sorted(each.name for each in home.settings.work.iterdir()) == sorted((str(number), "dry-y"))
    assert set(sweep(home)) == {0}


def test_every_delivery_is_kept_unless_somebody_says_otherwise(home: Home) -> None:
    for number in range(3):
        night(home, "alpha", f"{number}.mrc", book(f"a{number}"))
    assert sweep(at(home, LATER)).deliveries == 0
    assert len(raw(home)) == 3


def test_old_deliveries_go_when_nothing_needs_them(home: Home, forget: Callable[[], None]) -> None:
    """alpha gives all of its records each time: the first two deliveries have none of a live record any more."""
    night(home, "alpha", "1.mrc", [book("a1", "Yksi"), book("a2", "Kaksi")])
    night(home, "alpha", "2.mrc", [book("a1", "Yksi"), book("a2", "Kaksi uudestaan")])
    night(home, "alpha", "3.mrc", [book("a2", "Kaksi kolmesti")])
    night(home, "beta", "b.mrc", [book("b1")])
    keeping(home, '"400d"')
    assert sweep(home).deliveries == 0, "none is old"
    done = sweep(at(home, LATER))
    assert raw(home) == {"3.mrc", "b.mrc"}
    assert done.deliveries == 2
    assert done.bytes > 0
    assert sweep(home).deliveries == 0


def test_what_a_live_record_came_with_stays_and_so_does_the_newest(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1")])
    night(home, "beta", "2.mrc", [book("b2")])
    night(home, "beta", "3.mrc", [book("b2", "Toinen")])
    keeping(home, '"1d"')
    sweep(at(home, LATER))
    assert raw(home) == {"1.mrc", "3.mrc"}
