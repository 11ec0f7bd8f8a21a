"""SIGKILL at any moment of a night on which outcomes turn: the next run ends with the same store and the same files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from feeds import dump, home_in, tree
from onix_feed import VENDOR
from turning_feed import DAY, with_vendor

DRIVER = Path(__file__).with_name("kill_driver_days.py")
POINTS = 8


def drive(folder: Path, target: int = 0) -> int:
    """Run the driver in a process of its own; returns its exit code."""
    command = [sys.executable, str(DRIVER), str(folder), str(folder / "events"), str(target)]
    env = {**os.environ, "PYTHONPATH": str(DRIVER.parents[2])}
    return subprocess.run(command, check=False, timeout=120, env=env).returncode


def left_by(folder: Path) -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    home = home_in(folder / "data", folder / "schemas")
    try:
        return dump(home, {"ledger": {"id"}}), tree(home.settings.files)
    finally:
        home.close()


@pytest.mark.long
def test_a_night_on_which_outcomes_turn_may_be_killed_anywhere(tmp_path: Path, own_schemas: Path) -> None:
    with_vendor(own_schemas, VENDOR)
    whole = tmp_path / "whole"
    shutil.copytree(own_schemas, whole / "schemas")
    assert drive(whole) == 0
    events = (whole / "events").read_text("utf-8").splitlines()
    wanted = left_by(whole)
    turned = {row["vendor_id"]: bool(row["deleted"]) for row in wanted[0]["source_record"]}
    assert turned == {"a": False, "b": True, "c": False}
    first, last = (place for place, name in enumerate(events, 1) if ": night " in name)
    assert events[last - 1].endswith(f": night {DAY}")
    commits = [place for place in range(first + 1, last) if events[place - 1].endswith("commit")]
    spread = {first + 1 + round(each * (last - first - 2) / POINTS) for each in range(POINTS + 1)}
    for target in sorted({*commits[::3], *spread}):
        folder = tmp_path / str(target)
        shutil.copytree(own_schemas, folder / "schemas")
        assert drive(folder, target) == -signal.SIGKILL
        assert drive(folder) == 0
        assert left_by(folder) == wanted, f"event {target} ({events[target - 1]})"
