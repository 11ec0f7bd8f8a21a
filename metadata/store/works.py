"""Expressions and works in the store: which titles they have, and what became of their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Column, Connection, Table, bindparam, func, insert, select, update

from metadata.store.among import among
from metadata.store.match_index import batches
from metadata.store.tables import expression, source_record, title, title_event, work
from metadata.store.titles import State
from transforms.match.kinship import EXPRESSION, WORK

TABLES = {EXPRESSION: expression, WORK: work}


class Place(NamedTuple):
    """Where a title stands."""

    expression_id: str
    work_id: str


def unplaced(connection: Connection) -> list[str]:
    """The live titles that have no expression yet."""
    query = select(title.c.id).where(title.c.status == "live", title.c.expression_id.is_(None))
    return list(connection.execute(query).scalars())


def places(connection: Connection, title_ids: Iterable[str]) -> dict[str, Place]:
    """Expression and work of titles, or the last ones of those that are no more; without those that never had any."""
    query = select(title.c.id, expression.c.id, expression.c.work_id).join(
        expression, expression.c.id == title.c.expression_id
    )
    return {
        row[0]: Place(row[1], row[2])
        for batch in batches(sorted(title_ids))
        for row in connection.execute(query.where(among(title.c.id, batch))).all()
    }


def titles_within(connection: Connection, work_ids: Iterable[str]) -> dict[str, set[str]]:
    """The titles of these works, with those that are no more."""
    query = select(expression.c.work_id, title.c.id).join(title, title.c.expression_id == expression.c.id)
    found: dict[str, set[str]] = defaultdict(set)
    for batch in batches(sorted(work_ids)):
        for row in connection.execute(query.where(among(expression.c.work_id, batch))).all():
            found[row[0]].add(row[1])
    return found


def beside(connection: Connection, places: Iterable[Place]) -> set[str]:
    """The titles of the works of these places, and of those that they lead to by now; with those that are no more."""
    wanted = list(places)
    expressions = states(connection, EXPRESSION, {each.expression_id for each in wanted})
    works = {each.work_id for each in wanted}
    led = {state.redirect_to for state in expressions.values() if state.redirect_to}
    for batch in batches(sorted(led)):
        works.update(connection.execute(select(expression.c.work_id).where(among(expression.c.id, batch))).scalars())
    works |= states(connection, WORK, works).keys()
    return set().union(*titles_within(connection, works).values())


def sisters(connection: Connection, title_ids: Iterable[str]) -> dict[str, list[str]]:
    """The other live titles of the work of each of these; left out are those that have none."""
    where = places(connection, title_ids)
    within = titles_within(connection, {each.work_id for each in where.values()})
    live = _live(connection, {each for ids in within.values() for each in ids})
    found = {each: sorted((within[place.work_id] & live) - {each}) for each, place in where.items()}
    return {each: others for each, others in found.items() if others}


def sisters_in_other_media(connection: Connection, title_ids: Iterable[str], most: int) -> dict[str, set[str]]:
    """Those of the sisters that are of another media, in works of so many titles at most; without titles of none."""
    near = {each: others for each, others in sisters(connection, title_ids).items() if len(others) < most}
    c = source_record.c
    query = select(c.title_id, func.min(c.media)).where(c.deleted.is_(False)).group_by(c.title_id)
    media: dict[str, str] = {}
    for batch in batches(sorted({one for each, others in near.items() for one in (each, *others)})):
        media.update({row[0]: row[1] for row in connection.execute(query.where(among(c.title_id, batch))).all()})
    found = {each: {one for one in others if media.get(one) != media.get(each)} for each, others in near.items()}
    return {each: others for each, others in found.items() if others}


def _live(connection: Connection, title_ids: Iterable[str]) -> set[str]:
    query = select(title.c.id).where(title.c.status == "live")
    return {
        each
        for batch in batches(sorted(title_ids))
        for each in connection.execute(query.where(among(title.c.id, batch))).scalars()
    }


def ended_in(connection: Connection, title_ids: Iterable[str], seq: int) -> set[str]:
    """Those of these titles that lost their last record in this publication."""
    c = title_event.c
    query = select(c.title_id).where(c.level == "P", c.kind == "delete", c.seq == seq)
    return {
        each
        for batch in batches(sorted(title_ids))
        for each in connection.execute(query.where(among(c.title_id, batch))).scalars()
    }


def states(connection: Connection, level: str, ids: Iterable[str]) -> dict[str, State]:
    """These expressions (E) or works (W), and those they redirect to."""
    c = TABLES[level].c
    query = select(c.id, c.status, c.created, c.redirect_to)
    found: dict[str, State] = {}
    wanted = set(ids)
    while wanted:
        for batch in batches(sorted(wanted)):
            found.update({row[0]: State(*row[1:]) for row in connection.execute(query.where(among(c.id, batch))).all()})
        wanted = {state.redirect_to for state in found.values() if state.redirect_to} - found.keys()
    return found


def redirecting(connection: Connection, level: str, ids: Iterable[str]) -> set[str]:
    """The expressions or works that lead to one of these."""
    c = TABLES[level].c
    return {
        each
        for batch in batches(sorted(ids))
        for each in connection.execute(select(c.id).where(among(c.redirect_to, batch))).scalars()
    }


def put_states(connection: Connection, level: str, after: Mapping[str, State], before: Mapping[str, State]) -> None:
    """Insert new expressions or works, update those whose state differs from the known one."""
    table = TABLES[level]
    new = [{"id": each, **state._asdict()} for each, state in sorted(after.items()) if each not in before]
    if new:
        connection.execute(insert(table), new)
    for each, state in sorted(after.items()):
        if each in before and state != before[each]:
            connection.execute(update(table).where(table.c.id == each).values(**state._asdict()))


def put_places(connection: Connection, after: Mapping[str, Place], before: Mapping[str, Place]) -> None:
    """Write where titles stand that stand elsewhere than before."""
    moved = {each: place for each, place in after.items() if before.get(each) != place}
    _set(connection, title, title.c.expression_id, {each: place.expression_id for each, place in moved.items()})
    works = {place.expression_id: place.work_id for place in moved.values()}
    _set(connection, expression, expression.c.work_id, works)


def _set(connection: Connection, table: Table, column: Column[str], values: Mapping[str, str]) -> None:
    """One column of some rows."""
    rows = [{"at": each, "to": value} for each, value in sorted(values.items())]
    if rows:
        connection.execute(update(table).where(table.c.id == bindparam("at")).values({column: bindparam("to")}), rows)
