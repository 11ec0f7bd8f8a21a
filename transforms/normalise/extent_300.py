"""300 $a and 306: extent of an online resource, "1 verkkoaineisto (340 sivua)", and its running time.

Every extent gets the unit of what is online; pages and running times are told in the language of cataloguing, other
details as the vendor wrote them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transforms.normalise.context import Context
from transforms.normalise.remembered import remembered
from transforms.normalise.running_times import LONGEST, TIME_WORDS, coded, hhmmss, spoken
from transforms.normalise.text import parted
from transforms.record import Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

_COUNTED = re.compile(r"(?:\[?([1-9][0-9]{0,3})\]? )?(.*)", re.DOTALL)
_PAGE_COUNT = re.compile(
    r"((?:\[?[0-9ivxlc]{1,6}\]?, ){0,4}\[?[1-9][0-9]{0,5}\]?) ?(?:s|sivua|sivu|sidor|sida|pages?|pgs?|p)\.?",
    re.IGNORECASE,
)
_FINAL_STOP = re.compile(r"\)\.$")
_WORD = re.compile(r"[^\W\d_]+")
_WITH_PAGES = frozenset({"ebook", "magazine"})


def extent_300(record: Record, context: Context) -> Record:
    """`340 s. :` becomes `1 verkkoaineisto (340 sivua) :`; `1 audio file (9hr., 41 min.)` gives 300 and 306."""
    extents: list[Field] = []
    timed: Field | None = None
    for each in record.fields:
        if each.tag == "300" and each["a"]:
            extents.append(each)
        elif each.tag == "306":
            timed = timed or each
    result, told = record, list[int | None]()
    for each in extents:
        own = coded(timed["a"]) if timed and len(extents) == 1 else None
        extent, seconds = _extent(each, context.media, context.language(record), own, context.tables)
        told.append(seconds)
        result = result if extent == each["a"] else result.swap(each, each.put("a", extent))
    seconds = told[0] if len(told) == 1 else None
    if seconds is not None and seconds < LONGEST and timed is None and context.media not in _WITH_PAGES:
        result = result.add(Field.data("306", "  ", "a", hhmmss(seconds)))
    return result


@remembered
def _extent(each: Field, media: str, language: str, timed: int | None, tables: Tables) -> tuple[str, int | None]:
    """The extent as we write it, and the running time that it tells in seconds, where it surely does."""
    words, has_pages = tables.words[language], media in _WITH_PAGES
    text, mark = parted(each["a"], ":;+")
    mark = f" {mark}" if mark else ""
    number, detail = _parts(text.strip(), tables.steps.units)
    told = None if has_pages else spoken(detail)
    pages = _PAGE_COUNT.fullmatch(detail) if has_pages else None
    if told is not None and _is_time_alone(detail):
        detail = in_short(told.seconds)
    elif not detail and timed and not has_pages:
        detail = in_short(timed)
    unit = words["online"] if number == 1 else words["online-several"].format(number)
    if pages:
        key = "page" if pages[1] == "1" and number == 1 else "pages"
        return words[key].format(pages[1]).replace(words["online"], unit, 1) + mark, None
    seconds = told.seconds if told is not None and told.to_the_minute else None
    return f"{unit}{f' ({detail})' if detail else ''}{mark}", seconds


def _parts(text: str, units: frozenset[str]) -> tuple[int, str]:
    """How many resources, and what stands in parentheses, freed of the words for files inside it."""
    before, found, inside = text.partition(" (")
    counted = _COUNTED.fullmatch(before)
    unit = (counted[2] if counted else before).strip(" .").lower()
    if unit not in units and f"{unit}." not in units:
        return 1, text.strip()
    number = int(counted[1]) if counted and counted[1] else 1
    detail = _FINAL_STOP.sub(")", inside).removesuffix(")").strip() if found else ""
    if detail and _is_unit(detail, units):
        inner = _parts(detail, units)[1]
        return number, inner
    return number, detail


def _is_unit(detail: str, units: frozenset[str]) -> bool:
    """True if a detail begins with a word for a file itself: "1 audio file (9hr., 41 min.)"."""
    counted = _COUNTED.fullmatch(detail.partition(" (")[0])
    return counted is not None and counted[2].strip(" .").lower() in units


def _is_time_alone(detail: str) -> bool:
    """True if nothing but a running time is told, so that our form of it loses nothing."""
    return all(word.lower() in TIME_WORDS for word in _WORD.findall(detail))


def in_short(seconds: int) -> str:
    """ "9 h 41 min", "42 min 10 s"."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if number)
