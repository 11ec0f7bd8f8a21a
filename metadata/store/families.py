"""Expressions and works as their addresses show them: which titles they have, and what took their place."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from metadata.store import works
from metadata.store.tables import expression, title
from transforms.match.kinship import EXPRESSION


class Family(NamedTuple):
    """An expression or work."""

    titles: tuple[str, ...]  # ids of its titles, ascending; those that are no more are among them
    redirect: str  # the id of the one that it was joined to in the end; "" if it stands
    work_id: str  # the work of an expression; "" of a work


def family(connection: Connection, level: str, id: str) -> Family | None:
    """The expression (E) or work (W) of an id; None where there never was one."""
    states = works.states(connection, level, [id])
    if id not in states:
        return None
    last = id
    while following := states[last].redirect_to:
        last = following
    if level == EXPRESSION:
        titles = connection.execute(select(title.c.id).where(title.c.expression_id == id)).scalars()
        work_id = connection.execute(select(expression.c.work_id).where(expression.c.id == id)).scalar()
        return Family(tuple(sorted(titles)), "" if last == id else last, work_id or "")
    within = works.titles_within(connection, [id]).get(id, set())
    return Family(tuple(sorted(within)), "" if last == id else last, "")
