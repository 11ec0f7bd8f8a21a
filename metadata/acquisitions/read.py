"""A delivered list → what counts of it, what it repeats, and what cannot be used; none of its lines is lost."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from metadata.acquisitions.forms import FORMS, Known
from metadata.acquisitions.table import TextTable, read_table
from metadata.errors import PipelineError
from metadata.gate.samples import plain
from metadata.store.acquisitions import Fault, Line
from metadata.unpack import RefusedFileError, unpack


class Listed(NamedTuple):
    """What a list says: `read` lines are those that count, those that say the same as another, and the faults."""

    read: int
    lines: tuple[Line, ...]
    repeated: int
    faults: tuple[Fault, ...]

    @property
    def counts(self) -> dict[str, int]:
        """As the ledger keeps it."""
        return {"read": self.read, "taken": len(self.lines), "repeated": self.repeated, "unusable": len(self.faults)}


def read_list(path: Path, work: Path, form: str, known: Known) -> Listed:
    """Read a delivery, packed or not; `form` is a key of FORMS. Raises RefusedFileError for what is no such list."""
    unpacked = unpack(path, work)
    if len(unpacked.parts) != 1:
        raise RefusedFileError(f"an archive of {len(unpacked.parts)} files: a list is one file")
    rules = FORMS[form]
    table = read_table(unpacked.parts[0].path, rules.separators, rules.quoted)
    rules.check(table.columns, known)
    return _listed(table, form, known)


def _listed(table: TextTable, form: str, known: Known) -> Listed:
    lines: dict[str, Line] = {}
    faults: list[Fault] = []
    read = repeated = 0
    for number, text, cells in table.lines:
        read += 1
        try:
            line = FORMS[form].line(_by_column(table.columns, cells), known, number)
        except ValueError as error:
            faults.append(Fault(number, str(error), plain(text)))
            continue
        repeated += line.key in lines
        lines.setdefault(line.key, line)
    if read != len(lines) + repeated + len(faults):
        raise PipelineError(f"{read} lines were read, but {len(lines)} + {repeated} + {len(faults)} came out")
    return Listed(read, tuple(lines.values()), repeated, tuple(faults))


def _by_column(columns: tuple[str, ...], cells: tuple[str, ...] | None) -> dict[str, str]:
    """Cells by the names of their columns; missing ones at the end of a line are empty. Raises ValueError."""
    if cells is None:
        raise ValueError("its cells cannot be told apart: a quotation mark is not closed, or it holds what is no text")
    if len(cells) > len(columns) and any(each.strip() for each in cells[len(columns) :]):
        raise ValueError(f"{len(cells)} cells, but there are {len(columns)} columns: quote a cell that has a separator")
    return {**dict.fromkeys(columns, ""), **{name: each.strip() for name, each in zip(columns, cells, strict=False)}}
