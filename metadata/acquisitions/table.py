"""A file of lines and cells, as spreadsheets and knowledge bases write it. What cannot be a table is refused whole.

Every line stands for itself: a quotation mark that is not closed spoils its own line and no other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from metadata.unpack import RefusedFileError

MOST_BYTES = 200_000_000
MOST_CELLS = 200  # in one line
_BOM = "\ufeff"


class Line(NamedTuple):
    """One line: its number in the file, its text, and its cells; none where they cannot be told apart."""

    number: int
    text: str
    cells: tuple[str, ...] | None


class TextTable(NamedTuple):
    """The names of the columns, in small letters, and the lines below that are not empty."""

    columns: tuple[str, ...]
    lines: Iterator[Line]


def read_table(path: Path, separators: Sequence[str], quoted: bool) -> TextTable:
    """The table of a file. `separators`: the one that the first line has most of is that of the file.

    Raises RefusedFileError for a file that is too large, not in UTF-8, or empty.
    """
    if path.stat().st_size > MOST_BYTES:
        raise RefusedFileError(f"more than {MOST_BYTES // 1_000_000} MB are no list of acquisitions")
    try:
        text = path.read_bytes().decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        raise RefusedFileError(
            f"not in UTF-8 at byte {error.start}: save it as CSV UTF-8, or as text in UTF-8"
        ) from None
    lines = ((number, each) for number, each in enumerate(_lines(text), 1) if each.strip(" \t;,"))
    first = next(lines, None)
    if first is None:
        raise RefusedFileError("there are no lines in it")
    separator = max(separators, key=first[1].count)
    cells = _cells(first[1], separator, quoted)
    if cells is None:
        raise RefusedFileError(f"line {first[0]}: the names of the columns cannot be told apart")
    columns = tuple(each.strip().casefold() for each in cells)
    return TextTable(columns, (Line(number, each, _cells(each, separator, quoted)) for number, each in lines))


def _lines(text: str) -> list[str]:
    """As every system ends lines; nothing else in a cell is an end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _cells(line: str, separator: str, quoted: bool) -> tuple[str, ...] | None:
    """The cells of a line; None where a quotation mark is not closed, or something in it is no text."""
    if "\0" in line or line.count(separator) >= MOST_CELLS:
        return None
    if not quoted:
        return tuple(line.split(separator))
    try:
        (cells,) = csv.reader([line], delimiter=separator, strict=True)
    except (csv.Error, ValueError):
        return None
    return tuple(cells)
