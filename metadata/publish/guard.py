"""A publication is made, looked at by its gate, and unmade where that holds it: what is served does not change then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from metadata.gate.words import GateTexts
from metadata.publish.publication import Published
from metadata.publish.publication_gate import Seen, look, verdict_of
from metadata.store import publication_checks, publications
from metadata.store.store import Store


def guarded(
    store: Store, make: Callable[[Connection], Published], views: Iterable[str], texts: GateTexts, now: str
) -> Published:
    """Make the next publication in one transaction; where its gate trips, the current one stays, and `held` says why.

    `views` are those of the libraries. What the gate saw is kept either way.
    """
    with store.write() as connection:
        current = publications.current(connection)
        done = make(connection)
        seen = look(connection, done.seq, views) if done.counts else []
        verdict = verdict_of(connection, done.seq, seen)
        if not verdict:
            _keep(connection, current[0] + 1, seen, now)
            return done
        connection.rollback()
    with store.write() as connection:
        _keep(connection, done.seq, seen, now)
    why = texts.told(each.check for each in seen if each.check.verdict == "hold")
    return Published(*current, {}, held=f"rejected: {why}" if verdict == "rejected" else why)


def _keep(connection: Connection, seq: int, seen: Sequence[Seen], now: str) -> None:
    rows = [
        {
            "view": each.view,
            "value": each.check.value,
            "limit": each.check.limit,
            "baseline": each.check.baseline,
            "verdict": each.check.verdict,
            "digest": each.digest,
            "samples": list(each.check.samples),
        }
        for each in seen
    ]
    publication_checks.keep(connection, seq, now, rows)
