"""refine: a delivery is begun (opened and cut), its pieces are made by whoever is free, and joined.

The command line does it all in one call, with a pool; Airflow's tasks do some pieces each, in their own process. What
stands in the ledger and the rows that are committed are the same.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from metadata import renewal
from metadata.home import Home
from metadata.payload import RefusedFileError
from metadata.pieces import AHEAD, AnyJob, make, make_ahead, place_of
from metadata.plan import Plan, read_plan, write_plan
from metadata.refine import Job
from metadata.refine_file import jobs_of, join_file, open_file
from metadata.rule_counts import plain
from metadata.store import choices, deliveries
from metadata.store.deliveries import Delivery
from metadata.workplace import note, standing, work_of, write_facts


def refine(home: Home, delivery_id: int) -> dict[str, int]:
    """Refine a delivery into the work folder; returns its counts (empty when the file cannot be read)."""
    plan = begin(home, delivery_id)
    return _join(home, delivery_id, plan) if plan else {}


def finish(home: Home, delivery_id: int) -> dict[str, int]:
    """Join the pieces of a delivery that was begun, those that are missing made here; returns its counts.

    It is refined from its beginning where it was not begun, or where rules, a decision of a person or a commit of the
    vendor came in between: rows that were made by different rules, or compared with different stores, do not fit.
    """
    plan = read_plan(work_of(home, delivery_id))
    with home.store.read() as connection:
        vendor = deliveries.load(connection, delivery_id).vendor
        fits = plan is not None and _version(home, connection, vendor, plan.entered) == (plan.stamp, plan.compared_with)
    return _join(home, delivery_id, plan) if plan and fits else refine(home, delivery_id)


def begin(home: Home, delivery_id: int) -> Plan | None:
    """Open a delivery and cut it. None when there is nothing to refine: the ledger then says why."""
    home.touched("delivery", delivery_id)
    with home.store.read() as connection:
        delivery = deliveries.load(connection, delivery_id)
        newest = deliveries.newest_committed_order(connection, delivery.vendor)
    work = work_of(home, delivery_id)
    _clear(work)
    if home.vendor(delivery.vendor).is_full and delivery.order_key < newest:
        note(home, delivery_id, "superseded", reason="a newer full delivery is committed")
        return None
    try:
        plan = _planned(home, delivery, work)
    except RefusedFileError as refused:
        note(home, delivery_id, "unreadable", reason=str(refused))
        return None
    if delivery.kind == renewal.KIND and not plan.shares:
        note(home, delivery_id, "superseded", reason="nothing is left to renew")
        return None
    return plan


def begin_ahead(home: Home, delivery_id: int) -> Plan | None:
    """Open and cut a delivery whose turn has not come: another one of its vendor is to be committed first.

    What its records are by themselves may be made meanwhile. None when the file cannot be read, which is told when it
    is its turn, and for a renewal.
    """
    with home.store.read() as connection:
        delivery = deliveries.load(connection, delivery_id)
    if delivery.kind == renewal.KIND:
        return None
    work = work_of(home, delivery_id) / AHEAD
    shutil.rmtree(work, ignore_errors=True)
    try:
        return _planned(home, delivery, work)
    except RefusedFileError:
        return None


def make_pieces(home: Home, delivery_id: int, pieces: Sequence[int], *, ahead: bool) -> int:
    """Make some pieces of a delivery in this process; returns how many records these have.

    None when it is not being refined any more, or not by today's rules: whoever joins begins anew.
    """
    work = work_of(home, delivery_id) / AHEAD if ahead else work_of(home, delivery_id)
    plan = read_plan(work)
    with home.store.read() as connection:
        vendor = deliveries.load(connection, delivery_id).vendor
        if plan is None or _version(home, connection, vendor, plan.entered)[0] != plan.stamp:
            return 0
    if plan.shares:
        return sum(_count(make, renewal.jobs_of(home, vendor, plan.shares, work, plan.entered), pieces))
    return sum(_count(make_ahead if ahead else make, _jobs(home, vendor, plan, work), pieces))


def _count(work: Callable[[AnyJob], object], jobs: Sequence[AnyJob], pieces: Sequence[int]) -> Iterator[int]:
    """Do these; gives the records of each."""
    for job in (jobs[each] for each in pieces):
        work(job)
        yield job.records


def _clear(work: Path) -> None:
    """Begin anew, but for what was made ahead."""
    for each in work.glob("*"):
        if each.name != AHEAD:
            shutil.rmtree(each) if each.is_dir() else each.unlink()


def _planned(home: Home, delivery: Delivery, work: Path) -> Plan:
    """Open, cut, and keep the plan. Raises RefusedFileError."""
    work.mkdir(parents=True, exist_ok=True)
    with home.store.read() as connection:
        stamp, compared_with = _version(home, connection, delivery.vendor, home.today)
    plan = Plan(home.today, home.made_with(delivery.vendor), stamp, compared_with)
    if delivery.kind == renewal.KIND:
        plan = replace(plan, shares=renewal.plan_stored(home, delivery))
    else:
        plan = replace(plan, payload=open_file(home, delivery, work))
    write_plan(work, plan)
    return plan


def _version(home: Home, connection: Connection, vendor: str, entered: str) -> tuple[str, list[object]]:
    """What stamps the pieces of a delivery that was begun on a day, and what it is compared with, as both are now."""
    said = choices.stand(connection, vendor)
    made = (home.made_with(vendor, entered), str(home.references.vocabularies), entered, said)
    return hashlib.sha256(repr(made).encode()).hexdigest()[:16], standing(home, connection, vendor)


def _jobs(home: Home, vendor: str, plan: Plan, work: Path) -> list[Job]:
    """The pieces of a file, with what was made of them ahead."""
    jobs = jobs_of(home, vendor, plan.payload, work, plan.entered)
    before = read_plan(work / AHEAD)
    if before is None or before.stamp != plan.stamp:
        return jobs
    return [replace(each, ahead=place_of(work / AHEAD, number)) for number, each in enumerate(jobs)]


def _join(home: Home, delivery_id: int, plan: Plan) -> dict[str, int]:
    with home.store.read() as connection:
        delivery = deliveries.load(connection, delivery_id)
    work, vendor = work_of(home, delivery_id), delivery.vendor
    if plan.shares:
        jobs = renewal.jobs_of(home, vendor, plan.shares, work, plan.entered)
        facts = renewal.join_stored(home, delivery, jobs)
    else:
        facts = join_file(home, delivery, plan.payload, _jobs(home, vendor, plan, work))
    counts = plain(facts["counts"])
    write_facts(home, delivery_id, {**facts, "compared_with": plan.compared_with, "made_with": plan.made_with})
    note(home, delivery_id, "refined", reason=facts["reason"], counts=counts)
    return counts
