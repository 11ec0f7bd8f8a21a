"""What the store knows of a vendor: its deliveries, what the rules counted in each, scores, fill rates. Only reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from metadata.errors import ConfigError
from metadata.feedback.findings import Judged, stored_issue, title_of, withholding
from metadata.feedback.remedies import with_remedies
from metadata.gate.check import FEW, Check
from metadata.link_checks.found import dead_links
from metadata.store import deliveries, match_index, match_limits, records
from metadata.store.tables import delivery, ledger, quarantine, rule_count, score_summary, source_record
from transforms.validate import RuleSet

_AT_ONCE = 1_000  # rows that are read at a time


class Arrival(NamedTuple):
    """A delivery of the vendor, and what became of it."""

    id: int
    name: str
    kind: str  # file, or renewal: what was stored, made anew
    state: str
    at: str  # of that state, ISO 8601 in UTC
    counts: Mapping[str, Any]
    was_held: bool
    tripped: tuple[Check, ...] = ()  # what held it

    @property
    def read(self) -> int:
        """Records in it; 0 where it was never read."""
        return int(self.counts.get("read", 0))

    @property
    def live(self) -> int:
        """The vendor's live records after it."""
        return int(self.counts.get("live", 0))


class Fill(NamedTuple):
    """How many of the records that ought to have a field have it, and how many should."""

    name: str
    rate: float  # 0-1
    floor: float | None


class Poor(NamedTuple):
    """An identifier of the vendor's records that stands on unrelated titles, and so proves nothing."""

    kind: str
    value: str
    ids: list[str]  # the vendor's own, the first of them
    more: int  # records of the vendor beside those


class Told(NamedTuple):
    """How many identifiers on unrelated titles are told, and how many records of each."""

    poor: int = 20
    ids: int = 20


TOLD = Told()


class Facts(NamedTuple):
    """What the reports tell of a vendor besides its records."""

    arrivals: list[Arrival]  # oldest first
    runs: list[Arrival]  # the committed ones, in the order in which they were committed
    rule_counts: list[Row[Any]]  # of the runs, in their order, then by rule
    scores: dict[tuple[int, str], Row[Any]]  # by delivery and metric
    fills: list[Fill]
    live: int
    at: str  # of the newest entry in the vendor's ledger; "" before the first
    poor: Sequence[Poor] = ()  # those of most records first
    poor_more: int = 0  # beside those


def facts(
    connection: Connection, vendor: str, floors: Mapping[str, float], since: int = 0, most: int = 30, told: Told = TOLD
) -> Facts:
    """The vendor's last deliveries, at most `most`, of them only those from delivery `since` on.

    Of identifiers on unrelated titles as many as `told` says. Raises ConfigError when `since` is no delivery of the
    vendor.
    """
    states = [
        pair for pair in deliveries.with_state(connection, vendor=vendor) if pair[1].state not in ("seen", "vanished")
    ]
    if since and since not in {each.id for each, _ in states}:
        raise ConfigError(f"delivery {since} is none of {vendor}; `emat status` shows those that are")
    entries = _entries(connection, vendor)
    shown = sorted((pair for pair in states if pair[0].id >= since), key=lambda pair: pair[0].id)[-most:]
    tripped = _tripped(connection, [each.id for each, _ in shown])
    held = {row.delivery_id for row in entries if row.state == "held"}
    arrivals = [_arrival(*pair, held, tripped) for pair in shown]
    committed = {each.id: entry.id for each, entry in shown}
    runs = sorted((each for each in arrivals if each.state == "committed"), key=lambda each: committed[each.id])
    ids = [each.id for each in runs]
    return Facts(
        arrivals,
        runs,
        _rule_counts(connection, ids),
        _scores(connection, ids),
        _fills(runs, floors),
        records.live_count(connection, vendor),
        entries[-1].at if entries else "",
        *_poor(connection, vendor, told),
    )


def _poor(connection: Connection, vendor: str, told: Told) -> tuple[tuple[Poor, ...], int]:
    """The identifiers on unrelated titles that records of the vendor have, whoever else has them; and how many more."""
    held = match_limits.held_by(connection)
    keys = [(each.kind, each.value) for each in match_index.limits(connection, why=match_index.POOR)]
    counts = {key: own for key in keys if (own := held.get(key, {}).get(vendor, 0))}
    found = []
    for key in sorted(counts, key=lambda each: (-counts[each], each))[: told.poor]:
        labels = match_limits.samples(connection, key, told.ids, (vendor,))
        found.append(Poor(*key, [label.partition(":")[2] for label in labels], counts[key] - len(labels)))
    return tuple(found), len(counts) - len(found)


def _arrival(
    each: deliveries.Delivery, entry: deliveries.Entry, held: Collection[int], tripped: Mapping[int, tuple[Check, ...]]
) -> Arrival:
    was_held, checks = each.id in held, tripped.get(each.id, ())
    return Arrival(each.id, each.name, each.kind, entry.state, entry.at, entry.counts, was_held, checks)


def _entries(connection: Connection, vendor: str) -> list[Row[Any]]:
    """The vendor's ledger: delivery, state and time of each entry, oldest first."""
    query = select(ledger.c.delivery_id, ledger.c.state, ledger.c.at).join(delivery)
    return list(connection.execute(query.where(delivery.c.vendor == vendor).order_by(ledger.c.id)))


def _tripped(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Check, ...]]:
    """What held each of the deliveries."""
    return {
        number: tuple(Check(row.key, row.value, row.limit, row.verdict, row.baseline) for row in rows)
        for number, rows in deliveries.tripped(connection, ids).items()
    }


def _rule_counts(connection: Connection, ids: Sequence[int]) -> list[Row[Any]]:
    place = {each: number for number, each in enumerate(ids)}
    rows = connection.execute(select(rule_count).where(rule_count.c.delivery_id.in_(ids)))
    return sorted(rows, key=lambda row: (place[row.delivery_id], row.rule))


def _scores(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, str], Row[Any]]:
    rows = connection.execute(select(score_summary).where(score_summary.c.delivery_id.in_(ids)))
    return {(row.delivery_id, row.metric): row for row in rows}


def _fills(runs: Sequence[Arrival], floors: Mapping[str, float]) -> list[Fill]:
    """Fill rates of the newest delivery with enough new or changed records; floors are the vendor file's."""
    made = [each for each in runs if each.counts.get("candidate", 0)]
    enough = [each for each in made if each.counts["candidate"] >= FEW] or made
    if not enough:
        return []
    counts = enough[-1].counts
    found = []
    for name in sorted(key[5:] for key in counts if key.startswith("fill:")):
        ought = counts.get(f"of:{name}", counts["candidate"])
        if ought:
            found.append(Fill(name, min(1.0, counts[f"fill:{name}"] / ought), floors.get(name)))
    return sorted(found, key=lambda each: (each.floor is None, each.name))  # those that are asked for first


def judged(connection: Connection, vendor: str, rules: RuleSet, since: int = 0) -> Iterator[Judged]:
    """The vendor's quarantined records that are still open, then its live ones by id; from delivery `since` on."""
    yield from _withheld(connection, vendor, rules, since)
    c = source_record.c
    query = (
        select(c.vendor_id, c.position, c.record, c.issues, c.rules, c.score, delivery.c.name)
        .join(delivery, delivery.c.id == c.delivery_id)
        .where(c.vendor == vendor, c.deleted.is_(False), c.delivery_id >= since)
        .order_by(c.vendor_id)
        .execution_options(yield_per=_AT_ONCE)
    )
    dead = dead_links(connection, vendor, rules)
    for row in connection.execute(query):
        issues = with_remedies(tuple(map(stored_issue, row.issues)), row.record) + dead.get(row.vendor_id, ())
        title = title_of(row.record) if issues else ""
        yield Judged(vendor, row.vendor_id, title, row.name, row.position, row.rules, row.score, issues)


def _withheld(connection: Connection, vendor: str, rules: RuleSet, since: int) -> Iterator[Judged]:
    c = quarantine.c
    query = (
        select(c.position, c.vendor_id, c.rule, c.message, delivery.c.name)
        .join(delivery, delivery.c.id == c.delivery_id)
        .where(c.vendor == vendor, c.state == "open", c.delivery_id >= since)
        .order_by(c.delivery_id, c.position)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in connection.execute(query):
        issue = withholding(rules, row.rule, row.message)
        yield Judged(vendor, row.vendor_id, "", row.name, row.position, "", None, (issue,), withheld=True)
