"""What libraries have acquired by their lists, in the store: what stands now, and what each delivery changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select, update

from metadata.store.acquisition_tables import acquisition, acquisition_fault

_BATCH = 500  # values in one IN list


class Line(NamedTuple):
    """One line of a list, as it is kept; metadata/libraries/wanted.py `Acquired` says what is in it."""

    collection: str
    vendor: str
    names: tuple[str, ...]
    starts: str
    ends: str
    line: int

    @property
    def key(self) -> str:
        """The same for what says the same, wherever it stands in the list."""
        return hashlib.sha256(json.dumps(self[:-1]).encode()).hexdigest()


class Fault(NamedTuple):
    """A line that cannot be used."""

    line: int
    message: str
    content: str


def current(connection: Connection, feeds: Collection[str]) -> list[Row[Any]]:
    """The lines that stand now in these lists, in the order of lists and of what they say."""
    c = acquisition.c
    query = select(acquisition).where(c.until.is_(None)).order_by(c.feed, c.id)
    ordered = sorted(feeds)
    return [
        row
        for start in range(0, len(ordered), _BATCH)
        for row in connection.execute(query.where(c.feed.in_(ordered[start : start + _BATCH])))
    ]


def replace(connection: Connection, feed: str, lines: Iterable[Line], delivery_id: int) -> dict[str, int]:
    """These lines stand from a delivery on; returns how many lines that `adds` and `ends`."""
    wanted: Mapping[str, Line] = {each.key: each for each in lines}
    standing = {row.key: row.id for row in current(connection, [feed])}
    ended = [number for key, number in standing.items() if key not in wanted]
    for start in range(0, len(ended), _BATCH):
        gone = acquisition.c.id.in_(ended[start : start + _BATCH])
        connection.execute(update(acquisition).where(gone).values(until=delivery_id))
    new = [
        {"feed": feed, "key": key, **each._asdict(), "names": list(each.names), "since": delivery_id}
        for key, each in wanted.items()
        if key not in standing
    ]
    if new:
        connection.execute(insert(acquisition), new)
    return {"adds": len(new), "ends": len(ended)}


def keep_faults(connection: Connection, delivery_id: int, faults: Sequence[Fault]) -> None:
    """The lines of a delivery that cannot be used, in place of those of an earlier look at it."""
    connection.execute(delete(acquisition_fault).where(acquisition_fault.c.delivery_id == delivery_id))
    if faults:
        connection.execute(
            insert(acquisition_fault), [{"delivery_id": delivery_id, **each._asdict()} for each in faults]
        )


def faults_of(connection: Connection, delivery_id: int) -> list[Fault]:
    """The lines of a delivery that could not be used."""
    c = acquisition_fault.c
    query = select(c.line, c.message, c.content).where(c.delivery_id == delivery_id).order_by(c.line)
    return [Fault(*row) for row in connection.execute(query)]
