"""SIGKILL at any moment: the next run ends with the same store and the same files, byte for byte."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from feeds import dump, home_in, tree
from postgresql import Server
from sqlalchemy import Column

from metadata.store import deliveries
from metadata.store.tables import metadata

DRIVER = Path(__file__).with_name("kill_driver.py")
WITHOUT = {"ledger": {"id"}, "delivery": {"sha256"}}  # of a renewal it tells ids; files stand in `path` by theirs
BARE = {  # what refers to a row, and the database does not know of it
    ("title", "base_id"): "source_record",
    ("source_record", "envelope_id"): "envelope",
    ("quarantine", "envelope_id"): "envelope",
}
Rows = dict[str, list[dict[str, Any]]]  # of each table
Outcome = tuple[Rows, dict[str, str]]

pytestmark = pytest.mark.long


class Days(NamedTuple):
    """A run over all days: its folder, and its store's address; "" is SQLite in the folder."""

    folder: Path
    database: str = ""

    def drive(self, target: int = 0) -> int:
        """Run the driver in a process of its own; returns its exit code."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(DRIVER), str(self.folder), str(target), self.database]
        env = {**os.environ, "PYTHONPATH": str(DRIVER.parents[2])}
        return subprocess.run(command, check=False, timeout=240, env=env).returncode

    def events(self) -> list[str]:
        """What the last driver that was not killed crossed."""
        return (self.folder / "events").read_text("utf-8").splitlines()

    def left(self) -> Outcome:
        """The store, rows numbered as if no number had been given in vain, and the files."""
        home = home_in(self.folder / "data", self.folder / "schemas", database=self.database)
        try:
            return renumbered(dump(home, WITHOUT)), tree(home.settings.files)
        finally:
            home.close()


def renumbered(store: Rows) -> Rows:
    """PostgreSQL gives no number twice, also when a transaction was cut short: only their order is told."""
    places = {
        name: {number: place for place, number in enumerate(sorted(row["id"] for row in rows))}
        for name, rows in store.items()
        if rows and isinstance(rows[0].get("id"), int)
    }
    found: Rows = {}
    for name, rows in store.items():
        columns = metadata.tables[name].columns
        numbers = {column.name: places[target] for column in columns if (target := _table_of(column)) in places}
        told = [{key: numbers[key].get(of, of) if key in numbers else of for key, of in row.items()} for row in rows]
        found[name] = sorted(told, key=repr)
    return found


def _table_of(column: Column[Any]) -> str:
    """The table whose rows a column numbers; "" for one that does nothing of the kind."""
    for each in column.foreign_keys:
        return each.column.table.name
    own = column.table.name if column.name == "id" else ""
    return BARE.get((column.table.name, column.name), own)


class Undisturbed(NamedTuple):
    """The run that nobody killed: what it left, and the events it crossed."""

    left: Outcome
    events: list[str]


def lived_through(days: Days) -> Undisturbed:
    assert days.drive() == 0
    return Undisturbed(days.left(), days.events())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return lived_through(Days(tmp_path_factory.mktemp("undisturbed")))


def differs(days: Days, target: int, undisturbed: Undisturbed) -> str:
    """Kill at an event and run to the end; "" when all is as in the run that nobody killed."""
    name = f"event {target} ({undisturbed.events[target - 1]})"
    if days.drive(target) != -signal.SIGKILL:
        return f"{name}: was not killed"
    if days.drive() != 0:
        return f"{name}: the next run failed"
    store, files = days.left()
    wrong = [table for table, rows in undisturbed.left[0].items() if rows != store[table]]
    return f"{name}: {wrong or 'the files'} differ" if (store, files) != undisturbed.left else ""


def survive(make: Callable[[int], Days], targets: list[int], undisturbed: Undisturbed) -> None:
    failed = [found for target in targets if (found := differs(make(target), target, undisturbed))]
    print(f"{len(targets) - len(failed)} of {len(targets)} survived")
    assert failed == []


def each_kind(events: list[str]) -> list[int]:
    """Of each kind of event in each stage the one in the middle, in the order of their names."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(events, 1):
        found[name].append(number)
    return [found[name][len(found[name]) // 2] for name in sorted(found)]


@pytest.fixture
def on_postgresql(server: Server, tmp_path: Path) -> Iterator[Callable[[int], Days]]:
    """A folder and a database of their own for each event."""
    lent: list[str] = []

    def make(target: int) -> Days:
        lent.append(server.lend())
        return Days(tmp_path / str(target), lent[-1])

    yield make
    for each in lent:
        server.give_back(each)


def test_the_driver_sees_every_stage_files_and_the_middle_of_transactions(undisturbed: Undisturbed) -> None:
    seen = set(undisturbed.events)
    stages = {each.split(":")[0] for each in seen}
    assert stages == {"between", "fetch", "refine", "gate", "commit", "renew", "make_publication", "write_files"}
    for each in (
        "between: write gate_decision",  # a person
        "fetch: before commit",
        "fetch: os.rename",
        "refine: write ledger",
        "gate: write gate_check",
        "commit: write source_record",
        "commit: after commit",
        "commit: shutil.rmtree",
        "renew: after commit",
        "make_publication: write match_edge",
        "make_publication: write title",
        "make_publication: write version",
        "make_publication: after commit",
        "write_files: os.rename",
    ):
        assert each in seen
    states = {row["state"] for row in undisturbed.left[0]["ledger"]}
    assert {*deliveries.OPEN, "seen", "held", "committed"} <= states
    kinds = {row["kind"]: row["name"] for row in undisturbed.left[0]["delivery"]}
    assert kinds["renewal"] == "renewal 1"


def test_killed_anywhere_in_every_stage(tmp_path: Path, undisturbed: Undisturbed) -> None:
    targets = each_kind(undisturbed.events)[::2]
    assert len(targets) >= 40
    survive(lambda target: Days(tmp_path / str(target)), targets, undisturbed)


def test_killed_on_postgresql(on_postgresql: Callable[[int], Days]) -> None:
    undisturbed = lived_through(on_postgresql(0))  # its statements are others
    targets = each_kind(undisturbed.events)[1::6]
    assert len(targets) >= 12
    survive(on_postgresql, targets, undisturbed)
