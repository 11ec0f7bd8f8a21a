"""Feeds of a simulated vendor, day by day: what a gate is told of them, without files, and what a commit leaves.

Everything comes from a seed. The rows are those that refine would write of such a feed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from metadata.fill_marks import NAMES
from metadata.gate import Check, gate
from metadata.gate.effect import Effect, Live
from metadata.gate.history import usual
from metadata.rows import Row
from metadata.tally import count
from metadata.vendors.parts import Expect
from transforms.record import Issue, Level, Outcome

ERROR = Issue("F13", "language-invalid", Level.ERROR)
SHAPES = ("{:06}", "fs-{:06}", "urn:x:{}", "AB{:05}")


def marks(has: Iterable[str], ought: Iterable[str] = NAMES) -> int:
    """Fill marks: fields that a record has, and that it ought to have."""
    has, ought = set(has), set(ought)
    bits = sum(1 << place + 16 for place, name in enumerate(NAMES) if name in ought)
    return bits | sum(1 << place for place, name in enumerate(NAMES) if name in has & ought)


@dataclass
class Feed:
    """A vendor's records and the history of its deliveries."""

    random: Random
    full: bool
    size: int
    expect: Expect = field(default_factory=Expect)
    shape: str = SHAPES[0]
    absence_deletes: bool = True
    live: dict[str, Live] = field(default_factory=dict)
    entries: list[tuple[str, Counter[str]]] = field(default_factory=list)
    rates: dict[str, float] = field(default_factory=dict)
    named: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        """How often each key field is there is the vendor's own."""
        self.rates = self.rates or {name: self.random.choice((1.0, 0.98, 0.9, 0.75, 0.4, 0.0)) for name in NAMES}

    def ids(self, number: int) -> list[str]:
        """New ids of the vendor's kind."""
        self.named += number
        return [self.shape.format(each) for each in range(self.named - number, self.named)]

    def fields(self) -> int:
        """The marks of a record such as the vendor makes."""
        return marks(name for name in NAMES if self.random.random() < self.rates[name])

    def some(self, number: int) -> list[str]:
        """That many live ids."""
        return self.random.sample(sorted(self.live), min(number, len(self.live)))

    def made(self, ids: Iterable[str], *, errors: float = 0.02, altered: bool = True) -> list[Row]:
        """Records that come anew; a live one keeps its fields."""
        found = []
        for each in ids:
            fills = self.live[each].fills if each in self.live else self.fields()
            row = Row(0, Outcome.CANDIDATE, each, b"", record="new" if altered else "same", fills=fills)
            row.issues = [ERROR] if self.random.random() < errors else []
            found.append(row)
        return found

    def unchanged(self, ids: Iterable[str]) -> list[Row]:
        """Records as the store has them."""
        return [Row(0, Outcome.UNCHANGED, each, b"") for each in ids]

    def ordinary(self, *, new: float = 0.004, gone: float = 0.002, changed: float = 0.02) -> list[Row]:
        """A day's delivery: shares of the live records that are new, withdrawn and changed, give or take."""
        fresh = self.made(self.ids(self._about(new)))
        going = set(self.some(self._about(gone)))
        anew = [each for each in self.some(self._about(changed)) if each not in going]
        if not self.full:
            return [*fresh, *self.made(anew), *deletes(going)]
        rest = sorted(self.live.keys() - going - set(anew))
        return [*self.unchanged(rest), *self.made(anew), *fresh]

    def _about(self, share: float) -> int:
        whole = share * len(self.live)
        return int(whole) + (self.random.random() < whole % 1) if whole else 0

    def judge(self, rows: Sequence[Row], *, same_mapping: bool = True, **more: int) -> tuple[list[Check], Counter[str]]:
        """What the gate says of a delivery of these rows."""
        for place, row in enumerate(rows):
            row.position = place
        counts: Counter[str] = Counter(more)
        for row in rows:
            count(counts, row)
        effect = Effect(self.live, "z", lambda made: {each for each, row in made.items() if row.record != "same"})
        effect.take(rows)
        effect.settle(self.full and self.absence_deletes, lambda ids: set(ids) & self.live.keys())
        counts.update(effect.counts)
        history = usual(self.entries[-30:], "file", self.live)
        history = history._replace(full=self.full, same_mapping=same_mapping)
        return gate(counts, history, self.expect), counts

    def commit(self, rows: Sequence[Row], counts: Counter[str]) -> None:
        """What a commit of these rows leaves."""
        held = {row.vendor_id for row in rows}
        for row in rows:
            if row.outcome in (Outcome.DELETED, Outcome.FILTERED):
                self.live.pop(row.vendor_id, None)
            elif row.outcome == Outcome.CANDIDATE:
                self.live[row.vendor_id] = Live(len(self.live) + 1_000_000 * self.day, row.fills, f"{self.day:03}")
        if self.full and self.absence_deletes:
            self.live = {each: kept for each, kept in self.live.items() if each in held}
        self.entries.append(("file", Counter({**counts, "live": len(self.live)})))
        self.day += 1

    def pass_days(self, days: int) -> list[Check]:
        """A first delivery and ordinary days; returns what held any of them."""
        held = []
        for day in range(days):
            rows = self.ordinary() if day else self.made(self.ids(self.size))
            checks, counts = self.judge(rows)
            held += [each for each in checks if each.verdict == "hold"]
            self.commit(rows, counts)
        return held


def deletes(ids: Iterable[str]) -> list[Row]:
    """Records that the vendor deletes."""
    return [Row(0, Outcome.DELETED, each, b"", reason="LDR/05 is d") for each in ids]


def withheld(ids: Iterable[str], rule: str) -> list[Row]:
    """Records that a rule puts into quarantine."""
    return [Row(0, Outcome.QUARANTINED, each, b"", rule=rule, reason="why") for each in ids]


def feed(seed: int, **wanted: Any) -> Feed:
    """A vendor of this seed; what is wanted of it goes before chance."""
    random = Random(seed)
    known = {"full": random.random() < 0.5, "size": random.choice((60, 150, 400)), "shape": random.choice(SHAPES)}
    return Feed(random, **{**known, **wanted})
