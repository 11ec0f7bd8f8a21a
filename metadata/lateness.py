"""Which vendors are late (B11): no delivery came within the cadence that their file tells, and the grace behind it.

Reads the ledger only. A delivery counts when it came, whatever became of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from metadata.publish.publication import TIME
from metadata.store.tables import delivery, ledger
from metadata.vendors import Vendor


def late_vendors(connection: Connection, vendors: Mapping[str, Vendor], now: str) -> list[dict[str, Any]]:
    """The vendors whose next delivery is overdue at a time, ISO 8601 in UTC: vendor, its last one, and when it was due.

    One that never delivered anything, or whose file tells no cadence, is not late.
    """
    query = (
        select(delivery.c.vendor, func.max(ledger.c.at))
        .join(ledger, ledger.c.delivery_id == delivery.c.id)
        .where(ledger.c.state == "fetched", delivery.c.kind == "file")
        .group_by(delivery.c.vendor)
    )
    last: dict[str, str] = {row[0]: row[1] for row in connection.execute(query)}
    due = {each: due_after(last[each], vendor) for each, vendor in vendors.items() if each in last}
    found = sorted((each, at) for each, at in due.items() if at and at < now)
    return [{"vendor": each, "last": last[each], "due": at, "rule": "B11"} for each, at in found]


def due_after(last: str, vendor: Vendor) -> str:
    """When the delivery after one that came at `last` is due at the latest; "" when the vendor tells no cadence."""
    if not vendor.expect.cadence:
        return ""
    seconds = vendor.expect.cadence + (vendor.expect.grace or 0)
    return (datetime.strptime(last, TIME) + timedelta(seconds=seconds)).strftime(TIME)
