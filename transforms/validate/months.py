"""Months as 263 and 506 $g write them: yymm, yyyymm or yyyymmdd, all as yyyymm. Pure."""

from __future__ import annotations

PIVOT = 50  # years from now: yy beyond them are of the century before


def month_of(value: str, today: str) -> str:
    """ "2611" and "20261105" as "202611"; "26--" is the year's last month. "" for none. `today` begins with yy."""
    if len(value) == 4 and value[:2].isdecimal() and (value[2:] == "--" or "01" <= value[2:] <= "12"):
        century = "19" if today and int(value[:2]) > int(today[:2]) + PIVOT else "20"
        return f"{century}{value[:2]}{'12' if value[2:] == '--' else value[2:]}"
    return value[:6] if len(value) in (6, 8) and value.isdecimal() and "01" <= value[4:6] <= "12" else ""


def this_month(today: str) -> str:
    """yymmdd of this century as yyyymm; "" on no day."""
    return f"20{today[:4]}" if today else ""
