"""Pages and running time of ONIX Extent (lists 23 and 24)."""

from __future__ import annotations

from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node, Product
from transforms.record import Issue

PAGES = ("00", "10", "08", "05", "07", "11")  # list 23, best first
RUNNING_TIMES = ("09", "14", "16")
PAGE_UNIT = "03"
PACKED = {"14": (3,), "15": (3, 2), "16": (3, 2, 2)}  # list 24: widths of hours, minutes, seconds
SECONDS = {"04": 3600, "05": 60, "06": 1}


def pages(product: Product) -> int:
    """The number of pages; 0 when not told."""
    for kind in PAGES:
        for extent in _extents(product, kind):
            value = extent.text("ExtentValue")
            if extent.text("ExtentUnit") == PAGE_UNIT and _is_number(value):
                return int(float(value))
    return 0


def duration(product: Product, issues: list[Issue]) -> int:
    """The running time in seconds, 0 when not told; a malformed value is refused and becomes an issue."""
    for kind in RUNNING_TIMES:
        for extent in _extents(product, kind):
            unit, value = extent.text("ExtentUnit"), extent.text("ExtentValue")
            seconds = _packed(value, PACKED[unit]) if unit in PACKED else _counted(value, unit)
            if seconds:
                return seconds
            issues.append(issue("D07", "DescriptiveDetail/Extent/ExtentValue", value))
    return 0


def _extents(product: Product, kind: str) -> list[Node]:
    return [each for each in product.all("DescriptiveDetail/Extent") if each.text("ExtentType") == kind]


def _packed(value: str, widths: tuple[int, ...]) -> int:
    """HHH, HHHMM or HHHMMSS in seconds; 0 when it is too short or has more than 59 minutes or seconds."""
    if not value.isdecimal() or len(value) != sum(widths):
        return 0
    hours, minutes, seconds = int(value[:3]), int(value[3:5] or 0), int(value[5:7] or 0)
    return 0 if minutes > 59 or seconds > 59 else hours * 3600 + minutes * 60 + seconds


def _counted(value: str, unit: str) -> int:
    """Hours, minutes or seconds with decimals in seconds."""
    return round(float(value) * SECONDS[unit]) if unit in SECONDS and _is_number(value) else 0


def _is_number(value: str) -> bool:
    whole, _, part = value.partition(".")
    return whole.isdecimal() and (not part or part.isdecimal()) and len(value) < 10
