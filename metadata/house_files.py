"""The files of the house's own in `schemas`, without which nothing true can be made: what is wrong in one stops.

Files of vendors and libraries, rules and suppressions are no such: a night goes on without what is wrong there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import yaml

from metadata.errors import ConfigError
from metadata.yaml_files import read_document
from transforms.tables import Tables
from transforms.vocabulary import Vocabulary
from transforms.yaml_text import read_yaml

SCHEMAS = "schemas"  # the name of all of them
TABLES = ("codes", "marc21", "onix")  # folders of CSV: a comment line, a header, and as many cells in every row
SAID = ("crosswalks", "onix")  # folders of YAML that the tables read when first asked


@contextmanager
def house_file(schemas: Path, name: str) -> Iterator[None]:
    """Around what reads a file or folder of `schemas`. Raises ConfigError that names it, with the line where it can.

    Whoever reads it says what is wrong by one of Python's own errors.
    """
    if name.endswith(".yml") and "/" not in name:  # crosswalks are written more freely
        read_document(schemas / name)
    try:
        yield
    except (OSError, ValueError, LookupError, TypeError, AttributeError, yaml.YAMLError) as error:
        told = str(error) if isinstance(error, (OSError, ValueError)) else repr(error)
        where = "" if told.startswith(name) else f"{name}: "
        raise ConfigError(
            f"{where}{told}: mend it, or put back what was shipped; nothing is made without it"
        ) from error


def whole_tables(schemas: Path, vocabulary: Vocabulary | None) -> Tables:
    """The code lists and the order of normalisation, read whole: a fault that is found when a record first asks for a
    table would be told of that record, and of every other one. Raises ConfigError.
    """
    read_document(schemas / "normalise.yml")  # which is read with the tables
    if wrong := [
        each for folder in TABLES for path in sorted((schemas / folder).glob("*.csv")) for each in _faults(path)
    ]:
        raise ConfigError("\n".join(wrong))
    for path in (path for folder in SAID for path in sorted((schemas / folder).glob("*.yml"))):
        with house_file(schemas, f"{path.parent.name}/{path.name}"):
            read_yaml(path.read_text("utf-8"))
    with house_file(schemas, "codes"):
        tables = Tables.load(schemas, vocabulary)
        _read_whole(tables)
    return tables


def _read_whole(tables: Tables) -> None:
    """Ask the tables, and what they consist of, for everything that is read when first asked."""
    for part in (tables, *(getattr(tables, name) for name in tables.__dataclass_fields__)):
        lazy = vars(type(part)).items() if type(part).__module__.startswith("transforms.") else ()
        for name, one in lazy:
            if isinstance(one, cached_property):
                getattr(part, name)


def _faults(path: Path) -> Iterator[str]:
    """What is wrong with the shape of a table, a line each."""
    name = f"{path.parent.name}/{path.name}"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            next(lines, "")  # "# source: …"
            rows = csv.reader(lines)
            head = next(rows, [])
            if not head:
                yield f"{name}:2: the names of its columns are missing"
            for row in rows:
                if row and len(row) != len(head):
                    yield f"{name}:{rows.line_num + 1}: {len(row)} cells, not {len(head)}: is a comma or quote missing?"
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        yield f"{name}: cannot be read: {error}"
