"""Where the indexes of an installation are, and which one counts.

That one is named in one small file, which is replaced at once: a worker sees the old one or the new one.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from metadata.errors import ConfigError

CURRENT = "current"  # the file that names the index
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

    def put(self, path: Path) -> Path:
        """Make a new index the one that counts; old ones beyond the last few go."""
        chosen = self.folder / f"index-{digest_of(path)}.sqlite"
        path.replace(chosen)
        fresh = self.folder / f".{CURRENT}"
        fresh.write_text(f"{chosen.name}\n", "utf-8")
        fresh.replace(self.folder / CURRENT)
        os.utime(chosen)
        by_age = sorted(self.folder.glob("index-*.sqlite"), key=lambda each: each.stat().st_mtime, reverse=True)
        for each in by_age[KEPT:]:
            each.unlink()
        return chosen


def digest_of(path: Path) -> str:
    """16 hexadecimal characters of what is in a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]
