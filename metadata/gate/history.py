"""What is usual for a vendor and what is live, from the store: the gate judges a delivery by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from metadata.fill_marks import NAMES, add_up
from metadata.gate.check import FEW, Check, Counts, History
from metadata.gate.effect import Effect, Live
from metadata.gate.limits import gate, records_in
from metadata.gate.samples import plain, title_in
from metadata.rows import Row
from metadata.store import deliveries, quarantine, records
from metadata.store.tables import delivery as deliveries_table
from metadata.store.tables import ledger, source_record
from metadata.times import TIME
from metadata.vendors import Vendor
from transforms.merge.stamp import content_hash
from transforms.record import Record

DAYS = 30  # how far back the usual is looked for


class Arrived(NamedTuple):
    """A refined delivery: what it is, its counts, and its rows."""

    delivery: deliveries.Delivery
    vendor: Vendor
    made_with: str
    counts: Mapping[str, int]
    sender: str  # by the ONIX header
    rows: Iterable[Row]


class Weighed(NamedTuple):
    """What the gate saw of a delivery, and its counts with what it would do to the live records."""

    checks: list[Check]
    counts: dict[str, int]

    @property
    def tripped(self) -> list[Check]:
        """The checks that hold the delivery."""
        return [each for each in self.checks if each.verdict == "hold"]


def weigh(connection: Connection, arrived: Arrived, now: str) -> Weighed:
    """Judge a refined delivery at a time, ISO 8601 in UTC, against the store as the connection sees it."""
    delivery, vendor = arrived.delivery, arrived.vendor
    live = _live(connection, vendor.id)
    effect = Effect(live, delivery.order_key, lambda made: _altered(connection, made), _withheld(connection, vendor.id))
    effect.take(arrived.rows)
    effect.settle(vendor.deletes_absent and delivery.kind == "file", lambda ids: _known(connection, vendor.id, ids))
    _read_titles(connection, effect)
    counts = Counter(arrived.counts)
    counts.update(effect.counts)
    entries = _commits(connection, vendor.id)
    counts.update(_foreign(arrived, entries))
    history = _history(connection, arrived, live, [each for each in entries if each.at >= _days_before(now, DAYS)])
    checks = [_with_samples(each, effect) for each in gate(counts, history, vendor.expect)]
    return Weighed(checks, dict(counts))


def _with_samples(check: Check, effect: Effect) -> Check:
    key = "max_deletes" if check.key == "cumulative" else check.key
    return check._replace(samples=check.samples or effect.samples.of(key)) if check.verdict != "pass" else check


def is_approved(connection: Connection, delivery_id: int, tripped: Sequence[Check]) -> bool:
    """True if a person let these checks pass, and the word is not used yet; what trips besides is asked anew."""
    approval = deliveries.unused_approval(connection, delivery_id)
    keys = {each.key for each in tripped}
    return approval is not None and keys <= set(approval.gates or keys)


def _history(connection: Connection, arrived: Arrived, live: Mapping[str, Live], entries: Sequence[Any]) -> History:
    vendor, kind = arrived.vendor, arrived.delivery.kind
    versions = records.made_with_of(connection, vendor.id) - {""}
    committed = len(deliveries.with_state(connection, vendor=vendor.id, states=("committed",)))
    found = usual([(each.kind, each.counts) for each in entries], kind, live)
    full = vendor.is_full and kind == "file"
    same = versions <= {arrived.made_with}
    return found._replace(full=full, committed=committed, renewal=kind == "renewal", same_mapping=same)


def usual(entries: Sequence[tuple[str, Counts]], kind: str, live: Mapping[str, Live]) -> History:
    """What is usual by the commits of the last 30 days, each of a kind of delivery and with its counts, oldest first.

    It begins anew with the last delivery that a person let through.
    """
    begin = max((place for place, (_, counts) in enumerate(entries) if counts.get("approved")), default=0)
    entries = entries[begin:]
    alike = [counts for each, counts in entries if each == kind]
    return History(
        full=True,
        live=len(live),
        committed=len(entries),
        sizes=tuple(size for each in alike if (size := records_in(each))),
        high=max((counts.get("live", 0) for _, counts in entries), default=0),
        fills={**_fills_of(live), **(_usual_fills(alike) if kind == "file" else {})},
        codes=frozenset(key for _, counts in entries for key in counts if key.startswith("code:")),
    )


def _usual_fills(several: Sequence[Counts]) -> dict[str, float]:
    """The median rate of each key field over the deliveries that had enough records to tell."""
    rates = {name: [rate for each in several if (rate := _rate(each, name)) is not None] for name in NAMES}
    return {name: median(found) for name, found in rates.items() if found}


def _rate(counts: Counts, name: str) -> float | None:
    ought = counts.get(f"of:{name}", 0)
    return counts.get(f"fill:{name}", 0) / ought if ought >= FEW else None


def _fills_of(live: Mapping[str, Live]) -> dict[str, float]:
    """The rates over all that is live: what renewals are compared with, and deltas that are always small."""
    counts: Counter[str] = Counter()
    for marks, number in Counter(each.fills for each in live.values()).items():
        add_up(counts, marks, number)
    return _usual_fills([counts])


def _foreign(arrived: Arrived, entries: Sequence[Any]) -> Counter[str]:
    """Does the header name another sender, is a full delivery's header that of an earlier one, or its whole content?"""
    found: Counter[str] = Counter()
    if arrived.sender and arrived.vendor.sender and arrived.sender != arrived.vendor.sender:
        found["wrong_sender"] = 1
    headers = {key for key in arrived.counts if key.startswith("header:")}
    others = (each.counts for each in entries if each.delivery_id != arrived.delivery.id)
    if arrived.vendor.is_full and headers and any(headers & counts.keys() for counts in others):
        found["repeated_header"] = 1
    if _is_earlier_content(arrived.delivery, entries):
        found["earlier_content"] = 1
    return found


def _is_earlier_content(new: deliveries.Delivery, entries: Sequence[Any]) -> bool:
    """True if a file has the bytes of a committed one, and others were committed since: what they said would be undone.

    The vendor may have gone back, or sent an old file by mistake: only a person can tell.
    """
    files = sorted((each.order_key, each.delivery_id, each.sha256) for each in entries if each.kind == "file")
    if new.kind != "file" or not files or files[-1][:2] > (new.order_key, new.id) or files[-1][2] == new.sha256:
        return False
    return any(sha256 == new.sha256 for _, _, sha256 in files)


def _commits(connection: Connection, vendor: str) -> list[Any]:
    """Every commit of the vendor, oldest first: its delivery with kind, place and hash, time and counts."""
    d = deliveries_table.c
    query = (
        select(ledger.c.delivery_id, ledger.c.at, ledger.c.counts, d.kind, d.order_key, d.sha256)
        .join(deliveries_table, d.id == ledger.c.delivery_id)
        .where(d.vendor == vendor, ledger.c.state == "committed")
        .order_by(ledger.c.id)
    )
    return list(connection.execute(query))


def _live(connection: Connection, vendor: str) -> dict[str, Live]:
    c = source_record.c
    query = select(c.vendor_id, c.id, c.fills, c.order_key).where(c.vendor == vendor, c.deleted.is_(False))
    query = query.order_by(c.vendor_id)  # the same records stand as samples on every database
    return {row.vendor_id: Live(row.id, row.fills, row.order_key) for row in connection.execute(query)}


def _withheld(connection: Connection, vendor: str) -> set[tuple[str, str]]:
    """What waits in quarantine: (id, rule)."""
    waiting = quarantine.listed(connection, vendor=vendor, states=(quarantine.OPEN,))
    return {(row.vendor_id, row.rule) for row in waiting if row.vendor_id}


def _known(connection: Connection, vendor: str, ids: list[str]) -> set[str]:
    return set(records.by_vendor_id(connection, vendor, ids))


def _altered(connection: Connection, made: Mapping[int, Row]) -> set[int]:
    """Those of the source records whose content the new rows change; a price or a date of change is no content."""
    stored = records.packed(connection, list(made))
    return {each for each, row in made.items() if stored[each] != row.record and not _alike(stored[each], row.record)}


def _alike(one: str, other: str) -> bool:
    return content_hash(Record.unpack(one)) == content_hash(Record.unpack(other))


def _read_titles(connection: Connection, effect: Effect) -> None:
    """The titles of the live records that stand as samples."""
    numbers = {each: effect.live[each].id for ids in effect.samples.wanted.values() for each in ids}
    stored = records.packed(connection, list(numbers.values()))
    for key, ids in effect.samples.wanted.items():
        for each in ids:
            effect.samples.found[key].append({"id": plain(each), "title": title_in(stored[numbers[each]])})


def _days_before(now: str, days: int) -> str:
    return (datetime.strptime(now, TIME) - timedelta(days=days)).strftime(TIME)
