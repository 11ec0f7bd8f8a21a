"""Publications and what they hold: versions of titles, offers of vendors, profiles of views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, insert, select, update

from metadata.store.profile_changes import as_changed, kept_as, told
from metadata.store.questions import Question
from metadata.store.tables import offer, publication, title, version, view_profile

_BATCH = 500  # values in one IN list
_NEWEST = Question(select(publication.c.seq, publication.c.at).order_by(publication.c.seq.desc()).limit(1))
_KEPT = Question(select(publication.c.kept).where(publication.c.seq == bindparam("seq")))


def current(connection: Connection) -> tuple[int, str]:
    """Number and datestamp of the current publication; (0, "") before the first."""
    rows = _NEWEST.rows(connection, {})
    return (rows[0][0], rows[0][1]) if rows else (0, "")


def newest(connection: Connection) -> Row[Any] | None:
    """The current publication with its counts; None before the first."""
    return next(iter(newest_ones(connection, 1)), None)


def all_publications(connection: Connection) -> list[Row[Any]]:
    """Every publication, oldest first."""
    return list(connection.execute(select(publication).order_by(publication.c.seq)))


def newest_ones(connection: Connection, most: int) -> list[Row[Any]]:
    """The last publications with their counts, the newest first."""
    return list(connection.execute(select(publication).order_by(publication.c.seq.desc()).limit(most)))


def datestamps(connection: Connection, upto: int) -> dict[int, str]:
    """The datestamp of each publication up to one, by number."""
    query = select(publication.c.seq, publication.c.at).where(publication.c.seq <= upto)
    return {row.seq: row.at for row in connection.execute(query)}


def is_kept(connection: Connection, seq: int) -> bool:
    """True if views can be read as they were at this publication."""
    rows = _KEPT.rows(connection, {"seq": seq})
    return bool(rows and rows[0][0])


def current_at(connection: Connection, moment: str) -> int:
    """The publication that was current at a moment; 0 before the first."""
    query = select(func.max(publication.c.seq)).where(publication.c.at <= moment)
    return connection.execute(query).scalar() or 0


def add(connection: Connection, seq: int, at: str) -> None:
    """Open a publication; the caller's transaction makes it current."""
    connection.execute(insert(publication).values(seq=seq, at=at, counts={}))


def put_datestamp(connection: Connection, seq: int, at: str) -> None:
    """Give the open publication its datestamp."""
    connection.execute(update(publication).where(publication.c.seq == seq).values(at=at))


def put_counts(connection: Connection, seq: int, counts: Mapping[str, int]) -> None:
    """Write down what the publication changed."""
    connection.execute(update(publication).where(publication.c.seq == seq).values(counts=dict(counts)))


def latest_versions(connection: Connection, title_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """The newest version of each title."""
    newest = (
        select(version.c.title_id, func.max(version.c.seq).label("seq"))
        .where(version.c.title_id.in_(title_ids))
        .group_by(version.c.title_id)
        .subquery()
    )
    same = and_(version.c.title_id == newest.c.title_id, version.c.seq == newest.c.seq)
    return {row.title_id: row for row in connection.execute(select(version).join(newest, same))}


def latest_offers(connection: Connection, title_ids: Sequence[str]) -> dict[tuple[str, str, str], Row[Any]]:
    """The newest offer of each (title, vendor, vendor id)."""
    query = select(offer).where(offer.c.title_id.in_(title_ids)).order_by(offer.c.seq)
    return {(row.title_id, row.vendor, row.vendor_id): row for row in connection.execute(query)}


def add_rows(
    connection: Connection, versions: Sequence[Mapping[str, Any]], offers: Sequence[Mapping[str, Any]]
) -> None:
    """Write versions and offers of the open publication."""
    if versions:
        connection.execute(insert(version), list(versions))
    if offers:
        connection.execute(insert(offer), list(offers))


def profiles(connection: Connection, view: str) -> list[tuple[int, dict[str, Any]]]:
    """(publication, profile) of a view, oldest first."""
    return _told(connection, view_profile.c.view == view)


def profile_at(connection: Connection, view: str, seq: int) -> tuple[int, dict[str, Any]] | None:
    """What a view selected at a publication, and since which one; None before its first profile."""
    kept = _kept_profile(connection, view, seq)
    return (kept[0], _whole(connection, view, *kept)) if kept else None


def add_profile(connection: Connection, view: str, seq: int, profile: Mapping[str, Any]) -> None:
    """The profile of a view from this publication on."""
    kept, last = dict(profile), _kept_profile(connection, view, seq)
    if last is not None:
        kept = kept_as(_whole(connection, view, *last), *last, profile)
    connection.execute(insert(view_profile).values(view=view, seq=seq, profile=kept))


def _kept_profile(connection: Connection, view: str, seq: int) -> tuple[int, dict[str, Any]] | None:
    """The profile of a view at a publication as it is kept, and since which one."""
    c = view_profile.c
    query = select(c.seq, c.profile).where(c.view == view, c.seq <= seq).order_by(c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.seq, row.profile) if row else None


def _whole(connection: Connection, view: str, seq: int, kept: dict[str, Any]) -> dict[str, Any]:
    """The profile that is kept so; of those before it only the ones are read that it is a change of."""
    change, c = as_changed(kept), view_profile.c
    if change is None:
        return kept
    return _told(connection, and_(c.view == view, c.seq >= change.of, c.seq <= seq))[-1][1]


def _told(connection: Connection, which: ColumnElement[bool]) -> list[tuple[int, dict[str, Any]]]:
    """(publication, profile) of consecutive rows of a view, the first of which is whole."""
    c, before, found = view_profile.c, dict[str, Any](), []
    for row in connection.execute(select(c.seq, c.profile).where(which).order_by(c.seq)):
        before = told(before, row.profile)
        found.append((row.seq, before))
    return found


def events(connection: Connection, upto: int) -> Iterator[tuple[str, list[Row[Any]], list[Row[Any]]]]:
    """(title id, its versions, its offers), up to a publication, in order of title id."""
    v, o = version.c, offer.c
    versions = connection.execute(
        select(v.title_id, v.seq, v.deleted, v.media, v.record)
        .where(v.seq <= upto)
        .order_by(v.title_id, v.seq)
        .execution_options(yield_per=1000)
    )
    offers = _grouped(
        connection.execute(
            select(offer).where(o.seq <= upto).order_by(o.title_id, o.seq).execution_options(yield_per=1000)
        )
    )
    waiting = next(offers, ("", []))
    for title_id, rows in _grouped(versions):
        while waiting[0] and waiting[0] < title_id:
            waiting = next(offers, ("", []))
        yield title_id, rows, waiting[1] if waiting[0] == title_id else []


def _grouped(rows: Iterable[Any]) -> Iterator[tuple[str, list[Row[Any]]]]:
    """Consecutive rows of one title."""
    title_id = ""
    group: list[Row[Any]] = []
    for row in rows:
        if row.title_id != title_id and group:
            yield title_id, group
            group = []
        title_id = row.title_id
        group.append(row)
    if group:
        yield title_id, group


def created(connection: Connection, title_ids: Sequence[str] | None = None) -> dict[str, str]:
    """When titles were first seen; None: of all titles."""
    query = select(title.c.id, title.c.created)
    if title_ids is None:
        return {row.id: row.created for row in connection.execute(query)}
    batches = (title_ids[start : start + _BATCH] for start in range(0, len(title_ids), _BATCH))
    return {row.id: row.created for ids in batches for row in connection.execute(query.where(title.c.id.in_(ids)))}


def records(connection: Connection, keys: Mapping[str, int]) -> dict[str, tuple[str, str]]:
    """(packed record, day of creation) of each title at the publication given with it."""
    query = select(version.c.title_id, version.c.seq, version.c.record, title.c.created).join(
        title, title.c.id == version.c.title_id
    )
    found: dict[str, tuple[str, str]] = {}
    ids = list(keys)
    for start in range(0, len(ids), _BATCH):
        for row in connection.execute(query.where(version.c.title_id.in_(ids[start : start + _BATCH]))):
            if keys[row.title_id] == row.seq:
                found[row.title_id] = (row.record, row.created)
    return found
