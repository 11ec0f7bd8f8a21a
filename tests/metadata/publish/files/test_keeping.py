"""When a full drop is written, what is kept, and what is taken away."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from feeds import tree
from made_drops import (
    DAYS_ONLY,
    POLICY,
    Consumer,
    Published,
    book,
    day,
    index,
    names,
    policy,
)

from metadata.errors import PipelineError
from metadata.publish.files import Current, write_files
from metadata.publish.files.chain import Chain, Standing


def nights(made: Published, folder: Path, last: int, **parts: dict[str, object]) -> None:
    """Publications on the days up to `last`, each changing one title of the whole."""
    for number in range(len(made.history) + 1, last + 1):
        made.publish(day(number), all={number % 5: book(number % 5, f"Painos {number}")})
        made.write(folder, policy(**parts))


@pytest.fixture
def one(tmp_path: Path) -> Published:
    made = Published()
    made.publish(day(1), all={each: book(each) for each in range(30)})
    made.write(tmp_path)
    return made


def test_a_full_drop_comes_by_the_calendar_or_when_deltas_have_grown(one: Published, tmp_path: Path) -> None:
    nights(one, tmp_path, 3, full={"small": 0, "share": 0.2, "days": {"all": 100, "libraries": 100}})
    assert [each for each in names(tmp_path) if "full" in each] == ["full/20261101T040000Z"]
    one.publish(day(4), all={each: book(each, "Kaikki") for each in range(4)})
    one.write(tmp_path, policy(full={"small": 0, "share": 0.2, "days": {"all": 100, "libraries": 100}}))
    assert names(tmp_path)[-1] == "full/20261104T040000Z"
    nights(one, tmp_path, 5, full={**DAYS_ONLY, "days": {"all": 1, "libraries": 1}})
    assert names(tmp_path)[-1] == "full/20261105T040000Z"


def test_two_publications_of_a_day_have_one_full_drop(one: Published, tmp_path: Path) -> None:
    one.publish(day(1, 9), all={1: None})
    one.write(tmp_path, policy(full=DAYS_ONLY))
    assert names(tmp_path) == ["delta/1-2", "full/20261101T040000Z"]


def test_old_fulls_go_and_deltas_that_no_kept_full_needs(one: Published, tmp_path: Path) -> None:
    kept = {"fulls": 2, "days": 3}
    nights(one, tmp_path, 9, full={**DAYS_ONLY, "days": {"all": 2, "libraries": 2}}, keep=kept)
    fulls = [each for each in names(tmp_path) if "full" in each]
    deltas = [each for each in names(tmp_path) if "delta" in each]
    assert fulls == ["full/20261106T040000Z", "full/20261108T040000Z"]
    assert deltas == ["delta/5-6", "delta/6-7", "delta/7-8", "delta/8-9"]  # of days 6 to 9
    there = [str(each.relative_to(tmp_path / "all")) for each in sorted((tmp_path / "all").glob("*/*"))]
    assert sorted(there) == sorted([*fulls, *deltas])
    assert not (tmp_path / "all" / "full" / "20261101T040000Z").exists()


def test_deltas_that_lead_from_a_kept_full_stay_however_old(one: Published, tmp_path: Path) -> None:
    nights(one, tmp_path, 9, full={**DAYS_ONLY, "days": {"all": 400, "libraries": 400}}, keep={"fulls": 1, "days": 0})
    consumer = Consumer(tmp_path, "marc21", "ids")
    consumer.follow("all/full/20261101T040000Z/manifest.json")
    assert consumer.has == one.state("all")


def test_a_gap_in_the_deltas_gives_a_new_full_drop_and_ends_what_lies_before_it(one: Published, tmp_path: Path) -> None:
    by = {**DAYS_ONLY, "days": {"all": 100, "libraries": 100}}
    nights(one, tmp_path, 4, full=by)
    shutil.rmtree(tmp_path / "all" / "delta" / "2-3")
    nights(one, tmp_path, 5, full=by)
    assert names(tmp_path) == ["delta/3-4", "delta/4-5", "full/20261105T040000Z"]


def test_libraries_take_turns_with_their_larger_fulls(tmp_path: Path) -> None:
    made = Published()
    libraries = {f"FI-{each}": {number: book(number) for number in range(4)} for each in "ABC"}
    made.publish(day(1), all={each: book(each) for each in range(9)}, **libraries)
    by = policy(full={**DAYS_ONLY, "most": 5})
    made.write(tmp_path, by)
    assert {view: len(found) for view, found in index(tmp_path).items()} == {"all": 1, "FI-A": 1, "FI-B": 1, "FI-C": 0}
    made.publish(day(1, 9), **{"FI-A": {1: book(1, "Uusi")}})
    made.write(tmp_path, by)
    assert names(tmp_path, "FI-C") == ["full/20261101T090000Z"]
    assert names(tmp_path, "FI-A") == ["delta/1-2", "full/20261101T040000Z"]


def test_the_full_drops_of_many_libraries_fall_on_all_days_of_the_week() -> None:
    by, full = policy(full=DAYS_ONLY), Standing("full/x", "full", 1, None, day(1), 9, 0, None)
    views = [f"FI-L{each}" for each in range(280)]
    due = {view: set[int]() for view in views}
    for number in range(2, 9):
        delta = Standing(f"delta/1-{number}", "delta", number, 1, day(number), 1, 0, None)
        for view in views:
            if Chain(view, [full, delta]).is_full_due(number, day(number), by):
                due[view].add(number)
    firsts = Counter(min(found) for found in due.values())
    assert sum(firsts.values()) == 280
    assert set(firsts) == set(range(2, 9))
    assert max(firsts.values()) < 2 * min(firsts.values())


def test_a_view_that_is_gone_is_served_no_longer(two: Published, tmp_path: Path) -> None:
    two.until(1).write(tmp_path)
    two.history[-1][1].pop("FI-One")
    two.write(tmp_path)
    assert "FI-One" not in index(tmp_path)
    assert not (tmp_path / "FI-One").exists()


def test_drops_of_the_layout_before_make_room(one: Published, tmp_path: Path) -> None:
    old = tmp_path / "all" / "full" / "000001"
    old.mkdir()
    (old / "manifest.json").write_text('{"kind": "full", "publication": 1, "files": []}', "utf-8")
    (tmp_path / "index.json").unlink()
    one.write(tmp_path)
    assert not old.exists()
    assert names(tmp_path) == ["full/20261101T040000Z"]


def test_files_of_a_publication_that_the_store_does_not_know_stop_it(two: Published, tmp_path: Path) -> None:
    two.write(tmp_path)
    before = tree(tmp_path)
    with pytest.raises(PipelineError, match=r"publication 2 .*but the store is at 1 .*older store"):
        two.until(1).write(tmp_path)
    other = Published([(day(1), two.history[0][1]), (day(2, 9), two.history[1][1])])
    (tmp_path / "index.json").unlink()
    with pytest.raises(PipelineError, match="older store"):
        other.write(tmp_path)
    del before["index.json"]
    assert tree(tmp_path) == before


def test_before_the_first_publication_there_is_nothing(two: Published, tmp_path: Path) -> None:
    assert write_files(two, lambda: Current(0, ""), tmp_path, POLICY) == []  # type: ignore[arg-type]
    assert [each.name for each in tmp_path.iterdir()] == [".lock"]
