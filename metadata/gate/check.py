"""What a gate is told and what it says: History and Check, and the two ways to hold a number against a limit."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any, NamedTuple

FEW = 20  # records that may always go or change, whatever their share

Counts = Mapping[str, int]


class Check(NamedTuple):
    """One number held against its limit."""

    key: str
    value: float
    limit: float
    verdict: str  # pass, warn or hold
    baseline: float | None = None  # what is usual, or what a share is of
    samples: tuple[dict[str, Any], ...] = ()  # a few records that show what was found


class History(NamedTuple):
    """What the store knows of a feed before this delivery."""

    full: bool  # each of its deliveries says all there is
    live: int  # the vendor's records that are not deleted
    committed: int  # deliveries that were committed
    renewal: bool = False  # this one is made of what is stored
    same_mapping: bool = True  # mapping, rules and vendor file are those of the stored records
    sizes: tuple[int, ...] = ()  # records of each committed delivery of the same kind in the last 30 days
    high: int = 0  # most live records after any commit of the last 30 days
    fills: Mapping[str, float] = {}  # key field → usual share of records that have it
    codes: frozenset[str] = frozenset()  # kinds of unknown codes that came in the last 30 days

    @property
    def usual(self) -> float:
        """The usual number of records: the median; where there is none, what is live."""
        return median(self.sizes) if self.sizes else float(self.live)


def share(key: str, part: int, whole: int, limit: float) -> Check:
    """A share of records, of which a few may always be."""
    return rate(key, part / whole, max(limit, FEW / whole), switched_off=limit >= 1)._replace(baseline=whole)


def rate(key: str, value: float, limit: float, warn: float | None = None, switched_off: bool | None = None) -> Check:
    """A share of one; a limit of all of it says that the vendor is not judged by it: then nothing warns either.

    The few that may always be can be more than there are: then the limit is told as all of it.
    """
    check = at_most(key, value, limit, warn)
    check = check._replace(limit=min(limit, 1.0))
    return check._replace(verdict="pass") if (limit >= 1 if switched_off is None else switched_off) else check


def at_most(key: str, value: float, limit: float, warn: float | None = None) -> Check:
    """More than the limit holds; more than `warn`, or half of the limit, warns."""
    half = limit / 2 if warn is None else warn
    return Check(key, value, limit, "hold" if value > limit else "warn" if value > half else "pass")
