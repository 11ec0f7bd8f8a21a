"""What the rerun of a list of acquisitions would do: its verdict, and the lines that come and go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from metadata.acquisitions import stages as acquiring
from metadata.acquisitions.read import Listed
from metadata.decisions import checks_told
from metadata.gate.samples import plain
from metadata.gate.words import load_gate_texts
from metadata.previews.differences import Difference, Told
from metadata.previews.effect import Sight, nothing
from metadata.store import acquisitions, deliveries
from metadata.unpack import RefusedFileError


def effect(sight: Sight, number: int) -> dict[str, Any]:
    """As metadata/previews/effect.py tells of a delivery; a line that comes or goes is a record of its list."""
    connection = sight.connection
    delivery = deliveries.load(connection, number)
    told = {"delivery": delivery.name, "read": 0, **nothing()}
    if delivery.order_key < deliveries.newest_committed_order(connection, delivery.vendor):
        return {**told, "would_be": "superseded", "reason": "a newer list is committed"}
    feed = acquiring.feed_named(sight.home, delivery.vendor)
    try:
        listed = acquiring.read_delivery(sight.home, feed, delivery)
    except RefusedFileError as refused:
        return {**told, "would_be": "unreadable", "reason": str(refused)}
    deliveries.note(connection, number, "fetched", sight.home.clock(), reason="dry run")  # as a real one does
    entry = _judged(sight, delivery, listed)
    checks = checks_told(connection, number, load_gate_texts(sight.home.settings.schemas))
    found = Told(sight.samples)
    for each in _lines(sight, delivery.vendor, listed):
        found.take(each)
    return {
        **told,
        "read": listed.read,
        "would_be": entry.state,
        "reason": entry.reason,
        "checks": [each for each in checks if each["verdict"] != "pass"],
        "counts": entry.counts,
        **found.told(),
    }


def _judged(sight: Sight, delivery: deliveries.Delivery, listed: Listed) -> deliveries.Entry:
    """The last word of the ledger once it was judged; where the gate holds it and somebody overrides that, again."""
    home, connection = sight.home, sight.connection
    feed = acquiring.feed_named(home, delivery.vendor)
    acquiring.judge_and_commit(home, connection, feed, delivery, listed)
    entry = deliveries.history(connection, delivery.id)[-1]
    if entry.state == "held" and sight.override:
        gates = [row.key for row in deliveries.checks_of(connection, delivery.id) if row.verdict == "hold"]
        deliveries.decide_gate(connection, delivery.id, "approve", sight.override, "", home.clock(), gates)
        acquiring.judge_and_commit(home, connection, feed, delivery, listed)
        entry = deliveries.history(connection, delivery.id)[-1]
    return entry


def _lines(sight: Sight, feed: str, listed: Listed) -> Iterable[Difference]:
    """The lines that end, and those that are new."""
    standing = {row.key: row for row in acquisitions.current(sight.standing, [feed])}
    coming = {each.key: each for each in listed.lines}
    yield from (_line(feed, row, "withdrawn") for key, row in standing.items() if key not in coming)
    yield from (_line(feed, each, "new") for key, each in coming.items() if key not in standing)


def _line(feed: str, line: Any, outcome: str) -> Difference:
    """One line; it is named by the title or the collection that it is about."""
    name = next(iter(line.names), "") or line.collection
    text = plain(" · ".join(filter(None, (*line.names, line.collection, line.vendor, line.starts, line.ends))))
    pair = {"before": text, "after": ""} if outcome == "withdrawn" else {"before": "", "after": text}
    return Difference(f"{feed}:{plain(name)}", outcome, "", ({"tag": "", **pair},))
