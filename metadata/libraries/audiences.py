"""schemas/codes/audience_choices.csv: the codes of 008/22 for the readers that a library may choose by."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

_WRITTEN = {"#": " ", "none": ""}  # as the table has them → as they stand in a record

Audiences = Mapping[str, tuple[str, ...]]  # choice → codes


def load_audiences(schemas: Path) -> Audiences:
    """The codes of each choice."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    with (schemas / "codes" / "audience_choices.csv").open(encoding="utf-8", newline="") as stream:
        next(stream)  # its source
        for row in csv.DictReader(stream):
            found[row["choice"]].append(_WRITTEN.get(row["code"], row["code"]))
    return {choice: tuple(codes) for choice, codes in found.items()}
