"""commit: the outcomes of one delivery become the state of its vendor, in one transaction with the ledger.

An older delivery never overrides what a newer one said, be it a record, a delete or "the same as before".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata.errors import PipelineError
from metadata.overtaken import Heard, overtaken
from metadata.review.asking import Judged, sync_records
from metadata.rows import Row, read_rows, rows_of
from metadata.rule_counts import by_rule, raised
from metadata.store import lookups, match_index, quality, quarantine, records, scores
from metadata.store.deliveries import Delivery
from metadata.vendors import Vendor
from transforms.record import Issue, Outcome
from transforms.validate import RuleSet

OUTCOMES = tuple(map(str, Outcome))


class Result(NamedTuple):
    """What a commit did."""

    counts: dict[str, int]  # outcomes as committed, and what follows from them: absent, unsure, new, changed, stale
    live: int


class Basis(NamedTuple):
    """With what the records of a delivery were made and judged."""

    made_with: str  # version of mapping, rules, vendor file, and exceptions in force
    rules: RuleSet
    now: str  # ISO 8601 in UTC


def commit_rows(
    connection: Connection, delivery: Delivery, vendor: Vendor, basis: Basis, parts: Iterable[Path]
) -> Result:
    """Apply the refined rows of a delivery in the caller's transaction. Raises PipelineError when counts differ."""
    parts = list(parts)
    quality.put_rule_set(connection, basis.rules.version, list(basis.rules.rules))
    work = _Commit(connection, delivery, vendor, basis)
    last = work.survey(parts)
    for rows in (batch for path in parts for batch in read_rows(path)):
        work.take(rows, last)
    work.settle()
    if vendor.deletes_absent:
        work.withdraw_absent()
        work.forget_absent()
    return result_of(connection, delivery, work.counts)


def result_of(connection: Connection, delivery: Delivery, counts: Mapping[str, int]) -> Result:
    """What a commit came to. Raises PipelineError unless everything read has one outcome."""
    if counts["read"] != sum(counts[outcome] for outcome in OUTCOMES):
        raise PipelineError(f"{delivery.name}: read {counts['read']} records, but their outcomes are {dict(counts)}")
    return Result({**counts}, records.live_count(connection, delivery.vendor))


@dataclass(frozen=True, slots=True)
class _Commit:
    """One delivery on its way into the store."""

    connection: Connection
    delivery: Delivery
    vendor: Vendor
    basis: Basis
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(OUTCOMES, 0)))
    seen: set[str] = field(default_factory=set)  # ids that the delivery holds and does not filter away
    withheld: set[str] = field(default_factory=set)  # ids in quarantine, without regard to capitals; "": of some none
    waiting: set[str] = field(default_factory=set)  # ids of which something is open in quarantine
    said: dict[str, int] = field(default_factory=dict)  # of these ids, the position of the row that counts
    same: set[str] = field(default_factory=set)  # of these ids, those that come as the store holds them

    def survey(self, parts: Sequence[Path]) -> dict[str, int]:
        """Put what is withheld; returns the position of the last row that speaks of each id."""
        last, held_back = {}, []
        for row in rows_of(parts):
            if row.speaks:
                last[row.vendor_id] = row.position
            elif row.outcome == Outcome.QUARANTINED:
                held_back.append(withheld(row, self.vendor.id, self.basis))
        quarantine.put(self.connection, self.delivery.id, held_back)
        self.withheld.update(each["vendor_id"].casefold() for each in held_back)
        self.waiting.update(each.vendor_id for each in quarantine.waiting(self.connection, self.vendor.id))
        return last

    def take(self, rows: Sequence[Row], last: dict[str, int]) -> None:
        """Count one batch and write it; of an id that comes twice the last one counts, the other is filtered."""
        self.counts["read"] += len(rows)
        for row in rows:
            if row.speaks and last[row.vendor_id] != row.position:
                row.outcome, row.reason = str(Outcome.FILTERED), "repeated-id"
            elif row.outcome != Outcome.FILTERED or not row.speaks:
                self.seen.add(row.vendor_id)
            self.counts[row.outcome] += 1
            if row.outcome == Outcome.FILTERED:
                self.counts[f"filtered:{row.reason}"] += 1
        self._apply([row for row in rows if row.speaks and last[row.vendor_id] == row.position])

    def withdraw_absent(self) -> None:
        """Withdraw every live record that this full delivery no longer holds.

        None of them while it withholds one without an id: that may be any of them (`unsure`). An id that is withheld
        because it differs by capitals only is there.
        """
        live = records.live_ids(self.connection, self.vendor.id)
        absent = [each for key, each in live.items() if key not in self.seen and key.casefold() not in self.withheld]
        self.counts["absent"] = 0
        if "" in self.withheld and absent:
            self.counts["unsure"] = len(absent)
            return
        reasons = dict.fromkeys(absent, f"absent from {self.delivery.name}")
        records.withdraw(self.connection, reasons, self.delivery.order_key)
        self.counts["absent"] = len(absent)

    def forget_absent(self) -> None:
        """What waits for a day and is no longer held by this full delivery waits no more."""
        if "" in self.withheld:
            return
        order = self.delivery.order_key
        older = [each for each in records.waiting(self.connection, self.vendor.id) if each.order_key < order]
        known = self.seen | self.withheld
        past = [each.id for each in older if not {each.vendor_id, each.vendor_id.casefold()} & known]
        records.forget_turning(self.connection, past)

    def settle(self) -> None:
        """Close what waits in quarantine and is past by this delivery, or came late and was past already."""
        waiting = quarantine.waiting(self.connection, self.vendor.id)
        order_key, number = self.delivery.order_key, self.delivery.id
        past = overtaken(waiting, Heard(order_key, number, self.vendor.is_full, self.said, self.same))
        own = [each for each in waiting if each.delivery_id == number and each.vendor_id]
        stored = records.by_vendor_id(self.connection, self.vendor.id, [each.vendor_id for each in own])
        newer = {each for each, row in stored.items() if row.order_key > order_key}
        past += [each.id for each in own if each.vendor_id in newer]
        if "" in self.withheld:
            past += quarantine.repeated(self.connection, self.vendor.id, number)
        quarantine.close(self.connection, past, "superseded")

    def _apply(self, rows: Sequence[Row]) -> None:
        """Write one batch: new records, changed ones, and what is withdrawn."""
        envelopes = quality.envelope_ids(self.connection, {row.envelope for row in rows})
        self._hear(rows)
        says_all = self.vendor.is_full  # an older one is refused as a whole: unchanged records need no mark
        rows = [row for row in rows if row.outcome != Outcome.UNCHANGED or not says_all]
        stored = records.by_vendor_id(self.connection, self.vendor.id, [row.vendor_id for row in rows])
        new, changed, confirmed = [], [], []
        withdrawn: dict[int, Row] = {}
        for row in rows:
            old = stored.get(row.vendor_id)
            if old is not None and old.order_key > self.delivery.order_key:
                self.counts["stale"] += 1
                raised(self.counts, "P04")
                self.said.pop(row.vendor_id, None)
            elif row.outcome == Outcome.CANDIDATE and old is not None:
                changed.append((old.id, row))
            elif old is None and (row.outcome in (Outcome.CANDIDATE, Outcome.DELETED) or row.waits):
                new.append(row)
            elif old is not None and row.outcome != Outcome.UNCHANGED and (row.waits or records.may_live(old)):
                withdrawn[old.id] = row
            elif old is not None:
                confirmed.append(old.id)
        self._add(new, envelopes)
        self._change(changed, envelopes)
        live = [old.id for old in stored.values() if old.id in withdrawn and not old.deleted]
        self._withdraw(withdrawn, live, envelopes)
        records.confirm(self.connection, confirmed, self.delivery.order_key)

    def _withdraw(self, rows: Mapping[int, Row], live: Collection[int], envelopes: Mapping[str, int]) -> None:
        """Take records away; those that wait for a day with what the vendor says now, by which they are judged then."""
        gone = {each: row.reason for each, row in rows.items() if each in live or not row.waits}
        records.withdraw(self.connection, gone, self.delivery.order_key)
        place = {"delivery_id": self.delivery.id, "order_key": self.delivery.order_key}
        kept = [
            {"id": each, **place, "position": row.position, **waiting(row, self.basis, envelopes)}
            for each, row in rows.items()
            if row.waits
        ]
        records.change(self.connection, kept)

    def _hear(self, rows: Sequence[Row]) -> None:
        """Keep in mind what the delivery says of ids that wait in quarantine."""
        for row in rows:
            if row.vendor_id in self.waiting:
                self.said[row.vendor_id] = row.position
                if row.outcome == Outcome.UNCHANGED:
                    self.same.add(row.vendor_id)

    def _add(self, rows: Sequence[Row], envelopes: Mapping[str, int]) -> None:
        """Insert records; a delete of an unknown one is kept too, so that a late older delivery cannot bring it."""
        records.add(self.connection, [self._values(row, envelopes) for row in rows])
        live = [row for row in rows if row.outcome == Outcome.CANDIDATE]
        self.counts["new"] += len(live)
        ids = records.by_vendor_id(self.connection, self.vendor.id, [row.vendor_id for row in live])
        follow(self.connection, self.vendor.id, self.basis, {ids[row.vendor_id].id: row for row in live})

    def _change(self, pairs: Sequence[tuple[int, Row]], envelopes: Mapping[str, int]) -> None:
        """Update records; only those that came out differently count as changed."""
        before = records.packed(self.connection, [each for each, _ in pairs])
        self.counts["changed"] += sum(before[each] != row.record for each, row in pairs)
        records.change(self.connection, [{"id": each, **self._values(row, envelopes)} for each, row in pairs])
        follow(self.connection, self.vendor.id, self.basis, dict(pairs))

    def _values(self, row: Row, envelopes: Mapping[str, int]) -> dict[str, Any]:
        deleted = row.outcome != Outcome.CANDIDATE
        return {
            "vendor": self.vendor.id,
            "vendor_id": row.vendor_id,
            "delivery_id": self.delivery.id,
            "position": row.position,
            "sha256": row.sha256,
            "order_key": self.delivery.order_key,
            "deleted": deleted,
            "reason": row.reason,
            "collection": self.vendor.collection,
            "raw": row.raw,
            "envelope_id": envelopes.get(row.envelope),
            **made(row, self.basis),
            "changed": not deleted,
        }


def unsure(counts: Mapping[str, int]) -> str:
    """Why a full delivery withdrew nothing of what it lacks, for the ledger; "" where that is not so."""
    if not counts.get("unsure"):
        return ""
    return f"{counts['unsure']} absent records stay: one without an id is in quarantine and may be any of them"


def keep_quality(connection: Connection, delivery: Delivery, rules: RuleSet, counts: Mapping[str, int]) -> None:
    """What the rules said of a committed delivery, and how its vendor's records score now."""
    quality.put_counts(connection, delivery.id, by_rule(counts, list(rules.rules)))
    scores.summarise(connection, delivery.vendor, delivery.id)


def withheld(row: Row, vendor: str, basis: Basis) -> dict[str, Any]:
    """What is kept of a record in quarantine, as columns of the store; the envelope as its text."""
    return {
        "position": row.position,
        "vendor": vendor,
        "vendor_id": row.vendor_id,
        "rule": row.rule,
        "message": row.reason,
        "payload": row.raw,
        "envelope": row.envelope,
        "made_with": basis.made_with,
        "turns_on": row.turns_on or None,
    }


def waiting(row: Row, basis: Basis, envelopes: Mapping[str, int]) -> dict[str, Any]:
    """What is kept of a record that waits for a day, as columns of the store; the record that it was stays beside."""
    return {
        "sha256": row.sha256,
        "raw": row.raw,
        "envelope_id": envelopes.get(row.envelope),
        "made_with": basis.made_with,
        "turns_on": row.turns_on,
        "reason": row.reason,
        "deleted": True,
    }


def made(row: Row, basis: Basis) -> dict[str, Any]:
    """What a refined record is made of, as columns of the store."""
    score, completeness, tt, sr = row.scores
    return {
        "made_with": basis.made_with,
        "turns_on": row.turns_on or None,
        "media": row.media,
        "record": row.record,
        "issues": [list(Issue(*each)) for each in row.issues],
        "fills": row.fills,
        "rules": basis.rules.version,
        "judged": row.judged,
        "score": score,
        "completeness": completeness,
        "tt": tt,
        "sr": sr,
    }


def follow(connection: Connection, vendor: str, basis: Basis, rows: Mapping[int, Row]) -> None:
    """The match keys of records by their ids in the store, what they asked of vocabularies and what of a person."""
    match_index.put(connection, {each: row.keyed for each, row in rows.items()})
    lookups.put(connection, {each: row.asked for each, row in rows.items()})
    judged = [Judged(each, f"{vendor}:{row.vendor_id}", row.issues) for each, row in rows.items()]
    sync_records(connection, judged, basis.rules, basis.now)
