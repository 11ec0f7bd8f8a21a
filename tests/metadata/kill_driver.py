"""Plays some days into a folder, and may kill itself at the Nth event at which a crash could matter.

The days: the sample nights, two on which a person lets through what gates hold, one with an archive, and one on which a
vendor file is another, so that records are made anew. Run by itself: `kill_driver.py FOLDER N [DATABASE]`.
A process that starts again goes on where its progress file says; it is this driver's memory of the calendar, not the
pipeline's. The events that it crossed are left in the file `events` of the folder, each with its stage.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from feeds import SHIPPED, home_in
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from metadata import decisions, pipeline
from metadata.home import Home
from metadata.references import house_of
from metadata.samples import nights, play
from metadata.store import deliveries
from metadata.versions import made_with

WATCHED = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree", "shutil.copyfile"}


class Killer:
    """Counts the events and kills the process at the Nth; 0: none."""

    def __init__(self, folder: Path, target: int) -> None:
        self.folder, self.target = str(folder), target
        self.names: list[str] = []
        self.stage = "between"
        self.committed = False

    def crossed(self, name: str) -> None:
        self.names.append(f"{self.stage}: {name}")
        if len(self.names) == self.target:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        """What sys.addaudithook calls: changes of the file tree, and files opened for writing, in our folder."""
        writing = name == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (writing or name in WATCHED) and arguments and str(arguments[0]).startswith(self.folder):
            self.crossed(name)

    def committing(self, connection: Connection) -> None:
        """Before a commit that writes; the return of its connection tells that it is done."""
        self.crossed("before commit")
        self.committed = True

    def returned(self, raw: object, record: object) -> None:
        """A connection comes back to the pool."""
        if self.committed:
            self.committed = False
            self.crossed("after commit")

    def executing(self, connection: Connection, cursor: object, statement: str, *rest: object) -> None:
        """In the middle of a transaction."""
        verb, *words = statement.split(maxsplit=3)
        if verb in ("INSERT", "UPDATE", "DELETE"):
            self.crossed(f"write {words[verb != 'UPDATE']}")

    def watch(self) -> None:
        """From now on every event counts."""
        sys.addaudithook(self.audit)
        event.listen(Engine, "commit", self.committing)
        event.listen(Engine, "checkin", self.returned)
        event.listen(Engine, "before_cursor_execute", self.executing)


STAGES = ("fetch", "refine", "gate", "commit", "renew", "make_publication", "write_files")


def name_stages(killer: Killer) -> None:
    """Let every event tell in which stage of the pipeline it was crossed."""

    def named(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **by_name: Any) -> Any:
            outer, killer.stage = killer.stage, name
            try:
                return stage(*given, **by_name)
            finally:
                killer.stage = outer

        return call

    for each in STAGES:
        setattr(pipeline, each, named(each, getattr(pipeline, each)))


def sample_night(home: Home, number: int) -> None:
    """The files of a night arrive."""
    play(home, number)
    _date(home)


def packed(home: Home) -> None:
    """The last file of a vendor arrives once more, in an archive."""
    inbox = home.settings.inbox / "film-service"
    with ZipFile(inbox / "films.part", "w") as archive:
        archive.writestr(ZipInfo("films.mrc"), (inbox / "films-20261102.mrc").read_bytes())
    (inbox / "films.part").rename(inbox / "films-20261103.mrc")
    _date(home)


def _date(home: Home) -> None:
    """Each file has a fixed time."""
    for each in home.settings.inbox.rglob("*.*"):
        os.utime(each, (1_790_000_000, 1_790_000_000))


def approval(home: Home) -> None:
    """A person lets through what is held, unless the word was given before the process was killed."""
    with home.store.read() as connection:
        waiting = [each.id for each, _ in deliveries.with_state(connection, states=("held",))]
        given = deliveries.approved(connection)
    for each in waiting:
        if each not in given:
            decisions.approve(home, each, "the vendor says so", "Maija")


def approval_of_publication(home: Home) -> None:
    """A person lets through the publication that withdraws what that delivery did, and says so once."""
    with home.store.read() as connection:
        is_held = bool(decisions.asked_titles(connection))
        is_said = any(not each["used"] for each in decisions.said(connection))
    if is_held and not is_said:
        decisions.approve_publication(home, "the vendor says so", "Maija")


def other_rules(home: Home) -> None:
    """A vendor file is changed, so that its records are not of today; a new process would read it."""
    path = home.settings.schemas / "vendors" / "onix-publisher.yml"
    changed = path.read_text("utf-8").replace("normalise: {drop: []}", "normalise: {drop: ['385']}")
    path.with_suffix(".part").write_text(changed, "utf-8")
    path.with_suffix(".part").replace(path)
    made_with.cache_clear()
    house_of.cache_clear()


def main(folder: Path, target: int, database: str = "") -> None:
    """Every day that is not over yet: what happens on it, then the night's run."""
    if not (folder / "schemas").exists():
        shutil.copytree(SHIPPED, folder / "schemas.part")
        (folder / "schemas.part").rename(folder / "schemas")
    home = home_in(folder / "data", folder / "schemas", database=database)
    days = [partial(sample_night, home, each) for each in nights(home.settings.samples)]
    days += [partial(each, home) for each in (approval, approval_of_publication, packed, other_rules)]
    done = folder / "days-done"
    killer = Killer(folder / "data", target)
    name_stages(killer)
    killer.watch()
    for number in range(int(done.read_text("utf-8")) if done.exists() else 0, len(days)):
        days[number]()
        pipeline.run(home.renewed())
        done.write_text(str(number + 1), "utf-8")
    (folder / "events").write_text("\n".join(killer.names), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
