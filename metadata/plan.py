"""How a delivery is being refined: what it was cut into, by which version, and what it will be compared with.

It lies in the delivery's work folder, so that whoever takes a piece, in whatever process, does it as it was begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from metadata.payload import Payload
from metadata.pieces import put_whole
from metadata.renewing import Share

_NAME = "plan.json"
NO_FILE = Payload((), ())  # a renewal has none
A_RECORD = 3_000  # bytes that a stored record counts as, where work is shared out


@dataclass(frozen=True, slots=True)
class Plan:
    """A delivery that was begun: the ranges of its file, or of a renewal the shares of what the store holds."""

    entered: str  # yymmdd: the day on which it was begun
    made_with: str
    stamp: str  # of all that makes its records; pieces made with another one do not fit together
    compared_with: list[Any]
    payload: Payload = NO_FILE
    shares: tuple[Share, ...] = ()

    @property
    def sizes(self) -> list[int]:
        """Bytes of each piece."""
        return [each.end - each.start for each in self.payload.ranges] or [each.size * A_RECORD for each in self.shares]

    def span(self, pieces: range) -> str:
        """Where some neighbouring pieces are, in words: bytes of a file, named where it was in an archive; or records.

        The first and the last one count, as of a byte range of HTTP.
        """
        if self.shares:
            last = self.shares[pieces[-1]]
            return f"records {self.shares[pieces[0]].first}-{last.first + last.size - 1}"
        begin, end = self.payload.ranges[pieces[0]], self.payload.ranges[pieces[-1]]
        names = {each.path: each.name for each in self.payload.files}
        if begin.path == end.path:
            return f"{names[begin.path]} {begin.start}-{end.end - 1}".strip()
        return f"{names[begin.path]} {begin.start} - {names[end.path]} {end.end - 1}"


def write_plan(work: Path, plan: Plan) -> None:
    """Keep the plan of a delivery."""
    put_whole(work / _NAME, msgspec.json.encode(plan, enc_hook=str).decode())


def read_plan(work: Path) -> Plan | None:
    """The plan of a delivery that was begun; None when none was."""
    path = work / _NAME
    if not path.exists():
        return None
    return msgspec.json.decode(path.read_bytes(), type=Plan, dec_hook=lambda kind, text: kind(text))
