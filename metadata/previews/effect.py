"""What one refined delivery or renewal would do: its verdict, its counts, and every record that differs.

It is weighed and committed as it would be for real, in a transaction that the caller rolls back: what is told cannot
differ from what is then done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from metadata import gate as gating
from metadata import pipeline, renewal
from metadata.changes import told_changes
from metadata.commit import Basis, commit_rows
from metadata.gate.words import LANGUAGES
from metadata.home import Home
from metadata.previews.differences import Told, differences, shown
from metadata.previews.rules import moved
from metadata.references import house_of
from metadata.renewed import commit_renewal
from metadata.rows import rows_of
from metadata.rule_counts import plain
from metadata.store import deliveries
from metadata.store.tables import delivery as delivered
from metadata.store.tables import source_record
from metadata.story import refined_again

CAUSES = 20  # changed records of which it is told what made the change
NOTHING = "nothing"  # there was nothing to refine


class Refined(NamedTuple):
    """A delivery that was refined into a folder of the preview's own."""

    delivery: deliveries.Delivery
    counts: dict[str, int]
    sender: str
    parts: Sequence[Path]


class Sight(NamedTuple):
    """From where a preview looks: the store as it stands, and inside the transaction that is rolled back."""

    home: Home
    standing: Connection
    connection: Connection
    samples: int | None = None  # records of each outcome that are shown; None: all
    override: str = ""  # why a person would let pass what a gate holds; "": nobody does


@contextmanager
def rolled_back(home: Home, samples: int | None = None, override: str = "") -> Iterator[Sight]:
    """A transaction in which anything may be tried: what is done in it has not been done."""
    with home.store.write() as connection, home.store.read() as standing:
        try:
            yield Sight(home, standing, connection, samples, override)
        finally:
            connection.rollback()


class Verdict(NamedTuple):
    """The state that a delivery would end in, why, and what its gate saw."""

    state: str
    reason: str
    seen: gating.Weighed
    approved: bool = False


def effect(sight: Sight, refined: Refined) -> dict[str, Any]:
    """What would become of a delivery: `would_be` and `reason`, `checks` of its gate, `counts`, and the records that
    differ, also where it would be held: then they are what a person would let through.

    The transaction is left as the real run would leave the store.
    """
    connection, delivery = sight.connection, refined.delivery
    told = {"delivery": delivery.name, "read": refined.counts.get("read", 0)}
    if not told["read"] and delivery.kind == renewal.KIND:
        return {**told, **nothing()}
    verdict = _verdict(sight, refined)
    found = Told(sight.samples)
    told |= {"would_be": verdict.state, "reason": verdict.reason, "checks": _checks(sight.home, verdict.seen)}
    if verdict.state not in ("committed", "held"):
        counts = refined.counts if verdict.state == "fetched" else {}  # as the ledger has them then
        return {**told, "counts": _plain(counts), "rules": {}, **found.told()}
    rules = moved(sight.standing, delivery.vendor, rows_of(refined.parts))
    with connection.begin_nested() as point:
        counts = _commit(sight, refined, verdict)
        for each in differences(sight.standing, connection, delivery.vendor):
            found.take(each)
        _tell_causes(sight, delivery.vendor, shown(found.changed, CAUSES))
        if verdict.state == "held":
            point.rollback()
    return {**told, "counts": counts, "rules": rules, **found.told()}


def nothing() -> dict[str, Any]:
    """What is told where there was nothing to refine."""
    return {"would_be": NOTHING, "reason": "", "checks": [], "counts": {}, "rules": {}, **Told(0).told()}


def _commit(sight: Sight, refined: Refined, verdict: Verdict) -> dict[str, int]:
    """Commit it; returns the counts as the ledger would have them."""
    vendor = sight.home.vendor(refined.delivery.vendor)
    apply = commit_renewal if refined.delivery.kind == renewal.KIND else commit_rows
    result = apply(sight.connection, refined.delivery, vendor, _basis(sight.home, vendor.id), refined.parts)
    approved = {"approved": 1} if verdict.approved else {}
    return {**_plain(verdict.seen.counts), **_plain(result.counts), "live": result.live, **approved}


def _plain(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts as the ledger keeps them, by words that any writer of JSON takes."""
    return {str(key): number for key, number in plain(counts).items()}


def _basis(home: Home, vendor_id: str) -> Basis:
    rules = house_of(vendor_id, home.references, home.today)[0].rules
    return Basis(home.made_with(vendor_id), rules, home.clock())


def _verdict(sight: Sight, refined: Refined) -> Verdict:
    """As refine and gate of metadata/pipeline.py would have it."""
    home, connection, delivery = sight.home, sight.connection, refined.delivery
    vendor = home.vendor(delivery.vendor)
    if vendor.is_full and delivery.order_key < deliveries.newest_committed_order(connection, vendor.id):
        return Verdict("superseded", "a newer full delivery is committed", gating.Weighed([], {}))
    if waits := pipeline.waits_for(connection, delivery, vendor, refined.counts):
        return Verdict("fetched", waits, gating.Weighed([], {}))
    rows = rows_of(refined.parts)
    arrived = gating.Arrived(delivery, vendor, home.made_with(vendor.id), refined.counts, refined.sender, rows)
    seen = gating.weigh(connection, arrived, home.clock())
    reason = gating.load_gate_texts(home.settings.schemas).told(seen.tripped)
    word = deliveries.unused_approval(connection, delivery.id)
    if not seen.tripped:
        return Verdict("committed", "", seen, word is not None)
    if gating.is_approved(connection, delivery.id, seen.tripped) or sight.override:
        return Verdict("committed", f"approved: {reason}", seen, approved=True)
    return Verdict("held", reason, seen)


def _checks(home: Home, seen: gating.Weighed) -> list[dict[str, Any]]:
    """What the gate would hold or warn of, in three languages; what holds comes first."""
    texts = gating.load_gate_texts(home.settings.schemas)
    told = sorted((each for each in seen.checks if each.verdict != "pass"), key=lambda each: each.verdict)
    return [
        {
            "key": each.key,
            "rule": texts.rule(each.key),
            "verdict": each.verdict,
            "message": {language: texts.sentence(each, language) for language in LANGUAGES},
        }
        for each in told
    ]


def _tell_causes(sight: Sight, vendor_id: str, changed: Sequence[dict[str, Any]]) -> None:
    """Give each of the records `made_by`: what the steps and rules, as they would be, do to the fields that differ.

    As `told_changes` tells it, with `texts` by language.
    """
    c, ids = source_record.c, {each["record"].partition(":")[2]: each for each in changed}
    query = select(source_record, delivered.c.path).join(delivered, delivered.c.id == c.delivery_id)
    wanted = query.where(c.vendor == vendor_id, c.vendor_id.in_(list(ids)))
    house = house_of(vendor_id, sight.home.references, sight.home.today)[0]
    for row in sight.connection.execute(wanted).all() if ids else ():
        done = refined_again(sight.home, row, sight.connection)
        by_language = [told_changes(done, house, language) for language in LANGUAGES]
        tags = {field["tag"] for field in ids[row.vendor_id]["fields"]}
        ids[row.vendor_id]["made_by"] = [
            {
                **several[-1],
                "texts": {language: each["text"] for language, each in zip(LANGUAGES, several, strict=True)},
            }
            for several in zip(*by_language, strict=True)
            if several[-1]["tag"] in tags
        ]
