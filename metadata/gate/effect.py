"""What a delivery would do to the live records, counted from its rows before anything is written. Touches no store."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from metadata.fill_marks import add_up
from metadata.gate.samples import Samples
from metadata.rows import Row
from metadata.tally import UNREADABLE, has_error
from transforms.record import Outcome

BATCH = 500  # rows compared with the store at a time
KEEPS = (Outcome.CANDIDATE, Outcome.UNCHANGED)  # outcomes after which the record is live
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")

Alters = Callable[[Mapping[int, Row]], set[int]]  # source ids with their new rows → those that come out differently


class Live(NamedTuple):
    """A live record as the store has it."""

    id: int
    fills: int  # metadata/fill_marks.py
    order_key: str  # of the delivery it came with


@dataclass(slots=True)
class Effect:
    """The rows of one delivery against what is live; `take` all of them, then `settle`."""

    live: Mapping[str, Live]
    order_key: str
    alters: Alters
    withheld: Set[tuple[str, str]] = frozenset()  # (id, rule) of what waits in quarantine
    counts: Counter[str] = field(default_factory=Counter)
    samples: Samples = field(default_factory=Samples)
    last: dict[str, str] = field(default_factory=dict)  # id → outcome of the last row that speaks of it
    silent: set[str] = field(default_factory=set)  # ids of rows that leave the stored record as it is
    folded: set[str] = field(default_factory=set)  # ids in quarantine, without regard to capitals; "": of some none
    altered: set[str] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    marks: Counter[int] = field(default_factory=Counter)  # of the unchanged records

    def __post_init__(self) -> None:
        """The shapes that the vendor's ids have, and the numbers of its live records."""
        self.shapes = set(map(shape_of, self.live))
        self.numbers = {each.id for each in self.live.values()}

    def take(self, rows: Iterable[Row]) -> None:
        """All rows of the delivery, in their order."""
        stream = iter(rows)
        while batch := list(islice(stream, BATCH)):
            made = {self.live[row.vendor_id].id: row for row in batch if self._comes_anew(row)}
            altered = self.alters(made) if made else set()
            for row in batch:
                self._count(row)
                self._note(row, altered)

    def _comes_anew(self, row: Row) -> bool:
        return row.outcome == Outcome.CANDIDATE and self._may_touch(row)

    def _may_touch(self, row: Row) -> bool:
        """True for a live record that no newer delivery brought."""
        return row.vendor_id in self.live and self.live[row.vendor_id].order_key <= self.order_key

    def _count(self, row: Row) -> None:
        """What the row is, whatever the store holds."""
        known = self.live.get(row.vendor_id)
        self._count_again(row)
        if row.source > 0 and (known.id != row.source if known else row.source in self.numbers):
            self.counts["other_ids"] += 1
            self.samples.add("identity", row)
        if row.outcome == Outcome.UNCHANGED and known:
            self.marks[known.fills] += 1
        if row.outcome in KEEPS and not known and shape_of(row.vendor_id) not in self.shapes:
            self.counts["odd_ids"] += 1
            self.samples.add("strangers", row)
        if row.speaks and row.vendor_id in self.last and not row.source:
            self.counts["repeats"] += 1
            self.samples.add("repeated", row)
        self.samples.look_at(row, known.fills if known else 0)

    def _count_again(self, row: Row) -> None:
        """`again:…` for what a renewal only tries again, or withholds as before: that tells nothing of its rules."""
        is_withheld = row.outcome == Outcome.QUARANTINED
        if row.source < 0 or (row.source > 0 and is_withheld and (row.vendor_id, row.rule) in self.withheld):
            self.counts["again:read"] += 1
            self.counts["again:bad"] += is_withheld or has_error(row)
            self.counts["again:unreadable"] += is_withheld and row.rule in UNREADABLE
            self.counts["again:faults"] += is_withheld and row.rule == "R00"

    def _note(self, row: Row, altered: set[int]) -> None:
        """What the row would do; the last word on an id counts."""
        if not row.speaks:
            self.silent.add(row.vendor_id)
            if row.outcome == Outcome.QUARANTINED:
                self.folded.add(row.vendor_id.casefold())
            return
        self.last[row.vendor_id] = row.outcome
        self.altered.discard(row.vendor_id)
        if self._comes_anew(row) and self.live[row.vendor_id].id in altered:
            self.altered.add(row.vendor_id)
            self.samples.add("max_changed", row)

    def settle(self, absence_deletes: bool, known: Callable[[list[str]], set[str]]) -> None:
        """Count what follows from the whole delivery; `known` tells which ids the store has, live or not."""
        for marks, records in self.marks.items():
            add_up(self.counts, marks, records)
        gone = [each for each in self.live if self._goes(each)]
        absent = [each for each in self.live if self._is_absent(each)]
        if absence_deletes and absent and "" in self.folded:  # one without an id may be any of them: all stay
            self.counts["unsure"] = len(absent)
            absent = []
        deletes = [each for each, said in self.last.items() if said == Outcome.DELETED and each not in self.live]
        strange = sorted(set(deletes) - known(deletes)) if deletes else []
        self.counts["withdraws"] = len(gone) + (len(absent) if absence_deletes else 0)
        self.counts["alters"] = len(self.altered)
        self.counts["adds"] = sum(said in KEEPS and each not in self.live for each, said in self.last.items())
        self.counts["unknown_deletes"] = len(strange)
        self.samples.of_live("max_deletes", gone + absent if absence_deletes else gone)
        self.samples.of_live("max_drop", absent)
        self.samples.ids("delete_unknown", strange)

    def _is_absent(self, vendor_id: str) -> bool:
        """True if no row speaks of the live record; one that is withheld under other capitals does."""
        named = vendor_id in self.last or vendor_id in self.silent
        return not named and vendor_id.casefold() not in self.folded

    def _goes(self, vendor_id: str) -> bool:
        """True if the delivery takes the live record away: by a delete, or because it no longer fits."""
        leaves = self.last.get(vendor_id) in (Outcome.DELETED, Outcome.FILTERED)
        return leaves and self.live[vendor_id].order_key <= self.order_key


def shape_of(vendor_id: str) -> str:
    """What ids of one vendor have in common: "fs-000014" is "a-9", "urn:isbn:9789527999738" is "a:a:9"."""
    return _LETTERS.sub("a", _DIGITS.sub("9", vendor_id))
