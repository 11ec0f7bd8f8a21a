"""Rows of the tables of schemas/marc21 and schemas/codes, and the notation they share.

Reads files, knows no MARC. What is wrong in a table stops the program: ValueError names the file, line and reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

Row = dict[str, str]
Made = TypeVar("Made")

_HEAD = 3  # the first row stands behind the comment line and the header


def read(path: Path, make: Callable[[Row], Made]) -> list[Made]:
    """What `make` makes of each row of a table; a missing column or a wrong value is a ValueError naming its line."""
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines, "")  # "# source: …"
        return list(_made(path.name, csv.DictReader(lines), make))


def _made(name: str, rows: Iterable[Row], make: Callable[[Row], Made]) -> Iterator[Made]:
    for line, row in enumerate(rows, _HEAD):
        try:
            if None in row or None in row.values():
                raise ValueError("more or fewer cells than columns")
            yield make(row)
        except KeyError as error:
            raise ValueError(f"{name}:{line}: no column {error}") from None
        except ValueError as error:
            raise ValueError(f"{name}:{line}: {error}") from None


def characters(text: str) -> frozenset[str] | None:
    """The values of one position: "_013" → blank, 0, 1, 3; "0-9" any digit; "*" or "" → None, not restricted."""
    if text in ("", "*"):
        return None
    if text == "0-9":
        return frozenset("0123456789")
    return frozenset(text.replace("_", " "))


def tag_pattern(specs: str) -> re.Pattern[str]:
    """The tags of "490 8XX 760-788": X is any digit, a range holds its ends; without any, a pattern of no tag."""
    wanted = []
    for spec in specs.split():
        first, dash, last = spec.partition("-")
        if dash:
            wanted += [f"{number:03}" for number in range(int(first), int(last) + 1)]
        elif re.fullmatch(r"[0-9X]{3}|[A-Z]{3}", spec):
            wanted.append("[0-9]{3}" if spec == "XXX" else _class(spec))
        else:
            raise ValueError(f"{spec!r} is neither a tag, a class such as 9XX nor a range")
    return re.compile("|".join(wanted) or r"(?!)")


def _class(spec: str) -> str:
    """A tag of digits and X as a pattern; one of letters (LKR) is itself."""
    return re.sub("X", "[0-9]", spec) if any(each.isdigit() for each in spec) else spec
