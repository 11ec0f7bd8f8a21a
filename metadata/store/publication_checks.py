"""What the publication's own gate needs of the store: how titles stand before and after, what it saw, what was decided.

Nothing here judges.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from metadata.store import publications
from metadata.store.tables import offer, publication_check, publication_decision, source_record, title, version

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


def decide(connection: Connection, seq: int, titles: Iterable[str], verdict: str, word: Mapping[str, str]) -> None:
    """Keep a person's word (reason, actor, at) on titles that would go; it replaces an approval that is not used."""
    use_approvals(connection)
    values = {"seq": seq, "titles": sorted(titles), "verdict": verdict, "used": False, **word}
    connection.execute(insert(publication_decision).values(**values))


def approved(connection: Connection) -> set[str]:
    """The titles that may go by an approval that is not used yet."""
    return {each for row in _in_force(connection, "approve") for each in row.titles}


def use_approvals(connection: Connection) -> None:
    """An approval is valid once."""
    _close(connection, [row.id for row in _in_force(connection, "approve")])


def rejected(connection: Connection) -> set[str]:
    """The titles that are to stay because a person rejected that they go."""
    return {each for row in _in_force(connection, "reject") for each in row.titles}


def end_rejections(connection: Connection, but: Set[str] = frozenset()) -> None:
    """From now on only these titles are to stay."""
    c = publication_decision.c
    for row in _in_force(connection, "reject"):
        left = [each for each in row.titles if each in but]
        values = {"titles": left} if left else {"used": True}
        connection.execute(update(publication_decision).where(c.id == row.id).values(**values))


def _in_force(connection: Connection, verdict: str) -> list[Row[Any]]:
    c = publication_decision.c
    query = select(publication_decision).where(c.verdict == verdict, c.used.is_(False)).order_by(c.id)
    return list(connection.execute(query))


def _close(connection: Connection, ids: Sequence[int]) -> None:
    connection.execute(update(publication_decision).where(publication_decision.c.id.in_(ids)).values(used=True))


def withdrawals(connection: Connection, titles: Iterable[str]) -> dict[int, str]:
    """Records of these titles that vendors withdrew since the last publication: their ids, with the titles."""
    c = source_record.c
    query = select(c.id, c.title_id).where(c.deleted.is_(True), c.changed.is_(True)).order_by(c.id)
    batches = _batches(sorted(titles))
    return {row.id: row.title_id for batch in batches for row in connection.execute(query.where(c.title_id.in_(batch)))}


def put_off(connection: Connection, ids: Sequence[int], *, until_now: bool = False) -> None:
    """Take these withdrawals as not there, or with `until_now` as waiting again."""
    for start in range(0, len(ids), _BATCH):
        wanted = source_record.c.id.in_(ids[start : start + _BATCH])
        connection.execute(update(source_record).where(wanted).values(deleted=until_now, changed=until_now))
