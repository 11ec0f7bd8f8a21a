"""What the publication's own gate needs of the store: what views selected, what it saw, what was decided.

Nothing here judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from metadata.store import publications
from metadata.store.tables import publication_check, publication_decision, source_record, title

_BATCH = 500  # values in one IN list


def live_titles(connection: Connection) -> int:
    """How many titles are live after what this transaction has written."""
    return connection.execute(select(func.count()).where(title.c.status == "live")).scalar_one()


def _batches(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _BATCH] for start in range(0, len(values), _BATCH)]


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
