"""Titles that are made in processes of their own: the same store as without, and nothing of it where one fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from feeds import ISBN, Make, book, dump, gone, night

from metadata import pipeline
from metadata.errors import PipelineError
from metadata.home import Home
from metadata.publish import publication, workshop
from metadata.publish.policies import Policies, policies
from metadata.publish.workshop import worked
from metadata.store import publications
from transforms.record import Field

WITHOUT = {"delivery": {"mtime"}}  # feeds are written anew
NOTE = Field.data("520", "  ", "a", "Kertoo kissasta.")


def two_nights(home: Home) -> None:
    """Titles of one and of two vendors; then one that changed, one that went, and a new one."""
    shared = [book(f"a{number}", f"Kissa {number}", isbn) for number, isbn in enumerate(ISBN)]
    alone = [book(f"a{number}", f"Koira {number}") for number in range(20, 26)]
    night(home, "alpha", "1.mrc", shared + alone)
    night(home, "beta", "1.mrc", [book(f"b{n}", f"Kissa {n}", isbn).add(NOTE) for n, isbn in enumerate(ISBN)])
    night(home, "alpha", "2.mrc", [shared[0].add(NOTE), gone("a20"), book("a30", "Hevonen")], seconds=60)


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are started for a few titles, and get several lots each."""
    monkeypatch.setattr(workshop, "MANY", 1)
    monkeypatch.setattr(publication, "_BATCH", 2)


@pytest.mark.usefixtures("few_are_many")
def test_two_workers_leave_the_store_of_one(open_home: Make, synthetic: Path) -> None:
    one, two = open_home("one", schemas=synthetic), open_home("two", schemas=synthetic, workers=2)
    two_nights(one)
    two_nights(two)
    assert dump(two, WITHOUT) == dump(one, WITHOUT)


def end_at_once(_: object) -> None:
    """A process that the system ends."""
    os._exit(9)


@pytest.mark.usefixtures("few_are_many")
def test_where_a_process_ends_nothing_is_published_and_nothing_lost(
    open_home: Make, synthetic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_home(schemas=synthetic, workers=2)
    with monkeypatch.context() as broken, pytest.raises(PipelineError, match="ended before its work did"):
        broken.setattr(workshop, "_make", end_at_once)
        night(home, "alpha", "1.mrc", [book("a1"), book("a2", "Koira")])
    with home.store.read() as connection:
        assert publications.current(connection) == (0, "")
    assert pipeline.publish(home).counts["new"] == 2


def test_a_process_that_finds_other_rules_says_so(home: Home) -> None:
    by: Policies = policies(home)
    changed = by._replace(polish=by.polish._replace(made_with="older"))
    task = workshop._Task([], by.basis, {}, changed.polish.made_with)
    with pytest.raises(PipelineError, match="schemas/ changed"):
        workshop._make(task)


def test_a_small_night_starts_no_process(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "processes", None)
    assert list(worked([], workshop.MANY - 1, 2, policies(home), {})) == []
