"""publish: one transaction matches, merges and makes the next publication current; nothing changed, no publication."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata import other_forms
from metadata.garbage import seldom_collected
from metadata.libraries import Library
from metadata.mint import Mint
from metadata.publish.catalogue import ALL
from metadata.publish.gathering import Lot, gathered
from metadata.publish.making import Made
from metadata.publish.policies import Policies
from metadata.publish.polish import keep, stale
from metadata.publish.profiles import day_at, library_profiles, profile_of_all
from metadata.publish.standing import Now, put_standings
from metadata.publish.workshop import worked
from metadata.store import match_limits, standings
from metadata.store import publications as store
from metadata.store.titles import put_bases
from metadata.times import TIME
from metadata.titles import match_changed
from metadata.vendors import Vendor

KEPT_DAYS = 14  # views of a publication can be read so long after the next one: resumption tokens live by it
_BATCH = 500  # titles merged together
_TOLD = 20  # batches from one line of the log to the next

logger = logging.getLogger(__name__)


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
    workers: int = 1,
) -> Published:
    """Publish what changed since the last time; the caller owns the transaction.

    `workers`: processes in which titles are made where they are many; this one reads and writes.
    """
    last, last_at = store.current(connection)
    draft = _Draft(connection, last + 1, next_datestamp(last_at, now))
    kept = {view: store.profile_at(connection, view, last) for view in (ALL, *libraries)}
    before = {view: each[1] for view, each in kept.items() if each}
    everything = profile_of_all(vendors, before.get(ALL))
    with seldom_collected():
        _make_titles(draft, everything["ranks"], policies, mint, workers)
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


def _make_titles(draft: _Draft, ranks: Mapping[str, int], policies: Policies, mint: Mint, workers: int) -> None:
    """Match what changed; make the titles that may have become others, and write those that have."""
    connection = draft.connection
    policies = policies._replace(polish=policies.polish.with_ranks(ranks))
    touched: set[str] = set()
    for grouping in match_changed(connection, policies.match, mint, draft.at, draft.seq):
        draft.counts["refused"] += grouping.refused
        touched.update(grouping.touched)
    touched.update(stale(connection, policies.polish.made_with))
    touched |= other_forms.spread(connection, touched, policies.links)
    logger.info("matched: %s titles may have become others", len(touched))
    lots = (gathered(connection, titles, ranks, policies) for titles in _batches(sorted(touched)))
    for number, (lot, made) in enumerate(worked(lots, len(touched), workers, policies, ranks), 1):
        _write(draft, lot, made, policies.polish.made_with)
        if not number % _TOLD or number * _BATCH >= len(touched):
            logger.info("merged: %s of %s titles", min(number * _BATCH, len(touched)), len(touched))


def _write(draft: _Draft, lot: Lot, made: Sequence[Made], made_with: str) -> None:
    """New versions of the titles whose content or status changed, the offers that came or went, and what is said."""
    connection, seq = draft.connection, draft.seq
    titles = {each.title_id: each for each in made}
    for each in made:
        if each.lost:
            logger.warning("%s: kept fields that nothing accounts for losing: %s", each.title_id, list(each.lost))
            draft.counts["kept-fields"] += 1
    put_bases(connection, {each.title_id: _base(lot.members[each.title_id], each) for each in made})
    keep(connection, made_with, made)
    other_forms.keep(connection, lot.titles, lot.known)
    versions = [row for each in lot.titles if (row := _version(each, draft, lot, titles.get(each))) is not None]
    draft.add(versions, _offers(draft, lot.titles, lot.members))
    newest = {each: row.seq for each, row in lot.before.items()} | {each["title_id"]: seq for each in versions}
    media = {each: row.media for each, row in lot.before.items()} | {
        each["title_id"]: each["media"] for each in versions
    }
    standing = [_now(each, newest[each], media[each], lot, titles.get(each)) for each in lot.titles if each in newest]
    put_standings(connection, seq, standing)
    rendered = [(each.title_id, each.version.rendering) for each in made if each.version is not None]
    standings.put_renderings(connection, [{"title_id": each, "seq": seq, **of._asdict()} for each, of in rendered])


def _base(rows: Sequence[Row[Any]], made: Made) -> int:
    """The source record whose description the title has."""
    return next((int(row.id) for row in rows if (row.vendor, row.vendor_id) == made.base), int(rows[0].id))


def _version(title_id: str, draft: _Draft, lot: Lot, made: Made | None) -> dict[str, Any] | None:
    """The new version of a title, which is counted; None when nothing is to be published about it."""
    old = lot.before.get(title_id)
    if made is None:
        if old is None or old.deleted:
            return None
        draft.counts["deleted"] += 1
        return {**old._asdict(), "seq": draft.seq, "deleted": True}
    if made.version is None:
        return None
    draft.counts["new" if old is None else "revived" if old.deleted else "changed"] += 1
    return {
        "title_id": title_id,
        "seq": draft.seq,
        "deleted": False,
        "hash": made.version.hash,
        "media": lot.members[title_id][0].media,
        "language": made.language,
        "record": made.version.record,
        "provenance": made.version.provenance,
    }


def _now(title_id: str, version: int, media: str, lot: Lot, made: Made | None) -> Now:
    """How a title stands with this publication, by its newest version."""
    if made is None:
        return Now(title_id, version, media, "", "", None)
    offers = {(row.vendor, row.vendor_id): row.collection for row in lot.members[title_id]}
    of_summary = made.version is not None and made.version.of_summary
    return Now(title_id, version, media, made.language, made.audience, offers, of_summary)


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


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
