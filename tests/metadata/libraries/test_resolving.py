"""Titles by name, and what a library's view takes of them: on the day, from whom, and as soon as they are there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, book, deliver, gone, night, title_of
from library_files import put_library
from postgresql import BOTH_IN_FULL

from metadata import pipeline
from metadata.home import Home
from metadata.libraries.resolving import resolved

DATABASES = BOTH_IN_FULL

Make = Callable[..., Home]
Lib = Callable[..., Home]


@pytest.fixture
def with_library(open_home: Make, own_schemas: Path) -> Lib:
    def make(**acquires: Any) -> Home:
        put_library(own_schemas, acquires=acquires)
        return open_home(schemas=own_schemas)

    return make


def filled(home: Home) -> Home:
    deliver(home, "alpha", "1.mrc", [book("a1", isbn=ISBN[0]), book("a2", "Hevonen", isbn=ISBN[1])])
    night(home, "beta", "1.mrc", [book("b1", isbn=ISBN[0]), book("b2", "Lintu")])
    return home


def live(home: Home) -> set[str]:
    view = home.catalogue().view("FI-Koe")
    assert view is not None
    return set(view.live())


def again(home: Home, now: str = "") -> Home:
    """The installation as another process opens it, at another time."""
    return Home(home.settings, (lambda: now) if now else home.clock, home.mint)


@pytest.mark.parametrize("name", ["alpha:a1", ISBN[0], "beta:b1"])
def test_a_title_is_taken_by_record_and_by_number(with_library: Lib, name: str) -> None:
    home = filled(with_library(titles=[name]))
    assert live(home) == {title_of(home, "alpha", "a1")}


def test_a_title_is_taken_by_its_id(open_home: Make, own_schemas: Path) -> None:
    home = filled(open_home(schemas=own_schemas))
    wanted = title_of(home, "beta", "b2")
    put_library(own_schemas, acquires={"titles": [wanted.lower()]})
    after = again(home)
    pipeline.publish(after)
    assert live(after) == {wanted}
    after.close()


def test_a_title_that_is_not_there_yet_is_taken_when_it_comes(with_library: Lib) -> None:
    home = filled(with_library(titles=["gamma:g1", ISBN[2]]))
    assert live(home) == set()
    night(home, "gamma", "1.mrc", [book("g1", "Susi"), book("g2", "Karhu", isbn=ISBN[2])])
    assert live(home) == {title_of(home, "gamma", each) for each in ("g1", "g2")}


@pytest.mark.parametrize(
    ("names", "linked"),
    [
        (["alpha:a1"], ["https://library.example/a1"]),
        (["beta:b1"], ["https://beta.example/b1"]),
        (["alpha:a1", "beta:b1"], ["https://library.example/a1", "https://beta.example/b1"]),
        ([ISBN[0]], ["https://library.example/a1", "https://beta.example/b1"]),
        (["beta:b1", ISBN[0]], ["https://library.example/a1", "https://beta.example/b1"]),
    ],
)
def test_a_title_that_is_taken_of_one_vendor_has_the_link_of_that_vendor(
    with_library: Lib, names: list[str], linked: list[str]
) -> None:
    home = filled(with_library(titles=names))
    view = home.catalogue().view("FI-Koe")
    assert view is not None
    record = view.record(title_of(home, "alpha", "a1"))
    assert record is not None
    assert [each["u"] for each in record.all("856")] == linked


@pytest.mark.parametrize(("audience", "titles"), [("children", 1), ("general", 2), ("young", 0)])
def test_a_collection_may_be_taken_for_some_readers_only(with_library: Lib, audience: str, titles: int) -> None:
    home = with_library(collections=["alpha"], audiences=[audience])
    child = book("a3", "Pupu").put_at("008", 22, "j")
    night(home, "alpha", "1.mrc", [book("a1"), book("a2", "Hevonen"), child])
    assert len(live(home)) == titles


def test_what_is_excepted_is_not_taken(with_library: Lib) -> None:
    home = filled(with_library(**{"collections": ["alpha"], "except": [ISBN[1]]}))
    assert live(home) == {title_of(home, "alpha", "a1")}


def test_a_licence_that_has_ended_is_a_deletion_in_its_view_at_the_next_publication(with_library: Lib) -> None:
    home = filled(with_library(collections=[{"name": "alpha", "until": "2026-11-01"}, "beta"]))
    both, alone, other = (title_of(home, *each) for each in (("alpha", "a1"), ("alpha", "a2"), ("beta", "b2")))
    assert live(home) == {both, alone, other}
    same_day = again(home, "2026-11-01T21:59:59Z")  # 23.59 in Helsinki
    assert not pipeline.publish(same_day).counts
    next_day = again(home, "2026-11-01T22:00:00Z")
    assert pipeline.publish(next_day).counts["profiles"] == 1
    view = next_day.catalogue().view("FI-Koe")
    assert view is not None
    assert set(view.live()) == {both, other}
    entry = view.entry(alone)
    assert entry is not None
    assert entry.deleted
    for each in (same_day, next_day):
        each.close()


def test_a_licence_that_has_not_begun_takes_nothing(with_library: Lib) -> None:
    home = filled(with_library(titles=[{"id": "alpha:a1", "from": "2026-11-02"}]))
    assert live(home) == set()
    next_day = again(home, "2026-11-02T00:00:00Z")
    pipeline.publish(next_day)
    assert live(next_day) == {title_of(home, "alpha", "a1")}
    next_day.close()


def test_a_title_that_was_merged_is_the_one_it_was_merged_into(open_home: Make, own_schemas: Path) -> None:
    home = open_home(schemas=own_schemas)
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Hevonen"))
    older, younger = title_of(home, "beta", "b1"), title_of(home, "gamma", "g1")
    night(home, "gamma", "2.mrc", book("g1", isbn=ISBN[0]))
    assert title_of(home, "gamma", "g1") == older != younger
    with home.store.read() as connection:
        assert resolved(connection, [older, younger]) == {older: (older,), younger: (older,)}


def test_what_is_unknown_or_withdrawn_has_no_new_title(with_library: Lib) -> None:
    home = filled(with_library(titles=["alpha:a1"]))
    with home.store.read() as connection:
        assert resolved(connection, ["alpha:zz", ISBN[5], "isbn:9789527999066", "0" * 27]) == {}
    night(home, "beta", "2.mrc", gone("b2"))
    with home.store.read() as connection:
        assert resolved(connection, ["beta:b2"]) == {"beta:b2": (title_of(home, "beta", "b2"),)}
