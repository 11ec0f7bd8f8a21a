"""A title's story in plain values: its records and what was done to them, the merged record, all publications."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import zstandard
from sqlalchemy import Connection, Row, select

from metadata import envelopes
from metadata.changes import told_changes
from metadata.exceptions import with_exceptions
from metadata.home import Home
from metadata.members import VERSION
from metadata.payload import envelope_at
from metadata.references import house_of, rules_of, tables_of
from metadata.review.telling import Texts, load_texts
from metadata.store import deliveries, other_forms, quality, titles
from metadata.store.tables import (
    delivery,
    member,
    offer,
    publication,
    review_item,
    source_record,
    title_quality,
    version,
)
from metadata.story.belonging import belonging, joined_by, told_veto
from metadata.story.family import family
from metadata.story.origins import Origins, differences
from metadata.story.words import judged_again, words
from transforms.formats import oai_dc
from transforms.formats.frame import Envelope
from transforms.merge.numbers import Number
from transforms.merge.policy import load_merge_policy
from transforms.record import Issue, Level, Record
from transforms.refine import Refined, refine
from transforms.validate import RuleSet

EVERY = slice(None)


def explain(home: Home, name: str, language: str = "en") -> dict[str, Any]:
    """The story of a title by its id, as typed, or by "vendor:vendor id" of one of its records.

    `language` (fi, sv or en) is that of the words in it. Raises ConfigError when there is no such title.
    """
    with home.store.read() as connection:
        return told(home, connection, titles.title_named(connection, name), language)


def told(
    home: Home, connection: Connection, title_id: str, language: str, shown: slice = EVERY, newest: int | None = None
) -> dict[str, Any]:
    """The story of a title that there is, with those of its records that are `shown` and the `newest` publications."""
    schemas = home.settings.schemas
    policy, texts = load_merge_policy(schemas, tables_of(home.references)), load_texts(schemas)
    state = titles.title_states(connection, [title_id])[title_id]
    rows, versions = _members(connection, title_id), _versions(connection, title_id, newest)
    origins = Origins.of(connection, versions[-1], policy, language) if versions else None
    live = [row for row in rows if not row.deleted and row.until is None]
    together = belonging(live, schemas, texts, language, {row.id for row in rows[shown]})
    return {
        "title": title_id,
        "name": _name(versions[-1]) if versions else "",
        "status": state.status,
        "created": state.created,
        "redirect_to": state.redirect_to,
        "former": titles.former_ids(connection, [title_id]).get(title_id, []),
        "records": len(rows),
        "members": [_member(home, connection, row, together.get(row.id, []), texts, language) for row in rows[shown]],
        "doubtful": _doubtful(connection, title_id, texts, language),
        "links": _links(connection, title_id),
        "work": family(connection, title_id),
        "quality": _quality(home, connection, title_id, language),
        "record": origins.fields() if origins else [],
        "left_out": origins.left_out() if origins else [],
        "outdated": list(origins.merged.outdated) if origins else [],
        "publications": _publications(versions)[-newest if newest else 0 :],
        "offers": _offers(connection, title_id),
    }


def _name(row: Row[Any]) -> str:
    """The title in words."""
    return oai_dc.title(Record.unpack(row.record))


def _members(connection: Connection, title_id: str) -> list[Row[Any]]:
    query = (
        select(source_record, member.c.since, member.c.until, member.c.evidence, delivery.c.name, delivery.c.path)
        .join(member, member.c.source_id == source_record.c.id)
        .join(delivery, delivery.c.id == source_record.c.delivery_id)
        .where(member.c.title_id == title_id)
        .order_by(source_record.c.vendor, source_record.c.vendor_id, member.c.id)
    )
    return list(connection.execute(query))


def _member(
    home: Home, connection: Connection, row: Row[Any], together: list[dict[str, Any]], texts: Texts, language: str
) -> dict[str, Any]:
    """One source record: where it comes from, why it came and belongs, what was done to it, what was found."""
    done, house = refined_again(home, row), house_of(row.vendor, home.references, home.today)[0]
    issues = [Issue(*each)._replace(level=Level(each[2])) for each in row.issues]
    return {
        "vendor": row.vendor,
        "vendor_id": row.vendor_id,
        "label": f"{row.vendor}:{row.vendor_id} ({row.name} #{row.position})",
        "delivery": row.name,
        "delivery_id": row.delivery_id,
        "position": row.position,
        "version": row.sha256.hex()[:VERSION],
        "since": row.since,
        "until": row.until,
        "deleted": bool(row.deleted),
        "reason": row.reason,
        "score": row.score,
        "again": judged_again(row.turns_on, done, words(home.settings.schemas, language), language),
        "states": [f"{each.state} {each.at}" for each in deliveries.history(connection, row.delivery_id)],
        "evidence": row.evidence,
        "joined": joined_by(row.evidence, together, texts, language),
        "together": together,
        "changes": told_changes(done, house, language),
        "issues": [_issue(each, house.rules, language) for each in issues],
    }


def _issue(each: Issue, rules: RuleSet, language: str) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "level": str(each.level),
        "path": each.path,
        "fixed": each.fixed,
        "suppressed": each.suppressed,
        "before": each.value,
        "after": each.after,
        "message": rules.message(each, language),
    }


def _quality(home: Home, connection: Connection, title_id: str, language: str) -> dict[str, Any]:
    """The score of the title, and what the rules about merged titles say of it."""
    query = select(title_quality).where(title_quality.c.title_id == title_id)
    row = connection.execute(query).first()
    if row is None:
        return {"score": None, "issues": []}
    rules = rules_of(home.references)
    issues = [Issue(*each)._replace(level=Level(each[2])) for each in row.issues]
    return {"score": row.score, "issues": [_issue(each, rules, language) for each in issues]}


def refined_again(home: Home, row: Row[Any], inside: Connection | None = None) -> Refined:
    """Refine the stored raw bytes once more, to tell what each step does; a row of a source record and its delivery.

    `inside`: a transaction that is still open and has written the row.
    """
    house, _ = house_of(row.vendor, home.references, home.today)
    with nullcontext(inside) if inside else home.store.read() as connection:
        house = with_exceptions(house, home.settings.schemas, connection)
        kept = quality.envelope_text(connection, row.envelope_id)
    envelope = envelopes.read(kept) if kept else _envelope_in(home, row)
    return refine(zstandard.decompress(row.raw), envelope, house)


def _envelope_in(home: Home, row: Row[Any]) -> Envelope:
    """The envelope of a record with which an older release kept none: its delivery tells it."""
    home.settings.work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="explain-", dir=home.settings.work) as work:
        return envelope_at(home.settings.data_dir / row.path, Path(work), row.position)


def _versions(connection: Connection, title_id: str, newest: int | None) -> list[Row[Any]]:
    """The versions of a title, oldest first; of the newest ones also that before them, with which they are compared."""
    query = (
        select(version, publication.c.at)
        .join(publication, publication.c.seq == version.c.seq)
        .where(version.c.title_id == title_id)
        .order_by(version.c.seq.desc())
        .limit(newest + 1 if newest else None)
    )
    return list(connection.execute(query))[::-1]


def _publications(versions: list[Row[Any]]) -> list[dict[str, Any]]:
    """Each publication in which the title changed, with the fields that differ from the one before."""
    found, before = [], ""
    for row in versions:
        now = "" if row.deleted else row.record
        told = {"publication": row.seq, "at": row.at, "deleted": bool(row.deleted)}
        found.append({**told, "differences": differences(before, now) if before and now else []})
        before = now or before
    return found


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
            "number": Number(row.kind, row.value).subfield[1] if row.value else "",
            "because": row.because,
            "said_by": f"{row.vendor}:{row.vendor_id}",
        }
        for row in other_forms.links_of(connection, title_id)
    ]


def _doubtful(connection: Connection, title_id: str, texts: Texts, language: str) -> list[dict[str, Any]]:
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
        against = [told_veto(each, texts, language) for each in row.found["vetoes"]]
        found.append({"item": row.id, "record": f"{who.vendor}:{who.vendor_id}", **row.found, "against": against})
    return found
