"""Sums over the findings of a vendor's records, rule by rule: what to ask for, what was mended, and an example of each.

Holds a few ids and examples for each rule, however many records there are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from metadata.feedback.findings import Judged
from transforms.record import Issue, Level

WEIGHT = {Level.FATAL: 0, Level.ERROR: 1, Level.WARNING: 2, Level.INFO: 3}
BINS = 10  # of the score, ten points each; 100 falls into the last


class Example(NamedTuple):
    """One finding in one record."""

    judged: Judged
    issue: Issue


@dataclass(slots=True)
class RuleSum:
    """What one rule said of a vendor's records."""

    rule: str
    slug: str
    level: Level
    fired: int = 0  # findings, mended or not
    fixed: int = 0
    suppressed: int = 0
    records: int = 0  # with a finding
    asked: int = 0  # records with a finding that is neither mended nor accepted
    mended: int = 0  # records in which something was mended
    ids: list[str] = field(default_factory=list)  # of the first records that are asked about
    example: Example | None = None  # of what is asked
    remedy: Example | None = None  # of what was mended

    @property
    def order(self) -> tuple[int, int, str]:
        """The heaviest first, then the most frequent."""
        return WEIGHT[self.level], -self.asked, self.rule


@dataclass(slots=True)
class Sums:
    """All that is counted while the findings are written."""

    most_ids: int  # of a vendor's own that are kept for a rule
    ours: frozenset[str] = frozenset()  # rules about faults of ours
    rules: dict[str, RuleSum] = field(default_factory=dict)
    records: int = 0  # live ones
    sound: int = 0  # live ones of which nothing is asked
    withheld: int = 0
    scored: Counter[int] = field(default_factory=Counter)  # live records by tens of points

    def take(self, judged: Judged) -> None:
        """Count one record."""
        self.records += not judged.withheld
        self.withheld += bool(judged.withheld)
        if judged.score is not None:
            self.scored[min(BINS - 1, max(0, int(judged.score // 10)))] += 1
        asked: set[str] = set()
        mended: set[str] = set()
        issues = [each for each in judged.issues if each.rule not in self.ours]
        for issue in issues:
            self._count(judged, issue, asked, mended)
        for rule in dict.fromkeys(each.rule for each in issues):
            self._record(self.rules[rule], judged.label, rule in asked, rule in mended)
        self.sound += not (asked or judged.withheld)

    def _count(self, judged: Judged, issue: Issue, asked: set[str], mended: set[str]) -> None:
        known = self.rules.setdefault(issue.rule, RuleSum(issue.rule, issue.slug, issue.level))
        known.level = min(known.level, issue.level, key=WEIGHT.__getitem__)
        known.fired += 1
        known.fixed += issue.fixed
        known.suppressed += issue.suppressed
        if issue.fixed:
            mended.add(issue.rule)
            if known.remedy is None or (issue.after and not known.remedy.issue.after):
                known.remedy = Example(judged, issue)
        elif is_asked(issue):
            asked.add(issue.rule)
            known.example = known.example or Example(judged, issue)

    def _record(self, known: RuleSum, label: str, asked: bool, mended: bool) -> None:
        known.records += 1
        known.mended += mended
        known.asked += asked
        if asked and len(known.ids) < self.most_ids:
            known.ids.append(label)

    def to_ask(self) -> list[RuleSum]:
        """The rules that the vendor is asked about, in order of weight and number."""
        return sorted((each for each in self.rules.values() if each.asked), key=lambda each: each.order)

    def mended(self) -> list[RuleSum]:
        """The rules by which we mended something, the most frequent first."""
        found = (each for each in self.rules.values() if each.fixed)
        return sorted(found, key=lambda each: (-each.mended, each.rule))

    @property
    def suppressed(self) -> int:
        """Findings that a person accepted."""
        return sum(each.suppressed for each in self.rules.values())


def is_asked(issue: Issue) -> bool:
    """True if the vendor is asked to correct it: not mended, not accepted, and more than a note."""
    return not issue.fixed and not issue.suppressed and issue.level != Level.INFO
