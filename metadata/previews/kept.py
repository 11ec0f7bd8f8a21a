"""Previews as people look at them: each a file of its own in the data folder, for some weeks.

A dry run writes nothing to the store, so they are not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.times import TIME

KEPT_DAYS = 28
_NUMBER = "%Y%m%d%H%M%S"  # a number of a preview is when it was made: none comes twice


def keep(home: Home, told: Mapping[str, Any]) -> int:
    """Keep a preview; returns its number. `at`, when it was made, and `until`, when it goes, are added."""
    made = datetime.strptime(home.clock(), TIME)
    until = (made + timedelta(days=KEPT_DAYS)).strftime(TIME)
    content = json.dumps({**told, "at": made.strftime(TIME), "until": until}, ensure_ascii=False).encode()
    home.settings.previews.mkdir(parents=True, exist_ok=True)
    number = int(made.strftime(_NUMBER))
    with NamedTemporaryFile(prefix=".", dir=home.settings.previews) as beside:
        beside.write(content)
        beside.flush()
        while not _linked(Path(beside.name), _path(home, number)):
            number += 1
    return number


def _linked(beside: Path, path: Path) -> bool:
    """Have a file that is whole appear under its name; False when the name is taken."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        return False
    return True


def load(home: Home, number: int) -> dict[str, Any] | None:
    """A preview by its number; None for one that there is not, or is no more. Raises PipelineError."""
    path = _path(home, number)
    try:
        return {"preview": number, **json.loads(path.read_bytes())}
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise PipelineError(f"{path} is no preview: {error}") from error


def numbers(home: Home) -> list[int]:
    """The numbers of all previews, newest first."""
    found = (each.stem for each in home.settings.previews.glob("*.json"))
    return sorted((int(each) for each in found if each.isdecimal()), reverse=True)


def sweep(home: Home) -> int:
    """Remove what has been kept long enough; returns how many previews these were."""
    end = (datetime.strptime(home.clock(), TIME) - timedelta(days=KEPT_DAYS)).strftime(_NUMBER)
    old = [each for each in numbers(home) if str(each) < end]
    for each in old:
        _path(home, each).unlink(missing_ok=True)
    return len(old)


def _path(home: Home, number: int) -> Path:
    return home.settings.previews / f"{number}.json"
