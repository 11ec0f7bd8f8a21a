"""Reads an ISO 2709 record that is not clean: `layout` finds its fields, `characters` their text, here they are mended.

Nothing is guessed and nothing lost: what is mended leaves an issue, what cannot be is Unreadable. pymarc, which
follows a wrong directory and drops what it does not expect, is not asked.
"""

from __future__ import annotations

import re

from transforms.formats.characters import DECLARED, MARC8, Text, decoded, without_references
from transforms.formats.frame import (
    Parsed,
    Unreadable,
    lying_leader,
    one_control_number,
    plain_references,
    salvaged,
    sound_leader,
    tagless,
    wrong_indicators,
)
from transforms.formats.layout import Layout, Placed, layout_of
from transforms.record import SUBFIELD, Field, Issue, Record

_TAG = re.compile(rb"[ -~]{3}")
_SEPARATORS = re.compile("[\x1d\x1e]")
_SOUND = re.compile("[ -~]{2}(?:\x1f[!-~][^\x1f]*)*+")  # two indicators, and a code in each subfield
_INDICATORS = re.compile("[ 0-9]{2}")
_SHIFTED = re.compile("[a-z][A-Z0-9]")  # a subfield code and the beginning of its text


def salvage(raw: bytes) -> Parsed | Unreadable:
    """Read one record with its terminator as far as that is possible without loss."""
    layout = layout_of(raw)
    if layout is None:
        return Unreadable("S01", "malformed ISO 2709 record: directory and fields do not agree")
    coding = layout.leader[9:10]
    text = decoded([field.value for field in layout.fields], coding, _language(layout.fields))
    if text is None:
        return Unreadable("S01", "malformed ISO 2709 record: its characters cannot be decoded without loss")
    leader, found = sound_leader(layout.leader.decode("latin-1"))
    issues = [*found, *_coding(text, coding)]
    issues += [salvaged(repair.tag or "LDR", repair.before, repair.after) for repair in layout.repairs]
    fields = _fields(layout, text, coding, issues)
    if not fields:
        return Unreadable("S01", "malformed ISO 2709 record: no field has a tag of three characters")
    return Parsed(Record(f"{leader[:9]}a{leader[10:]}", one_control_number(fields, issues)), tuple(issues))


def _language(fields: list[Placed]) -> str:
    """008/35-37; "" where no language stands there."""
    value = next((field.value for field in fields if field.tag == b"008"), b"")
    return value[35:38].decode("ascii") if value[35:38].isalpha() else ""


def _coding(text: Text, coding: bytes) -> tuple[Issue, ...]:
    """S02 where LDR/09 says another coding than was found; plain ASCII is every coding."""
    declared = DECLARED.get(coding, coding.decode("latin-1"))
    return (lying_leader(declared, text.coding),) if text.coding and f"({text.coding})" not in declared else ()


def _fields(layout: Layout, text: Text, coding: bytes, issues: list[Issue]) -> list[Field]:
    """The fields that have a tag, each mended; an issue for what was done."""
    is_marc8 = text.coding == MARC8 or (not text.coding and coding != b"a")
    fields = []
    for (tag, _), value in zip(layout.fields, text.values, strict=True):
        if not _TAG.fullmatch(tag):
            issues.append(tagless(tag.decode("ascii", "backslashreplace"), value))
            continue
        name = tag.decode("ascii")
        if _SEPARATORS.search(value):
            plain = _SEPARATORS.sub(" ", value)
            issues.append(salvaged(name, value, plain))
            value = plain
        if is_marc8 and (plain := without_references(value)) != value:
            issues.append(plain_references(name, value, plain))
            value = plain
        fields.append(Field(name, value) if _is_sound(name, value) else _field(name, value, issues))
    return fields


def _is_sound(tag: str, value: str) -> bool:
    return SUBFIELD not in value if tag.startswith("00") else _SOUND.fullmatch(value) is not None


def _field(tag: str, value: str, issues: list[Issue]) -> Field:
    """A field with two indicators and a code in each subfield; an issue where it was not so."""
    head, *parts = value.split(SUBFIELD)
    if tag.startswith("00"):
        mended = Field(tag, head + "".join(part[1:] for part in parts))
    else:
        marks, first = _head(head, bool(parts))
        mended = Field(tag, SUBFIELD.join((marks, *first, *filter(None, map(_coded, parts)))))
    if mended.value != value:
        issues.append(wrong_indicators(tag, value, mended.value))
    return mended


def _head(head: str, has_subfields: bool) -> tuple[str, list[str]]:
    """The indicators, and the text that stands before the first delimiter (Aleph's FMT, a lost "$a") as a subfield."""
    is_marked = has_subfields and _INDICATORS.match(head)
    if len(head) < 3 or (is_marked and len(head.strip(" ")) < 4):  # one odd character is no text
        return "".join(each if " " <= each <= "~" else " " for each in head[:2]).ljust(2), []
    return (head[:2], ["a" + head[2:]]) if is_marked else ("  ", ["a" + head])


def _coded(part: str) -> str:
    """A subfield with a code that can be one: a blank or control character is none, text without a code goes to $a."""
    if "!" <= part[:1] <= "~":
        return part
    rest = part.lstrip(" ") if part[:1].isprintable() else part[1:].lstrip(" ")
    return rest if not rest or (part[:1] == " " and _SHIFTED.match(rest)) else "a" + rest
