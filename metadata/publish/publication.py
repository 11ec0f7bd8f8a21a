"""publish: one transaction matches, merges and makes the next publication current; nothing changed, no publication."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata import other_forms
from metadata.curated import NOTHING_SAID, Curated, curated
from metadata.exceptions import set_by_people
from metadata.keying import Keying
from metadata.libraries import Library
from metadata.members import member_list
from metadata.mint import Mint
from metadata.publish.lost import with_lost
from metadata.publish.origins import NOWHERE, Origins
from metadata.publish.polish import Polish, Polished, keep, polished, stale
from metadata.publish.profiles import day_at, library_profiles, profile_of_all
from metadata.publish.standing import Now, put_renderings, put_standings
from metadata.store import match_limits, standings
from metadata.store import publications as store
from metadata.store.titles import former_ids, members_of, put_bases
from metadata.store.works import places
from metadata.times import TIME
from metadata.titles import match_changed
from metadata.vendors import Vendor
from transforms.merge.form_links import link_issues, with_forms
from transforms.merge.merge import merge
from transforms.merge.other_forms import NOTHING, Known
from transforms.merge.policy import LinkPolicy, MergePolicy
from transforms.merge.provenance import packed
from transforms.merge.stamp import content_hash
from transforms.merge.works_758 import UNKNOWN, OfWork, with_works
from transforms.record import Field

ALL = "all"  # the view of every title
KEPT_DAYS = 14  # views of a publication can be read so long after the next one: resumption tokens live by it
_BATCH = 500  # titles merged together
_TOLD = 20  # batches from one line of the log to the next

logger = logging.getLogger(__name__)


class Policies(NamedTuple):
    """What matching and merging go by."""

    match: Keying
    merge: MergePolicy
    links: LinkPolicy
    polish: Polish
    zone: tzinfo = UTC  # whose days the days of licences are
    origins: Origins = NOWHERE


class Published(NamedTuple):
    """The current publication, and what it changed; `counts` is empty when there was nothing to publish.

    `counts`: titles by what became of them (new, changed, revived, deleted), profiles of views that changed, pairs that
    were refused, and how many keys matching left out at that time (poor, capped).
    `held`: why the next one was not made, in plain English; a person is to decide.
    `kept`: titles that stay although their vendors withdrew them, because a person rejected that they go.
    """

    seq: int
    at: str
    counts: dict[str, int]
    held: str = ""
    kept: int = 0


def publish_changes(
    connection: Connection,
    vendors: Mapping[str, Vendor],
    libraries: Mapping[str, Library],
    policies: Policies,
    mint: Mint,
    now: str,
) -> Published:
    """Publish what changed since the last time; the caller owns the transaction."""
    last, last_at = store.current(connection)
    draft = _Draft(connection, last + 1, next_datestamp(last_at, now))
    kept = {view: store.profile_at(connection, view, last) for view in (ALL, *libraries)}
    before = {view: each[1] for view, each in kept.items() if each}
    everything = profile_of_all(vendors, before.get(ALL))
    ranks = everything["ranks"]
    policies = policies._replace(polish=policies.polish.with_ranks(ranks))
    touched: set[str] = set()
    for grouping in match_changed(connection, policies.match, mint, draft.at, draft.seq):
        draft.counts["refused"] += grouping.refused
        touched.update(grouping.touched)
    touched.update(stale(connection, policies.polish.made_with))
    touched |= other_forms.spread(connection, touched, policies.links)
    logger.info("matched: %s titles may have become others", len(touched))
    for number, titles in enumerate(_batches(sorted(touched)), 1):
        _write_titles(draft, titles, ranks, policies)
        if not number % _TOLD or number * _BATCH >= len(touched):
            logger.info("merged: %s of %s titles", min(number * _BATCH, len(touched)), len(touched))
    today = day_at(now, policies.zone)
    profiles = library_profiles(connection, libraries, everything["links"], today)
    for view, profile in {ALL: everything, **profiles}.items():
        if before.get(view) != profile:
            draft.open()
            store.add_profile(connection, view, draft.seq, profile)
            draft.counts["profiles"] += 1
    if not draft.opened:
        logger.info("nothing changed since publication %s", last)
        return Published(last, last_at, {})
    logger.info("publication %s is put together; it counts when its gate has let it pass", draft.seq)
    draft.counts.update(match_limits.counted(connection))
    store.put_counts(connection, draft.seq, draft.counts)
    standings.drop_before(connection, store.current_at(connection, _days_before(draft.at, KEPT_DAYS)))
    return Published(draft.seq, draft.at, dict(draft.counts))


class _Draft:
    """The publication in the making: a row of it exists only once there is something to hold."""

    def __init__(self, connection: Connection, seq: int, at: str) -> None:
        self.connection, self.seq, self.at = connection, seq, at
        self.counts: Counter[str] = Counter()
        self.opened = False

    def open(self) -> None:
        if not self.opened:
            store.add(self.connection, self.seq, self.at)
            self.opened = True

    def add(self, versions: Sequence[Mapping[str, Any]], offers: Sequence[Mapping[str, Any]]) -> None:
        if versions or offers:
            self.open()
            store.add_rows(self.connection, versions, offers)


def next_datestamp(last: str, now: str) -> str:
    """Now, or a second after the last publication when the clock has not moved on."""
    if not last or now > last:
        return now
    return (datetime.strptime(last, TIME) + timedelta(seconds=1)).strftime(TIME)


def _days_before(at: str, days: int) -> str:
    return (datetime.strptime(at, TIME) - timedelta(days=days)).strftime(TIME)


class _Told(NamedTuple):
    """What is known of a title beside its records."""

    former: Sequence[str]  # titles that were merged into it
    work: OfWork
    known: Known
    said: Curated


def _write_titles(draft: _Draft, touched: Sequence[str], ranks: Mapping[str, int], policies: Policies) -> None:
    """New versions of the titles whose content or status changed, and the offers that came or went."""
    before = store.latest_versions(draft.connection, touched)
    everyone = members_of(draft.connection, touched)
    said = curated(draft.connection, everyone)
    members = {each: rows for each, rows in everyone.items() if not said.get(each, NOTHING_SAID).suppressed}
    kept = set_by_people(draft.connection, [_label(row) for rows in members.values() for row in rows])
    known = other_forms.known_of(draft.connection, members, ranks, policies.links)
    former = former_ids(draft.connection, members.keys())
    of = {each: OfWork(found.work_id, found.expression_id) for each, found in places(draft.connection, members).items()}
    merged = {
        each: _merged(
            each,
            rows,
            _Told(former.get(each, ()), of.get(each, UNKNOWN), known.get(each, NOTHING), said.get(each, NOTHING_SAID)),
            ranks,
            policies,
            kept,
        )
        for each, rows in members.items()
    }
    lost = with_lost(draft.connection, before, merged, members, policies.polish.made_with)
    if lost:
        draft.counts["kept-fields"] += len(lost)
    merged |= lost
    put_bases(draft.connection, {each: _base(rows, merged[each]) for each, rows in members.items()})
    keep(draft.connection, policies.polish.made_with, merged)
    other_forms.keep(draft.connection, touched, known)
    versions = []
    for title_id in touched:
        media = members[title_id][0].media if title_id in merged else ""
        made = _version(title_id, draft.seq, merged.get(title_id), media, before.get(title_id))
        if made is not None:
            versions.append(made)
            old = before.get(title_id)
            kind = "deleted" if made["deleted"] else "new" if old is None else "revived" if old.deleted else "changed"
            draft.counts[kind] += 1
    draft.add(versions, _offers(draft, touched, members))
    now = {each: (row.seq, row.media) for each, row in before.items()}
    now |= {each["title_id"]: (each["seq"], each["media"]) for each in versions}
    new = {each["title_id"]: members[each["title_id"]] for each in versions if not each["deleted"]}
    about = policies.origins.about(draft.connection, new)
    standing = [
        _now(each, *now[each], merged.get(each), members.get(each, ()))._replace(about=about.get(each, b""))
        for each in touched
        if each in now
    ]
    put_standings(draft.connection, draft.seq, standing)
    put_renderings(draft.connection, draft.seq, standing, store.created(draft.connection, touched))


def _now(title_id: str, version: int, media: str, made: Polished | None, rows: Sequence[Row[Any]]) -> Now:
    """How a title stands with this publication, by its newest version."""
    offers = {(row.vendor, row.vendor_id): row.collection for row in rows}
    return Now(title_id, version, media, made.merged.record if made else None, offers)


def _merged(
    title_id: str,
    rows: Sequence[Row[Any]],
    told: _Told,
    ranks: Mapping[str, int],
    policies: Policies,
    set_: Mapping[str, frozenset[Field]],
) -> Polished:
    """The record of a title, merged of its members, linked and mended; `set_`: what people set, by record."""
    kept = frozenset(field for row in rows for field in set_.get(_label(row), ()))
    before = [policies.links.prefix + each for each in told.former]
    merged = merge(member_list(rows, ranks), policies.merge, told.said.fields, before)
    kept |= {field for each in told.said.fields.set for field in each.fields}
    linked = with_works(with_forms(merged, told.known, kept, policies.links), told.work, policies.links.works)
    made = polished(linked, rows[0].media, title_id, kept, policies.polish)
    return made._replace(issues=(*made.issues, *link_issues(linked.record, told.known, policies.links)))


def _base(rows: Sequence[Row[Any]], made: Polished) -> int:
    """The source record whose description the title has."""
    base = made.merged.leader.source
    return next((int(row.id) for row in rows if (row.vendor, row.vendor_id) == base[:2]), int(rows[0].id))


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


def _label(row: Row[Any]) -> str:
    return f"{row.vendor}:{row.vendor_id}"


def _version(title_id: str, seq: int, made: Polished | None, media: str, old: Row[Any] | None) -> dict[str, Any] | None:
    """The new version of a title; None when nothing is to be published about it."""
    if made is None:
        return None if old is None or old.deleted else {**old._asdict(), "seq": seq, "deleted": True}
    merged = made.merged
    digest = content_hash(merged.record)
    if old is not None and not old.deleted and bytes(old.hash) == digest:
        return None
    return {
        "title_id": title_id,
        "seq": seq,
        "deleted": False,
        "hash": digest,
        "media": media,
        "language": merged.record.at("008", 35, 38),
        "record": merged.record.pack(),
        "provenance": packed(merged),
    }


def _offers(draft: _Draft, touched: Sequence[str], members: Mapping[str, Sequence[Row[Any]]]) -> list[dict[str, Any]]:
    """Offers that began, ended or moved to another collection."""
    old = store.latest_offers(draft.connection, touched)
    new = {
        (title_id, row.vendor, row.vendor_id): row.collection
        for title_id in touched
        for row in members.get(title_id, ())
    }
    rows = []
    for key in sorted(old.keys() | new.keys()):
        was = None if key not in old or old[key].gone else old[key].collection
        if was != new.get(key):
            title_id, vendor, vendor_id = key
            rows.append(
                {
                    "title_id": title_id,
                    "vendor": vendor,
                    "vendor_id": vendor_id,
                    "seq": draft.seq,
                    "collection": new.get(key) or was,
                    "gone": key not in new,
                }
            )
    return rows
