"""Dates of 008 by the statements of 260 and 264 (F08, F09), the day of entry (F25), and stale prepublication (F06).

What a statement does not settle stays as it is and is only told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from transforms.calendar import Asks, Calendar
from transforms.record import SUBFIELD, Record
from transforms.validate.derive.coded import coded
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables

_DATES = slice(6, 15)  # type of date, date 1, date 2
_YEAR = re.compile(r"(?<![0-9])(?:1[4-9]|20)[0-9]{2}(?![0-9])")
_RANGE = re.compile(r"(?<![0-9])([0-9]{4}) ?[-–] ?([0-9]{4})(?![0-9])")
_COPYRIGHT = re.compile(r"[©℗]|\b(?:c|cop|cop\.|p|copyright) ?[0-9]{4}", re.IGNORECASE)
_CODE = re.compile(f"{SUBFIELD}.")
_FIRST, _SPAN = 1450, 2  # the first year of print, and how many years to come a date may be
_PAST = 2026  # a year that no day to come makes implausible
_UNSAID = ("    ", "||||")
_MANUSCRIPTS = ("d", "f", "t")
_DAY = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_UNKNOWN = "uuuuuuuu"  # both dates of type n
_STALE = timedelta(days=91)  # from the last day of publication to that on which an announcement is stale


def agree(dates: str, statements: Callable[[], Sequence[str]]) -> bool | None:
    """Whether type of date and dates (008/06-14) fit each other and the statements of publication; None: not judged.

    `statements` gives the values of 260 and 264 with their indicators.
    """
    kind, first, second = dates[:1], dates[1:5], dates[5:9]
    if kind == "s":
        return not second.strip(" |")
    if kind == "m":
        early, late = first.replace("u", "0"), second.replace("u", "9")
        return not (early.isdecimal() and late.isdecimal()) or early <= late
    if kind == "t" and (stated := statements()):
        return any(map(_is_copyright, stated))
    if kind == "n":
        return first + second == _UNKNOWN
    return None


def has_one_date(dates: str) -> bool:
    """True for a single date and no second one, which agree whatever the statements say."""
    return dates[:1] == "s" and not dates[5:9].strip(" |")


def agreeing_dates(view: View, _: Tables) -> Record | None:
    """F08: 008/06-14 by the statements: the second date is the copyright's, the end of a span, or the first again.

    What is unknown is written with u, as MARC 21 wants it.
    """
    dates = coded(view, _DATES.start, _DATES.stop)
    statements = [each.value for tag in ("260", "264") for each in view.groups.get(tag, ())]
    if len(dates) < _DATES.stop - _DATES.start or agree(dates, lambda: statements) is not False:
        return view.record
    agreeing = _agreeing(dates, statements)
    return view.record if agreeing == dates else view.record.put_at("008", _DATES.start, agreeing)


def _agreeing(dates: str, statements: Sequence[str]) -> str:
    kind, first, second = dates[0], dates[1:5], dates[5:9]
    if kind == "n":
        return kind + _UNKNOWN if not (first + second).strip(" |u") else dates
    spans = [found.groups() for each in statements for found in _RANGE.finditer(each)]
    if second == first or (kind == "t" and not second.strip(" |")):
        return f"s{first}    "
    if kind == "s" and any(_is_copyright(each) and second in each for each in statements):
        return f"t{first}{second}"
    if kind == "s" and (first, second) in spans:
        return f"m{first}{second}"
    if kind == "m" and (second, first) in spans:
        return f"m{second}{first}"
    return dates


def _is_copyright(statement: str) -> bool:
    """True for 264 #4, and for a copyright date in any other statement."""
    return statement[1:2] == "4" or _COPYRIGHT.search(_CODE.sub(" ", statement)) is not None


def stated_date(view: View, _: Tables) -> Record | None:
    """F09: date 1 from the one year of publication that 264 #1 or 260 states."""
    dates, calendar = coded(view, _DATES.start, _DATES.stop), view.calendar
    if len(dates) < _DATES.stop - _DATES.start or is_plausible(dates[1:5], calendar, view.kind):
        return view.record
    statements = [*view.groups.get("260", ()), *(each for each in view.groups.get("264", ()) if each.ind2 == "1")]
    years = {year for each in statements for value in each.all("c") for year in _YEAR.findall(value)}
    if len(years) != 1 or not is_plausible(year := years.pop(), calendar, view.kind):
        return view.record
    kind = dates[0] if dates[0] not in " |n" else "s"
    return view.record.put_at("008", _DATES.start, kind + year)


def is_past(year: str) -> bool:
    """True for a year of print that is plausible on every day on which this may run."""
    return year.isascii() and year.isdecimal() and len(year) == 4 and _FIRST <= int(year) <= _PAST


def is_plausible(year: str, calendar: Calendar, kind: str = "") -> bool:
    """True for blank, fill, and four digits or u that may be a year from 1450 to two years from today.

    Manuscripts (LDR/06 of `kind`) may be older.
    """
    if year in _UNSAID:
        return True
    early, late = (year, year) if year.isdecimal() else (year.replace("u", "0"), year.replace("u", "9"))
    if not (early.isdecimal() and year.isascii() and len(year) == 4):
        return False
    is_old = int(late) < _FIRST and kind[:1] not in _MANUSCRIPTS
    return not is_old and int(late) > 0 and calendar.has_begun(f"{max(int(early) - _SPAN, 0):04}", Asks.YEAR)


def entry_date(view: View, _: Tables) -> Record | None:
    """F25: 008/00-05 from 005."""
    found = view.record.value("005")[2:8]
    return view.record.put_at("008", 0, found) if _DAY.fullmatch(found) else view.record


def published_level(view: View, _: Tables) -> Record | None:
    """F06: LDR/17 is 5 or 7 instead of 8, ninety days after publication: 5 with extent and subject headings."""
    record, calendar = view.record, view.calendar
    if record.leader[17:18] != "8":
        return None
    end = _end_of_publication(record)
    if not calendar.knows_day or end is None:
        return None
    if end >= date.max - _STALE:
        return record
    if not calendar.has_begun((end + _STALE).isoformat().replace("-", ""), Asks.LEVEL):
        return record
    is_described = any(each.has("a") for each in record.all("300")) and record.has("6XX")
    return record.put_at("LDR", 17, "5" if is_described else "7")


def _end_of_publication(record: Record) -> date | None:
    """The last day of the month in 263 $a (yyyymm), else of the year in 008/07-10; None where neither says it."""
    month = record.value("263", "a").strip()[:6]
    if month.isascii() and month.isdecimal() and len(month) == 6 and 1 <= int(month[4:]) <= 12 and int(month[:4]):
        return _day(int(month[:4]), int(month[4:]), 31)
    year = record.at("008", 7, 11)
    return _day(int(year), 12, 31) if year.isascii() and year.isdecimal() and len(year) == 4 and int(year) else None


def _day(year: int, month: int, day: int) -> date:
    """A day of the calendar; days behind the end of the month are its last."""
    for last in (day, 30, 29, 28):
        try:
            return date(year, month, min(day, last))
        except ValueError:
            continue
    return date(year, month, 28)
