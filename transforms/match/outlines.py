"""Outlines of very many records as rows of numbers: what is asked of each pair of millions is asked of all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.match.blocking import Ints
from transforms.match.outline import COLUMNS, SIZE

OutlineOf = Callable[[int], bytes]
_NUMPY = {"Q": "<u8", "I": "<u4", "H": "<u2", "h": "<i2", "B": "u1"}  # types by their letters in `struct`
_ROW = np.dtype(
    [(name, _NUMPY[kind]) for name, kind in COLUMNS]
    + [("", f"V{SIZE - sum(np.dtype(_NUMPY[kind]).itemsize for _, kind in COLUMNS)}")]
)


class Outlines:
    """Outlines in columns, each read once; a row stands for a record."""

    def __init__(self, read: OutlineOf) -> None:
        self._read = read
        self._row = np.zeros(0, np.int64)  # by id; -1 where it is not read
        self.ids = np.zeros(0, np.int64)  # by row
        self._columns = {name: np.zeros(0, _NUMPY[kind]) for name, kind in COLUMNS}

    def __getitem__(self, column: str) -> NDArray[Any]:
        return self._columns[column]

    def rows(self, ids: Ints) -> Ints:
        """The rows of records."""
        most = int(ids.max(initial=-1)) + 1
        if most > len(self._row):
            self._row = np.concatenate((self._row, np.full(most - len(self._row), -1)))
        asked = np.zeros(most, np.bool_)
        asked[ids] = True
        fresh = np.flatnonzero(asked & (self._row[:most] < 0))
        if len(fresh):
            self._add(fresh)
        return self._row[ids]

    def _add(self, ids: Ints) -> None:
        self._row[ids] = np.arange(len(self.ids), len(self.ids) + len(ids))
        self.ids = np.concatenate((self.ids, ids))
        told = np.frombuffer(b"".join(map(self._read, ids.tolist())), _ROW)
        self._columns = {name: np.concatenate((column, told[name])) for name, column in self._columns.items()}
