"""A title's story: its members, the deliveries they came with, what each stage changed, where each field comes from."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, select

from metadata.changes import told_changes
from metadata.errors import ConfigError
from metadata.exceptions import with_exceptions
from metadata.home import Home
from metadata.mint import normalise_id
from metadata.payload import envelope_at
from metadata.references import house_of
from metadata.store import deliveries, other_forms, titles
from metadata.store.tables import delivery, member, offer, publication, review_item, source_record, version
from transforms.merge.numbers import Number
from transforms.merge.provenance import unpacked
from transforms.record import Issue, Level, Record
from transforms.refine import Refined, refine


def explain(home: Home, name: str) -> dict[str, Any]:
    """The story of a title by its id, as typed, or by "vendor:vendor id" of one of its records.

    Raises ConfigError when there is no such title.
    """
    with home.store.read() as connection:
        title_id = _title_id(connection, name)
        state = titles.title_states(connection, [title_id])[title_id]
        members = [_member(home, connection, row) for row in _members(connection, title_id)]
        versions = _versions(connection, title_id)
        return {
            "title": title_id,
            "status": state.status,
            "created": state.created,
            "redirect_to": state.redirect_to,
            "members": members,
            "doubtful": _doubtful(connection, title_id),
            "links": _links(connection, title_id),
            "record": _fields(versions[-1]) if versions else [],
            "publications": [_published(row) for row in versions],
            "offers": _offers(connection, title_id),
        }


def _title_id(connection: Connection, name: str) -> str:
    found = normalise_id(name)
    if found and titles.title_states(connection, [found]):
        return found
    vendor, _, vendor_id = name.partition(":")
    query = select(source_record.c.title_id).where(
        source_record.c.vendor == vendor, source_record.c.vendor_id == vendor_id
    )
    by_record = connection.execute(query).scalar()
    if by_record:
        return str(by_record)
    raise ConfigError(f"no title {name!r}: give a title id (27 characters) or vendor:vendor-id")


def _members(connection: Connection, title_id: str) -> list[Row[Any]]:
    query = (
        select(source_record, member.c.since, member.c.until, delivery.c.name, delivery.c.path)
        .join(member, member.c.source_id == source_record.c.id)
        .join(delivery, delivery.c.id == source_record.c.delivery_id)
        .where(member.c.title_id == title_id)
        .order_by(source_record.c.vendor, source_record.c.vendor_id, member.c.id)
    )
    return list(connection.execute(query))


def _member(home: Home, connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """One source record: where it comes from, what was done to it, what was found."""
    told = refined_again(home, row)
    house = house_of(row.vendor, home.references, "000000")[0]
    rules = house.rules
    issues = [Issue(*each)._replace(level=Level(each[2])) for each in row.issues]
    return {
        "vendor": row.vendor,
        "vendor_id": row.vendor_id,
        "label": f"{row.vendor}:{row.vendor_id} ({row.name} #{row.position})",
        "since": row.since,
        "until": row.until,
        "deleted": bool(row.deleted),
        "reason": row.reason,
        "states": [f"{each.state} {each.at}" for each in deliveries.history(connection, row.delivery_id)],
        "changes": told_changes(told, house),
        "issues": [
            {
                "rule": each.rule,
                "level": str(each.level),
                "path": each.path,
                "fixed": each.fixed,
                "suppressed": each.suppressed,
                "before": each.value,
                "after": each.after,
                "message": rules.message(each, "en"),
            }
            for each in issues
        ],
    }


def refined_again(home: Home, row: Row[Any]) -> Refined:
    """Refine the stored raw bytes once more, to tell what each step does; a row of a source record and its delivery."""
    home.settings.work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="explain-", dir=home.settings.work) as work:
        envelope = envelope_at(home.settings.data_dir / row.path, Path(work), row.position)
    house, _ = house_of(row.vendor, home.references, home.today)
    with home.store.read() as connection:
        house = with_exceptions(house, home.settings.schemas, connection)
    return refine(zstandard.decompress(row.raw), envelope, house)


def _versions(connection: Connection, title_id: str) -> list[Row[Any]]:
    query = (
        select(version, publication.c.at)
        .join(publication, publication.c.seq == version.c.seq)
        .where(version.c.title_id == title_id)
        .order_by(version.c.seq)
    )
    return list(connection.execute(query))


def _fields(row: Row[Any]) -> list[dict[str, str]]:
    """The published record, each field with the vendor it comes from."""
    merged = unpacked(Record.unpack(row.record), row.provenance)
    return [
        {"field": str(each), "from": source} for each, source in zip(merged.record.fields, merged.vendors, strict=True)
    ]


def _published(row: Row[Any]) -> dict[str, Any]:
    return {"publication": row.seq, "at": row.at, "deleted": bool(row.deleted)}


def _offers(connection: Connection, title_id: str) -> list[dict[str, Any]]:
    query = select(offer).where(offer.c.title_id == title_id).order_by(offer.c.vendor, offer.c.seq)
    return [
        {"vendor": row.vendor, "collection": row.collection, "publication": row.seq, "gone": bool(row.gone)}
        for row in connection.execute(query)
    ]


def _links(connection: Connection, title_id: str) -> list[dict[str, str]]:
    """What links the title with its other forms, and which record says so; without a title it is a printed book."""
    return [
        {
            "title": row.other_id,
            "number": Number(row.kind, row.value).subfield[1],
            "because": row.because,
            "said_by": f"{row.vendor}:{row.vendor_id}",
        }
        for row in other_forms.links_of(connection, title_id)
    ]


def _doubtful(connection: Connection, title_id: str) -> list[dict[str, Any]]:
    """Records that share a key with a member but may not be this title, and why."""
    ids = list(connection.execute(select(source_record.c.id).where(source_record.c.title_id == title_id)).scalars())
    c = review_item.c
    query = select(review_item).where(c.kind == "match", c.state != "gone", c.left_id.in_(ids) | c.right_id.in_(ids))
    found = []
    for row in connection.execute(query):
        other = row.right_id if row.left_id in ids else row.left_id
        who = connection.execute(
            select(source_record.c.vendor, source_record.c.vendor_id).where(source_record.c.id == other)
        ).one()
        found.append({"record": f"{who.vendor}:{who.vendor_id}", **row.found})
    return found
