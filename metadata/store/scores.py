"""Scores of a vendor's live records in numbers, one summary for each committed delivery, so that trends can be shown.

The scores themselves are made in transforms/score and stand with their records.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from statistics import fmean, median
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from metadata.store.tables import delivery, ledger, score_summary, source_record

METRICS = {
    "score": source_record.c.score,
    "completeness": source_record.c.completeness,
    "tt": source_record.c.tt,
    "sr": source_record.c.sr,
}
GOOD = 80.0  # share80 counts the records with this much or more


class Summary(NamedTuple):
    """One metric over records: score, completeness and sr are 0-100, tt is in points."""

    records: int
    mean: float
    median: float
    p10: float  # a tenth of the records has this much or less
    share80: float  # 0…1


class Point(NamedTuple):
    """The summary of one metric after one committed delivery."""

    delivery_id: int
    name: str  # of the delivery
    kind: str  # file, or renewal: the same records under other rules
    at: str  # when it was committed, ISO 8601 in UTC
    metric: str
    summary: Summary


def summary_of(values: Sequence[float]) -> Summary | None:
    """Mean, median, tenth percentile (nearest rank) and share of 80 or more; None without values."""
    if not values:
        return None
    ranked = sorted(values)
    good = sum(each >= GOOD for each in ranked)
    tenth = ranked[ceil(len(ranked) / 10) - 1]
    return Summary(len(ranked), fmean(ranked), median(ranked), tenth, good / len(ranked))


def summarise(connection: Connection, vendor: str, delivery_id: int) -> dict[str, Summary]:
    """Write the summary of the vendor's live records under a delivery, in place of an earlier one; returns it.

    A record without a score (made before there were any) is left out; a metric that no record has is not written.
    """
    wanted = (source_record.c.vendor == vendor, source_record.c.deleted.is_(False))
    rows = connection.execute(select(*METRICS.values()).where(*wanted)).all()
    found = {}
    for place, metric in enumerate(METRICS):
        summary = summary_of([row[place] for row in rows if row[place] is not None])
        if summary is not None:
            found[metric] = summary
    connection.execute(delete(score_summary).where(score_summary.c.delivery_id == delivery_id))
    if found:
        values = [{"delivery_id": delivery_id, "metric": name, **each._asdict()} for name, each in found.items()]
        connection.execute(insert(score_summary), values)
    return found


def trend(connection: Connection, vendor: str) -> list[Point]:
    """The summaries of a vendor's committed deliveries, the oldest commit first, metrics in the order of METRICS."""
    c, order = score_summary.c, list(METRICS)
    commits = (
        select(ledger.c.delivery_id, func.max(ledger.c.id).label("entry"))
        .where(ledger.c.state == "committed")
        .group_by(ledger.c.delivery_id)
        .subquery()
    )
    query = (
        select(ledger.c.id, delivery.c.id, delivery.c.name, delivery.c.kind, ledger.c.at, c.metric)
        .add_columns(c.records, c.mean, c.median, c.p10, c.share80)
        .join(delivery, delivery.c.id == c.delivery_id)
        .join(commits, commits.c.delivery_id == c.delivery_id)
        .join(ledger, ledger.c.id == commits.c.entry)
        .where(delivery.c.vendor == vendor)
    )
    rows = sorted(connection.execute(query).all(), key=lambda row: (row[0], order.index(row.metric)))
    return [Point(row[1], row[2], row[3], row[4], row[5], Summary(*row[6:])) for row in rows]
