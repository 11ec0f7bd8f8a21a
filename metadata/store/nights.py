"""How all vendors' feeds stand, in a few questions however many vendors and nights there are.

What is asked for each vendor is answered from the end of its deliveries, which an index leads to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.sql import FromClause

from metadata.store.deliveries import SETTLED, Delivery, Entry
from metadata.store.tables import delivery, ledger, look, score_summary

RECENT = 30  # of each vendor's deliveries
_COMMITS = 1_000  # that are looked through for the last one of each vendor


class Came(NamedTuple):
    """The newest delivery that a vendor gave."""

    delivery_id: int
    name: str
    at: str  # when it was fetched
    state: str  # now


def newest(connection: Connection) -> dict[str, Came]:
    """The newest delivery of each vendor that was fetched, whatever became of it; nobody gives renewals."""
    every = _vendors()
    d, entry = delivery.alias(), ledger.alias()
    last = (
        select(entry.c.id)
        .join(d, d.c.id == entry.c.delivery_id)
        .where(d.c.vendor == every.c.vendor, d.c.kind == "file", entry.c.state == "fetched")
        .order_by(d.c.id.desc(), entry.c.id.desc())
        .limit(1)
        .correlate(every)
        .scalar_subquery()
    )
    later = ledger.alias()
    now = (
        select(later.c.state)
        .where(later.c.delivery_id == delivery.c.id)
        .order_by(later.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    joined = every.join(ledger, ledger.c.id == last).join(delivery, delivery.c.id == ledger.c.delivery_id)
    query = select(every.c.vendor, delivery.c.id, delivery.c.name, ledger.c.at, now).select_from(joined)
    return {row[0]: Came(*row[1:]) for row in connection.execute(query)}


class Counted(NamedTuple):
    """What has become of a vendor's deliveries."""

    states: dict[str, int]  # how many are in each, in the order of the alphabet
    newest: int  # id of the last entry of the ledger about one of them


def counted(connection: Connection) -> dict[str, Counted]:
    """The deliveries of each vendor by their present states."""
    last = select(func.max(ledger.c.id).label("id")).group_by(ledger.c.delivery_id).subquery()
    joined = last.join(ledger, ledger.c.id == last.c.id).join(delivery, delivery.c.id == ledger.c.delivery_id)
    c = (delivery.c.vendor, ledger.c.state)
    query = select(*c, func.count(), func.max(ledger.c.id)).select_from(joined).group_by(*c).order_by(*c)
    found: dict[str, Counted] = {}
    for vendor, state, number, newest in connection.execute(query):
        before = found.get(vendor, Counted({}, 0))
        found[vendor] = Counted({**before.states, state: number}, max(before.newest, newest))
    return found


def of_entries(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Delivery, Entry]]:
    """Entries of the ledger by id, each behind its delivery."""
    return {row[len(delivery.c)]: _pair(row) for row in connection.execute(_entries().where(ledger.c.id.in_(ids)))}


def settled(connection: Connection, limit: int) -> list[tuple[Delivery, Entry]]:
    """The newest deliveries that are settled, the newest first."""
    every = ledger.alias()
    last = (
        select(every.c.id)
        .where(every.c.delivery_id == delivery.c.id)
        .order_by(every.c.id.desc())
        .limit(1)
        .correlate(delivery)
        .scalar_subquery()
    )
    query = _entries().where(ledger.c.id == last, ledger.c.state.in_(SETTLED)).order_by(delivery.c.id.desc())
    return [_pair(row) for row in connection.execute(query.limit(limit))]


def since_look(connection: Connection) -> dict[str, list[tuple[Delivery, Entry]]]:
    """What became of each vendor's deliveries since its source was looked at last, the older deliveries first.

    Of at most RECENT deliveries of a vendor.
    """
    query = (
        _with_entries()
        .join(look, look.c.vendor == delivery.c.vendor)
        .where(ledger.c.at >= look.c.at)
        .order_by(delivery.c.id)
    )
    found: defaultdict[str, list[tuple[Delivery, Entry]]] = defaultdict(list)
    for row in connection.execute(query):
        pair = _pair(row)
        found[pair[0].vendor].append(pair)
    return dict(found)


def standing(connection: Connection, ids: Sequence[int]) -> list[tuple[Delivery, Entry]]:
    """These deliveries with their last entries, in the order of their ids; those that there are not are left out."""
    every = ledger.alias()
    last = select(func.max(every.c.id)).where(every.c.delivery_id.in_(ids)).group_by(every.c.delivery_id)
    query = _entries().where(ledger.c.id.in_(last.scalar_subquery())).order_by(delivery.c.id)
    return [_pair(row) for row in connection.execute(query)]


def last_commits(connection: Connection) -> dict[str, Entry]:
    """The last commit of each vendor, in the order of the ledger."""
    found = {row.vendor: _entry(row) for row in connection.execute(_last_of(_commits().limit(_COMMITS)))}
    seldom = set(connection.execute(select(delivery.c.vendor).distinct()).scalars()) - found.keys()
    older = _last_of(_commits().where(delivery.c.vendor.in_(sorted(seldom))))
    return found | {row.vendor: _entry(row) for row in connection.execute(older)} if seldom else found


def _commits() -> Select[Any]:
    """Every commit, the newest first: its entry and its vendor."""
    joined = ledger.join(delivery, delivery.c.id == ledger.c.delivery_id)
    of_any = select(ledger.c.id, delivery.c.vendor).select_from(joined).where(ledger.c.state == "committed")
    return of_any.order_by(ledger.c.id.desc())


def _last_of(commits: Select[Any]) -> Select[Any]:
    """The last of these entries of each vendor, whole."""
    among = commits.subquery()
    last = select(among.c.vendor, func.max(among.c.id).label("id")).group_by(among.c.vendor).subquery()
    return select(*ledger.c, last.c.vendor).select_from(last.join(ledger, ledger.c.id == last.c.id))


def score_trends(connection: Connection) -> dict[str, list[float]]:
    """The mean score of each vendor's live records after its last RECENT deliveries, the oldest first."""
    c, recent = score_summary.c, _recent()
    vendors = {row.id: row.vendor for row in connection.execute(select(recent))}
    means = select(c.delivery_id, c.mean).where(c.metric == "score", c.delivery_id.in_(select(recent.c.id)))
    found: defaultdict[str, list[float]] = defaultdict(list)
    for row in sorted(connection.execute(means)):
        found[vendors[row.delivery_id]].append(row.mean)
    return dict(found)


def _vendors() -> FromClause:
    """Whoever delivered something."""
    return select(delivery.c.vendor).distinct().subquery()


def _recent() -> FromClause:
    """The last deliveries of each vendor: id and vendor."""
    every, own, d = _vendors(), delivery.alias(), delivery.alias()
    last = select(d.c.id).where(d.c.vendor == every.c.vendor).order_by(d.c.id.desc()).limit(RECENT)
    among = own.c.id.in_(last.correlate(every).scalar_subquery())
    return select(own.c.id, own.c.vendor).select_from(every.join(own, among)).subquery()


def _with_entries() -> Select[Any]:
    """The last deliveries of each vendor, each with its last entry in the ledger."""
    recent, every = _recent(), ledger.alias()
    last = (
        select(func.max(every.c.id)).where(every.c.delivery_id.in_(select(recent.c.id))).group_by(every.c.delivery_id)
    )
    return _entries().where(ledger.c.id.in_(last.scalar_subquery()))


def _entries() -> Select[Any]:
    """Entries of the ledger behind their deliveries."""
    return select(*delivery.c, *ledger.c).select_from(ledger.join(delivery, delivery.c.id == ledger.c.delivery_id))


def _pair(row: Any) -> tuple[Delivery, Entry]:
    width = len(delivery.c)
    return Delivery(*row[:width]), Entry(row[width], *row[width + 2 :])


def _entry(row: Any) -> Entry:
    return Entry(row.id, row.state, row.at, row.reason, row.actor, row.counts)
