"""What people decided, as data: kept for ever with reason and author, replayed on every run, taken back by a mark.

What follows from those in force is told by `metadata.links` and `metadata.exceptions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from metadata.errors import ConfigError
from metadata.store.tables import decision

KINDS = ("match", "suppress", "edit", "release", "heading", "title")
ABOUT_RECORDS = ("suppress", "edit", "release", "heading")  # kinds that speak of a vendor's records
_BATCH = 500  # values in one IN list
_NAMES = 40  # that one look through the decisions asks for


class Choice(NamedTuple):
    """One decision. `subject` is "vendor:id", or two of them with a line feed between; `value` depends on the kind.

    match: {left, right}, each "vendor:id", verdict same or different. suppress: {rule, until}, until as 2027-03-31.
    edit: {tag, before, after, others, rule}, the fields as packed text (transforms/exceptions.py).
    release: {quarantine, rule}, without end; with {sha256} only for the content that has it.
    heading: {heading, uri, label, rule}, the key of a heading and what it means, "" for none of those that were
    offered; its subject may be "vendor:", for every record of a vendor.
    title: {titles}, the records of one or more titles as lists of "vendor:id"; verdict merge, split (the last
    list goes), suppress, set-field with {tag, values}, or forbid-field with {vendor, tag, code} (metadata/curation.py).
    """

    kind: str
    subject: str
    verdict: str
    value: dict[str, Any]
    reason: str
    actor: str
    at: str = ""
    id: int = 0
    undone: str = ""  # when, by whom and why it was taken back; "": it is in force


def add(connection: Connection, choice: Choice) -> int:
    """Keep a decision; returns its number. Raises ConfigError without reason or author, or for an unknown kind."""
    if choice.kind not in KINDS:
        raise ConfigError(f"no kind of decision: {choice.kind}; there are {', '.join(KINDS)}")
    _say_why(choice.reason, choice.actor)
    values = {**choice._asdict(), "reason": choice.reason.strip(), "actor": choice.actor.strip()}
    del values["id"]
    return int(connection.execute(insert(decision).values(**values).returning(decision.c.id)).scalar_one())


def load(connection: Connection, number: int) -> Choice:
    """One decision. Raises ConfigError when there is none of this number."""
    row = connection.execute(select(decision).where(decision.c.id == number)).one_or_none()
    if row is None:
        raise ConfigError(f"there is no decision {number}; `emat review decisions` lists them")
    return _choice(row)


def undo(connection: Connection, number: int, reason: str, actor: str, at: str) -> Choice:
    """Take a decision back: it stays, marked; returns it as it was. Raises ConfigError when it is not in force."""
    _say_why(reason, actor)
    choice = load(connection, number)
    if choice.undone:
        raise ConfigError(f"decision {number} is taken back already: {choice.undone}")
    mark = f"{at} {actor.strip()}: {reason.strip()}"
    connection.execute(update(decision).where(decision.c.id == number).values(undone=mark))
    return choice


def listed(
    connection: Connection,
    *,
    kinds: Sequence[str] = KINDS,
    vendor: str = "",
    subjects: Iterable[str] | None = None,
    undone: bool = False,
) -> list[Choice]:
    """Decisions in their order: of some kinds, about one vendor's records or some subjects; also those taken back?"""
    c = decision.c
    query = select(decision).where(c.kind.in_(list(kinds))).order_by(c.id)
    if not undone:
        query = query.where(c.undone == "")
    if vendor:
        query = query.where(c.subject >= f"{vendor}:", c.subject < f"{vendor};")  # ";" comes after ":"
    if subjects is None:
        return [_choice(row) for row in connection.execute(query)]
    wanted = sorted(set(subjects))
    batches = (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))
    found = [row for batch in batches for row in connection.execute(query.where(c.subject.in_(batch)))]
    return [_choice(row) for row in sorted(found, key=lambda row: row.id)]


def mentioning(connection: Connection, kinds: Sequence[str], labels: Sequence[str]) -> list[Choice]:
    """Decisions of some kinds that name any of these records ("vendor:id"), in their order, those taken back too."""
    c, wanted = decision.c, set(labels)
    found: dict[int, Choice] = {}
    for start in range(0, len(labels), _NAMES):
        named = or_(*(c.subject.contains(each, autoescape=True) for each in labels[start : start + _NAMES]))
        rows = connection.execute(select(decision).where(c.kind.in_(list(kinds)), named))
        found |= {row.id: _choice(row) for row in rows if wanted & set(row.subject.split("\n"))}
    return [found[number] for number in sorted(found)]


def stand(connection: Connection, vendor: str) -> str:
    """Where the decisions about a vendor's records stand: another text after any was made or taken back."""
    c = decision.c
    wanted = (c.kind.in_(ABOUT_RECORDS), c.subject >= f"{vendor}:", c.subject < f"{vendor};")
    newest = connection.execute(select(func.max(c.id)).where(*wanted)).scalar()
    undone = connection.execute(select(func.count()).where(*wanted, c.undone != "")).scalar_one()
    return f"{newest or 0}-{undone}"


def _say_why(reason: str, actor: str) -> None:
    if not reason.strip():
        raise ConfigError("a decision needs a reason")
    if not actor.strip():
        raise ConfigError("a decision needs its author's name")


def _choice(row: Row[Any]) -> Choice:
    return Choice(row.kind, row.subject, row.verdict, row.value, row.reason, row.actor, row.at, row.id, row.undone)
