"""The queue of what people are asked: one item for a question, however often it is found again.

An item is open until somebody decides, and gone when it is no longer found; found again it asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, or_, select, update

from metadata.store.tables import review_item

_BATCH = 500  # values in one IN list


class Question(NamedTuple):
    """What a person is asked."""

    kind: str  # match, record, heading
    subject: str  # by vendors' ids: the same on every run
    left_id: int
    right_id: int | None
    found: dict[str, Any]
    rule: str = ""


def ask(connection: Connection, kinds: Sequence[str], ids: Sequence[int], found: Iterable[Question], at: str) -> None:
    """All questions of these kinds about these source records, in place of those that were asked before.

    A question that was decided stays decided; one that is not found any more is gone.
    """
    c = review_item.c
    questions = {(each.kind, each.subject): each for each in found}
    known = {(row.kind, row.subject): row for row in _about(connection, kinds, ids)}
    for subjects in _batches(sorted(questions.keys() - known.keys())):
        query = select(review_item).where(c.subject.in_([subject for _, subject in subjects]))
        known.update({(row.kind, row.subject): row for row in connection.execute(query) if row.kind in kinds})
    for key, row in known.items():
        new = questions.get(key)
        state = "gone" if new is None else "open" if row.state == "gone" else row.state
        values = {"state": state} if new is None else {**new._asdict(), "state": state}
        if any(getattr(row, name) != value for name, value in values.items()):
            connection.execute(update(review_item).where(c.id == row.id).values(**values))
    fresh = [
        {**questions[key]._asdict(), "since": at, "state": "open"} for key in sorted(questions.keys() - known.keys())
    ]
    if fresh:
        connection.execute(insert(review_item), fresh)


def _about(connection: Connection, kinds: Sequence[str], ids: Sequence[int]) -> list[Any]:
    c, rows = review_item.c, {}
    for batch in _batches(ids):
        wanted = or_(c.left_id.in_(batch), c.right_id.in_(batch))
        rows.update({row.id: row for row in connection.execute(select(review_item).where(wanted, c.kind.in_(kinds)))})
    return list(rows.values())


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
