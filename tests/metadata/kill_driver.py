"""Plays the sample nights into a folder, and may kill itself at the Nth event at which a crash could matter.

Run as a process of its own: `python kill_driver.py FOLDER EVENTS-FILE N`. A process that starts again goes on
where its progress file says; it is this driver's memory of the calendar, not the pipeline's.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from feeds import home_in
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from metadata import pipeline
from metadata.samples import nights, play

WATCHED = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree", "shutil.copyfile"}


class Killer:
    """Counts the events and kills the process at the Nth; 0: none."""

    def __init__(self, folder: Path, target: int) -> None:
        self.folder, self.target = str(folder), target
        self.names: list[str] = []
        self.committed = False

    def crossed(self, name: str) -> None:
        self.names.append(name)
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
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            self.crossed("write")

    def watch(self) -> None:
        """From now on every event counts."""
        sys.addaudithook(self.audit)
        event.listen(Engine, "commit", self.committing)
        event.listen(Engine, "checkin", self.returned)
        event.listen(Engine, "before_cursor_execute", self.executing)


def main(folder: Path, counted: Path, target: int) -> None:
    """Every sample night that is not done yet: play it, give its files a fixed time, run."""
    home = home_in(folder / "data")
    done = folder / "nights-done"
    finished = int(done.read_text("utf-8")) if done.exists() else 0
    killer = Killer(folder / "data", target)
    killer.watch()
    for number in nights(home.settings.samples):
        if number <= finished:
            continue
        play(home, number)
        for each in home.settings.inbox.rglob("*.*"):
            os.utime(each, (1_790_000_000, 1_790_000_000))
        pipeline.run(home)
        done.write_text(str(number), "utf-8")
    counted.write_text("\n".join(killer.names), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
