"""T10: the marks between subfields (ISBD) and at the end of fields, by schemas/codes/ending_punctuation.csv.

Marks are changed only where it is certain what they should be; an address at the end of a note keeps its form.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from transforms.cataloguing import Cataloguing, Ending
from transforms.record import SUBFIELD, Field
from transforms.tables import Tables
from transforms.validate.view import FieldView

QUOTES = "\"'”’»"  # closing ones: a mark before them counts
MARKS = ":;=/,+"
ENDED = frozenset(":;=/,+-")  # marks behind which no other is put
BRACKETS = ")]}>%*°"  # behind which a stop may stand
NAMES = frozenset({"100", "110", "700", "710", "800", "810"})
CONTROL = frozenset("0123456789w")  # subfields without a text of their own
CONTROL_OR_ISSN = CONTROL | {"x"}
LAST_SCRIPT = 0x530  # Latin, Greek and Cyrillic end below; others have marks of their own

Parts = list[str]


def punctuated(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """The field with the marks that are certain: 100 $a Boye, Karin $4 aut becomes $a Boye, Karin. $4 aut."""
    return _mended(each, tables.cataloguing, certain=True)


def punctuated_as_told(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """The same, also without the stops that the table does not want but that may belong to an abbreviation."""
    return _mended(each, tables.cataloguing, certain=False)


def _mended(each: FieldView, lists: Cataloguing, *, certain: bool) -> Sequence[Field] | None:
    tag = each.tag if each.tag != "880" else _linked_tag(each)
    endings, parts = lists.endings.get(tag), each.parts
    if endings is None or not parts:
        return None
    changed: Parts | None = None
    if tag in lists.separators and len(parts) > 1:
        changed = _separated(tag, parts, lists)
    for ending in endings:
        if ending.is_plain or _applies(ending, each.value, parts, lists):
            place = len(parts) - 1
            if not ending.is_plain or parts[place][:1] in CONTROL_OR_ISSN:
                place = _place(ending, parts, tag)
            if place >= 0 and (value := _closed(parts[place], ending, lists, certain=certain)) != parts[place]:
                changed = list(parts) if changed is None else changed
                changed[place] = value
    if changed is None:
        return (each.field,)
    return (Field(each.tag, SUBFIELD.join((each.value[:2], *changed))),)


def _linked_tag(each: FieldView) -> str:
    """The tag whose marks a field 880 has: that of the field it is linked to."""
    return next((part[1:4] for part in each.parts if part[:1] == "6"), "")


def _applies(ending: Ending, value: str, parts: Parts, lists: Cataloguing) -> bool:
    """True if the condition of a line of the table, and its second indicators, hold for the field."""
    kind, codes = ending.kind, ending.codes
    if ending.indicators and value[1:2] not in ending.indicators:
        return False
    if kind == "finnish":
        return _is_finnish(parts, lists)
    if kind == "not finnish":
        return not _is_finnish(parts, lists)
    if kind == "with":
        return any(part[:1] in codes for part in parts)
    if kind in ("ind1", "not ind1"):
        return (value[:1] in codes) is (kind == "ind1")
    if kind == "without":
        return all(part[:1] != codes for part in parts)
    if not kind:
        return True
    last = next((part[:1] for part in reversed(parts) if part[:1] not in CONTROL), "")
    return (last == codes) is (kind == "last")


def _is_finnish(parts: Parts, lists: Cataloguing) -> bool:
    for part in parts:
        if part[:1] == "2":
            source = part[1:].strip()
            return source in lists.finnish_vocabularies or source.startswith(lists.finnish_prefixes)
    return False


def _place(ending: Ending, parts: Parts, tag: str) -> int:
    """Which subfield ends the field, by the table; -1 for none."""
    wanted, before, end = ending.wanted, ending.before, len(parts)
    if before:
        end = next((place for place, part in enumerate(parts) if part[:1] == before), end)
    for place in range(end - 1, -1, -1):
        code = parts[place][:1]
        if wanted != "last":
            if code and code in wanted:
                return place
        elif code not in CONTROL_OR_ISSN or (code == "x" and tag[0] == "6"):
            return place
    return -1


def _closed(part: str, ending: Ending, lists: Cataloguing, *, certain: bool) -> str:
    """One subfield with its end as the table wants it."""
    if ending.final == "yes":
        if part[-1:] == "." and part[-2:-1].isalnum():
            return part
        return part[:1] + with_end(part[1:], ending.ends)
    if ending.final != "no" or part[-1:] != "." or part.endswith(".."):
        return part
    if (certain and ending.kind != "finnish") or _is_abbreviated(part[1:], lists):
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


def _separated(tag: str, parts: Parts, lists: Cataloguing) -> Parts | None:
    """The subfields with the marks before those that have one; None where nothing changes."""
    marks, is_name = lists.separators[tag], tag in NAMES
    changed: Parts | None = None
    for place in range(1, len(parts)):
        mark, left = marks.get(parts[place][:1]), parts[place - 1]
        if mark is None or left[-1:] in ENDED or left[:1] in CONTROL or len(left) < 2:
            continue
        if mark == "." and left[0] == "n" and parts[place][0] == "p":
            mark = ","
        value = _with_comma(left, lists) if is_name and mark == "," else _with_mark(left, mark)
        if value != left:
            changed = list(parts) if changed is None else changed
            changed[place - 1] = value
    return changed


def _with_mark(part: str, mark: str) -> str:
    """A subfield with the mark behind it, unless it ends in a mark already."""
    text = part.rstrip()
    last = text[-1]
    if mark == ".":
        if text.endswith(("?.", "!.")):
            return text[:-1]
        return part if last in ".?!-…" or last in MARKS else f"{text}."
    return part if last in ".-…" or last in MARKS else text + mark


def _with_comma(part: str, lists: Cataloguing) -> str:
    """A name with the comma before its role; the stop of an earlier end goes, that of an initial stays."""
    text = part.rstrip()
    last = text[-1]
    if last in ",-":
        return part
    if last == "." and not _is_abbreviated(text[1:], lists):
        return f"{text[:-1]},"
    return f"{text},"


def _is_abbreviated(value: str, lists: Cataloguing) -> bool:
    """True if the stop at the end belongs to the last word: "cm.", "J.", "2."."""
    word = value[:-1].rsplit(" ", 1)[-1].lstrip("([").casefold()
    return len(word) < 2 or word in lists.abbreviations or "." in word or word.isdigit()
