"""Lists of acquisitions over the nights: through fetch, ledger and gate into a library's view."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, book, deliver, night, title_of
from library_files import put_library
from postgresql import BOTH_IN_FULL
from rich.console import Console

from metadata import decisions, pipeline
from metadata.cli.summary import show_night
from metadata.decisions import held
from metadata.home import Home
from metadata.publish.publication import Published
from metadata.reports import NightReport, VendorReport, status
from metadata.store import acquisitions, deliveries

DATABASES = BOTH_IN_FULL

Make = Callable[..., Home]
FEED = "FI-Koe.shop"
HEAD = "vendor,collection,identifier,from,until"


def shop(**changed: Any) -> dict[str, Any]:
    fetch = {"kind": "folder", "path": "FI-Koe", "pattern": "*.csv"}
    return {"shop": {"fetch": fetch, "format": "csv", **changed}}


@pytest.fixture
def listing(open_home: Make, own_schemas: Path) -> Callable[..., Home]:
    """An installation whose library sends lists; alpha has a00 to a59, gamma g1."""

    def make(collections: Iterable[str] = (), **changed: Any) -> Home:
        put_library(own_schemas, acquires={"collections": list(collections)}, acquisitions=shop(**changed))
        home = open_home(schemas=own_schemas)
        deliver(home, "alpha", "1.mrc", [book(f"a{number:02}", f"Kissa {number}") for number in range(60)])
        deliver(home, "gamma", "1.mrc", book("g1", "Susi"))
        pipeline.run(home)
        return home

    return make


def send(home: Home, name: str, lines: Iterable[str], head: str = HEAD, at: int = 0) -> VendorReport:
    """A night on which the library sends a list; `at`: seconds of its time, where files of one name follow fast."""
    inbox = home.settings.inbox / "FI-Koe"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_text("\n".join([head, *lines]) + "\n", "utf-8")
    if at:
        os.utime(inbox / name, (at, at))
    return told(pipeline.run(home))


def told(report: NightReport) -> VendorReport:
    (found,) = report.lists
    return found


def titles(numbers: Iterable[int]) -> list[str]:
    return [f"alpha,,a{number:02},," for number in numbers]


def live(home: Home) -> set[str]:
    view = home.catalogue().view("FI-Koe")
    assert view is not None
    return set(view.live())


def alpha(home: Home, numbers: Iterable[int]) -> set[str]:
    return {title_of(home, "alpha", f"a{number:02}") for number in numbers}


def delivery_of(home: Home, state: str) -> int:
    with home.store.read() as connection:
        ((found, _),) = deliveries.with_state(connection, vendor=FEED, states=(state,))
    return found.id


def test_a_list_decides_what_the_view_has(listing: Callable[..., Home]) -> None:
    home = listing()
    assert live(home) == set()
    report = send(home, "1.csv", [*titles(range(3)), ",gamma,,,"])
    assert report.deliveries == [("1.csv", "committed")]
    assert report.is_sound
    assert live(home) == alpha(home, range(3)) | {title_of(home, "gamma", "g1")}


def test_a_list_adds_to_what_the_library_file_says(listing: Callable[..., Home]) -> None:
    home = listing(collections=["gamma"])
    send(home, "1.csv", titles([1]))
    assert live(home) == alpha(home, [1]) | {title_of(home, "gamma", "g1")}


def test_each_list_is_all_there_is(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", titles(range(5)))
    report = send(home, "2.csv", titles(range(2, 7)))
    assert (report.counts["adds"], report.counts["ends"]) == (2, 2)
    assert live(home) == alpha(home, range(2, 7))


def test_the_same_list_again_publishes_nothing(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", titles(range(5)))
    before = home.catalogue().current()
    report = send(home, "2.csv", [*titles(reversed(range(5))), *titles([1])])
    assert (report.counts["adds"], report.counts["ends"], report.counts["repeated"]) == (0, 0, 1)
    assert home.catalogue().current() == before


def test_a_list_that_loses_too_much_is_held_and_the_one_before_counts_on(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", titles(range(50)))
    report = send(home, "2.csv", titles(range(25)))
    assert report.deliveries == [("2.csv", "held")]
    assert report.held == [
        "2.csv: 50% of the 50 titles that the library has acquired would go; the limit is 40%",
    ]
    assert live(home) == alpha(home, range(50))
    assert held(home)[0]["counts"]["withdraws"] == 25
    samples = next(each for each in held(home)[0]["checks"] if each["key"] == "acquired")["samples"]
    assert {each["title"][:5] for each in samples} == {"Kissa"}


def test_a_person_may_let_a_held_list_through(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", titles(range(50)))
    send(home, "2.csv", titles(range(25)))
    counts = decisions.approve(home, delivery_of(home, "held"), "half of it was returned", "librarian")
    assert counts["approved"] == 1
    pipeline.publish(home)
    assert live(home) == alpha(home, range(25))


def test_a_rejected_list_does_nothing(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", titles(range(50)))
    send(home, "2.csv", titles(range(25)))
    decisions.reject(home, delivery_of(home, "held"), "cut short", "librarian")
    assert told(pipeline.run(home)).is_sound
    assert live(home) == alpha(home, range(50))


def test_a_newer_list_puts_an_end_to_one_that_is_held(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", titles(range(50)))
    send(home, "2.csv", titles(range(25)))
    assert send(home, "3.csv", titles(range(49))).is_sound
    assert delivery_of(home, "superseded")
    assert live(home) == alpha(home, range(49))


def test_an_older_list_changes_nothing(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "2.csv", titles(range(5)))
    assert send(home, "1.csv", titles(range(3))).deliveries == [("1.csv", "superseded")]
    assert live(home) == alpha(home, range(5))


def test_an_empty_list_is_held(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", titles(range(5)))
    report = send(home, "2.csv", [])
    assert "there should be at least 1" in report.held[0]
    assert live(home) == alpha(home, range(5))


def test_a_night_tells_of_lists(listing: Callable[..., Home], capsys: pytest.CaptureFixture[str]) -> None:
    home = listing()
    for name, lines in (("1.csv", [*titles(range(50)), "alpha,,a99,,", "x"]), ("2.csv", titles(range(10)))):
        report = send(home, name, lines)
        show_night(Console(width=300), NightReport([], Published(1, "", {}), [report]), home)
    told = capsys.readouterr().out
    assert "FI-Koe.shop: 1.csv (committed): read 52, taken 51, repeated 0, unusable 1, adds 51, ends 0" in told
    assert "warned 1.csv: 1.9% of the 52 lines of the list of acquisitions cannot be used; the limit is 38.5%" in told
    assert "FI-Koe.shop: 2.csv (held)\n" in told
    assert "FI-Koe: acquired titles that are not there yet: 1" in told


def test_a_collection_that_goes_is_weighed_by_its_titles(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", [",alpha,,,", ",gamma,,,"])
    report = send(home, "2.csv", [",gamma,,,"])
    assert "98.4% of the 61 titles that the library has acquired would go" in report.held[0]


def test_a_licence_in_a_list_that_ends_is_no_drop_and_a_deletion_on_its_day(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", ["alpha,,a00,,", *(f"alpha,,a{number:02},,2026-11-01" for number in range(1, 50))])
    assert live(home) == alpha(home, range(50))
    next_day = Home(home.settings, lambda: "2026-11-02T02:00:00Z", home.mint)
    assert send(next_day, "2.csv", ["alpha,,a00,,"]).is_sound
    assert live(next_day) == alpha(next_day, [0])
    next_day.close()


def test_lines_that_cannot_be_used_are_told_and_the_others_count(listing: Callable[..., Home]) -> None:
    home = listing()
    report = send(home, "1.csv", [*titles(range(30)), "alhpa,,a30,,"])
    assert report.counts["unusable"] == 1
    assert report.doubts == [
        "1.csv: 3.2% of the 31 lines of the list of acquisitions cannot be used; the limit is 64.5%"
    ]
    with home.store.read() as connection:
        (fault,) = acquisitions.faults_of(connection, delivery_of(home, "committed"))
    assert (fault.line, fault.content) == (32, "alhpa,,a30,,")
    assert fault.message == "no such vendor: alhpa; did you mean 'alpha'?"


def test_a_file_that_is_no_list_waits_for_a_person(listing: Callable[..., Home]) -> None:
    home = listing()
    report = send(home, "1.csv", ["<html>"], head="<!DOCTYPE html>")
    assert report.deliveries == [("1.csv", "unreadable")]
    assert "the first line must name its columns" in report.failed[0]


def test_a_title_of_a_list_that_is_not_there_yet_is_taken_when_it_comes(listing: Callable[..., Home]) -> None:
    home = listing()
    send(home, "1.csv", [f",,{ISBN[0]},,", *titles([0])])
    assert live(home) == alpha(home, [0])
    assert status(home)["missing"] == {"FI-Koe": 1}
    night(home, "beta", "1.mrc", book("b1", "Karhu", isbn=ISBN[0]))
    assert status(home)["missing"] == {}
    assert live(home) == alpha(home, [0]) | {title_of(home, "beta", "b1")}


def test_a_list_that_cannot_be_fetched_stops_nothing_else(listing: Callable[..., Home]) -> None:
    home = listing(fetch={"kind": "sftp", "host": "127.0.0.1", "connection": "nobody_knows"})
    report = pipeline.run(home)
    assert "nobody_knows" in told(report).failed[0]
    assert all(each.is_sound for each in report.vendors)


def test_status_tells_of_lists(listing: Callable[..., Home]) -> None:
    home = listing(expect={"cadence": "1d", "grace": "1h"})
    send(home, "1.csv", titles(range(5)))
    assert status(home)["ledger"][FEED]["newest"]["state"] == "committed"
    late = Home(home.settings, lambda: "2026-11-03T04:00:00Z", home.mint)
    assert [each["vendor"] for each in status(late)["late"]] == [FEED]
    late.close()


@pytest.mark.parametrize("names", [("1.csv", "2.csv", "3.csv"), ("list.csv",) * 3], ids=("new names", "one name"))
def test_a_list_that_returns_to_earlier_content_is_what_the_library_has(
    listing: Callable[..., Home], names: tuple[str, ...]
) -> None:
    home = listing()
    for day, (name, numbers) in enumerate(zip(names, ([1, 2], [2, 3], [1, 2]), strict=True), 1):
        send(home, name, titles(numbers), at=1_793_500_000 + 86_400 * day)
    assert live(home) == alpha(home, [1, 2])
