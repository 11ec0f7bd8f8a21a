"""Deliveries as a list, those first of which there is the latest news; by vendor, state and day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from metadata.acquisitions.feeds import is_list
from metadata.desk.asked import Asked, Facts
from metadata.desk.paging import choice, part_of, stretch
from metadata.home import Home
from metadata.store import arrivals, deliveries
from metadata.store.arrivals import Wanted
from metadata.store.deliveries import STATES, Delivery, Entry
from metadata.times import TIME

LIGHTS = {  # state → its light; one that stands for no trouble has none of the strong ones
    "committed": "ok",
    "held": "held",
    "unreadable": "failed",
    "rejected": "failed",
    "refined": "late",
    "fetched": "late",
    "seen": "late",
}


def facts(asked: Asked) -> Facts:
    """The page of the list, and the choices above it."""
    vendors = arrivals.vendors(asked.connection)
    vendor, state = choice(asked, "vendor", vendors), choice(asked, "state", STATES)
    day = _day(asked.query.get("day", ""))
    begin, end = _moments(asked.home, day) if day else ("", "")
    found = arrivals.listed(asked.connection, Wanted(vendor, state, begin, end), *stretch(asked))
    return {
        "part": part_of(asked, [_row(*each) for each in found]),
        "chosen": {"vendor": vendor, "state": state, "day": day},
        "vendors": vendors,
        "states": STATES,
    }


def _row(each: Delivery, entry: Entry) -> dict[str, Any]:
    return {
        "id": each.id,
        "vendor": each.vendor,
        "is_list": is_list(each.vendor),
        "name": each.name,
        "kind": each.kind,
        "state": entry.state,
        "light": LIGHTS.get(entry.state, "same"),
        "at": entry.at,
        "size": each.size if each.size != deliveries.UNKNOWN else None,
        "read": entry.counts.get("read"),
        "withheld": entry.counts.get("quarantined", 0),
    }


def _day(text: str) -> str:
    """A day as 2026-11-28; "" for what is none."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == len("2026-11-28") else ""
    except ValueError:
        return ""


def _moments(home: Home, day: str) -> tuple[str, str]:
    """When a day begins and ends in the consortium's time zone, ISO 8601 in UTC."""
    first = date.fromisoformat(day)
    if first.year in (date.min.year, date.max.year):  # the zones of the world reach beyond them
        return day, day
    days = (first, first + timedelta(days=1))
    begin, end = (datetime.combine(each, time.min, home.zone).astimezone(UTC).strftime(TIME) for each in days)
    return begin, end
