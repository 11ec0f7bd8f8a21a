"""The gate: is this delivery what the vendor's file and its own history let us expect? Pure functions of counts.

A tripped gate holds the delivery and keeps what is published; a person decides (quality-rules.md §9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from metadata.refine import Row
from metadata.vendors import Vendor
from transforms.record import Outcome

MOST_FAULTS = 0.01  # share of records that may fail by a fault of ours
FEW = 20  # records that may always go, whatever their share
PLAIN = {  # what a tripped gate says
    "max_errors": "{value:.0%} of the records have errors, the limit is {limit:.0%}",
    "max_unreadable": "{value:.1%} of the records cannot be read, the limit is {limit:.1%}",
    "max_faults": "{value:.1%} of the records failed by a fault of ours, the limit is {limit:.1%}",
    "min_records": "{value:.0f} records, at least {limit:.0f} are expected",
    "max_drop": "the number of records falls by {value:.0%}, the limit is {limit:.0%}",
    "max_deletes": "{value:.0%} of the live records would be deleted, the limit is {limit:.0%}",
    "max_changed": "{value:.0%} of the live records change at once, the limit is {limit:.0%}",
    "sender": "the delivery comes from another sender",
}


class Check(NamedTuple):
    """One number held against its limit."""

    key: str
    value: float
    limit: float
    verdict: str  # pass, warn or hold

    @property
    def message(self) -> str:
        """The finding in plain words."""
        text = PLAIN.get(self.key, self.key + " is {value:.0%}, at least {limit:.0%} is expected")
        return text.format(value=self.value, limit=self.limit)


class History(NamedTuple):
    """What the store knows of the vendor before this delivery, and what the delivery would do to it."""

    live: int  # records that are not deleted
    committed: int  # deliveries that were committed
    withdrawn: int  # live records that this delivery would withdraw: deleted, filtered now, or absent
    same_mapping: bool  # mapping, rules and vendor file are those of the stored records
    changed: int = 0  # live records that this delivery brings anew


def check(counts: Mapping[str, int], history: History, vendor: Vendor, sender: str = "") -> list[Check]:
    """Every number that can be judged, with its verdict; the delivery is held when any says hold."""
    expect, read = vendor.expect, max(counts.get("read", 0), 1)
    bad = counts.get("quarantined", 0) + counts.get("with_error", 0)
    checks = [
        _at_most("max_errors", bad / read, expect.max_errors),
        _at_most("max_unreadable", counts.get("unreadable", 0) / read, expect.max_unreadable),
        _at_most("max_faults", counts.get("quarantined:R00", 0) / read, MOST_FAULTS),
        *_fills(counts, expect.fill),
    ]
    if vendor.delivery == "full" or not history.committed:
        checks.append(_at_least("min_records", counts.get("read", 0), expect.min_records))
    if sender and vendor.sender and sender != vendor.sender:
        checks.append(Check("sender", 0, 0, "hold"))
    return checks + (_against_history(counts, history, vendor) if history.committed and history.live else [])


def _against_history(counts: Mapping[str, int], history: History, vendor: Vendor) -> list[Check]:
    """What a first delivery is not judged by."""
    expect, live = vendor.expect, history.live
    checks = []
    if vendor.delivery == "full":
        kept = counts.get("candidate", 0) + counts.get("unchanged", 0)
        checks.append(_at_most("max_drop", max(0.0, 1 - kept / live), expect.max_drop))
    checks.append(_at_most("max_deletes", history.withdrawn / live, max(expect.max_deletes, FEW / live)))
    if history.same_mapping:
        checks.append(_at_most("max_changed", history.changed / live, max(expect.max_changed, FEW / live)))
    return checks


def effect(rows: Iterable[Row], live: Collection[str], absence_deletes: bool) -> tuple[int, int]:
    """How many of the live ids these rows of a delivery would withdraw, and how many they would change."""
    last: dict[str, str] = {}
    silent = set()  # ids of rows that leave the stored record as it is
    for row in rows:
        if row.speaks:
            last[row.vendor_id] = row.outcome
        else:
            silent.add(row.vendor_id)
    said = Counter(last[each] for each in live if each in last)
    absent = sum(each not in last and each not in silent for each in live) if absence_deletes else 0
    return said[Outcome.DELETED] + said[Outcome.FILTERED] + absent, said[Outcome.CANDIDATE]


def _fills(counts: Mapping[str, int], floors: Mapping[str, float]) -> list[Check]:
    """Fill rates of the records that are new or changed; not judged on a handful."""
    made = counts.get("candidate", 0)
    if made < FEW:
        return []
    ought = {name: counts.get(f"of:{name}", made) or made for name in floors}
    return [_at_least(f"fill.{name}", counts.get(f"fill:{name}", 0) / ought[name], floors[name]) for name in floors]


def _at_most(key: str, value: float, limit: float) -> Check:
    return Check(key, value, limit, "hold" if value > limit else "warn" if value > limit / 2 else "pass")


def _at_least(key: str, value: float, limit: float) -> Check:
    return Check(key, value, limit, "hold" if value < limit else "pass")
