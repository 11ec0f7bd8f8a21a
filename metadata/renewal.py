"""Renewal: what rules, mapping or a vendor file changed, applied to what the store holds; quarantine tried again.

A renewal is a delivery without a file: it is refined, judged by the gate and committed like any other. What was
published stays published when a record is withheld now; what was withheld may be cured.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import Connection, select

from metadata import renewable
from metadata.commit import OUTCOMES, Basis, Result, follow, made, withheld
from metadata.errors import PipelineError
from metadata.home import Home
from metadata.pieces import make_all, place_of, rows_of_pieces
from metadata.renewing import RenewJob, Share, shares_of
from metadata.review.asking import Judged, mark_expired, sync_records
from metadata.rows import Row, read_rows
from metadata.store import choices, deliveries, quality, quarantine, records, renewal_scopes
from metadata.store.renewal_scopes import Chosen
from metadata.store.tables import source_record
from metadata.vendors import Vendor
from transforms.record import Outcome

KIND = "renewal"


def begin(home: Home, vendor_id: str) -> int | None:
    """A new renewal of the vendor's records, if any were made or withheld by another version; its delivery.

    One that waits for a person, or that a person rejected, stands while it would renew the same records; when these
    are others, or are asked for anew by a retry, an edit or a release, what waits is superseded.
    """
    version = home.made_with(vendor_id)
    with home.store.write() as connection:
        mark_expired(connection, home.settings.schemas, home.today)
        ids, withheld = renewable.stale(home, connection, vendor_id)
        wanted = _digest(connection, vendor_id, version, [*ids, 0, *withheld])
        others = renewal_scopes.asked_for(connection, vendor_id)
        everything = deliveries.with_state(connection, vendor=vendor_id)
        found = [pair for pair in everything if pair[0].kind == KIND and pair[0].id not in others]
        last, said = max(found, key=lambda pair: pair[0].id, default=(None, None))
        if (ids or withheld) and last and said and last.sha256 == wanted and said.state in ("held", "rejected"):
            return None
        for each, entry in found:
            if entry.state in ("fetched", "refined", "held"):
                deliveries.note(connection, each.id, "superseded", home.clock(), reason="a later one renews them")
        if not ids and not withheld:
            return None
        number = _add(connection, vendor_id, version, wanted)
        deliveries.note(connection, number, "fetched", home.clock(), reason="rules, mapping or vendor file changed")
        return number


def begin_chosen(home: Home, connection: Connection, vendor_id: str, chosen: Chosen, word: tuple[str, str]) -> int:
    """A renewal of just these records, whatever version made them; its delivery. `word`: why, and who asks.

    It goes its own way beside those of `begin`: neither makes the other out of date.
    """
    version, (reason, actor) = home.made_with(vendor_id), word
    wanted = _digest(connection, vendor_id, version, [*chosen.records, 0, *chosen.withheld])
    number = _add(connection, vendor_id, version, wanted)
    renewal_scopes.put(connection, number, chosen)
    deliveries.note(connection, number, "fetched", home.clock(), reason=reason, actor=actor)
    return number


def _digest(connection: Connection, vendor_id: str, version: str, numbers: Sequence[int]) -> str:
    """SHA-256 of what a renewal would do: records and quarantined ones, by which version, and what people asked for."""
    asked = [row.id for row in quarantine.listed(connection, vendor=vendor_id, states=("open",)) if not row.made_with]
    told = (version, numbers, asked, choices.stand(connection, vendor_id))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _add(connection: Connection, vendor_id: str, version: str, digest: str) -> int:
    """Register a renewal; its name says which one it is, for there may be several of one version."""
    number = 1 + sum(each.kind == KIND for each, _ in deliveries.with_state(connection, vendor=vendor_id))
    name = f"renewal {number}"
    newest = deliveries.newest_committed_order(connection, vendor_id)
    content = {"sha256": digest, "size": 0, "mtime": "", "path": "", "mark": version}
    values = {"vendor": vendor_id, "name": name, "order_key": newest, "kind": KIND, **content}
    return deliveries.add_delivery(connection, values)


def plan_stored(home: Home, delivery: deliveries.Delivery) -> tuple[Share, ...]:
    """What is stale now, or what is left of what a person asked for, in shares."""
    with home.store.read() as connection:
        asked = renewal_scopes.load(connection, delivery.id)
        find = renewable.stale if asked is None else partial(renewable.left, asked=asked)
        return tuple(shares_of(*find(home, connection, delivery.vendor)))


def join_stored(home: Home, delivery: deliveries.Delivery, jobs: Sequence[RenewJob]) -> dict[str, Any]:
    """Do what is not done of the shares; returns the counts as of a file."""
    counts = _made(home, delivery.vendor, delivery.name, jobs)
    return {"counts": dict(counts), "sender": "", "reason": ""}


def refine_ids(
    home: Home, vendor_id: str, ids: Sequence[int], withheld: Sequence[int], work: Path, name: str
) -> Counter[str]:
    """Refine these source records and quarantined ones into the work folder; returns the counts."""
    return _made(home, vendor_id, name, jobs_of(home, vendor_id, shares_of(ids, withheld), work, home.today))


def jobs_of(home: Home, vendor_id: str, shares: Iterable[Share], work: Path, entered: str) -> list[RenewJob]:
    """A job for each share; `entered`: the day (yymmdd) on which the renewal was begun."""
    settings = home.settings
    return [
        RenewJob(vendor_id, home.references, settings.database, settings.data_dir, entered, place_of(work, n), share)
        for n, share in enumerate(shares)
    ]


def _made(home: Home, vendor_id: str, name: str, jobs: Sequence[RenewJob]) -> Counter[str]:
    counts = make_all(jobs, home.workers, lambda done, total: home.progress(vendor_id, name, done, total))
    rows_of_pieces(jobs)
    return counts


def commit_renewal(
    connection: Connection, delivery: deliveries.Delivery, vendor: Vendor, basis: Basis, parts: Iterable[Path]
) -> Result:
    """Apply the rows of a renewal in the caller's transaction. Raises PipelineError when counts differ."""
    quality.put_rule_set(connection, basis.rules.version, list(basis.rules.rules))
    work = _Commit(connection, delivery, vendor, basis)
    for rows in (batch for path in parts for batch in read_rows(path)):
        work.take(rows)
    quarantine.put(connection, delivery.id, work.held_back)
    counts = work.counts
    if counts["read"] != sum(counts[outcome] for outcome in OUTCOMES):
        raise PipelineError(f"{delivery.name}: read {counts['read']} records, but their outcomes are {dict(counts)}")
    return Result({**counts}, records.live_count(connection, vendor.id))


@dataclass(frozen=True, slots=True)
class _Commit:
    """A renewal on its way into the store."""

    connection: Connection
    delivery: deliveries.Delivery
    vendor: Vendor
    basis: Basis
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(OUTCOMES, 0)))
    held_back: list[dict[str, Any]] = field(default_factory=list)

    def take(self, rows: Sequence[Row]) -> None:
        """Count one batch and write it."""
        self.counts["read"] += len(rows)
        for row in rows:
            self.counts[row.outcome] += 1
            if row.outcome == Outcome.FILTERED:
                self.counts[f"filtered:{row.reason}"] += 1
        self._renew({row.source: row for row in rows if row.source > 0})
        self._retry({-row.source: row for row in rows if row.source < 0})

    def _renew(self, rows: Mapping[int, Row]) -> None:
        """Stored records made anew: a withheld one stays as it is, one that is not wanted any more goes."""
        kept = {each: row for each, row in rows.items() if row.outcome == Outcome.CANDIDATE}
        self._write(kept)
        refused = {each: row for each, row in rows.items() if row.outcome == Outcome.QUARANTINED}
        self._close_same(refused.values())
        self.held_back.extend(withheld(row, self.vendor.id, self.basis) for row in refused.values())
        records.change(self.connection, [{"id": each, "made_with": self.basis.made_with} for each in refused])
        gone = {each: row for each, row in rows.items() if each not in kept and each not in refused}
        live = {each for each, old in records.summaries(self.connection, list(gone)).items() if not old.deleted}
        reasons = {each: f"{records.UNSELECTED}{row.reason}" for each, row in gone.items() if each in live}
        records.withdraw(self.connection, reasons, self.delivery.order_key)
        records.change(self.connection, [{"id": each, "made_with": self.basis.made_with} for each in gone])
        labels = {each: f"{self.vendor.id}:{row.vendor_id}" for each, row in gone.items()}
        judged = [Judged(each, label, ()) for each, label in labels.items()]
        sync_records(self.connection, judged, self.basis.rules, self.basis.now)

    def _close_same(self, rows: Iterable[Row]) -> None:
        """Close what waits of stored records that are withheld now, and is of the very content that is stored."""
        stored = {row.vendor_id: zstandard.decompress(row.raw) for row in rows if row.vendor_id}
        numbers = [each.id for each in self._waiting() if each.vendor_id in stored] if stored else []
        found = quarantine.find(self.connection, numbers)
        past = [
            each.id
            for each in found
            if each.kind == KIND or zstandard.decompress(each.payload) == stored[each.vendor_id]
        ]
        quarantine.close(self.connection, past, "superseded")

    def _waiting(self) -> list[quarantine.Waiting]:
        return quarantine.waiting(self.connection, self.vendor.id)

    def _write(self, rows: Mapping[int, Row], **more: Any) -> None:
        """New content; only what came out differently is matched and published again."""
        before = records.summaries(self.connection, list(rows))
        envelopes = quality.envelope_ids(self.connection, {row.envelope for row in rows.values()})
        same = {"collection": self.vendor.collection, "deleted": False, "reason": ""}
        plain: list[dict[str, Any]] = []
        altered: list[dict[str, Any]] = []
        for each, row in rows.items():
            values = {"id": each, **made(row, self.basis), **same, "envelope_id": envelopes.get(row.envelope), **more}
            old = before[each]
            is_same = (old.record, old.media, old.collection) == (row.record, row.media, self.vendor.collection)
            (plain if is_same and not old.deleted else altered).append(values)
        self.counts["changed"] += len(altered)
        records.change(self.connection, plain)
        records.change(self.connection, [{**each, "changed": True} for each in altered])
        follow(self.connection, self.vendor.id, self.basis, rows)

    def _retry(self, rows: Mapping[int, Row]) -> None:
        """Quarantined payloads tried again, the older before the newer; what was closed meanwhile stays so."""
        for kept in sorted(quarantine.find(self.connection, list(rows)), key=_place):
            row = rows[kept.id]
            if kept.state != quarantine.OPEN:
                self.counts["stale"] += 1
                continue
            if row.outcome == Outcome.QUARANTINED:
                said = {"rule": row.rule, "message": row.reason, "made_with": self.basis.made_with}
                quarantine.change(self.connection, kept.id, vendor_id=row.vendor_id, **said)
                continue
            state = self._cure(kept, row)
            quarantine.change(self.connection, kept.id, state=state, made_with=self.basis.made_with)
            self.counts[state] += 1

    def _cure(self, kept: Any, row: Row) -> str:
        """Put the record where its delivery would have put it, if nothing newer is there; returns its state then."""
        stored = records.by_vendor_id(self.connection, self.vendor.id, [row.vendor_id]).get(row.vendor_id)
        if self._is_past(kept, stored, row):
            self.counts["stale"] += 1
            return "superseded"
        origin = {"delivery_id": kept.delivery_id, "position": kept.position, "order_key": kept.order_key}
        if kept.kind == KIND:  # it tells of the record that is stored: whose that is does not change
            origin = {name: getattr(stored, name) for name in origin}
        if row.outcome == Outcome.CANDIDATE:
            content = {"sha256": row.sha256, "raw": row.raw}
            if stored is None:
                stored = self._insert(row, {**origin, **content})
            self._write({stored.id: row}, **origin, **content)
        elif stored is not None and not stored.deleted:
            records.withdraw(self.connection, {stored.id: row.reason or "it is a delete"}, origin["order_key"])
        past = [each.id for each in self._waiting() if each.vendor_id == row.vendor_id and each.place < _place(kept)]
        quarantine.close(self.connection, [each for each in past if each != kept.id], "superseded")
        said = choices.listed(self.connection, kinds=("release",), subjects=[f"{self.vendor.id}:{row.vendor_id}"])
        return "released" if any(each.value.get("quarantine") == kept.id for each in said) else "cured"

    def _is_past(self, kept: Any, stored: Any, row: Row) -> bool:
        """True if the store has something newer, or, where a renewal withheld it, something else than that."""
        if kept.kind == KIND:
            return stored is None or stored.deleted or self._raw(stored.id) != zstandard.decompress(kept.payload)
        if stored is None or stored.order_key != kept.order_key or stored.delivery_id != kept.delivery_id:
            return stored is not None and stored.order_key > kept.order_key
        return bool(stored.position > kept.position)

    def _raw(self, source_id: int) -> bytes:
        query = select(source_record.c.raw).where(source_record.c.id == source_id)
        return zstandard.decompress(self.connection.execute(query).scalar_one())

    def _insert(self, row: Row, values: Mapping[str, Any]) -> Any:
        """A record that the store did not have."""
        own = {"vendor": self.vendor.id, "vendor_id": row.vendor_id, "collection": self.vendor.collection}
        records.add(self.connection, [{**own, **values, **made(row, self.basis), "deleted": True, "changed": True}])
        self.counts["new"] += 1
        return records.by_vendor_id(self.connection, self.vendor.id, [row.vendor_id])[row.vendor_id]


def _place(kept: Any) -> tuple[str, int, int]:
    """Where a quarantined record stands in what the vendor has said."""
    names = quarantine.Waiting._fields
    return quarantine.Waiting(*(getattr(kept, name) for name in names)).place
