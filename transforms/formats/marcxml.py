"""MARCXML reader and writer (MARC 21 XML Schema, http://www.loc.gov/MARC21/slim).

The reader takes its fast way (`plain_marcxml`) for plain MARCXML and lxml (`marcxml_tree`) for all else, with equal
results.
The writer uses string templates: characters that XML 1.0 forbids are left out, text is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from transforms.formats.escaping import escape
from transforms.formats.every_frame import MARCXML, every_frame
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.formats.marcxml_tree import parse_by_tree
from transforms.formats.plain_marcxml import read_plain
from transforms.formats.xml_frames import open_xml
from transforms.record import SUBFIELD, Record

NAMESPACE = "http://www.loc.gov/MARC21/slim"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'
TAIL = "</collection>\n"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile('[&<>"\x00-\x08\x0b-\x1e\ud800-\udfff\ufffe\uffff]')  # not 0x1F: it parts the subfields
_ENTITIES = {'"': "&quot;", "\r": "&#13;"}


def open_marcxml(stream: BinaryIO) -> Envelope:
    """Find the record element of the file, with or without namespace or prefix; raises XmlRefused as `open_xml`."""
    return open_xml(stream, frozenset({"record"}), "marcxml")[0]


def frames(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """The `record` elements of a file, as `every_frame`."""
    return every_frame(stream, envelope, MARCXML)


def parse(raw: bytes, envelope: Envelope) -> Parsed | Unreadable:
    """Read one `record` element; Unreadable (S01) where it is not MARCXML or something in it would be lost."""
    record = read_plain(raw, envelope)
    return Parsed(record) if record is not None else parse_by_tree(raw, envelope)


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
