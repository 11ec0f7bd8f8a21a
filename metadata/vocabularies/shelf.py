"""Where the indexes of an installation are, and which one counts.

That one is named in one small file, which is replaced at once: a worker sees the old one or the new one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from metadata.errors import ConfigError, SourceError

CURRENT = "current"  # the file that names the index
ARRIVING = ".arriving-"  # how the names of work folders begin
KEPT = 3  # indexes: the current one and those before it, for reproducible runs


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the indexes of an installation are."""

    folder: Path  # vocabularies/ of the data folder
    schemas: Path

    def current(self) -> Path | None:
        """The index that counts; None before the first refresh. Raises ConfigError when it is gone."""
        pointer = self.folder / CURRENT
        if not pointer.exists():
            return None
        path = self.folder / pointer.read_text("utf-8").strip()
        if not path.is_file():
            raise ConfigError(f"{path} is missing: run emat vocabularies refresh")
        return path

    @contextmanager
    def work(self) -> Iterator[Path]:
        """A folder for one refresh, gone at its end; what a killed one left behind goes too.

        Raises SourceError while another refresh is at work: each begins with the index that the one before made.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SourceError("another refresh of vocabularies is at work") from None
            for each in self.folder.glob(f"{ARRIVING}*"):
                shutil.rmtree(each)
            with tempfile.TemporaryDirectory(prefix=ARRIVING, dir=self.folder) as name:
                yield Path(name)

    def put(self, path: Path) -> Path:
        """Make a new index the one that counts; old ones beyond the last few go."""
        chosen = self.folder / f"index-{digest_of(path)}.sqlite"
        _to_disk(path)
        path.replace(chosen)
        fresh = self.folder / f".{CURRENT}"
        fresh.write_text(f"{chosen.name}\n", "utf-8")
        _to_disk(fresh)
        fresh.replace(self.folder / CURRENT)
        _to_disk(self.folder)
        os.utime(chosen)
        by_age = sorted(self.folder.glob("index-*.sqlite"), key=lambda each: each.stat().st_mtime, reverse=True)
        for each in by_age[KEPT:]:
            each.unlink()
        return chosen


def _to_disk(path: Path) -> None:
    """Have a file, or the names in a folder, written before anything refers to it."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def digest_of(path: Path) -> str:
    """16 hexadecimal characters of what is in a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]
