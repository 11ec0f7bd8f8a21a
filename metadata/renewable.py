"""What a renewal may make anew: the stored records of a vendor, and what of its quarantine may be tried again."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from metadata.home import Home
from metadata.references import house_of
from metadata.store import quarantine, records
from metadata.store.renewal_scopes import Chosen
from metadata.store.tables import source_record


def stale(home: Home, connection: Connection, vendor_id: str) -> tuple[list[int], list[int]]:
    """Ids of source records, and of quarantined ones, that are outdated or due, each ascending."""
    old, turned = outdated(home, connection, vendor_id), due(home, connection, vendor_id)
    return sorted({*old[0], *turned[0]}), sorted({*old[1], *turned[1]})


def outdated(home: Home, connection: Connection, vendor_id: str) -> tuple[list[int], list[int]]:
    """Those that another version made or withheld."""
    version = home.made_with(vendor_id)
    query = records_of(home, vendor_id).where(source_record.c.made_with != version)
    ids = list(connection.execute(query).scalars())
    return ids, quarantine.outdated(connection, vendor_id, version, _about_several(home, vendor_id))


def due(home: Home, connection: Connection, vendor_id: str) -> tuple[list[int], list[int]]:
    """Those whose outcome may be another since a day that has come: it says until when a restriction holds."""
    today = day_of(home.today).isoformat()
    withheld = quarantine.due(connection, vendor_id, today, _about_several(home, vendor_id))
    return records.due(connection, vendor_id, today), withheld


def day_of(entered: str) -> date:
    """The day that is given as yymmdd."""
    return date(2000 + int(entered[:2]), int(entered[2:4]), int(entered[4:]))


def records_of(home: Home, vendor_id: str) -> Select[Any]:
    """Asks for the ids of the source records that a renewal may make anew, ascending."""
    c = source_record.c
    lives = c.deleted.is_(False) | c.turns_on.is_not(None)  # what waits for a day too
    again = c.reason.startswith(records.UNSELECTED, autoescape=True)
    is_delta = home.vendor(vendor_id).delivery == "delta"  # a full feed brings again what it still holds
    return select(c.id).where(c.vendor == vendor_id, lives | again if is_delta else lives).order_by(c.id)


def withheld_of(home: Home, vendor_id: str) -> Select[Any]:
    """Asks for the ids of the quarantined records that may be tried again, ascending."""
    return quarantine.curable(vendor_id, _about_several(home, vendor_id))


def _about_several(home: Home, vendor_id: str) -> list[str]:
    """The rules about more than one record: one record alone cannot say them again."""
    rules = house_of(vendor_id, home.references, home.today)[0].rules.rules.values()
    return [rule.id for rule in rules if rule.stage == "set"]


def left(home: Home, connection: Connection, vendor_id: str, asked: Chosen) -> tuple[list[int], list[int]]:
    """Of what was asked for that which can still be made anew."""
    ids, withheld = set(asked.records), set(asked.withheld)
    return (
        [each for each in connection.execute(records_of(home, vendor_id)).scalars() if each in ids],
        [each for each in connection.execute(withheld_of(home, vendor_id)).scalars() if each in withheld],
    )
