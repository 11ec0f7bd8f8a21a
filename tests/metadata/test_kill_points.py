"""SIGKILL at any moment: the next run ends with the same store and the same files, byte for byte."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from feeds import dump, home_in, tree

DRIVER = Path(__file__).with_name("kill_driver.py")
Outcome = tuple[dict[str, list[dict[str, Any]]], dict[str, str]]


class Undisturbed(NamedTuple):
    """The run that nobody killed: what it left, and the events it crossed."""

    left: Outcome
    events: list[str]


def drive(folder: Path, target: int = 0) -> int:
    """Run the driver in a process of its own; returns its exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(DRIVER), str(folder), str(folder / "events"), str(target)]
    env = {**os.environ, "PYTHONPATH": str(DRIVER.parents[2])}
    return subprocess.run(command, check=False, timeout=120, env=env).returncode


def left_by(folder: Path) -> Outcome:
    home = home_in(folder / "data")
    try:
        return dump(home, {"ledger": {"id"}}), tree(home.settings.files)
    finally:
        home.close()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    assert drive(folder) == 0
    return Undisturbed(left_by(folder), (folder / "events").read_text("utf-8").splitlines())


def differs(folder: Path, target: int, undisturbed: Undisturbed) -> str:
    """Kill at an event and run to the end; "" when all is as in the run that nobody killed."""
    name = f"event {target} ({undisturbed.events[target - 1]})"
    if drive(folder, target) != -signal.SIGKILL:
        return f"{name}: was not killed"
    if drive(folder) != 0:
        return f"{name}: the next run failed"
    store, files = left_by(folder)
    wrong = [table for table, rows in undisturbed.left[0].items() if rows != store[table]]
    return f"{name}: {wrong or 'the files'} differ" if (store, files) != undisturbed.left else ""


def survive(folder: Path, targets: list[int], undisturbed: Undisturbed) -> None:
    failed = [found for target in targets if (found := differs(folder / str(target), target, undisturbed))]
    print(f"{len(targets) - len(failed)} of {len(targets)} survived")
    assert failed == []


def spread(undisturbed: Undisturbed, points: int) -> list[int]:
    """So many events, evenly over the whole run, the first and the last among them."""
    last = len(undisturbed.events)
    return sorted({1 + round(each * (last - 1) / (points - 1)) for each in range(points)})


def around_commits(undisturbed: Undisturbed) -> list[int]:
    """The event before and the one after each commit."""
    return [place for place, name in enumerate(undisturbed.events, 1) if name in ("before commit", "after commit")]


@pytest.mark.long
def test_the_driver_sees_commits_files_and_the_middle_of_transactions(undisturbed: Undisturbed) -> None:
    seen = Counter(undisturbed.events)
    assert seen["before commit"] == seen["after commit"] > 10
    assert min(seen["open"], seen["os.rename"], seen["shutil.rmtree"], seen["write"]) > 10


@pytest.mark.long
def test_a_killed_night_is_made_good(tmp_path: Path, undisturbed: Undisturbed) -> None:
    commits = around_commits(undisturbed)
    survive(tmp_path, [commits[len(commits) // 2]], undisturbed)


@pytest.mark.long
def test_a_night_killed_anywhere_is_made_good(tmp_path: Path, undisturbed: Undisturbed) -> None:
    targets = sorted({*spread(undisturbed, 40), *around_commits(undisturbed)[::3]})
    assert len(targets) >= 50
    survive(tmp_path, targets, undisturbed)
