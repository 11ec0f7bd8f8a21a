"""Which vendors are late (B11): no delivery came within the cadence that their file tells, and the grace behind it.

Reads the ledger only. A delivery counts when it came, whatever became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from metadata.store import nights
from metadata.times import TIME


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


ZONE = "Europe/Helsinki"  # as vendor files have it where they say nothing
_DAY = 86_400  # seconds


def late_vendors(
    connection: Connection, vendors: Mapping[str, Expected], now: str, zone: str = ZONE
) -> list[dict[str, Any]]:
    """The vendors whose next delivery is overdue at a time, ISO 8601 in UTC: vendor, its last one, and when it was due.

    One that never delivered anything, or whose file tells no cadence, is not late. `zone`: whose days count for what
    tells no time zone of its own.
    """
    last = {vendor: came.at for vendor, came in nights.newest(connection).items()}
    due = {each: due_after(last[each], vendor, zone) for each, vendor in vendors.items() if each in last}
    found = sorted((each, at) for each, at in due.items() if at and at < now)
    return [{"vendor": each, "last": last[each], "due": at, "rule": "B11"} for each, at in found]


def due_after(last: str, vendor: Expected, zone: str = ZONE) -> str:
    """When the delivery after one that came at `last` is due at the latest; "" when the vendor tells no cadence.

    Whole days are those of the calendar where the vendor is, or in the zone for what tells none of its own: on the day
    on which summer time ends one lasts 25 hours, and who delivers at two every night is not late for that. Of an hour
    that comes twice the later one counts; one that is left out counts as the one after it. Grace is hours as they pass.
    """
    expect = vendor.expect
    if not expect.cadence:
        return ""
    days, rest = divmod(expect.cadence, _DAY)
    where = ZoneInfo(getattr(vendor, "timezone", zone))
    came = datetime.strptime(last, TIME).replace(tzinfo=UTC).astimezone(where)
    wall = (came + timedelta(days=days)).replace(fold=1 if days else came.fold)
    due = max(wall.astimezone(UTC), wall.replace(fold=0).astimezone(UTC)) if days else wall.astimezone(UTC)
    return (due + timedelta(seconds=rest + (expect.grace or 0))).strftime(TIME)
