"""Dates of ONIX PublishingDate by their dateformat (list 55), as digits: "20261105", "202611" or "2026"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from transforms.formats.onix import Node, Product
from transforms.formats.onix.node import local_name

DIGITS = {"00": 8, "01": 6, "02": 4, "03": 4, "04": 4, "05": 4, "13": 8, "14": 8}  # how many of them we use
LENGTHS = {"00": 8, "01": 6, "02": 6, "03": 5, "04": 5, "05": 4, "13": 12, "14": 14}
TEXT = "12"
SPREADS = frozenset({"06", "07", "08", "09", "10", "11", "20", "21", "25", "32"})  # and another calendar: no one date
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_NO_DIGIT = re.compile(r"[^0-9]+")
OTHER_DATES = ("ContentDate", "MarketDate", "SupplyDate", "PriceDate")
_OTHERS = tuple(f"{{*}}{name}" for name in OTHER_DATES)
PUBLISHED = ("01", "37", "11", "12")  # list 163: publication, its year, first publication, latest reprint

REISSUED, FIRST = "16", "11"


class Reading(NamedTuple):
    """A date as read; `fits` is False when the value is not of the stated (or default) format."""

    digits: str
    fits: bool = True


def read_date(date: Node, stated: str = "") -> Reading:
    """Read one Date element; `stated` is a DateFormat element beside it. YYYYMMDD is the default format.

    A plain year or year and month without a stated format is used, but does not fit.
    """
    return _read(date.text(), date.attribute("dateformat") or stated or "00")


@lru_cache(maxsize=1024)  # the days of a feed come again and again
def _read(text: str, style: str) -> Reading:
    if style == TEXT:
        years = set(_YEAR.findall(text))
        return Reading(years.pop()) if len(years) == 1 else Reading("")
    if style not in DIGITS:
        return Reading("", style in SPREADS)
    plain = text if text.isascii() and text.isdecimal() else _NO_DIGIT.sub("", re.split("[+Z]", text, maxsplit=1)[0])
    fits = len(plain) == LENGTHS[style] or (style in ("13", "14") and len(plain) > 8)
    digits = plain[: DIGITS[style]] if fits else plain if len(plain) in (4, 6, 8) else ""
    return Reading(digits, fits) if is_date(digits) else Reading("", False)


def dates_of(product: Product) -> tuple[dict[str, str], list[str]]:
    """The publishing dates by role (list 163) as digits, and the values that are not of their format."""
    dates: dict[str, str] = {}
    misfits: list[str] = []
    for each in product.all("PublishingDetail/PublishingDate"):
        reading = read_date(each.first("Date"), each.text("DateFormat"))
        if not reading.fits:
            misfits.append(each.text("Date"))
        if reading.digits:
            dates.setdefault(each.text("PublishingDateRole"), reading.digits)
    return dates, misfits


def other_misfits(product: Product) -> list[tuple[str, str]]:
    """Of dates that no field is made of, those that are not of their format: the element's name and the value."""
    if product.element is None:
        return []
    found = []
    for element in product.element.iter(*_OTHERS):
        each = Node(element)
        reading = read_date(each.first("Date"), each.text("DateFormat"))
        if each.has("Date") and not reading.fits:
            found.append((local_name(str(element.tag)), each.text("Date")))
    return found


def published(dates: dict[str, str]) -> str:
    """The date of publication: a reissue's own, else role 01, first publication, latest reprint; "" when not known."""
    reissue = dates.get(REISSUED, "")
    if reissue and "" < dates.get(FIRST, "")[:4] < reissue[:4]:
        return reissue
    return next((dates[role] for role in PUBLISHED if role in dates), "")


def is_year(text: str) -> bool:
    """True for the four digits of a year from 1400."""
    return len(text) == 4 and text.isascii() and text.isdecimal() and text >= "1400"


def is_date(digits: str) -> bool:
    """True for a year from 1400, with a month and day that exist at all."""
    return (
        is_year(digits[:4])
        and (len(digits) < 6 or "01" <= digits[4:6] <= "12")
        and (len(digits) < 8 or "01" <= digits[6:8] <= "31")
    )
