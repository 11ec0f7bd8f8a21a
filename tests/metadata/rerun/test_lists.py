"""A list of acquisitions run again: its dry run tells what the real one does, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from metadata.acquisitions.stages import acquire
from metadata.home import Home
from metadata.rerun import Wish, rerun
from metadata.samples import play
from metadata.settings import load_settings
from metadata.store import acquisitions, deliveries
from metadata.store.tables import metadata as tables

LIST = "FI-Saarela.hankinnat"
HEAD = "vendor;collection;identifier;from;until;title\n"
LINE = "onix-publisher;;fi.example.revontuli.1001;1.1.2026;;Seitsemän veljestä\n"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A library whose first list is in force."""
    made = Home(load_settings(tmp_path / "data", env={}))
    play(made, 1)
    acquire(made, LIST)
    yield made
    made.close()


def come(home: Home, name: str, text: str) -> None:
    (home.settings.inbox / "FI-Saarela" / name).write_text(text, "utf-8")
    acquire(home, LIST)


def lines(home: Home) -> set[str]:
    with home.store.read() as connection:
        return {row.key for row in acquisitions.current(connection, [LIST])}


def content(home: Home) -> dict[str, list[Any]]:
    with home.store.read() as connection:
        return {table.name: list(connection.execute(table.select())) for table in tables.sorted_tables}


def told_and_done(home: Home, wish: Wish) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a dry run tells, which writes nothing, and what the real one does then."""
    before = content(home)
    told = rerun(home, wish, samples=None)["vendors"][LIST]
    assert content(home) == before
    done = rerun(home, replace(wish, dry_run=False, reason="to see"), "ada")["vendors"][LIST]
    assert (told["would_be"], told["reason"]) == (done["state"], done["reason"])
    assert told["counts"] == done["counts"]
    return told, done


def test_a_list_that_is_in_force_changes_nothing(home: Home) -> None:
    before = lines(home)
    told, _ = told_and_done(home, Wish(LIST))
    assert (told["read"] > 0, told["outcomes"], lines(home)) == (True, {}, before)


def test_a_held_list_is_told_with_the_lines_that_would_go(home: Home) -> None:
    before = lines(home)
    come(home, "hankinnat-20261105.csv", HEAD)
    told, _ = told_and_done(home, Wish(LIST))
    assert (told["would_be"], told["outcomes"]) == ("held", {"withdrawn": len(before)})
    assert all(each["fields"][0]["before"] for each in told["changed"])
    assert lines(home) == before


def test_an_override_takes_the_list_as_it_is(home: Home) -> None:
    before = lines(home)
    come(home, "hankinnat-20261105.csv", HEAD + LINE.replace("1001", "1999"))
    come(home, "hankinnat-20261106.csv", HEAD)
    told, done = told_and_done(home, Wish(LIST, override=True, reason="the shop has closed"))
    assert (told["would_be"], done["counts"]["approved"]) == ("committed", 1)
    assert told["outcomes"]["withdrawn"] >= 1
    assert lines(home) == set()
    assert before


def test_an_older_list_stays_out_and_one_that_is_none_is_unreadable(home: Home) -> None:
    come(home, "hankinnat-20261105.csv", "<html>\n")
    told, _ = told_and_done(home, Wish(LIST))
    assert told["would_be"] == "unreadable"
    come(home, "hankinnat-20261106.csv", HEAD + LINE)
    told, _ = told_and_done(home, Wish(LIST, "delivery", "hankinnat-20261101.csv"))
    assert told["would_be"] == "superseded"
    with home.store.read() as connection:
        assert deliveries.find(connection, LIST, name="hankinnat-20261106.csv") is not None
