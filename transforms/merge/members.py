"""The source records of a title as merging sees them, and in which order they speak."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from transforms.record import Record


class Source(NamedTuple):
    """Who says something: a version of a vendor's record, a person's decision, or the house itself."""

    vendor: str
    vendor_id: str = ""
    version: str = ""  # SHA-256 of the raw bytes, hexadecimal, its first 16 characters; "" where it is not known
    delivery: int = 0  # the delivery that brought this version; 0 where it is not known


OURS = Source("ematerial")  # what the house makes: links between titles, computed fields, mended ones
PERSON = "person"  # as a vendor: what a person decided; the id is that of the decision


class Member(NamedTuple):
    """A source record of a title."""

    vendor: str
    vendor_id: str
    rank: int  # higher wins
    record: Record
    media: str = ""  # a name of transforms/media.py; "": the form stays as the base has it
    score: float | None = None  # 0-100
    flaws: tuple[tuple[str, str], ...] = ()  # (rule, level) of what is wrong with it still
    version: str = ""
    delivery: int = 0
    oldest: str = ""  # the oldest title that it has belonged to; ids ascend with time

    @property
    def source(self) -> Source:
        """Who speaks in it."""
        return Source(self.vendor, self.vendor_id, self.version, self.delivery)


def ranked(members: Iterable[Member], rules: Collection[str], levels: Collection[str]) -> list[Member]:
    """The members in the order in which they are heard; in which order they came does not matter.

    By rank, but those with an open finding of these rules or levels behind all others; of one rank the better record,
    then that of the older title, then by the vendor's name (matching.md §9).
    """

    def order(each: Member) -> tuple[bool, int, float, bool, str, str, str]:
        unfit = any(rule in rules or level in levels for rule, level in each.flaws)
        score = -1.0 if each.score is None else each.score
        return unfit, -each.rank, -score, not each.oldest, each.oldest, each.vendor, each.vendor_id

    return sorted(members, key=order)
