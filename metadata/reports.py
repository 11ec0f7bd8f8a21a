"""What a night did, told from the ledger: the same for Airflow, the command line and tests."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from metadata.home import Home
from metadata.publish.publication import Published
from metadata.store import deliveries, records

TROUBLE = ("unreadable",)  # states that a person must know of, besides held


@dataclass(frozen=True, slots=True)
class VendorReport:
    """A vendor's night in numbers."""

    vendor: str
    deliveries: list[tuple[str, str]] = field(default_factory=list)  # name and state of what was looked at
    counts: Counter[str] = field(default_factory=Counter)  # outcomes of what was committed
    held: list[str] = field(default_factory=list)  # "name: reason" of all that waits for a person
    failed: list[str] = field(default_factory=list)  # what went wrong, in plain words
    live: int = 0

    @property
    def is_sound(self) -> bool:
        """True if nothing failed and nothing waits."""
        return not self.held and not self.failed


class NightReport(NamedTuple):
    """A whole night."""

    vendors: list[VendorReport]
    published: Published

    @property
    def is_sound(self) -> bool:
        """True if every vendor was sound."""
        return all(each.is_sound for each in self.vendors)


def ledger_mark(home: Home) -> int:
    """Where the ledger stands now."""
    with home.store.read() as connection:
        return deliveries.newest_entry(connection)


def report_of(home: Home, vendor_id: str, since: int, failed: list[str] | None = None) -> VendorReport:
    """What happened to a vendor's deliveries since a mark, and what waits or is broken now."""
    report = VendorReport(vendor_id, failed=list(failed or ()))
    with home.store.read() as connection:
        for each, entry in deliveries.with_state(connection, vendor=vendor_id):
            if entry.id > since:
                report.deliveries.append((each.name, entry.state))
                if entry.state == "committed":
                    report.counts.update({key: value for key, value in entry.counts.items() if key != "live"})
            if entry.state == "held":
                report.held.append(f"{each.name}: {entry.reason}")
            elif entry.state in TROUBLE:
                report.failed.append(f"{each.name}: {entry.reason}")
        live = records.live_count(connection, vendor_id)
    return VendorReport(vendor_id, report.deliveries, report.counts, report.held, report.failed, live)
