"""300 $a and 306: extent of an online resource, "1 verkkoaineisto (340 sivua)", and its running time.

Every extent gets the unit of what is online, and there is one; pages, volumes and running times are told in the
language of cataloguing, other details as the vendor wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.normalise.format_words import may_end_in_words, without_words
from transforms.normalise.remembered import remembered
from transforms.normalise.running_times import LONGEST, TIME_WORDS, coded, hhmmss, spoken, without_about
from transforms.normalise.text import parted
from transforms.record import Field, Record

if TYPE_CHECKING:
    from transforms.cataloguing import Cataloguing
    from transforms.tables import Tables

_COUNTED = re.compile(r"(?:\[?([1-9][0-9]{0,3})\]? )?(.*)", re.DOTALL)
_PAGE_COUNT = re.compile(
    r"((?:\[?[0-9ivxlc]{1,6}\]?, ){0,4}\[?[1-9][0-9]{0,5}\]?) ?"
    r"(?:(s|sivua|sivu|sidor|sida|pages?|pgs?|p|seiten|sider|с)|l|leaves|lehteä|blad)\.?",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"([^:;()]{1,40}) : ([^:;]{1,80})(?: ; ([^:;]{1,40}))?")  # of ISBD, in one subfield
_FINAL_STOP = re.compile(r"(?<=[)0-9])\.$")
_WORD = re.compile(r"[^\W\d_]+")
_WITH_PAGES = frozenset({"ebook", "magazine"})
_READ = frozenset(("300", "306"))
_VOLUME, _FILE = "volume", "file"  # kinds of units whose number is no number of online resources


class Parts(NamedTuple):
    """What an extent tells of an online resource."""

    number: int  # of resources
    volumes: int  # of the print that it reproduces
    detail: str  # what stands in parentheses


def extent_300(record: Record, context: Context) -> Record:
    """`340 s. :` becomes `1 verkkoaineisto (340 sivua) :`; `1 audio file (9hr., 41 min.)` gives 300 and 306."""
    language = context.language(record)
    bare = context.tables.words[language]["online"]
    read = [each for each in record.fields if each.tag in _READ]
    present = [each for each in read if each.tag == "300"]
    extents = [_apart(each) for each in present if each.text.strip()] or [Field.data("300", "  ", "a", bare)]
    timed = next((each for each in read if each.tag == "306"), None)
    own = coded(timed["a"]) if timed and sum(1 for each in extents if each["a"]) == 1 else None
    mended: list[Field] = []
    told: list[int | None] = []
    for each in extents:
        if text := each["a"]:
            extent, seconds = _extent(each, context.media, language, own, context.tables)
            each = each if extent == text else each.put("a", extent)
            told.append(seconds)
        mended.append(each)
    if len(told) > 1 and any(each["a"].startswith(f"{bare} (") for each in mended):
        mended = [each for each in mended if each.value != f"  \x1fa{bare}"]
    seconds = told[0] if len(told) == 1 else None
    if seconds is not None and seconds < LONGEST and timed is None and context.media not in _WITH_PAGES:
        mended.append(Field.data("306", "  ", "a", hhmmss(seconds)))
    return record if mended == present else exchanged(record, ("300",), mended)


def _apart(each: Field) -> Field:
    """All of ISBD in $a as $a, $b and $c: "340 s. : kuv. ; 22 cm"."""
    found = _WHOLE.fullmatch(each["a"]) if " : " in each["a"] and each.codes == "a" else None
    if found is None:
        return each
    size = [("c", found[3])] if found[3] else []
    return each.with_subfields([("a", f"{found[1]} :"), ("b", f"{found[2]} ;" if size else found[2]), *size])


@remembered
def _extent(each: Field, media: str, language: str, timed: int | None, tables: Tables) -> tuple[str, int | None]:
    """The extent as we write it, and the running time that it tells in seconds, where it surely does."""
    words, has_pages = tables.words[language], media in _WITH_PAGES
    text, mark = parted(each["a"], ":;+")
    mark = f" {mark}" if mark else ""
    number, volumes, detail = _parts(text.strip(), tables.steps.units)
    detail = _without_formats(detail, tables.cataloguing)
    told = None if has_pages else spoken(detail)
    about = None if has_pages or told is not None else spoken(without_about(detail))
    if told is not None and _is_time_alone(detail):
        detail = in_short(told.seconds)
    elif about is not None and _is_time_alone(without_about(detail)):
        detail = tables.steps.wording[language]["about"].format(in_short(about.seconds))
    elif not detail and timed and not has_pages:
        detail = in_short(timed)
    elif has_pages:
        detail = _pages(detail, language, tables)
    if volumes > 1:
        several = tables.steps.wording[language]["volumes"].format(volumes)
        detail = f"{several} ({detail})" if detail else several
    unit = words["online"] if number == 1 else words["online-several"].format(number)
    seconds = told.seconds if told is not None and told.to_the_minute else None
    return f"{unit}{f' ({detail})' if detail else ''}{mark}", seconds


def _pages(detail: str, language: str, tables: Tables) -> str:
    """Pages and leaves in our words: "xii, 340 p." as "xii, 340 sivua", "ca 300 s." as "noin 300 sivua"."""
    bare, words, others = without_about(detail), tables.words[language], tables.steps.wording[language]
    found = _PAGE_COUNT.fullmatch(bare)
    if found is None:
        return detail
    if found[2]:
        told = words["page" if found[1] == "1" else "pages"].format(found[1])
        told = told.removeprefix(f"{words['online']} (").removesuffix(")")
    else:
        told = others["leaves"].format(found[1])
    return told if bare == detail else others["about"].format(told)


def _without_formats(detail: str, lists: Cataloguing) -> str:
    """ "MP3) (n. 9 h 41 min" without the parentheses that tell of the form of the copy alone: 347 tells it."""
    known = lists.format_words
    if ") (" not in detail:
        may_be = may_end_in_words(detail, lists.format_endings)
        return "" if may_be and without_words(detail, known) == ("", [detail.casefold()]) else detail
    return ") (".join(part for part in detail.split(") (") if without_words(part, known)[0])


def _parts(text: str, units: Mapping[str, str]) -> Parts:
    """How many resources and volumes, and what stands in parentheses, freed of the words for files inside it."""
    before, found, inside = text.partition(" (")
    counted = _COUNTED.fullmatch(before)
    unit = (counted[2] if counted else before).strip(" .").lower()
    kind = units.get(unit, units.get(f"{unit}."))
    if kind is None:
        return Parts(1, 1, _FINAL_STOP.sub("", text.strip()))
    number = int(counted[1]) if counted and counted[1] else 1
    detail = _inside(_FINAL_STOP.sub("", inside)).strip() if found else ""
    if detail and _is_unit(detail, units):
        inner = _parts(detail, units)
        return inner._replace(number=number if not kind else 1)
    return Parts(number if not kind else 1, number if kind == _VOLUME else 1, detail)


def _inside(text: str) -> str:
    """What stands in the parentheses that are open before the text, and what is told behind them: "12 h) + 1 liite"."""
    depth = 0
    for place, mark in enumerate(text):
        depth += (mark == "(") - (mark == ")")
        if depth < 0:
            behind = text[place + 1 :]
            return text[:place] + behind if behind and not behind.startswith(" (") else text.removesuffix(")")
    return text


def _is_unit(detail: str, units: Mapping[str, str]) -> bool:
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
