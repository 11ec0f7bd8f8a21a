"""Standings of titles, their courses and their rendered records: written by publications, read by views."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    null,
    select,
    tuple_,
    update,
)

from metadata.store.questions import Question
from metadata.store.standing_tables import NEVER
from metadata.store.tables import history, publication, rendering, standing

_BATCH = 500  # values in one IN list
NO_LIMIT = 2**31 - 1
_T = TypeVar("_T")
# What holds still. Asked as a range: by `until` alone SQLite would go through every title to find a few.
_STILL = (standing.c.since < NEVER, standing.c.until >= NEVER)
FORMS = {"marcxml": rendering.c.marcxml, "oai_dc": rendering.c.oai_dc}


Titled = tuple[str, int, int, str, Any]  # title_id, history_id, version_seq, vendor_ids, and the form asked for or None


class Census(NamedTuple):
    """The titles of one course at a publication."""

    titles: int
    newest: int  # publication of the newest version among them


class Range(NamedTuple):
    """Versions from one publication to another, both included."""

    low: int
    high: int

    def has(self, version: int) -> bool:
        """True if it is one of them."""
        return self.low <= version <= self.high


def latest(connection: Connection, title_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """How these titles stand now: moments, version_seq, vendor_ids."""
    query = (
        select(standing.c.title_id, standing.c.version_seq, standing.c.vendor_ids, history.c.moments)
        .join(history, history.c.id == standing.c.history_id)
        .where(*_STILL)
    )
    return {row.title_id: row for ids in _batches(title_ids) for row in connection.execute(_of(query, ids)).all()}


def put(connection: Connection, seq: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows (title_id, version_seq, vendor_ids, moments) in the place of those that stood until now."""
    ids = _interned(connection, {each["moments"] for each in rows})
    for titles in _batches([each["title_id"] for each in rows]):
        connection.execute(update(standing).where(*_STILL, standing.c.title_id.in_(titles)).values(until=seq))
    kept = [
        {
            "title_id": each["title_id"],
            "since": seq,
            "until": NEVER,
            "history_id": ids[each["moments"]],
            "version_seq": each["version_seq"],
            "vendor_ids": each["vendor_ids"],
        }
        for each in rows
    ]
    if kept:
        connection.execute(insert(standing), kept)


def put_renderings(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep rendered versions (title_id, seq, marcxml, oai_dc)."""
    if rows:
        connection.execute(insert(rendering), list(rows))


def _interned(connection: Connection, texts: Iterable[str]) -> dict[str, int]:
    """The ids of courses, which are kept once each."""
    digests = {hashlib.sha256(each.encode()).digest()[:16]: each for each in texts}
    found = _known(connection, digests)
    new: list[dict[str, Any]] = [
        {"digest": digest, "moments": text} for digest, text in sorted(digests.items()) if text not in found
    ]
    if new:
        connection.execute(insert(history), new)
        found |= _known(connection, {each["digest"]: each["moments"] for each in new})
    return found


def _known(connection: Connection, digests: Mapping[bytes, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _batches(sorted(digests)):
        query = select(history.c.id, history.c.digest).where(history.c.digest.in_(some))
        found.update((digests[bytes(row.digest)], row.id) for row in connection.execute(query).all())
    return found


def drop_before(connection: Connection, seq: int) -> None:
    """Forget what only the publications before this one need; current rows and tombstones stay."""
    past = select(standing.c.title_id, standing.c.version_seq).where(standing.c.until <= seq)
    needed = (
        select(1)
        .where(standing.c.title_id == rendering.c.title_id, standing.c.version_seq == rendering.c.seq)
        .where(standing.c.since >= rendering.c.seq)  # always true; without it SQLite looks by version, not by title
        .where(standing.c.until > seq)
    )
    key = tuple_(rendering.c.title_id, rendering.c.seq)
    connection.execute(delete(rendering).where(key.in_(past), ~needed.correlate(rendering).exists()))
    courses = set(connection.execute(select(standing.c.history_id).where(standing.c.until <= seq)).scalars())
    connection.execute(delete(standing).where(standing.c.until <= seq))
    _drop_courses(connection, sorted(courses))
    connection.execute(update(publication).where(publication.c.seq < seq, publication.c.kept).values(kept=False))


def _drop_courses(connection: Connection, ids: Sequence[int]) -> None:
    """Forget those of these courses that no title has any more.

    The newest course stays in any case: SQLite would give its number to the next one, and servers know courses by it.
    """
    taken = select(1).where(standing.c.history_id == history.c.id).exists()
    newest = connection.execute(select(func.max(history.c.id))).scalar()
    for some in _batches(ids):
        connection.execute(delete(history).where(history.c.id.in_(some), history.c.id != newest, ~taken))


def any_kept(connection: Connection) -> bool:
    """True if there are standings at all."""
    return connection.execute(select(standing.c.since).limit(1)).first() is not None


def census(connection: Connection, seq: int) -> dict[int, Census]:
    """How many titles each course has at a publication, by its id."""
    c = standing.c
    query = select(c.history_id, func.count(), func.max(c.version_seq)).where(*_at(seq)).group_by(c.history_id)
    return {row[0]: Census(row[1], row[2]) for row in connection.execute(query).all()}


def counted(connection: Connection, seq: int, within: Range) -> dict[int, int]:
    """How many titles of each course have their version within the range."""
    c = standing.c
    query = select(c.history_id, func.count()).where(c.version_seq.between(*within), *_at(seq)).group_by(c.history_id)
    return {row[0]: row[1] for row in connection.execute(query).all()}


def moved(connection: Connection, seq: int) -> dict[str, tuple[int, int]]:
    """The titles that took another course with a publication: the ids of the one before and of the one since then."""
    before, after = standing.alias(), standing.alias()
    query = (
        select(before.c.title_id, before.c.history_id, after.c.history_id)
        .join(after, and_(after.c.title_id == before.c.title_id, after.c.since == seq))
        .where(before.c.until == seq, before.c.history_id != after.c.history_id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query).all()}


def moments(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The courses of these ids."""
    query = select(history.c.id, history.c.moments)
    return {
        row.id: row.moments
        for some in _batches(ids)
        for row in connection.execute(query.where(history.c.id.in_(some))).all()
    }


def rows_of(connection: Connection, seq: int, title_ids: Sequence[str], form: str = "") -> list[Row[Any]]:
    """How these titles stood at a publication: title_id, history_id, version_seq, vendor_ids, and the form or None."""
    query = _rows(form).where(*_at(seq))
    return [row for ids in _batches(title_ids) for row in connection.execute(_of(query, ids)).all()]


class Stretch(NamedTuple):
    """Consecutive titles of a list: of these courses, behind a place, with versions within a range."""

    history_ids: Sequence[int]
    within: Range
    after: tuple[int, str] | None = None  # version (within the range) and title id, where there is but one course


def stretch(
    connection: Connection, seq: int, wanted: Stretch, limit: int = NO_LIMIT, form: str = ""
) -> Sequence[Titled]:
    """At most `limit` rows as of `rows_of`, in order of (course, version, title id)."""
    courses = wanted.history_ids
    places = 1 << (len(courses) - 1).bit_length()  # few sizes, few statements: the last course is named once more
    values: dict[str, Any] = dict(zip(_names(places), chain(courses, repeat(courses[-1])), strict=False))
    values |= {"high": wanted.within.high, "seq": seq, "most": limit}
    if wanted.after is None:
        values["low"] = wanted.within.low
    else:
        values["version"], values["title"] = wanted.after
    rows: Sequence[Any] = _stretched(form, wanted.after is not None, places).rows(connection, values)
    return rows


@cache
def _names(places: int) -> Sequence[str]:
    return [f"course{number}" for number in range(places)]


@cache
def _stretched(form: str, behind: bool, places: int) -> Question:
    """The question for a stretch of so many courses: every page asks it once or thrice."""
    c = standing.c
    query = _rows(form).where(
        c.history_id.in_([bindparam(name, type_=Integer) for name in _names(places)]),
        c.version_seq <= bindparam("high"),
        c.since <= bindparam("seq"),
        c.until > bindparam("seq"),
    )
    # One lower bound, of both columns behind a place: only so is the place looked up in the index and not walked to.
    if behind:
        place = tuple_(bindparam("version", type_=Integer), bindparam("title", type_=c.title_id.type))
        query = query.where(tuple_(c.version_seq, c.title_id) > place)
    else:
        query = query.where(c.version_seq >= bindparam("low"))
    order = (c.history_id, c.version_seq, c.title_id)
    return Question(query.order_by(*order).limit(bindparam("most", type_=Integer)))


def _rows(form: str) -> Select[Any]:
    c = standing.c
    columns = (c.title_id, c.history_id, c.version_seq, c.vendor_ids)
    if not form:
        return select(*columns, null().label("form"))
    same = and_(rendering.c.title_id == c.title_id, rendering.c.seq == c.version_seq)
    return select(*columns, FORMS[form].label("form")).join(rendering, same, isouter=True)


def _at(seq: int) -> tuple[Any, ...]:
    return standing.c.since <= seq, standing.c.until > seq


def _of(query: Select[Any], title_ids: Sequence[str]) -> Select[Any]:
    return query.where(standing.c.title_id.in_(title_ids))


def _batches(values: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
