"""Days from which and until which something of a product holds: ContentDate (list 155), EpubLicenseDate (list 260)."""

from __future__ import annotations

from collections.abc import Iterable

from transforms.calendar import Asks, Calendar
from transforms.crosswalks.onix.dates import is_date, read_date
from transforms.formats.onix import Node

FROM, UNTIL, PERIOD = ("14", "27"), ("15", "28"), "24"  # the same in both lists
DAY = 8  # digits


def holds(dates: Iterable[Node], role: str, calendar: Calendar, asks: Asks) -> bool:
    """False before the first or after the last day that these composites tell; `role` is the element of their role.

    What is no date limits nothing. The first and the last day count.
    """
    for each in dates:
        start, end = _span(each, each.text(role))
        if not calendar.has_begun(start, asks) or calendar.is_over(end, asks):
            return False
    return True


def _span(date: Node, role: str) -> tuple[str, str]:
    """First and last day as digits; "" where it tells none."""
    if role == PERIOD:
        digits = date.text("Date").replace("-", "")
        start, end = (part if is_date(part) else "" for part in (digits[:DAY], digits[DAY : 2 * DAY]))
        return start, end
    day = read_date(date.first("Date"), date.text("DateFormat")).digits if role in (*FROM, *UNTIL) else ""
    return (day, "") if role in FROM else ("", day)
