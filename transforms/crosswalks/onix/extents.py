"""Pages, running time and size of ONIX Extent (lists 23 and 24), and how long each part is that is heard or seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node, Product
from transforms.onix_lists import ExtentTypes, OnixDescriptions, Units
from transforms.record import Issue

PATH = "DescriptiveDetail/Extent"
ITEM = "ContentDetail/ContentItem"
DURATION, RUN = f"{ITEM}/AVItem/AVDuration", f"{ITEM}/AVItem/TimeRun"
IN_SECONDS, WITH_HUNDREDTHS = 7, 9  # digits of HHHMMSS and HHHMMSScc
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
    parts: tuple[int, ...] = ()  # seconds of each ContentItem, in the order of the file; 0 when not told


NOTHING_TOLD = Extents()


def extents_of(product: Product, codes: OnixDescriptions, issues: list[Issue]) -> Extents:
    """Read every Extent and the time of every part; what the product does not tell of itself, all its parts may.

    Codes that no list knows and values of another form than they claim become issues.
    """
    extents = _stated(product, codes, issues)
    items = product.all(ITEM)
    parts = tuple([_item_seconds(each, issues) for each in items]) if items else ()
    if not any(parts):
        return extents
    return extents._replace(parts=parts, seconds=extents.seconds or _sum(items, parts))


def _sum(items: list[Node], parts: tuple[int, ...]) -> int:
    """The running time of the whole, where that is certain; else 0.

    It is of two parts or more of the first level that are numbered from 1 on without a gap and all tell theirs.
    """
    timed = [(levels_of(item), seconds) for item, seconds in zip(items, parts, strict=True)]
    top = sorted((level[0], seconds) for level, seconds in timed if len(level) == 1)
    is_whole = len(top) > 1 and [number for number, _ in top] == list(range(1, len(top) + 1))
    total = sum(seconds for _, seconds in top)
    return total if is_whole and all(seconds for _, seconds in top) and total < LONGEST else 0


def levels_of(item: Node) -> tuple[int, ...]:
    """LevelSequenceNumber "2.10" as (2, 10), so that 10 comes behind 9."""
    return tuple(int(part[:9]) if part.isdecimal() else 0 for part in item.text("LevelSequenceNumber").split("."))


def _item_seconds(item: Node, issues: list[Issue]) -> int:
    """How long a content item is: by its duration, else from the start to the end of its runs; 0 when not told."""
    stated = item.text("AVItem/AVDuration")
    if stated:
        return _timed(stated, DURATION, issues)
    runs = [(each.text("StartTime"), each.text("EndTime")) for each in item.all("AVItem/TimeRun")]
    if not all(end for _, end in runs):  # one that is open lasts to the end of the product
        return 0
    times = [(_clocked(start), _clocked(end)) for start, end in runs]
    wrong = [run for run, (start, end) in zip(runs, times, strict=True) if not 0 <= start < end]
    issues += [issue("D07", RUN, "–".join(each)) for each in wrong]
    return 0 if wrong else sum(end - start for start, end in times)


def _timed(value: str, path: str, issues: list[Issue]) -> int:
    """A duration in seconds; 0 and an issue where it is of another form."""
    seconds = _clocked(value)
    if seconds > 0:
        return seconds
    issues.append(issue("D07", path, value))
    return 0


def _clocked(value: str) -> int:
    """HHHMMSS or HHHMMSScc in seconds; -1 for another form."""
    if (
        len(value) not in (IN_SECONDS, WITH_HUNDREDTHS)
        or not _is_digits(value)
        or value[3:5] > "59"
        or value[5:7] > "59"
    ):
        return -1
    return int(value[:3]) * 3600 + int(value[3:5]) * 60 + int(value[5:7])


def spoken(seconds: int) -> str:
    """ "9 h 41 min", "10 h", "42 min 10 s": zero parts left out, seconds only below an hour."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = ((hours, "h"), (minutes, "min"), (0 if hours else rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def _stated(product: Product, codes: OnixDescriptions, issues: list[Issue]) -> Extents:
    """What every Extent says."""
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
