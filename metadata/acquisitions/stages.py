"""The stages of a list: fetch, then read, judge and commit, each delivery in one transaction with the ledger.

A delivery may be processed again at any time and ends in the same state.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, select

from metadata import fetch as fetching
from metadata import gate as gating
from metadata.acquisitions.feeds import Feed, feeds_of, isil_of
from metadata.acquisitions.forms import Known
from metadata.acquisitions.gate import verdicts
from metadata.acquisitions.read import Listed, read_list
from metadata.errors import ConfigError, told_in
from metadata.gate.check import Check
from metadata.gate.samples import title_in
from metadata.home import Home
from metadata.libraries.resolving import resolved
from metadata.libraries.wanted import Acquired, acquired_in
from metadata.publish.profiles import day_at
from metadata.reports import VendorReport, ledger_mark, report_of
from metadata.store import acquisitions, deliveries, publications
from metadata.store.tables import source_record
from metadata.unpack import RefusedFileError
from metadata.vendors import load_vendors
from metadata.workplace import alone


def feed_named(home: Home, feed_id: str) -> Feed:
    """A list by its id. Raises ConfigError for one that no library file names, and where that file is refused."""
    feeds, isil = feeds_of(home.libraries), isil_of(feed_id)
    if isil in home.refused_libraries:
        raise ConfigError(home.refused_libraries[isil])
    if feed_id not in feeds:
        raise ConfigError(f"no library file names the list {feed_id}; there are {', '.join(sorted(feeds)) or 'none'}")
    return feeds[feed_id]


def lists(home: Home) -> list[str]:
    """The ids of all lists of libraries whose file can be read, in their order."""
    return sorted(feeds_of(home.libraries))


def acquire(home: Home, feed_id: str) -> VendorReport:
    """The whole night of a list: fetch, then each of its deliveries in its order. What went wrong is in the report."""
    since, failed = ledger_mark(home), list[str]()
    with told_in(failed):
        fetch(home, feed_named(home, feed_id))
    with told_in(failed):
        for each in waiting(home, feed_id):
            process(home, each)
    return report_of(home, feed_id, since, failed)


def fetch(home: Home, feed: Feed) -> list[int]:
    """Bring the new deliveries of a list. Raises SourceError or ConfigError, when all that could be had is there."""
    return list(fetching.fetch(feed, home.settings, home.store, home.clock(), connect=home.connect).new)


def waiting(home: Home, feed_id: str) -> list[int]:
    """The deliveries of a list that are to be processed, oldest first."""
    with home.store.read() as connection:
        return deliveries.pending(connection, feed_id)


def process(home: Home, delivery_id: int) -> dict[str, int]:
    """Read, judge and commit one delivery; returns its counts, none where it was not committed."""
    home.touched("delivery", delivery_id)
    with home.store.read() as connection:
        delivery = deliveries.load(connection, delivery_id)
    with alone(home, delivery.vendor):
        return _process(home, delivery)


def _process(home: Home, delivery: deliveries.Delivery) -> dict[str, int]:
    with home.store.read() as connection:
        state = deliveries.state_of(connection, delivery.id)
        newest = deliveries.newest_committed_order(connection, delivery.vendor)
    if state is None or state.state not in deliveries.UNDECIDED:  # another run has settled it meanwhile
        return state.counts if state and state.state == "committed" else {}
    if delivery.order_key < newest:
        _note(home, delivery.id, "superseded", "a newer list is committed")
        return {}
    feed = feed_named(home, delivery.vendor)
    try:
        listed = read_delivery(home, feed, delivery)
    except RefusedFileError as refused:
        _note(home, delivery.id, "unreadable", str(refused))
        return {}
    with home.store.write() as connection:
        return judge_and_commit(home, connection, feed, delivery, listed)


def read_delivery(home: Home, feed: Feed, delivery: deliveries.Delivery) -> Listed:
    """What a delivery of a list says. Raises RefusedFileError for what is no such list."""
    path = home.settings.data_dir / delivery.path
    home.settings.work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="list-", dir=home.settings.work) as work:
        return read_list(path, Path(work), feed.part.format, known_of(home, feed))


def known_of(home: Home, feed: Feed) -> Known:
    """What the list may name: vendors that have a file, and their collections."""
    vendors, refused = load_vendors(home.settings.schemas)
    names = frozenset((*vendors, *refused))
    return Known(names, frozenset(each.collection for each in vendors.values()), feed.part.vendor or "")


def judge_and_commit(
    home: Home, connection: Connection, feed: Feed, delivery: deliveries.Delivery, listed: Listed
) -> dict[str, int]:
    """The verdict, and what follows from it, in the caller's transaction; a tripped gate holds unless a person let it
    through. Returns the counts, none where it was not committed.
    """
    before = [acquired_in(row, feed.name) for row in acquisitions.current(connection, [feed.id])]
    after = [acquired_in(line, feed.name) for line in listed.lines]
    today = day_at(home.clock(), home.zone)
    standing = _titles(connection, [each for each in before if each.holds(today)])
    coming = _titles(connection, [each for each in after if each.holds(today)])
    checks = [_titled(connection, each) for each in verdicts(listed, standing, coming, feed.expect)]
    tripped = [each for each in checks if each.verdict == "hold"]
    deliveries.keep_checks(connection, delivery.id, [each._asdict() for each in checks])
    acquisitions.keep_faults(connection, delivery.id, listed.faults)
    if tripped and not gating.is_approved(connection, delivery.id, tripped):
        reason = gating.load_gate_texts(home.settings.schemas).told(tripped)
        told = {**listed.counts, "withdraws": len(standing - coming)}  # what a person is asked about
        deliveries.note(connection, delivery.id, "held", home.clock(), reason=reason, counts=told)
        return {}
    changed = acquisitions.replace(connection, feed.id, listed.lines, delivery.id)
    counts = {**listed.counts, **changed, "live": len(listed.lines)}
    if deliveries.use_approvals(connection, delivery.id):
        counts["approved"] = 1
    deliveries.note(connection, delivery.id, "committed", home.clock(), counts=counts)
    _supersede(connection, delivery, home.clock())
    return counts


def _titles(connection: Connection, acquired: Iterable[Acquired]) -> set[str]:
    """What lines stand for: ids of titles, those of whole collections too; the first name of one that is not there."""
    single, collections = [], set[str]()
    for each in acquired:
        if each.names:
            single.append(each)
        else:
            collections.add(each.collection)
    found = resolved(connection, {name for each in single for name in each.names})
    titles = {title for each in single for title in each.title_ids(found) or each.names[:1]}
    c = source_record.c
    query = select(c.title_id).where(
        c.collection.in_(sorted(collections)), c.deleted.is_(False), c.title_id.is_not(None)
    )
    return titles.union(connection.execute(query.distinct()).scalars() if collections else ())


def _titled(connection: Connection, check: Check) -> Check:
    """With the titles of the samples that have an id, for the person who is to decide."""
    ids = [each["id"] for each in check.samples if "id" in each]
    stored = publications.latest_versions(connection, ids) if ids else {}
    samples = (
        {**each, "title": title_in(stored[each["id"]].record)} if each.get("id") in stored else each
        for each in check.samples
    )
    return check._replace(samples=tuple(samples))


def _supersede(connection: Connection, newer: deliveries.Delivery, now: str) -> None:
    """Each list is all there is: an older one that waited is out of date."""
    for each, _ in deliveries.with_state(connection, vendor=newer.vendor, states=("held", "unreadable")):
        if each.order_key <= newer.order_key and each.id != newer.id:
            deliveries.note(connection, each.id, "superseded", now, reason=f"{newer.name} is newer and committed")


def _note(home: Home, delivery_id: int, state: str, reason: str) -> None:
    with home.store.write() as connection:
        deliveries.note(connection, delivery_id, state, home.clock(), reason=reason)
