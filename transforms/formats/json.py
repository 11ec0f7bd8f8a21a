"""MARC-in-JSON: {"leader": …, "fields": [{"001": …}, {"245": {"ind1", "ind2", "subfields"}}]}.

The form that pymarc and others read and write (Ross Singer's proposal, 2010). Written one record a line; read so
too, and as one array or one object over several lines, which is read whole and so has a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
import orjson

from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable, sound_leader
from transforms.record import SUBFIELD, Field, Record

LINE_LIMIT = 64 << 20  # bytes of one line, or of an array
_BLANK = b" \t\r\n\xef\xbb\xbf"
_TAG = re.compile("[ -~]{3}")
_MARKS = re.compile("[\x1d-\x1f]")  # the delimiters of ISO 2709
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def open_json(stream: BinaryIO) -> Envelope:
    """MARC-in-JSON has no envelope."""
    return Envelope("json")


def frames(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """One frame a line that is not blank, or one an array's item; the last is not complete when the file broke off."""
    offset = 0
    while line := stream.readline(LINE_LIMIT):
        raw = line.strip(_BLANK)
        if raw.startswith(b"[") or (raw.startswith(b"{") and not raw.endswith(b"}")):
            yield from _document(line + stream.read(LINE_LIMIT - len(line) + 1), offset)
            return
        if raw:
            whole = line.endswith(b"\n") or _is_json(raw)
            yield Frame(offset + line.find(raw[:1]), raw, complete=whole)
        offset += len(line)


def _document(text: bytes, offset: int) -> Iterator[Frame]:
    """The items of an array (or of a part of one), or one object, that takes all the rest of the file."""
    raw = text.strip(_BLANK)
    start, place = offset + text.find(raw[:1]), 0
    array = raw if raw.startswith(b"[") else b"[%s]" % raw.rstrip(b"," + _BLANK)
    if len(text) > LINE_LIMIT or not _is_json(array):
        yield Frame(start, raw, complete=False)
        return
    for item in map(bytes, _ITEMS.decode(array)):
        place = raw.index(item, place)
        yield Frame(start + place, item)
        place += len(item)


def _is_json(raw: bytes) -> bool:
    try:
        orjson.loads(raw)
    except ValueError:
        return False
    return True


def parse(raw: bytes, envelope: Envelope) -> Parsed | Unreadable:
    """Read one object; Unreadable (S01) when it is not MARC-in-JSON."""
    try:
        content = orjson.loads(raw)
        fields = tuple(_field(tag, value) for each in content["fields"] for tag, value in each.items())
        leader, issues = sound_leader(content["leader"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Unreadable("S01", f"not MARC-in-JSON: {type(error).__name__} {error}")
    if not fields:
        return Unreadable("S01", "a record without fields")
    return Parsed(Record(leader, fields), issues)


def _field(tag: str, value: Any) -> Field:
    """A field; ValueError for what would not be a MARC field."""
    if not _TAG.fullmatch(tag) or isinstance(value, str) != tag.startswith("00"):
        raise ValueError(f"field {tag!r}")
    if isinstance(value, str):
        return Field(tag, _clean(value))
    marks = value["ind1"] + value["ind2"]
    pairs = [pair for each in value["subfields"] for pair in each.items()]
    if len(value["ind1"]) != 1 or len(marks) != 2 or any(len(code) != 1 for code, _ in pairs):
        raise ValueError(f"field {tag}: two indicators and one character a subfield code")
    return Field(tag, _clean(marks) + "".join([SUBFIELD + _clean(code + text) for code, text in pairs]))


def _clean(text: str) -> str:
    if _MARKS.search(text):
        raise ValueError("a delimiter of ISO 2709 in the text")
    return text


def to_json(record: Record) -> bytes:
    """The record as one line, without a line end."""
    fields: list[dict[str, Any]] = []
    for each in record.fields:
        if each.is_control:
            fields.append({each.tag: each.value})
            continue
        parts = [{code: value} for code, value in each.subfields]
        fields.append({each.tag: {"ind1": each.ind1, "ind2": each.ind2, "subfields": parts}})
    return orjson.dumps({"leader": record.leader, "fields": fields})
