"""A stored delivery run again: dry ones write nothing and tell the truth, real ones say who and why."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from postgresql import BOTH_IN_FULL
from reruns import dry, real
from sqlalchemy import select

from metadata import pipeline
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.rerun import Wish, rerun
from metadata.rerun.find import find_delivery
from metadata.samples import play
from metadata.settings import load_settings
from metadata.store import deliveries, incoming
from metadata.store.tables import gate_decision
from metadata.store.tables import metadata as tables

DATABASES = BOTH_IN_FULL
VENDOR = "marc-aggregator"


@pytest.fixture
def home(tmp_path: Path, database: Callable[[Path], str]) -> Iterator[Home]:
    """An installation whose aggregator has delivered its first night."""
    folder = tmp_path / "data"
    made = Home(load_settings(folder, env={"EMAT_DATABASE": database(folder)}))
    play(made, 1)
    pipeline.harvest(made, VENDOR)
    yield made
    made.close()


def content(home: Home) -> dict[str, list[Any]]:
    with home.store.read() as connection:
        return {table.name: list(connection.execute(table.select())) for table in tables.sorted_tables}


def test_a_delivery_is_found_by_name_and_as_the_newest(home: Home) -> None:
    play(home, 2)
    pipeline.harvest(home, VENDOR)
    assert find_delivery(home, VENDOR, "aggregator-20261101.mrc") == 1
    assert find_delivery(home, VENDOR, "newest") == 3


def test_of_a_name_with_two_contents_the_last_is_found(home: Home) -> None:
    again = home.settings.inbox / VENDOR / "aggregator-20261101.mrc"
    again.write_bytes(again.read_bytes() + again.read_bytes())
    pipeline.fetch(home, VENDOR)
    assert find_delivery(home, VENDOR, again.name) == 2


def test_the_newest_has_content(home: Home) -> None:
    (home.settings.inbox / VENDOR / "aggregator-20261109.mrc").touch()
    pipeline.fetch(home, VENDOR)
    assert find_delivery(home, VENDOR) == 1


def test_an_unknown_name_is_answered_with_the_known_ones(home: Home) -> None:
    with pytest.raises(ConfigError, match=r"no delivery 'x'.*aggregator-20261101\.mrc"):
        find_delivery(home, VENDOR, "x")


def test_a_dry_run_over_what_is_committed_finds_nothing_to_do(home: Home) -> None:
    before = content(home)
    told = dry(home, 1)
    assert (told["would_be"], told["reason"]) == ("committed", "")
    assert told["counts"]["read"] == 44
    assert told["counts"]["unchanged"] == 42
    assert (told["outcomes"], told["changed"]) == ({}, [])
    assert content(home) == before
    assert list(home.settings.work.iterdir()) == []


def test_a_dry_run_counts_what_a_commit_then_does(home: Home) -> None:
    play(home, 2)
    (second, _) = pipeline.fetch(home, VENDOR)
    told = dry(home, second)
    pipeline.process(home, second)
    with home.store.read() as connection:
        entry = deliveries.history(connection, second)[-1]
    assert told["would_be"] == entry.state == "committed"
    assert told["counts"] == entry.counts
    outcomes = told["outcomes"]
    assert outcomes["new"] == told["counts"]["new"] == 3
    assert outcomes["changed"] == told["counts"]["changed"] == 3
    assert outcomes["withdrawn"] == told["counts"]["absent"] == 2
    assert told["tags"]["520"] >= 1
    gone = [each for each in told["changed"] if each["outcome"] == "withdrawn"]
    assert all(each["title"] and each["reason"].startswith("absent from") for each in gone)


def test_a_dry_run_tells_that_the_gate_would_hold(home: Home) -> None:
    play(home, 2)
    (_, poisoned) = pipeline.fetch(home, VENDOR)
    told = dry(home, poisoned)
    assert told["would_be"] == "held"
    assert "falls by" in told["reason"]
    with home.store.write() as connection:
        deliveries.decide_gate(connection, poisoned, "approve", "the contract ended", "ada", "2026-11-03T08:00:00Z")
    assert dry(home, poisoned)["would_be"] == "committed"


def test_a_dry_run_of_an_older_full_delivery_tells_that_it_is_superseded(home: Home) -> None:
    play(home, 2)
    pipeline.harvest(home, VENDOR)
    assert dry(home, 1)["would_be"] == real(home, 1)["state"] == "superseded"


def test_a_dry_run_of_a_file_that_breaks_off_tells_so(home: Home) -> None:
    cut = home.settings.inbox / VENDOR / "aggregator-20261105.mrc"
    cut.write_bytes((home.settings.inbox / VENDOR / "aggregator-20261101.mrc").read_bytes()[:-100])
    (broken,) = pipeline.fetch(home, VENDOR)
    told = dry(home, broken)
    assert (told["would_be"], told["counts"]) == ("unreadable", {})
    assert "breaks off" in told["reason"]


def test_after_a_change_of_the_vendor_file_a_dry_run_names_the_tags_that_differ(home: Home, tmp_path: Path) -> None:
    schemas = tmp_path / "schemas"
    shutil.copytree(home.settings.schemas, schemas)
    path = schemas / "vendors" / f"{VENDOR}.yml"
    path.write_text(path.read_text("utf-8").replace('drop: ["380", "9XX"]', 'drop: ["380", "520", "9XX"]'), "utf-8")
    env = {"EMAT_SCHEMAS": str(schemas), "EMAT_DATABASE": home.settings.database}
    changed = Home(load_settings(home.settings.data_dir, env=env))
    told = dry(changed, 1)
    changed.close()
    assert told["counts"]["changed"] == told["outcomes"]["changed"] == 8
    assert told["tags"] == {"520": 8}


def test_a_real_rerun_publishes_nothing_new_and_keeps_who_and_why(home: Home) -> None:
    pipeline.publish(home)
    told = real(home, 1, "a rule was mended", "ada")
    assert (told["state"], told["counts"]["unchanged"]) == ("committed", 42)
    with home.store.read() as connection:
        entries = deliveries.history(connection, 1)
    assert ("fetched", "rerun: a rule was mended", "ada") in [(each.state, each.reason, each.actor) for each in entries]
    assert pipeline.publish(home).counts == {}


def test_a_real_rerun_passes_the_gate_like_any_delivery(home: Home) -> None:
    play(home, 2)
    pipeline.harvest(home, VENDOR)
    before = content(home)
    told = dry(home, 3)
    assert content(home) == before
    assert (told["would_be"], told["checks"][0]["verdict"]) == ("held", "hold")
    assert set(told["checks"][0]["message"]) == {"fi", "sv", "en"}
    assert told["outcomes"]["withdrawn"] > 20  # what a person would let through
    done = real(home, 3)
    assert (done["state"], done["reason"]) == ("held", told["reason"])


def test_an_override_lets_pass_what_is_held_and_keeps_who_and_why(home: Home) -> None:
    play(home, 2)
    pipeline.harvest(home, VENDOR)
    wish = Wish(VENDOR, "delivery", "3", override=True, reason="the contract ended")
    told = rerun(home, wish)["vendors"][VENDOR]
    done = rerun(home, replace(wish, dry_run=False), "ada")["vendors"][VENDOR]
    assert (told["would_be"], told["counts"]) == (done["state"], done["counts"])
    assert done["counts"]["approved"] == 1
    with home.store.read() as connection:
        (word,) = connection.execute(select(gate_decision)).all()
    assert (word.verdict, word.reason, word.actor, word.used) == ("approve", "the contract ended", "ada", True)


def test_an_empty_delivery_is_not_run_again(home: Home) -> None:
    (home.settings.inbox / VENDOR / "aggregator-20261109.mrc").touch()
    pipeline.fetch(home, VENDOR)
    with pytest.raises(ConfigError, match="is empty"):
        find_delivery(home, VENDOR, "aggregator-20261109.mrc")


def test_a_delivery_that_was_only_seen_is_not_found(home: Home) -> None:
    listed = deliveries.Listed("aggregator-20261109.mrc", "aggregator-20261109.mrc", 9, "")
    with home.store.write() as connection:
        incoming.seen(connection, VENDOR, [listed], home.clock(), full=True, whole=False)
    assert find_delivery(home, VENDOR) == 1
    with pytest.raises(ConfigError, match="no delivery"):
        find_delivery(home, VENDOR, listed.name)


def test_a_delivery_whose_file_is_gone_is_told_so(home: Home) -> None:
    with home.store.read() as connection:
        path = home.settings.data_dir / deliveries.load(connection, 1).path
    path.unlink()
    with pytest.raises(ConfigError, match="is no longer kept"):
        find_delivery(home, VENDOR, "aggregator-20261101.mrc")
