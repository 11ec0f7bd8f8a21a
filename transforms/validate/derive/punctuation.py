"""T10: the marks between subfields (ISBD) and at the end of fields, by schemas/codes/ending_punctuation.csv.

Marks are changed only where it is certain what they should be; an address at the end of a note keeps its form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from transforms.cataloguing import Cataloguing, Ending
from transforms.normalise.stops import before_mark, is_abbreviated
from transforms.normalise.text import parted
from transforms.record import SUBFIELD, Field
from transforms.tables import Tables
from transforms.validate.outline import codes_of
from transforms.validate.view import FieldView

QUOTES = "\"'”’»"  # closing ones: a mark before them counts
MARKS = ":;=/,+"
ENDED: Mapping[str, str] = MappingProxyType({  # mark → those behind which it is not put; others stand in its place
    " :": ":;=+-", " /": "/-", " ;": ":;=/+-", " +": ":;=/+-", ",": ",:;=/+-", ".": ":;=,/+-",
})  # fmt: skip
BRACKETS = ")]}>%*°"  # behind which a stop may stand
NAMES = frozenset({"100", "110", "600", "610", "700", "710", "800", "810"})
CONTROL = frozenset("0123456789w")  # subfields without a text of their own
CONTROL_OR_ISSN = CONTROL | {"x"}
LAST_SCRIPT = 0x530  # Latin, Greek and Cyrillic end below; others have marks of their own

BY_SOURCE = ("finnish", "not finnish")  # conditions that ask for the vocabulary of $2

Parts = list[str]


def punctuated(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """The field with the marks that are certain: 100 $a Boye, Karin $4 aut becomes $a Boye, Karin. $4 aut."""
    return _mended(each, tables.cataloguing, certain=True)


def punctuated_as_told(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """The same, also without the stops that the table does not want but that may belong to an abbreviation."""
    return _mended(each, tables.cataloguing, certain=False)


class _Layout(NamedTuple):
    """What the tables say of all fields of one tag with the same indicators and subfield codes."""

    marks: tuple[tuple[int, str], ...]  # number of a subfield, and the mark before the next one
    has_names: bool  # where a comma takes the place of a stop
    endings: tuple[tuple[int, Ending], ...]  # number of the subfield that ends the field


def _mended(each: FieldView, lists: Cataloguing, *, certain: bool) -> Sequence[Field] | None:
    tag, value, parts = each.tag, each.value, each.parts
    layout = _layout(tag if tag != "880" else _linked_tag(each), value[:2], codes_of(parts), lists)
    if layout is None or not parts:
        return None
    changed: dict[int, str] = {}
    for place, mark in layout.marks:
        left = parts[place]
        if len(left) > 1 and left[-1] not in ENDED[mark]:
            is_name = layout.has_names and mark == ","
            changed[place] = _with_comma(left, lists) if is_name else _with_mark(left, mark, lists)
        elif left.endswith(mark[-1]) and left[-2:-1].isspace() != (mark[0] == " ") and left[1:-1].strip():
            changed[place] = f"{left[:-1].rstrip()}{mark}"  # only the blank before it is wrong
    for place, ending in layout.endings:
        part = parts[place]
        if part[-1:] != "." if ending.final == "no" else part[-1:] == "." and part[-2:-1].isalnum():
            continue  # as it should be, whatever the source
        if ending.kind not in BY_SOURCE or _is_finnish(parts, lists) is (ending.kind == "finnish"):
            closed = _closed(part, ending, lists, certain=certain)
            if closed != part:
                changed[place] = closed
    if not changed:
        return (each.field,)
    mended = [changed.get(place, part) for place, part in enumerate(parts)]
    return (each.field,) if mended == parts else (Field(tag, SUBFIELD.join((value[:2], *mended))),)


@lru_cache(maxsize=1024)  # a feed has few outlines
def _layout(tag: str, marks: str, codes: str, lists: Cataloguing) -> _Layout | None:
    """The places that the tables speak of; None for a tag without an ending. A blank in `codes` is no code."""
    if tag not in lists.endings:
        return None
    between = tuple(_marks(codes, lists.separators.get(tag, {})))
    announcing = {place for place, _ in between}
    endings = []
    for ending in lists.endings[tag]:
        place = _place(ending, codes, tag)
        if place >= 0 and place not in announcing and _applies(ending, marks, codes):
            endings.append((place, ending))  # before the ISSN of a series stands a comma, and no stop besides
    return _Layout(between, tag in NAMES, tuple(endings))


def _marks(codes: str, separators: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The subfields that have a mark before the next one."""
    for place, (left, code) in enumerate(pairwise(codes)):
        mark = separators.get(code)
        if mark is not None and left not in CONTROL:
            yield place, "," if mark == "." and left == "n" and code == "p" else mark


def _linked_tag(each: FieldView) -> str:
    """The tag whose marks a field 880 has: that of the field it is linked to."""
    return next((part[1:4] for part in each.parts if part[:1] == "6"), "")


def _applies(ending: Ending, marks: str, codes: str) -> bool:
    """True if the condition of a line of the table, and its second indicators, hold for the field; its source apart."""
    kind, wanted = ending.kind, ending.codes
    if ending.indicators and marks[1:2] not in ending.indicators:
        return False
    if kind == "with":
        return not set(wanted).isdisjoint(codes)
    if kind in ("ind1", "not ind1"):
        return (marks[:1] in wanted) is (kind == "ind1")
    if kind == "without":
        return wanted not in codes
    if not kind or kind in BY_SOURCE:
        return True
    last = next((code for code in reversed(codes) if code not in CONTROL), "")
    return (last == wanted) is (kind == "last")


def _is_finnish(parts: Parts, lists: Cataloguing) -> bool:
    for part in parts:
        if part[:1] == "2":
            source = part[1:].strip()
            return source in lists.finnish_vocabularies or source.startswith(lists.finnish_prefixes)
    return False


def _place(ending: Ending, codes: str, tag: str) -> int:
    """Which subfield ends the field, by the table; -1 for none."""
    wanted, end = ending.wanted, len(codes)
    if ending.before in codes and ending.before:
        end = codes.index(ending.before)
    for place in range(end - 1, -1, -1):
        code = codes[place]
        if wanted != "last":
            if code in wanted:
                return place
        elif code not in CONTROL_OR_ISSN or (code == "x" and tag[0] == "6"):
            return place
    return -1


def _closed(part: str, ending: Ending, lists: Cataloguing, *, certain: bool) -> str:
    """One subfield with its end as the table wants it."""
    if ending.final == "yes":
        return part[:1] + with_end(part[1:], ending.ends)
    if ending.final != "no" or part[-1:] != "." or part.endswith(".."):
        return part
    if (certain and ending.kind != "finnish") or is_abbreviated(part[1:], lists.abbreviations):
        return part
    return part[:-1]


def with_end(value: str, ends: Collection[str]) -> str:
    """A text that ends in one of the marks: "Valot" becomes "Valot.", "Valot?." becomes "Valot?"."""
    bare = value.rstrip(QUOTES)
    if not bare:
        return value
    if value[-1] == ".":
        shorter = _with_one_mark(value, ends)
        return value if shorter == value else with_end(shorter, ends)
    if bare[-1] in ends or bare[-1] in ".…":
        return value
    if bare == value:
        bare = _without_loose_mark(value)
        if bare != value:
            return with_end(bare, ends)
    return f"{value}." if _takes_stop(value) else value


def _with_one_mark(value: str, ends: Collection[str]) -> str:
    """Without a stop behind another final mark; two stops become one, three stay."""
    before = value[:-1]
    if before.endswith(".") and not before.endswith(".."):
        return before
    mark = before.rstrip(QUOTES)[-1:]
    is_final = mark in "?!-" or (mark == "]" and "]" in ends)
    return before if mark and is_final and mark in ends else value


def _without_loose_mark(value: str) -> str:
    """Without a mark at the end that announces a subfield which is not there: "Valot /", "Esimerkki, Anna,"."""
    text = value.rstrip()
    is_loose = text[-1:] == "," or (text[-1:] in MARKS and text[-2:-1] == " ")
    return (text[:-1].rstrip() or value) if text[-1:] and is_loose else value


def _takes_stop(value: str) -> bool:
    """True where a full stop may be added: behind a letter, digit or bracket, but not behind an address."""
    last, word = value[-1], value.rsplit(" ", 1)[-1]
    if "://" in word or "@" in word or word.startswith("www."):
        return False
    return (last.isalnum() and ord(last) < LAST_SCRIPT) or last in BRACKETS or last in QUOTES


def _with_mark(part: str, mark: str, lists: Cataloguing) -> str:
    """A subfield with the mark behind it, in the place of one that cannot stand there."""
    text = part.rstrip()
    if mark == ".":
        if text.endswith(("?.", "!.")):
            return text[:-1]
        return part if text[-1] in ".?!-…" or text[-1] in ENDED[mark] else f"{text}."
    if text[-1] in ENDED[mark] or text.endswith(("…", "..")):
        return part
    bare = before_mark(parted(text[1:], ":;=/,")[0], lists.abbreviations)
    return f"{text[0]}{bare}{mark}" if bare else part


def _with_comma(part: str, lists: Cataloguing) -> str:
    """A name with the comma before its role; the stop of an earlier end goes, that of an initial stays."""
    text = part.rstrip()
    last = text[-1]
    if last in ",-" or (last in QUOTES and text.rstrip(QUOTES).endswith(",")):
        return part
    if last == "." and not is_abbreviated(text[1:], lists.abbreviations):
        return f"{text[:-1]},"
    return f"{text},"
