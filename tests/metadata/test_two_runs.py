"""Two runs at once in one installation: what one has in hand the other leaves alone, and both end sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from feeds import Make, book, deliver, dump, mrc

from metadata import pipeline, turns, workplace
from metadata.acquisitions import stages as acquiring
from metadata.home import Home, unwatched
from metadata.reports import VendorReport
from metadata.samples import play
from metadata.store import deliveries

Found = TypeVar("Found")

LIST = "FI-Saarela.hankinnat"


@pytest.fixture
def first(open_home: Make, synthetic: Path) -> Home:
    """An installation in which a vendor has delivered twice."""
    home = open_home(schemas=synthetic)
    deliver(home, "beta", "1.mrc", mrc(book("b1"), book("b2", "Koira")))
    deliver(home, "beta", "2.mrc", mrc(book("b2", "Koirat"), book("b3", "Hevonen")))
    return home


@pytest.fixture
def second(first: Home, open_home: Make) -> Home:
    """The same installation, as another process opens it."""
    home = open_home(schemas=first.settings.schemas)
    assert home.settings.data_dir == first.settings.data_dir
    return home


def commits(home: Home, vendor: str = "beta") -> list[tuple[str, int]]:
    """Each delivery, and how often it was committed."""
    with home.store.read() as connection:
        return [
            (each.name, sum(entry.state == "committed" for entry in deliveries.history(connection, each.id)))
            for each, _ in deliveries.with_state(connection, vendor=vendor)
        ]


def while_in_hand(first: Home, job: Callable[[], Found], monkeypatch: pytest.MonkeyPatch) -> tuple[VendorReport, Found]:
    """What a vendor's night came to, and what a job did that another process began in the middle of it."""
    found, waits = list[Found](), threading.Event()
    monkeypatch.setattr(
        workplace.logger, "warning", lambda *_: waits.set()
    )  # heard however tests before set up logging
    other = threading.Thread(target=lambda: found.append(job()))

    def meanwhile(kind: str, ref: int) -> None:
        """A delivery was begun: the other one comes, and is waited for until it waits itself or has done it all."""
        first.touched = unwatched
        other.start()
        while other.is_alive() and not waits.wait(0.01):
            pass

    first.touched = meanwhile
    report = pipeline.harvest(first, "beta")
    other.join()
    assert waits.is_set()
    return report, found[0]


def test_a_run_waits_while_another_has_the_deliveries_in_hand(
    first: Home, second: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = while_in_hand(first, lambda: pipeline.harvest(second, "beta"), monkeypatch)
    assert [(each.failed, each.live) for each in reports] == [([], 3), ([], 3)]
    assert commits(first) == [("1.mrc", 1), ("2.mrc", 1)]
    assert list(first.settings.work.iterdir()) == []


def test_a_task_waits_while_a_run_has_the_deliveries_in_hand(
    first: Home, second: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, _ = while_in_hand(first, lambda: turns.share_pieces(second, "beta"), monkeypatch)
    assert report.failed == []
    assert commits(first) == [("1.mrc", 1), ("2.mrc", 1)]
    assert pipeline.waiting(first, "beta") == []


def test_what_another_run_has_settled_meanwhile_is_left_as_it_is(first: Home, second: Home) -> None:
    pipeline.fetch(second, "beta")
    due = pipeline.waiting(second, "beta")
    pipeline.harvest(first, "beta")
    before = dump(first)
    assert [pipeline.process(second, each)["read"] for each in due] == [2, 2]  # as they were committed
    assert dump(first) == before


def test_a_list_that_another_run_has_committed_is_left_as_it_is(open_home: Make) -> None:
    home = open_home()
    play(home, 1)
    acquiring.fetch(home, acquiring.feed_named(home, LIST))
    due = acquiring.waiting(home, LIST)
    assert acquiring.acquire(home, LIST).failed == []
    before = dump(home)
    assert [acquiring.process(home, each)["read"] for each in due] == [11]
    assert dump(home) == before


def test_a_list_that_a_person_rejected_meanwhile_is_not_taken(open_home: Make) -> None:
    home = open_home()
    play(home, 1)
    acquiring.fetch(home, acquiring.feed_named(home, LIST))
    (due,) = acquiring.waiting(home, LIST)
    with home.store.write() as connection:
        deliveries.note(connection, due, "rejected", home.clock(), reason="the list of last year")
    assert acquiring.process(home, due) == {}
    assert commits(home, LIST)[0][1] == 0
