"""What a watch found and since when, and the looks for new versions of vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from metadata.store.tables import vocabulary_look, watch_fact

Key = tuple[str, str]  # kind and subject of a fact
_WATCH = ("watch", "")  # the row of the watch itself: `since` the last one, `seen` the one before it
GOOD = ("new", "unchanged")


class Known(NamedTuple):
    """How long a fact is known."""

    since: str  # when it began, as far as it is known
    seen: str  # the first watch that found it


class Look(NamedTuple):
    """The last look for a new version of a vocabulary; see the table."""

    name: str
    at: str
    good: str
    since: str
    state: str
    reason: str


def known(connection: Connection) -> dict[Key, Known]:
    """The facts of the last watch."""
    rows = connection.execute(select(watch_fact))
    return {key: Known(row.since, row.seen) for row in rows if (key := (row.kind, row.subject)) != _WATCH}


def last_two(connection: Connection) -> tuple[str, str]:
    """The times of the last watch and of the one before it; "" for one that was not."""
    c = watch_fact.c
    row = connection.execute(select(c.since, c.seen).where(c.kind == _WATCH[0], c.subject == _WATCH[1])).first()
    return (row.since, row.seen) if row else ("", "")


def keep(connection: Connection, facts: Mapping[Key, str], at: str) -> None:
    """Keep the facts of a watch, each with the time it began; of one that is known the first such time stays.

    What is not among them holds no longer. Two watches never have one time, so that what is new is so once.
    """
    before, c, last = known(connection), watch_fact.c, last_two(connection)[0]
    if at <= last:
        at = (datetime.fromisoformat(last) + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for kind, subject in (*(before.keys() - facts.keys()), _WATCH):
        connection.execute(delete(watch_fact).where(c.kind == kind, c.subject == subject))
    fresh = [{"kind": _WATCH[0], "subject": _WATCH[1], "since": at, "seen": last}]
    fresh += [
        {"kind": kind, "subject": subject, "since": facts[kind, subject], "seen": at}
        for kind, subject in sorted(facts.keys() - before.keys())
    ]
    connection.execute(insert(watch_fact), fresh)


def looked(connection: Connection, name: str, at: str, state: str, reason: str) -> None:
    """Write down a look for a new version of a vocabulary."""
    c = vocabulary_look.c
    before = looks(connection).get(name)
    good = at if state in GOOD else before.good if before else ""
    since = before.since if before and before.state == state else at
    values = {"at": at, "good": good, "since": since, "state": state, "reason": reason}
    if before:
        connection.execute(update(vocabulary_look).where(c.name == name).values(**values))
    else:
        connection.execute(insert(vocabulary_look).values(name=name, **values))


def looks(connection: Connection) -> dict[str, Look]:
    """The last look for each vocabulary."""
    rows = connection.execute(select(vocabulary_look).order_by(vocabulary_look.c.name))
    return {row.name: Look(*row) for row in rows}
