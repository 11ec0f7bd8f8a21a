"""Renewal: what rules, mapping, a vendor file or the day changed, applied to what the store holds; quarantine tried
again.

A renewal is a delivery without a file: it is refined, judged by the gate and committed like any other. What was
published stays published when a record is withheld now; what was withheld may be cured.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from metadata import renewable
from metadata.home import Home
from metadata.pieces import make_all, place_of, rows_of_pieces
from metadata.renewing import RenewJob, Share, shares_of
from metadata.review.asking import mark_expired
from metadata.store import choices, deliveries, quarantine, renewal_scopes
from metadata.store.renewal_scopes import Chosen

KIND = "renewal"
CHANGED = "rules, mapping or vendor file changed"  # why, in the ledger
TURNED = "the day has come on which these are judged again"


def begin(home: Home, vendor_id: str) -> int | None:
    """A new renewal of the vendor's records, if any are outdated or due (metadata/renewable.py); its delivery.

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
        reason = CHANGED if any(renewable.outdated(home, connection, vendor_id)) else TURNED
        deliveries.note(connection, number, "fetched", home.clock(), reason=reason)
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
