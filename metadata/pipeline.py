"""Read this first: the stages of a night in order, and the one door for Airflow, the command line and tests.

    fetch → refine → gate → commit      for each vendor; the lists of libraries: metadata/acquisitions
    publish (match → merge → publication → files)      for all

Between stages travel delivery ids and counts, never records. Every stage may be run again: it ends in the same state.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata import fetch as fetching
from metadata import gate as gating
from metadata import refining, renewal
from metadata.acquisitions import stages as acquiring
from metadata.acquisitions.feeds import is_list
from metadata.commit import Basis, commit_rows, keep_quality, unsure
from metadata.errors import ConfigError, PipelineError, told_in
from metadata.home import Home
from metadata.publish.files.installed import with_files
from metadata.publish.files.policy import load_files_policy
from metadata.publish.guard import guarded
from metadata.publish.policies import policies
from metadata.publish.publication import Published, publish_changes
from metadata.references import enrichment_of, house_of, measures_of
from metadata.renewed import commit_renewal
from metadata.reports import NightReport, VendorReport, ledger_mark, report_of
from metadata.rows import rows_of
from metadata.rule_counts import of_rules, plain
from metadata.sent_order import order_by_sent
from metadata.store import deliveries, publications
from metadata.store.deliveries import Listed
from metadata.vendors import Vendor, load_vendors
from metadata.vocabularies.absent import warn_of_absent
from metadata.workplace import alone, facts_of, rows_files, standing, work_of, write_facts


class Verdict(NamedTuple):
    """What became of a delivery at its gate."""

    delivery: int
    state: str  # refined: may be committed; held; or a state in which there is nothing to commit
    reason: str = ""


def discover(home: Home, vendor_id: str) -> list[Listed]:
    """Write into the ledger what the vendor's source has; returns the files that are to be fetched, in their order.

    Not for a source of one file, which is found by fetching it. Raises SourceError or ConfigError.
    """
    return fetching.discover(home.vendor(vendor_id), home.settings, home.store, home.clock(), connect=home.connect)


def fetch(home: Home, vendor_id: str, only: Sequence[str] | None = None) -> list[int]:
    """Bring the vendor's new files, or of those that were discovered the ones of these names; returns their deliveries.

    Several may fetch some names each; together they then ask no more of the vendor than one that fetches all.
    Raises SourceError or ConfigError, when all that could be brought is there.
    """
    vendor = home.vendor(vendor_id)
    budget = None if only is None else fetching.budget_of(vendor.fetch, one_of=vendor.fetch.limits.parallel)
    done = fetching.fetch(
        vendor, home.settings, home.store, home.clock(), connect=home.connect, budget=budget, only=only
    )
    return list(done.new)


def waiting(home: Home, vendor_id: str) -> list[int]:
    """The deliveries of a vendor that are to be processed, oldest first."""
    if home.vendor(vendor_id).fetch.order_by == "sent":
        order_by_sent(home, vendor_id)
    with home.store.read() as connection:
        return deliveries.pending(connection, vendor_id)


def refine(home: Home, delivery_id: int) -> dict[str, int]:
    """Refine a delivery into the work folder; returns its counts (empty when the file cannot be read)."""
    return refining.refine(home, delivery_id)


def gate(home: Home, delivery_id: int) -> Verdict:
    """Hold a refined delivery against what may be expected; a tripped gate holds it unless a person approved it.

    One that updates products in parts goes back to `fetched` while an earlier one waits, and is then refined anew.
    """
    home.touched("delivery", delivery_id)
    with home.store.read() as connection:
        delivery = deliveries.load(connection, delivery_id)
        state = deliveries.state_of(connection, delivery_id)
    facts = facts_of(home, delivery_id)
    if facts is None:
        return Verdict(delivery_id, state.state if state else "", state.reason if state else "")
    vendor, counts = home.vendor(delivery.vendor), facts["counts"]
    with home.store.write() as connection:
        first = waits_for(connection, delivery, vendor, counts)
        if first:
            deliveries.note(connection, delivery_id, "fetched", home.clock(), reason=first, counts=plain(counts))
            shutil.rmtree(work_of(home, delivery_id))
            return Verdict(delivery_id, "fetched", first)
        arrived = gating.Arrived(
            delivery, vendor, facts["made_with"], counts, facts["sender"], rows_of(rows_files(home, delivery_id))
        )
        seen = gating.weigh(connection, arrived, home.clock())
        write_facts(home, delivery_id, {**facts, "seen": seen.counts})
        deliveries.keep_checks(connection, delivery_id, [each._asdict() for each in seen.checks])
        if seen.tripped and not gating.is_approved(connection, delivery_id, seen.tripped):
            reason = gating.load_gate_texts(home.settings.schemas).told(seen.tripped)
            told = {**plain(counts), "withdraws": seen.counts["withdraws"]}  # what a person is asked about
            deliveries.note(connection, delivery_id, "held", home.clock(), reason=reason, counts=told)
            return Verdict(delivery_id, "held", reason)
    return Verdict(delivery_id, "refined")


def waits_for(connection: Connection, delivery: deliveries.Delivery, vendor: Vendor, counts: Mapping[str, int]) -> str:
    """Why a delivery may not be judged yet; "" when it may.

    An update in parts is put onto its product as it was sent last, and an earlier delivery that waits may bring that.
    A full delivery never waits, nor does a file that was sent again wait for itself: they make the other out of date.
    """
    if not counts.get("partials") or vendor.is_full:
        return ""
    states = ("seen", *deliveries.OPEN, "held", "unreadable")
    for each, entry in deliveries.with_state(connection, vendor=vendor.id, states=states):
        sent_again = entry.state == "unreadable" and each.name == delivery.name
        if (each.order_key, each.id) < (delivery.order_key, delivery.id) and not sent_again:
            return f"it updates products that {each.name}, which waits, may bring: decide on that one first"
    return ""


def commit(home: Home, delivery_id: int) -> dict[str, int]:
    """Commit a delivery that passed its gate, in one transaction with the ledger; returns its final counts.

    Empty counts: there was nothing to commit. A committed delivery is not committed again.
    """
    while True:
        facts = facts_of(home, delivery_id)
        with home.store.write() as connection:
            delivery = deliveries.load(connection, delivery_id)
            state = deliveries.state_of(connection, delivery_id)
            if state is None or state.state != "refined":
                return state.counts if state and state.state == "committed" else {}
            if facts and facts["compared_with"] == standing(home, connection, delivery.vendor):
                counts = _commit(home, connection, delivery, facts)
                break
        refine(home, delivery_id)  # another delivery was committed meanwhile, or a person decided: look again
        gate(home, delivery_id)
    shutil.rmtree(work_of(home, delivery_id), ignore_errors=True)
    return counts


def _commit(home: Home, connection: Connection, delivery: deliveries.Delivery, facts: dict[str, Any]) -> dict[str, int]:
    vendor, newest = home.vendor(delivery.vendor), deliveries.newest_committed_order(connection, delivery.vendor)
    rules = house_of(vendor.id, home.references, home.today)[0].rules
    basis = Basis(facts["made_with"], rules, home.clock())
    apply = commit_renewal if delivery.kind == renewal.KIND else commit_rows
    result = apply(connection, delivery, vendor, basis, rows_files(home, delivery.id))
    if result.counts["read"] != facts["counts"].get("read", 0):
        raise PipelineError(f"{delivery.name}: {facts['counts']} were refined, but {result.counts} arrived")
    keep_quality(connection, delivery, rules, {**facts["counts"], **of_rules(result.counts)})
    counts = {**plain(facts.get("seen", facts["counts"])), **plain(result.counts), "live": result.live}
    if deliveries.use_approvals(connection, delivery.id):
        counts["approved"] = 1  # what is usual begins anew with this delivery
    late = f"older than {newest}, which is committed" if delivery.order_key < newest else ""
    reason = "; ".join(filter(None, (late, unsure(counts))))
    deliveries.note(connection, delivery.id, "committed", home.clock(), reason=reason, counts=counts)
    _supersede(connection, delivery, vendor, home.clock())
    return counts


def _supersede(connection: Connection, newer: deliveries.Delivery, vendor: Vendor, now: str) -> None:
    """What waited and is now out of date: an unreadable file sent again, and any older full delivery."""
    for each, entry in deliveries.with_state(connection, vendor=vendor.id, states=("held", "unreadable")):
        sent_again = entry.state == "unreadable" and each.name == newer.name
        if sent_again or (vendor.is_full and each.order_key < newer.order_key):
            deliveries.note(connection, each.id, "superseded", now, reason=f"{newer.name} is newer and committed")


def publish(home: Home) -> Published:
    """Match and merge what changed, make the next publication current unless its gate holds it, and write its files."""
    return write_files(home, make_publication(home))


def make_publication(home: Home) -> Published:
    """Match and merge what changed, and make it the current publication unless its gate holds it.

    All of it is one transaction: a match shows what it joins, and a held publication takes back what it was made of.
    """
    vendors, _ = load_vendors(home.settings.schemas)
    by = policies(home)
    load_files_policy(home.settings.schemas)  # one that is refused is told before anything is published

    def make(connection: Connection) -> Published:
        return publish_changes(connection, vendors, home.libraries, by, home.mint, home.clock(), home.workers)

    done = guarded(home.store, make, home.views, gating.load_gate_texts(home.settings.schemas), home.clock)
    if done.counts:
        home.touched("publication", done.seq)
    return done


def write_files(home: Home, done: Published) -> Published:
    """Write the files of the current publication where they are not there yet; `done` with what formats cannot hold."""
    return with_files(home, done, load_files_policy(home.settings.schemas))


def published(home: Home) -> Published:
    """The current publication, and what it changed; its number is 0 before the first."""
    with home.store.read() as connection:
        newest = publications.all_publications(connection)[-1:]
    return next((Published(each.seq, each.at, each.counts) for each in newest), Published(0, "", {}))


def harvest(home: Home, vendor_id: str) -> VendorReport:
    """A vendor's whole night: fetch, then refine, gate and commit each delivery in its order.

    What went wrong stands in the report, so that the other vendors go on, and this one with what has come.
    """
    since = ledger_mark(home)
    warn_of_absent(home.references.schemas, home.references.vocabularies)
    failed: list[str] = []
    with told_in(failed):
        fetch(home, vendor_id)
    with told_in(failed):
        for delivery_id in waiting(home, vendor_id):
            process(home, delivery_id)
        renew(home, vendor_id)
    return report_of(home, vendor_id, since, failed)


def renew(home: Home, vendor_id: str) -> dict[str, int]:
    """Make anew what the vendor's stored records owe to older rules, mapping, vendor file or day; returns the counts.

    Empty counts: everything is of today, or the renewal waits for a person.
    """
    delivery_id = renewal.begin(home, vendor_id)
    return {} if delivery_id is None else process(home, delivery_id)


def process(home: Home, delivery_id: int) -> dict[str, int]:
    """Take one delivery through refine, gate and commit; returns its counts, none where it was not committed.

    What another run has settled meanwhile is left as it is. The list of a library goes through stages of its own:
    metadata/acquisitions.
    """
    with home.store.read() as connection:
        vendor = deliveries.load(connection, delivery_id).vendor
    if is_list(vendor):
        return acquiring.process(home, delivery_id)
    with alone(home, vendor):
        with home.store.read() as connection:
            entry = deliveries.state_of(connection, delivery_id)
        if entry is None or entry.state not in deliveries.UNDECIDED:
            return entry.counts if entry and entry.state == "committed" else {}
        refine(home, delivery_id)
        return commit(home, delivery_id) if gate(home, delivery_id).state == "refined" else {}


def check_house(home: Home) -> None:
    """Read what no night can go without: a fault there is told before it begins. Raises ConfigError."""
    policies(home)
    measures_of(home.references, home.today)
    enrichment_of(home.settings.schemas)
    gating.load_gate_texts(home.settings.schemas)
    load_files_policy(home.settings.schemas)


def run(home: Home, only: Sequence[str] = ()) -> NightReport:
    """The whole night without Airflow: every vendor, every library's list of acquisitions unless `only` some vendors
    are asked for, then publish. Trouble with one does not stop the others.

    Raises ConfigError, before anything is written, for a file of the house's own that is wrong.
    """
    check_house(home)
    vendors, refused = load_vendors(home.settings.schemas)
    if unknown := sorted(set(only) - vendors.keys() - refused.keys()):
        raise ConfigError(f"there is no vendor file for {', '.join(unknown)}; there are {', '.join(sorted(vendors))}")
    wanted = [each for each in sorted(vendors.keys() | refused.keys()) if not only or each in only]
    reports = [
        VendorReport(each, failed=[refused[each]]) if each in refused else harvest(home, each) for each in wanted
    ]
    lists = [] if only else [acquiring.acquire(home, each) for each in acquiring.lists(home)]
    return NightReport(reports, publish(home), lists, home.left_out)
