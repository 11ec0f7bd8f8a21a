"""The queue of what people are asked: one item for a question, however often it is found again.

An item is open until somebody decides, and gone when it is no longer found; found again it asks again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, func, insert, or_, select, update

from metadata.errors import ConfigError
from metadata.store.tables import review_item, source_record

KINDS = ("match", "record", "heading")
_BATCH = 500  # values in one IN list


class Question(NamedTuple):
    """What a person is asked."""

    kind: str  # match, record, heading
    subject: str  # by vendors' ids: the same on every run
    left_id: int
    right_id: int | None
    found: dict[str, Any]
    rule: str = ""


def ask(
    connection: Connection,
    kinds: Sequence[str],
    ids: Sequence[int],
    found: Iterable[Question],
    at: str,
    decided: Collection[tuple[str, str]] = (),
) -> None:
    """All questions of these kinds about these source records, in place of those that were asked before.

    `decided` holds (kind, subject) of those that a decision in force answers. What is not found any more is gone.
    """
    c = review_item.c
    questions = {(each.kind, each.subject): each for each in found}
    known = {(row.kind, row.subject): row for row in _about(connection, kinds, ids)}
    for subjects in _batches(sorted(questions.keys() - known.keys())):
        query = select(review_item).where(c.subject.in_([subject for _, subject in subjects]))
        known.update({(row.kind, row.subject): row for row in connection.execute(query) if row.kind in kinds})
    for key, row in known.items():
        new = questions.get(key)
        values = {"state": "gone"} if new is None else {**new._asdict(), "state": _state(key, decided)}
        if any(getattr(row, name) != value for name, value in values.items()):
            connection.execute(update(review_item).where(c.id == row.id).values(**values))
    fresh = [
        {**questions[key]._asdict(), "since": at, "state": _state(key, decided)}
        for key in sorted(questions.keys() - known.keys())
    ]
    if fresh:
        connection.execute(insert(review_item), fresh)


def _state(key: tuple[str, str], decided: Collection[tuple[str, str]]) -> str:
    return "decided" if key in decided else "open"


def load(connection: Connection, number: int) -> Row[Any]:
    """One item. Raises ConfigError when there is none of this number."""
    row = connection.execute(select(review_item).where(review_item.c.id == number)).one_or_none()
    if row is None:
        raise ConfigError(f"there is no review item {number}; `emat review list` shows those that are open")
    return row


def open_items(connection: Connection, kind: str = "", vendor: str = "") -> list[Row[Any]]:
    """The items that wait for a person, oldest first; one about a record that is gone waits for nobody."""
    c = review_item.c
    query = select(review_item).where(*_waits()).order_by(c.id)
    if kind:
        query = query.where(c.kind == kind)
    if vendor:
        own = select(source_record.c.id).where(source_record.c.vendor == vendor)
        query = query.where(c.left_id.in_(own) | c.right_id.in_(own))
    return list(connection.execute(query))


def _waits() -> tuple[ColumnElement[bool], ...]:
    """What makes an item wait: it is open, and all its records are live."""
    c = review_item.c
    return (c.state == "open", _is_live(c.left_id), c.right_id.is_(None) | _is_live(c.right_id))


def _is_live(record: ColumnElement[int]) -> ColumnElement[bool]:
    """Looked up one by one: few records are asked about, however many there are."""
    c = source_record.c
    return exists().where(c.id == record, c.deleted.is_(False))


def open_counts(connection: Connection) -> dict[str, int]:
    """How many questions wait for a person, by kind."""
    query = select(review_item.c.kind, review_item.c.subject).where(*_waits())
    asked = {(row.kind, group_of(row.kind, row.subject)) for row in connection.execute(query)}
    return dict(sorted(Counter(kind for kind, _ in asked).items()))


def oldest(connection: Connection) -> dict[str, str]:
    """Since when the oldest question that waits for a person has waited, by kind."""
    c = review_item.c
    return {
        row[0]: row[1]
        for row in connection.execute(select(c.kind, func.min(c.since)).where(*_waits()).group_by(c.kind))
    }


def open_by_rule(connection: Connection) -> dict[str, int]:
    """How many questions wait for a person, by the rule that asks; "" for those that no rule asks."""
    query = select(review_item.c.kind, review_item.c.subject, review_item.c.rule).where(*_waits())
    asked = {(row.rule, row.kind, group_of(row.kind, row.subject)) for row in connection.execute(query)}
    return dict(sorted(Counter(rule for rule, *_ in asked).items()))


def group_of(kind: str, subject: str) -> str:
    """What is asked once of a person: a heading is one question however many records of its vendor have it."""
    if kind != "heading" or subject.count("\n") < 2:
        return subject
    label, rule, heading = subject.split("\n", 2)
    return f"{label.partition(':')[0]}:\n{rule}\n{heading}"


def put_state(connection: Connection, kind: str, subject: str, state: str) -> None:
    """Mark the items of a question, if it is asked, as decided or open; those that are gone stay so.

    A rule may ask about several headings of a record: their subjects begin with that of the rule.
    """
    c = review_item.c
    below = (c.subject > f"{subject}\n", c.subject < f"{subject}\v")  # a vertical tab comes after a line feed
    wanted = (c.kind == kind, (c.subject == subject) | and_(*below), c.state != "gone")
    connection.execute(update(review_item).where(*wanted).values(state=state))


def of_heading(connection: Connection, vendor: str, heading: str) -> list[Row[Any]]:
    """The items that ask what a heading means in the records of a vendor, those that are gone aside; oldest first."""
    c = review_item.c
    own = (c.subject > f"{vendor}:", c.subject < f"{vendor};")  # ";" comes after ":"
    query = select(review_item).where(c.kind == "heading", c.state != "gone", *own).order_by(c.id)
    return [row for row in connection.execute(query) if row.subject.endswith(f"\n{heading}")]


def asking_alike(connection: Connection, item: Row[Any]) -> list[Row[Any]]:
    """An item, and behind it those that ask what the same heading means in other records of its vendor."""
    label, _, heading = (*item.subject.split("\n", 2), "", "")[:3]
    if item.kind != "heading" or not heading:
        return [item]
    others = of_heading(connection, label.partition(":")[0], heading)
    return [item, *(each for each in others if each.id != item.id and each.rule == item.rule)]


def _about(connection: Connection, kinds: Sequence[str], ids: Sequence[int]) -> list[Any]:
    c, rows = review_item.c, {}
    for batch in _batches(ids):
        wanted = or_(c.left_id.in_(batch), c.right_id.in_(batch))
        rows.update({row.id: row for row in connection.execute(select(review_item).where(wanted, c.kind.in_(kinds)))})
    return list(rows.values())


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
