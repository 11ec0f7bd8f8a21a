"""Writes how titles stand from a publication on, for the views to read; in a store of an older release its past too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata.publish.history import Moment, Offer, packed, unpacked
from metadata.publish.rendering import rendered
from metadata.store import publications, standings
from metadata.store.store import Store
from transforms.publish.audience import audience_of
from transforms.publish.showing import same_but_summary
from transforms.record import Record

_LOT = 500  # titles caught up with together
SEPARATOR = "\x1f"  # between vendors' ids: no id of a MARC or ONIX record has it


class Now(NamedTuple):
    """How a title stands with the publication that is being made."""

    title_id: str
    version_seq: int  # of its newest version
    media: str
    language: str  # 008/35-37
    audience: str  # transforms/publish/audience.py
    offers: Mapping[tuple[str, str], str] | None  # (vendor, vendor's id) → collection; None: it is deleted
    of_summary: bool = False  # True if that version differs from the one before, of a live title, in 520 alone


def put_standings(connection: Connection, seq: int, titles: Sequence[Now]) -> None:
    """Keep those that stand otherwise than before."""
    before = standings.latest(connection, [each.title_id for each in titles])
    rows = (_row(seq, each, before.get(each.title_id)) for each in titles)
    standings.put(connection, seq, [each for each in rows if each is not None])


def _row(seq: int, now: Now, before: Row[Any] | None) -> dict[str, Any] | None:
    past = unpacked(before.moments) if before else ()
    ids = before.vendor_ids.split(SEPARATOR) if before and before.vendor_ids else []
    course, ids = _onward(seq, now, past, ids)
    row = {
        "title_id": now.title_id,
        "version_seq": now.version_seq,
        "core_seq": _core(now, before),
        "vendor_ids": SEPARATOR.join(ids),
        "moments": packed(course),
    }
    if before and all(row[each] == getattr(before, each) for each in ("version_seq", "vendor_ids", "moments")):
        return None
    return row


def _core(now: Now, before: Row[Any] | None) -> int:
    """The publication of the newest version that says more otherwise than its summary."""
    if before is None or not (now.of_summary or now.version_seq == before.version_seq):
        return now.version_seq
    return int(before.core_seq)


def _onward(seq: int, now: Now, past: Sequence[Moment], ids: Sequence[str]) -> tuple[Sequence[Moment], Sequence[str]]:
    """The course with how the title stands now, and the vendors' ids of all offers it ever had."""
    last = past[-1] if past else Moment(0, "", "", "", ())
    vendors = {each.number: each.vendor for moment in past for each in moment.offers}
    numbers = {(vendors[place], vendor_id): place for place, vendor_id in enumerate(ids)}
    standing = {each.number: each for each in last.offers}
    offers = []
    for key, collection in sorted((now.offers or {}).items()):
        number = numbers.setdefault(key, len(numbers))
        was = standing.get(number)
        since = was.since if was and was.collection == collection else seq
        offers.append(Offer(key[0], collection, number, since))
    after = _moment(seq, now, tuple(offers), last)
    if after[1:] == last[1:]:
        return past, ids
    return (*past, after), [vendor_id for _, vendor_id in numbers]


def _moment(seq: int, now: Now, offers: tuple[Offer, ...], last: Moment) -> Moment:
    """How it stands; a deleted title keeps what it was."""
    if now.offers is None:
        return last._replace(seq=seq, offers=())
    return Moment(seq, now.media, now.language, now.audience, offers)


def missing(store: Store) -> bool:
    """True for a store of an older release, whose standings are still to be made."""
    with store.read() as connection:
        return publications.current(connection)[0] > 0 and not standings.any_kept(connection)


def catch_up(connection: Connection) -> int:
    """Make the standings of a store that has none yet; returns how many titles have one now.

    Publications before the current one can no longer be read.
    """
    seq, _ = publications.current(connection)
    if not seq or standings.any_kept(connection):
        return 0
    made = 0
    created = publications.created(connection)
    rest = publications.events(connection, seq)
    while some := list(islice(rest, _LOT)):
        courses = {title_id: dict(_course(title_id, versions, offers)) for title_id, versions, offers in some}
        for moment in sorted({each for course in courses.values() for each in course}):
            then = [course[moment] for course in courses.values() if moment in course]
            put_standings(connection, moment, [now for now, _ in then])
            _render(connection, moment, then, created)
        made += len(some)
    standings.drop_before(connection, seq)
    return made


_Then = tuple[Now, Record | None]  # how a title stood, and its record if it was not deleted


def _render(connection: Connection, seq: int, then: Iterable[_Then], created: Mapping[str, str]) -> None:
    """Keep the records of the versions that a publication made; `created`: when each title was first seen."""
    new = [(now.title_id, record) for now, record in then if record is not None and now.version_seq == seq]
    standings.put_renderings(
        connection,
        [{"title_id": each, "seq": seq, **rendered(record, created[each])._asdict()} for each, record in new],
    )


def _course(title_id: str, versions: Sequence[Row[Any]], offers: Sequence[Row[Any]]) -> Iterator[tuple[int, _Then]]:
    """How a title stood after each publication that changed it."""
    for moment in sorted({row.seq for row in (*versions, *offers)}):
        known = [row for row in versions if row.seq <= moment]
        if not known:
            continue
        version = known[-1]
        standing = {(row.vendor, row.vendor_id): row for row in offers if row.seq <= moment}
        taken = {key: row.collection for key, row in standing.items() if not row.gone}
        if version.deleted:
            yield moment, (Now(title_id, version.seq, version.media, "", "", None), None)
            continue
        record = Record.unpack(version.record)
        language, audience = record.at("008", 35, 38), audience_of(record)
        of_summary = _of_summary(known[-2:-1], record)
        yield moment, (Now(title_id, version.seq, version.media, language, audience, taken, of_summary), record)


def _of_summary(before: Sequence[Row[Any]], record: Record) -> bool:
    """True if the record differs in 520 alone from the version before, where there is one, of a live title."""
    return any(not each.deleted and same_but_summary(Record.unpack(each.record), record) for each in before)
