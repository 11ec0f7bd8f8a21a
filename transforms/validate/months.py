"""Months as 263 and 506 $g write them: yymm, yyyymm or yyyymmdd, all as yyyymm. Pure."""

from __future__ import annotations

from transforms.calendar import Asks, Calendar

PIVOT = 50  # years from now: yy beyond them are of the century before


def month_of(value: str, calendar: Calendar) -> str:
    """ "2611" and "20261105" as "202611"; "26--" is the year's last month. "" for none."""
    if len(value) == 4 and value[:2].isdecimal() and (value[2:] == "--" or "01" <= value[2:] <= "12"):
        century = "20" if calendar.has_begun(f"20{max(int(value[:2]) - PIVOT, 0):02}", Asks.MONTH) else "19"
        return f"{century}{value[:2]}{'12' if value[2:] == '--' else value[2:]}"
    return value[:6] if len(value) in (6, 8) and value.isdecimal() and "01" <= value[4:6] <= "12" else ""
