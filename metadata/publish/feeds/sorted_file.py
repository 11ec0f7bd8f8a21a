"""Lines put in order in a file, however many there are: sorted in runs, which are then merged."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

RUN = 20_000  # lines in memory
_MARK = b"\0"  # between key and line; sorts before everything


def write_sorted(head: bytes, lines: Iterable[tuple[str, bytes]], path: Path) -> None:
    """Write `head`, then the lines (key, line with its end) by their keys, whole or not at all. Raises OSError.

    Of equal keys the lines are in order of their bytes. A line end or NUL in a key is a blank.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with ExitStack() as stack, partial.open("wb") as out:
            out.write(head)
            runs: list[IO[bytes]] = []
            for run in _runs(lines):
                runs.append(stack.enter_context(TemporaryFile(dir=path.parent)))
                runs[-1].writelines(run)
            out.writelines(each.partition(_MARK)[2] for each in heapq.merge(*map(_from_start, runs)))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _runs(lines: Iterable[tuple[str, bytes]]) -> Iterator[list[bytes]]:
    rest = iter(lines)
    while run := [_key(key) + _MARK + line for key, line in islice(rest, RUN)]:
        yield sorted(run)


def _key(text: str) -> bytes:
    return text.replace("\n", " ").replace("\0", " ").encode("utf-8", "replace")


def _from_start(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(file)
