"""A publication is made, looked at by its gate, and unmade where that holds it: what is served does not change then.

Titles that a person did not let go stay as they are, by the records that vendors withdrew; all others are published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from metadata.gate.words import GateTexts
from metadata.publish.publication import Published, next_datestamp
from metadata.publish.publication_gate import Seen, look, verdict_of
from metadata.store import publication_checks, publications
from metadata.store.store import Store

KEPT_WOULD_GO = "titles that a person keeps would go by another way than a withdrawal: see emat gate show publication"


def guarded(
    store: Store,
    make: Callable[[Connection], Published],
    views: Iterable[str],
    texts: GateTexts,
    clock: Callable[[], str],
) -> Published:
    """Make the next publication in one transaction; where its gate trips, the current one stays, and `held` says why.

    `views` are those of the libraries. What the gate saw is kept either way.
    """
    now = clock()
    with store.write() as connection:
        current = publications.current(connection)
        with rejected_kept(connection) as kept:
            done = make(connection)
        seen = look(connection, done.seq, views) if done.counts else []
        if not verdict_of(connection, seen, kept):
            _keep(connection, current[0] + 1, seen, now)
            return _dated(connection, done, current[1], clock())._replace(kept=len(kept))
        connection.rollback()
    with store.write() as connection:
        _keep(connection, done.seq, seen, now)
    why = texts.told(each.check for each in seen if each.check.verdict == "hold")
    return Published(*current, {}, held=why or KEPT_WOULD_GO, kept=len(kept))


def _dated(connection: Connection, done: Published, last: str, now: str) -> Published:
    """The publication as of when it is done, some minutes perhaps after it was begun.

    Who harvests meanwhile asks next from that time on: a datestamp of its beginning would hide it for ever.
    """
    if not done.counts:
        return done
    at = next_datestamp(last, now)
    publications.put_datestamp(connection, done.seq, at)
    return done._replace(at=at)


@contextmanager
def rejected_kept(connection: Connection) -> Iterator[frozenset[str]]:
    """Inside, withdrawals that a person rejected are not there; behind it they wait again. Gives the titles that stay.

    A rejection ends for a title that its vendors offer again. One that would go because it was joined to another, or
    because it moved to another collection, cannot be kept so: it is asked about again.
    """
    waiting = publication_checks.withdrawals(connection, publication_checks.rejected(connection))
    kept = frozenset(waiting.values())
    publication_checks.end_rejections(connection, but=kept)
    publication_checks.put_off(connection, list(waiting))
    yield kept
    publication_checks.put_off(connection, list(waiting), until_now=True)


def _keep(connection: Connection, seq: int, seen: Sequence[Seen], now: str) -> None:
    rows = [
        {
            "view": each.view,
            "value": each.check.value,
            "limit": each.check.limit,
            "baseline": each.check.baseline,
            "verdict": each.check.verdict,
            "titles": list(each.titles) if each.check.verdict == "hold" else [],
            "samples": list(each.check.samples),
        }
        for each in seen
    ]
    publication_checks.keep(connection, seq, now, rows)
