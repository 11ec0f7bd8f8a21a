"""MARCXML reader and writer (MARC 21 XML Schema, http://www.loc.gov/MARC21/slim).

The reader takes its fast way (`plain_marcxml`) for plain MARCXML and lxml for all else, with equal results.
The writer uses string templates: characters that XML 1.0 forbids are left out, text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape

from lxml import etree

from transforms.formats.frame import Envelope, Parsed, Unreadable, salvaged, sound_leader, wrong_indicators
from transforms.formats.plain_marcxml import read_plain
from transforms.formats.xml_frames import open_xml, parse_frame, xml_frames
from transforms.record import SUBFIELD, Field, Issue, Record

NAMESPACE = "http://www.loc.gov/MARC21/slim"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'
TAIL = "</collection>\n"
_TAG = re.compile("[ -~]{3}")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile('[&<>"\x00-\x08\x0b-\x1e\ud800-\udfff\ufffe\uffff]')  # not 0x1F: it parts the subfields
_ENTITIES = {'"': "&quot;", "\r": "&#13;"}


def open_marcxml(stream: BinaryIO) -> Envelope:
    """Find the record element of the file, with or without namespace or prefix; raises XmlRefused as `open_xml`."""
    return open_xml(stream, frozenset({"record"}), "marcxml")[0]


frames = xml_frames


def parse(raw: bytes, envelope: Envelope) -> Parsed | Unreadable:
    """Read one `record` element; Unreadable (S01) where it is not MARCXML or something in it would be lost."""
    record = read_plain(raw, envelope)
    return Parsed(record) if record is not None else parse_by_tree(raw, envelope)


def parse_by_tree(raw: bytes, envelope: Envelope) -> Parsed | Unreadable:
    """Read one `record` element by lxml: every legal way to write it, and what can be mended without loss."""
    element = parse_frame(raw, envelope)
    if isinstance(element, Unreadable):
        return element
    leader = ""
    fields: list[Field] = []
    issues: list[Issue] = []
    try:
        for child in element:
            kind = _local_name(child)
            if kind == "leader":
                leader = _text_of(child, "LDR", issues)
            elif kind == "controlfield":
                fields.append(_control_field(child, issues))
            elif kind == "datafield":
                fields.append(_data_field(child, issues))
            else:
                raise _NotMarcxmlError(f"the element {kind} is not MARCXML")
            _refuse_text(child.tail)
        _refuse_text(element.text)
    except _NotMarcxmlError as reason:
        return Unreadable("S01", str(reason))
    if not fields:
        return Unreadable("S01", "a record without fields")
    leader, found = sound_leader(leader)
    return Parsed(Record(leader, tuple(fields)), (*found, *issues))


class _NotMarcxmlError(ValueError):
    """What makes one record unreadable; never leaves this module."""


def _local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _refuse_text(text: str | None) -> None:
    if text and not text.isspace():
        raise _NotMarcxmlError(f"text outside of the fields: {text.strip()[:40]!r}")


def _text_of(element: etree._Element, path: str, issues: list[Issue]) -> str:
    """All text of a leaf; markup inside it is passed over, with an issue."""
    if not len(element):
        return element.text or ""
    text = "".join(str(part) for part in element.itertext())
    issues.append(salvaged(path, _local_name(element[0]), after=text))
    return text


def _tag(element: etree._Element) -> str:
    tag = element.get("tag") or ""
    if not _TAG.fullmatch(tag):
        raise _NotMarcxmlError(f"a field has no tag of three characters: {tag!r}")
    return tag


def _control_field(element: etree._Element, issues: list[Issue]) -> Field:
    """A control field; one with the tag of a data field (Aleph's FMT) keeps its text in $a."""
    field = Field(_tag(element), _text_of(element, element.get("tag") or "", issues))
    if field.is_control:
        return field
    issues.append(wrong_indicators(field.tag, field.value, "  "))
    return Field.data(field.tag, "  ", "a", field.value)


def _data_field(element: etree._Element, issues: list[Issue]) -> Field:
    """A data field; line ends inside a value are left to normalisation."""
    tag = _tag(element)
    _refuse_text(element.text)
    given = (element.get("ind1", " "), element.get("ind2", " "))
    marks = "".join(each[:1] or " " for each in given)
    if marks != "".join(given):
        issues.append(wrong_indicators(tag, "|".join(given), marks))
    parts = [marks]
    for child in element:
        code = child.get("code") or ""
        if len(code) != 1 or _local_name(child) != "subfield":
            raise _NotMarcxmlError(f"field {tag} has a subfield without a code of one character: {code!r}")
        parts.append(code + _text_of(child, f"{tag}${code}", issues))
        _refuse_text(child.tail)
    field = Field(tag, SUBFIELD.join(parts))
    if field.is_control:
        raise _NotMarcxmlError(f"{tag} is the tag of a control field")
    return field


def to_marcxml(record: Record, namespace: bool = True) -> str:
    """The `record` element, with the namespace declared on it or (inside `collection`) inherited."""
    lines = [
        f'<record xmlns="{NAMESPACE}">' if namespace else "<record>",
        f"<leader>{_fixed(record.leader)}</leader>",
    ]
    for tag, value in record.fields:
        if not tag.isalnum():
            tag = _escaped(tag)
        if tag.startswith("00"):
            lines.append(f'<controlfield tag="{tag}">{_fixed(value)}</controlfield>')
            continue
        head, *parts = value.split(SUBFIELD)
        if _SPECIAL.search(value):
            lines.append(f'<datafield tag="{tag}" ind1="{_escaped(head[:1])}" ind2="{_escaped(head[1:2])}">')
            lines += [f'<subfield code="{_escaped(part[:1])}">{_escaped(part[1:])}</subfield>' for part in parts]
        else:
            lines.append(f'<datafield tag="{tag}" ind1="{head[:1]}" ind2="{head[1:2]}">')
            lines += [f'<subfield code="{part[:1]}">{part[1:]}</subfield>' for part in parts]
        lines.append("</datafield>")
    lines.append("</record>")
    return "\n".join(lines)


def _fixed(value: str) -> str:
    """Escaped coded data, a blank for each character that XML forbids so that positions stay in place."""
    return _escaped(_ILLEGAL.sub(" ", value)) if _SPECIAL.search(value) or SUBFIELD in value else value


def _escaped(text: str) -> str:
    """Escaped text or attribute value, without characters that XML forbids; a carriage return survives as reference."""
    return escape(_ILLEGAL.sub("", text), _ENTITIES)


def write_collection(records: Iterable[Record]) -> Iterator[bytes]:
    """A `collection` document in pieces."""
    yield HEAD.encode()
    for record in records:
        yield f"{to_marcxml(record, namespace=False)}\n".encode()
    yield TAIL.encode()
