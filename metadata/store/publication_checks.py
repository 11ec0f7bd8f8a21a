"""What the publication's own gate needs of the store: how titles stand before and after, what it saw, what was decided.

Nothing here judges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from metadata.store import publications
from metadata.store.tables import offer, publication_check, publication_decision, title, version

_BATCH = 500  # values in one IN list

Standings = dict[str, frozenset[str]]  # title id → the collections that it is offered in, none for a deleted title


def standing(connection: Connection, seq: int) -> tuple[Standings, Standings]:
    """How the titles that this publication touches stood before it, and how they stand after it."""
    touched: set[str] = set()
    for table in (version, offer):
        touched.update(connection.execute(select(table.c.title_id).where(table.c.seq == seq).distinct()).scalars())
    before: Standings = {}
    after: Standings = {}
    for batch in _batches(sorted(touched)):
        before.update(_standings(connection, seq - 1, batch))
        after.update(_standings(connection, seq, batch))
    return before, after


def live_titles(connection: Connection) -> int:
    """How many titles are live after what this transaction has written."""
    return connection.execute(select(func.count()).where(title.c.status == "live")).scalar_one()


def live_standing(connection: Connection, seq: int) -> Standings:
    """How all titles stood before this publication."""
    return {title_id: held for title_id, held in _standings(connection, seq - 1, None).items() if held}


def _standings(connection: Connection, upto: int, ids: Sequence[str] | None) -> Standings:
    v, o = version.c, offer.c
    found: defaultdict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    offers = select(o.title_id, o.vendor, o.vendor_id, o.collection, o.gone).where(o.seq <= upto).order_by(o.seq)
    for row in connection.execute(offers if ids is None else offers.where(o.title_id.in_(ids))):
        key = (row.vendor, row.vendor_id)
        if row.gone:
            found[row.title_id].pop(key, None)
        else:
            found[row.title_id][key] = row.collection
    versions = select(v.title_id, v.deleted).where(v.seq <= upto).order_by(v.seq)
    stated = connection.execute(versions if ids is None else versions.where(v.title_id.in_(ids)))
    dead = {row.title_id: row.deleted for row in stated}
    return {title_id: frozenset() if gone else frozenset(found[title_id].values()) for title_id, gone in dead.items()}


def _batches(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _BATCH] for start in range(0, len(values), _BATCH)]


def profile_before(connection: Connection, view: str, seq: int) -> dict[str, Any] | None:
    """What a view selected before this publication; None for one that is new."""
    known = [profile for since, profile in publications.profiles(connection, view) if since < seq]
    return known[-1] if known else None


def keep(connection: Connection, seq: int, at: str, checks: Sequence[Mapping[str, Any]]) -> None:
    """Store what the gate saw of a publication, made or held, in place of an earlier look at the same one."""
    connection.execute(delete(publication_check).where(publication_check.c.seq >= seq))
    if checks:
        connection.execute(insert(publication_check), [{"seq": seq, "at": at, **each} for each in checks])


def waiting(connection: Connection) -> list[Row[Any]]:
    """What the gate saw of a publication that is not made: one row a view, none when nothing is held."""
    c = publication_check.c
    query = select(publication_check).where(c.seq > publications.current(connection)[0]).order_by(c.view)
    return list(connection.execute(query))


def decide(connection: Connection, rows: Sequence[Row[Any]], verdict: str, word: Mapping[str, str]) -> None:
    """Keep a person's word (reason, actor, at) on what is held."""
    digests = {row.view: row.digest for row in rows if row.verdict == "hold"}
    values = {"seq": rows[0].seq, "digests": digests, "verdict": verdict, "used": False, **word}
    connection.execute(insert(publication_decision).values(**values))


def unused_decision(connection: Connection, seq: int, digests: Mapping[str, str]) -> Row[Any] | None:
    """The last word on this publication that is not used yet and is about just these titles."""
    c = publication_decision.c
    query = select(publication_decision).where(c.seq == seq, c.used.is_(False)).order_by(c.id.desc())
    return next((row for row in connection.execute(query) if row.digests == dict(digests)), None)


def use_decision(connection: Connection, number: int) -> None:
    """An approval is valid once."""
    connection.execute(update(publication_decision).where(publication_decision.c.id == number).values(used=True))
