"""What the gate counts of a delivery, record by record: outcomes, errors, rules and filled fields. Touches no store."""

from __future__ import annotations

from collections import Counter

from metadata.rows import Row
from transforms.record import Level, Outcome

UNREADABLE = frozenset({"S01", "O01", "O14"})
FILLS = {
    "isbn": "020",
    "contributor": "100 110 700 710",
    "summary": "520",
    "subject": "6XX",
    "language": "041",
}


def count(counts: Counter[str], row: Row) -> None:
    """Outcomes, and what the gate looks at."""
    counts["read"] += 1
    counts[row.outcome] += 1
    if row.outcome == Outcome.FILTERED:
        counts[f"filtered:{row.reason}"] += 1
    elif row.outcome == Outcome.QUARANTINED:
        counts[f"quarantined:{row.rule}"] += 1
        counts["unreadable"] += row.rule in UNREADABLE
    elif row.outcome == Outcome.CANDIDATE:
        counts["with_error"] += any(each.level == Level.ERROR and not each.fixed for each in row.issues)
        counts.update(f"rule:{each}" for each in {issue.rule for issue in row.issues})
        tags = {part[:3] for part in row.record.split("\x1e")[1:]}
        for name, wanted in FILLS.items():
            counts[f"fill:{name}"] += any(tag in tags or (tag == "6XX" and _subject(tags)) for tag in wanted.split())


def _subject(tags: set[str]) -> bool:
    return any(tag.startswith("6") for tag in tags)
