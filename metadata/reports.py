"""What a night did and how the store stands, told from the ledger: the same for Airflow, command line and tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata import exceptions
from metadata.acquisitions.feeds import feeds_of
from metadata.errors import ConfigError
from metadata.gate import Check, load_gate_texts
from metadata.gate.words import GateTexts
from metadata.home import Home
from metadata.lateness import late_vendors
from metadata.libraries.licences import ending_soon
from metadata.libraries.told import missing
from metadata.links import split_label
from metadata.publish.files.installed import listed
from metadata.publish.profiles import day_at
from metadata.publish.publication import Published
from metadata.renewable import day_of
from metadata.store import (
    deliveries,
    match_limits,
    nights,
    publication_checks,
    publications,
    quarantine,
    records,
    reviews,
)
from metadata.store.nights import Counted
from metadata.watch.facts import as_json, facts

SOON = 7  # days in which what is judged again is told
TROUBLE = ("unreadable",)  # states that a person must know of, besides held
WAITING = ("held", *TROUBLE)

Pair = tuple[deliveries.Delivery, deliveries.Entry]


@dataclass(frozen=True, slots=True)
class VendorReport:
    """A vendor's night in numbers."""

    vendor: str
    deliveries: list[tuple[str, str]] = field(default_factory=list)  # name and state of what was looked at
    counts: Counter[str] = field(default_factory=Counter)  # outcomes of what was committed
    held: list[str] = field(default_factory=list)  # "name: reason" of all that waits for a person
    failed: list[str] = field(default_factory=list)  # what went wrong, in plain words
    live: int = 0
    doubts: list[str] = field(default_factory=list)  # "name: what the gate let pass with a warning"
    warnings: list[str] = field(default_factory=list)  # exceptions that have run out

    @property
    def is_sound(self) -> bool:
        """True if nothing failed and nothing waits."""
        return not self.held and not self.failed


class NightReport(NamedTuple):
    """A whole night."""

    vendors: list[VendorReport]
    published: Published
    lists: Sequence[VendorReport] = ()  # of what libraries have acquired
    left_out: Mapping[str, str] = {}  # files of schemas/ that are wrong, wholly or in part, and what is wrong there

    @property
    def is_sound(self) -> bool:
        """True if every vendor and list was sound, the publication was not held, and nothing was left out."""
        is_whole = not self.published.held and not self.left_out
        return is_whole and all(each.is_sound for each in (*self.vendors, *self.lists))


def ledger_mark(home: Home) -> int:
    """Where the ledger stands now."""
    with home.store.read() as connection:
        return deliveries.newest_entry(connection)


def report_of(home: Home, vendor_id: str, since: int, failed: list[str] | None = None) -> VendorReport:
    """What happened to a vendor's deliveries since a mark, and what waits or is broken now."""
    report = VendorReport(vendor_id, failed=list(failed or ()))
    texts = load_gate_texts(home.settings.schemas)
    with home.store.read() as connection:
        for each, entry in deliveries.with_state(connection, vendor=vendor_id):
            if entry.id > since:
                report.deliveries.append((each.name, entry.state))
                if entry.state == "committed":
                    report.doubts.extend(f"{each.name}: {text}" for text in gate_warnings(connection, each.id, texts))
                    report.counts.update({key: value for key, value in entry.counts.items() if key != "live"})
            if entry.state == "held":
                report.held.append(f"{each.name}: {entry.reason}")
            elif entry.state in TROUBLE:
                report.failed.append(f"{entry.state}: {each.name}: {entry.reason}")
        look = deliveries.all_looks(connection).get(vendor_id)
        if look is not None and look.error and look.error not in report.failed:
            report.failed.append(look.error)
        live = records.live_count(connection, vendor_id)
        warnings = _warnings(home, vendor_id, connection)
    return replace(report, live=live, warnings=warnings)


def _warnings(home: Home, vendor_id: str, connection: Connection) -> list[str]:
    """What has run out; a wrong file is told where the vendor failed for it."""
    try:
        return exceptions.warnings_of(home.vendor(vendor_id), home.settings.schemas, home.today, connection)
    except ConfigError:
        return []


def status(home: Home, newest: int | None = None) -> dict[str, Any]:
    """How the store stands, in plain values: each vendor's ledger, deliveries, what waits, what is published.

    `newest`: of the deliveries that are settled only so many, those that came last; None: all.
    """
    vendors, libraries = home.vendors[0], home.libraries
    lists = feeds_of(libraries)
    with home.store.read() as connection:
        counted = nights.counted(connection)
        shown = _shown(connection, counted, newest)
        last = nights.of_entries(connection, [each.newest for each in counted.values()])
        looks = deliveries.all_looks(connection)
        seq, at = publications.current(connection)
        live = {each: records.live_count(connection, each) for each in sorted(vendors)}
        quarantined = quarantine.counted(connection)
        asked, by_rule = reviews.open_counts(connection), reviews.open_by_rule(connection)
        limited = match_limits.counted(connection)
        suppressions = _suppressions(home, connection)
        kept = sorted(publication_checks.rejected(connection))
        today = day_at(home.clock(), home.zone)
        due = records.coming_due(connection, (day_of(home.today) + timedelta(days=SOON)).isoformat())
        endings, lacking = ending_soon(connection, libraries, today), missing(connection, libraries, today)
        held, late = (
            held_publication(connection, home),
            late_vendors(connection, {**vendors, **lists}, home.clock(), home.consortium.timezone),
        )
    names = sorted(vendors.keys() | lists.keys() | counted.keys() | looks.keys())
    rows = [_row(pair) for pair in shown]
    return {
        "vendors": live,
        "refused": home.refused,
        "ledger": {each: _ledger(counted.get(each), last, looks.get(each)) for each in names},
        "deliveries": rows,
        "waiting": [row for row in rows if row["state"] in WAITING],
        "quarantined": quarantined,
        "review": asked,
        "review_rules": by_rule,
        "left_out": limited,
        "levels": [level for each in sorted(vendors) for level in exceptions.levels_of(vendors[each], home.today)],
        "suppressions": suppressions,
        "publication": seq,
        "at": at,
        "publication_held": held,
        "publication_kept": kept,
        "files": listed(home),
        "late": late,
        "missing": lacking,
        "judged_again": due,
        "licences": [{**each._asdict(), "told": each.told} for each in endings],
        "watch": as_json(home, facts(home)),
    }


def held_publication(connection: Connection, home: Home) -> str:
    """Why the next publication is held, in plain English; "" when it is not."""
    texts = load_gate_texts(home.settings.schemas)
    rows = [row for row in publication_checks.waiting(connection) if row.verdict == "hold"]
    return texts.told(Check(f"publication.{row.view}", row.value, row.limit, "hold", row.baseline) for row in rows)


def gate_warnings(connection: Connection, delivery_id: int, texts: GateTexts) -> list[str]:
    """What the gate let pass with a warning."""
    rows = [row for row in deliveries.checks_of(connection, delivery_id) if row.verdict == "warn"]
    return [texts.sentence(Check(row.key, row.value, row.limit, "warn", row.baseline), "en") for row in rows]


def _suppressions(home: Home, connection: Connection) -> list[dict[str, Any]]:
    """Every suppression as it stands today."""
    found = exceptions.standing(home.settings.schemas, home.today, connection)
    there = _labels_there(connection, [each.subject for each in found])
    return [
        {**each._asdict(), "until": each.until.isoformat(), "gone": ":" in each.subject and each.subject not in there}
        for each in found
    ]


def _labels_there(connection: Connection, subjects: Sequence[str]) -> set[str]:
    """Those of the labels "vendor:id" that stand for a record, live or withheld."""
    found: set[str] = set()
    for vendor in {split_label(each)[0] for each in subjects if ":" in each}:
        ids = [vendor_id for name, vendor_id in map(split_label, subjects) if name == vendor]
        live = {each for each, row in records.by_vendor_id(connection, vendor, ids).items() if not row.deleted}
        live |= {row.vendor_id for row in quarantine.listed(connection, vendor=vendor, states=(quarantine.OPEN,))}
        found |= {f"{vendor}:{each}" for each in live}
    return found


def _shown(connection: Connection, counted: Mapping[str, Counted], newest: int | None) -> list[Pair]:
    """Every delivery that is not settled and the newest of those that are, in the order of vendor and its own."""
    if newest is None:
        return deliveries.with_state(connection)
    waiting = {state for each in counted.values() for state in each.states} - set(deliveries.SETTLED)
    found = deliveries.with_state(connection, states=sorted(waiting)) if waiting else []
    found += nights.settled(connection, newest)
    return sorted(found, key=lambda pair: (pair[0].vendor, pair[0].order_key, pair[0].id))


def _ledger(counted: Counted | None, entries: Mapping[int, Pair], look: Any) -> dict[str, Any]:
    """A vendor's deliveries counted by state, the newest entry, and the last look at the source."""
    return {
        "states": counted.states if counted else {},
        "newest": _row(entries[counted.newest]) if counted else None,
        "look": {"at": look.at, "upto": look.upto, "error": look.error} if look else None,
    }


def _row(pair: Pair) -> dict[str, Any]:
    each, entry = pair
    return {
        "vendor": each.vendor,
        "delivery": each.name,
        "id": each.id,
        "size": each.size,
        "mtime": each.mtime,
        "sha256": each.sha256,
        "mark": each.mark,
        "state": entry.state,
        "at": entry.at,
        "reason": entry.reason,
    }
