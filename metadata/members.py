"""Source records of the store as the members of a title that merging takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from transforms.merge.members import Member
from transforms.record import Record

VERSION = 16  # hexadecimal characters of the hash by which a version of a record is named
_RULE, _LEVEL, _FIXED, _SUPPRESSED = 0, 2, 5, 9  # places in a stored Issue


class Stored(NamedTuple):
    """A member with its record as the store keeps it: small enough to be sent to another process."""

    vendor: str
    vendor_id: str
    rank: int
    record: str
    media: str
    score: float | None
    flaws: tuple[tuple[str, str], ...]
    version: str
    delivery: int
    oldest: str

    @property
    def label(self) -> str:
        """ "vendor:vendor id"."""
        return f"{self.vendor}:{self.vendor_id}"

    def unpacked(self) -> Member:
        """The member as merging takes it."""
        return Member(**{**self._asdict(), "record": Record.unpack(self.record)})


def stored_members(rows: Sequence[Row[Any]], ranks: Mapping[str, int]) -> tuple[Stored, ...]:
    """The members that rows of `store.titles.members_of` stand for; `ranks` by vendor."""
    alone = len(rows) == 1  # nothing is to be chosen: what is wrong with it does not matter
    return tuple(
        [
            Stored(
                row.vendor,
                row.vendor_id,
                ranks.get(row.vendor, 0),
                row.record,
                row.media,
                row.score,
                () if alone else _flaws(row.issues),
                row.sha256.hex()[:VERSION],
                row.delivery_id,
                getattr(row, "oldest", None) or "",  # a record that has no title yet is asked for by itself
            )
            for row in rows
        ]
    )


def member_list(rows: Sequence[Row[Any]], ranks: Mapping[str, int]) -> list[Member]:
    """The same, each with its record unpacked."""
    return [each.unpacked() for each in stored_members(rows, ranks)]


def _flaws(issues: Sequence[Sequence[Any]]) -> tuple[tuple[str, str], ...]:
    """(rule, level) of the findings that are neither mended nor accepted."""
    return tuple((each[_RULE], each[_LEVEL]) for each in issues if not (each[_FIXED] or each[_SUPPRESSED]))
