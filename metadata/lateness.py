"""Which vendors are late (B11): no delivery came within the cadence that their file tells, and the grace behind it.

Reads the ledger only. A delivery counts when it came, whatever became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection

from metadata.publish.publication import TIME
from metadata.store import nights


class Expectation(Protocol):
    """How often deliveries come, in seconds; None: nobody said."""

    @property
    def cadence(self) -> int | None:
        """From one to the next."""

    @property
    def grace(self) -> int | None:
        """How late one may be."""


class Expected(Protocol):
    """Whoever delivers something: a vendor, or a library its list."""

    @property
    def expect(self) -> Expectation:
        """What is expected of it."""


def late_vendors(connection: Connection, vendors: Mapping[str, Expected], now: str) -> list[dict[str, Any]]:
    """The vendors whose next delivery is overdue at a time, ISO 8601 in UTC: vendor, its last one, and when it was due.

    One that never delivered anything, or whose file tells no cadence, is not late.
    """
    last = {vendor: came.at for vendor, came in nights.newest(connection).items()}
    due = {each: due_after(last[each], vendor) for each, vendor in vendors.items() if each in last}
    found = sorted((each, at) for each, at in due.items() if at and at < now)
    return [{"vendor": each, "last": last[each], "due": at, "rule": "B11"} for each, at in found]


def due_after(last: str, vendor: Expected) -> str:
    """When the delivery after one that came at `last` is due at the latest; "" when the vendor tells no cadence."""
    if not vendor.expect.cadence:
        return ""
    seconds = vendor.expect.cadence + (vendor.expect.grace or 0)
    return (datetime.strptime(last, TIME) + timedelta(seconds=seconds)).strftime(TIME)
