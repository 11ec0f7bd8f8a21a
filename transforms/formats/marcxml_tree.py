"""Reads a MARCXML record by lxml: every legal way to write it, and what can be mended without loss.

What is mended or left out leaves an issue that keeps it; a record of which no field is left is Unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from transforms.formats.frame import (
    Envelope,
    Parsed,
    Unreadable,
    one_control_number,
    salvaged,
    sound_leader,
    tagless,
    wrong_indicators,
)
from transforms.formats.oai_identifier import local_id
from transforms.formats.xml_frames import parse_frame, parse_text
from transforms.formats.xml_repair import is_plain, is_same, mended
from transforms.record import SUBFIELD, Field, Issue, Record

_DELETED = "00000dam a2200000 a 4500"  # the leader of a record of which only the id is known
_TAG = re.compile("[ -~]{3}")
_KINDS = frozenset({"leader", "controlfield", "datafield"})


def parse_by_tree(raw: bytes, envelope: Envelope) -> Parsed | Unreadable:
    """Read one `record` element; Unreadable (S01) where it is not well-formed or has no field."""
    issues: list[Issue] = []
    element = _element(raw, envelope, issues)
    if isinstance(element, Unreadable):
        return element
    leaders: list[str] = []
    fields: list[Field | None] = []
    for child in _parts(element, issues):
        kind = _local_name(child)
        if kind == "leader":
            leaders.append(_text_of(child, "LDR", issues))
        else:
            fields.append(_control_field(child, issues) if kind == "controlfield" else _data_field(child, issues))
    tagged = [field for field in fields if field is not None]
    if not tagged:
        return _deleted(element) or Unreadable("S01", "a record without fields")
    issues += [salvaged("LDR", each, leaders[0]) for each in leaders[1:]]
    leader, found = sound_leader(leaders[0] if leaders else "")
    return Parsed(Record(leader, one_control_number(tagged, issues)), (*found, *issues))


def _deleted(element: etree._Element) -> Parsed | None:
    """Of a record whose OAI-PMH header says that it was deleted (§2.5.1) all that deleting needs; None for others."""
    header = next((each for each in element if _local_name(each) == "header" and each.get("status") == "deleted"), None)
    told = (
        next((each.text or "" for each in header if _local_name(each) == "identifier"), "")
        if header is not None
        else ""
    )
    number = local_id(told.strip())
    return Parsed(Record(_DELETED, (Field("001", number),))) if number else None


def _element(raw: bytes, envelope: Envelope, issues: list[Issue]) -> etree._Element | Unreadable:
    """The element as it is, or with its encoding, entities and control characters mended where that is certain."""
    element = parse_frame(raw, envelope)
    if not isinstance(element, Unreadable) and is_plain(raw, envelope.encoding):
        return element
    sound = mended(raw, envelope.encoding)
    again = parse_text(sound.text, envelope) if sound and not sound.unknown else None
    if sound is None or again is None or isinstance(again, Unreadable):
        return element
    if not is_same(sound.encoding, envelope.encoding) and not raw.isascii():
        issues.append(salvaged("LDR", f"declared {envelope.encoding}", sound.encoding))
    if sound.changes:
        issues.append(salvaged("LDR", f"not well-formed: {' '.join(sound.changes)}"))
    return again


def _local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _parts(element: etree._Element, issues: list[Issue]) -> Iterator[etree._Element]:
    """The leader and fields of a record, wherever in it they stand; anything else is left out, with an issue."""
    _note_text(element.text, issues)
    for child in element:
        if _local_name(child) in _KINDS:
            yield child
            for inner in child:
                if _local_name(inner) in _KINDS:
                    issues.append(salvaged("LDR", f"{_local_name(inner)} inside a {_local_name(child)}"))
                    yield inner
        elif _holds_fields(child):
            issues.append(salvaged("LDR", f"element {_local_name(child)} around fields"))
            yield from _parts(child, issues)
        else:
            issues.append(salvaged("LDR", f"element {_local_name(child)} left out: {_all_text(child)}"))
        _note_text(child.tail, issues)


def _holds_fields(element: etree._Element) -> bool:
    return any(_local_name(each) in _KINDS for each in element.iterdescendants())


def _note_text(text: str | None, issues: list[Issue]) -> None:
    if text and not text.isspace():
        issues.append(salvaged("LDR", f"text outside of the fields left out: {text.strip()}"))


def _all_text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _text_of(element: etree._Element, path: str, issues: list[Issue]) -> str:
    """All text of a leaf; markup inside it is passed over, with an issue."""
    inside = [each for each in element if _local_name(each) not in _KINDS]
    if not len(element):
        return element.text or ""
    if not inside:  # a field that is nested wrongly is read for itself
        return "".join((element.text or "", *(each.tail or "" for each in element)))
    text = _all_text(element)
    issues.append(salvaged(path, _local_name(inside[0]), text))
    return text


def _control_field(element: etree._Element, issues: list[Issue]) -> Field | None:
    """A control field; one with the tag of a data field (Aleph's FMT) keeps its text in $a."""
    tag = element.get("tag") or ""
    text = _text_of(element, tag, issues)
    return _tagged(tag, text if tag.startswith("00") else f"  {SUBFIELD}a{text}", text, issues)


def _data_field(element: etree._Element, issues: list[Issue]) -> Field | None:
    """A data field, one with the tag of a control field as such; line ends in a value are left to normalisation."""
    tag = element.get("tag") or ""
    _note_text(element.text, issues)
    given = (element.get("ind1", " "), element.get("ind2", " "))
    marks = "".join(each[:1] if " " <= each[:1] <= "~" else " " for each in given)
    if marks != "".join(given):
        issues.append(wrong_indicators(tag, "|".join(given), marks))
    parts = [_part(child, tag, issues) for child in element if _local_name(child) not in _KINDS]
    value = marks + "".join(f"{SUBFIELD}{part}" for part in parts if part)
    return _tagged(tag, "".join(part[1:] for part in parts) if tag.startswith("00") else value, value, issues)


def _part(element: etree._Element, tag: str, issues: list[Issue]) -> str:
    """A subfield with its code; text without a code that can be one goes to $a, an element without text is nothing."""
    name, given = _local_name(element), element.get("code") or ""
    known = given.strip()[:1]
    code = known if "!" <= known <= "~" else "a"
    text = _text_of(element, f"{tag}${code}", issues)
    _note_text(element.tail, issues)
    if name != "subfield" or given != code:
        issues.append(salvaged(f"{tag}${code}", f"{name} with the code {given!r}", f"${code}{text}"))
        return code + text if text or name == "subfield" else ""
    return code + text


def _tagged(tag: str, value: str, given: str, issues: list[Issue]) -> Field | None:
    """The field; none, with an issue that keeps it, where its tag is no tag."""
    if not _TAG.fullmatch(tag):
        issues.append(tagless(tag, given))
        return None
    if value != given:
        issues.append(wrong_indicators(tag, given, value))
    return Field(tag, value)
