"""Pages, running time and size of ONIX Extent (lists 23 and 24), read in one walk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node, Product
from transforms.onix_lists import ExtentTypes, OnixDescriptions, Units
from transforms.record import Issue

PATH = "DescriptiveDetail/Extent"
MAIN_CONTENT = "00"  # list 23: the pages behind those of the front matter
LONGEST = 1000 * 3600  # seconds: HHH has three digits
_ROMAN = re.compile(r"[ivxlcdm]{1,12}")

ByType = Mapping[str, list[Node]]


class Extents(NamedTuple):
    """How much there is of a product."""

    pages: str = ""  # "312" or "xii, 312"; "" when not told
    seconds: int = 0  # running time; 0 when not told
    size: str = ""  # of its file, as a number; "" when not told
    size_unit: str = ""  # list 24


NOTHING_TOLD = Extents()


def extents_of(product: Product, codes: OnixDescriptions, issues: list[Issue]) -> Extents:
    """Read every Extent; codes that no list knows and values of another form than they claim become issues."""
    types, units = codes.extents, codes.units
    by_type: dict[str, list[Node]] = {}
    for each in product.all(PATH):
        kind, unit = each.text("ExtentType"), each.text("ExtentUnit")
        if kind not in types.known:
            issues.append(issue("O06", f"{PATH}/ExtentType", kind))
        elif unit not in units.known:
            issues.append(issue("O06", f"{PATH}/ExtentUnit", unit))
        else:
            by_type.setdefault(kind, []).append(each)
    if not by_type:
        return NOTHING_TOLD
    size = next((each for each in by_type.get(types.size, ()) if each.text("ExtentUnit") in units.sizes), None)
    return Extents(
        pages=_pages(by_type, types, units, issues),
        seconds=_seconds(by_type, types, units, issues),
        size=size.text("ExtentValue") if size and _is_number(size.text("ExtentValue")) else "",
        size_unit=size.text("ExtentUnit") if size else "",
    )


def _pages(by_type: ByType, types: ExtentTypes, units: Units, issues: list[Issue]) -> str:
    """The pages of the best type; before those of the main content the ones in Roman numerals."""
    for kind in types.pages:
        for extent in by_type.get(kind, ()):
            value = extent.text("ExtentValue")
            if extent.text("ExtentUnit") != units.pages:
                continue
            if not _is_number(value):
                issues.append(issue("D05", f"{PATH}/ExtentValue", value))
            elif int(float(value)):
                front = _roman(by_type.get(types.front, ())) if kind == MAIN_CONTENT else ""
                return f"{front}{int(float(value))}"
    return ""


def _roman(front: list[Node] | tuple[()]) -> str:
    """ "xii, " for a front matter of so many pages; "" where it is not told so."""
    numbers = (each.text("ExtentValueRoman").lower() for each in front)
    return next((f"{number}, " for number in numbers if _ROMAN.fullmatch(number)), "")


def _seconds(by_type: ByType, types: ExtentTypes, units: Units, issues: list[Issue]) -> int:
    """The running time of the best type; a malformed value is refused and becomes an issue."""
    for kind in types.running_times:
        for extent in by_type.get(kind, ()):
            unit, value = extent.text("ExtentUnit"), extent.text("ExtentValue")
            packed = units.packed.get(unit)
            seconds = _packed(value, packed) if packed else _counted(value, units.seconds.get(unit, 0))
            if 0 < seconds < LONGEST:
                return seconds
            issues.append(issue("D07", f"{PATH}/ExtentValue", value))
    return 0


def _packed(value: str, widths: tuple[int, ...]) -> int:
    """HHH, HHHMM or HHHMMSS in seconds; 0 when it is too short or has more than 59 minutes or seconds."""
    if not _is_digits(value) or len(value) != sum(widths):
        return 0
    hours, minutes, seconds = int(value[:3]), int(value[3:5] or 0), int(value[5:7] or 0)
    return 0 if minutes > 59 or seconds > 59 else hours * 3600 + minutes * 60 + seconds


def _counted(value: str, each: int) -> int:
    """Hours, minutes or seconds with decimals in seconds."""
    return round(float(value) * each) if each and _is_number(value) else 0


def _is_number(value: str) -> bool:
    whole, _, part = value.partition(".")
    return _is_digits(whole) and (not part or _is_digits(part)) and len(value) < 10


def _is_digits(text: str) -> bool:
    """True for European digits alone: no other script's are read."""
    return text.isascii() and text.isdecimal()
