"""MARC-in-JSON: {"leader": …, "fields": [{"001": …}, {"245": {"ind1", "ind2", "subfields"}}]}.

The form that pymarc and others read and write (Ross Singer's proposal, 2010); the one with "tag" and "code", that
marc-record-js writes, is read too. Written one record a line; read so too, and as one array or as objects over
several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import orjson

from transforms.formats.frame import (
    Envelope,
    Frame,
    Parsed,
    Unreadable,
    one_control_number,
    salvaged,
    sound_leader,
    tagless,
    wrong_indicators,
)
from transforms.record import SUBFIELD, Field, Issue, Record

LINE = "line"  # the `element` of a file that has a record in each of its lines
LINE_LIMIT = 64 << 20  # bytes of one line, or without the end of an object
BLOCK = 1 << 18  # bytes of an array read at a time
RECORD_LIMIT = 16 << 20  # bytes of one record
MOST_VALUES = 500_000  # in one record: each costs many times its bytes
_BLANK = b" \t\r\n\xef\xbb\xbf"
_RECORD_KEYS, _FIELD_KEYS = frozenset({"leader", "fields"}), frozenset({"tag", "ind1", "ind2", "subfields"})
_TAG = re.compile("[ -~]{3}")
_MARKS = re.compile("[\x1d-\x1f]")  # the delimiters of ISO 2709
_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_DEPTH = 16  # of what stands in each other; a record has five such levels


def _object() -> re.Pattern[bytes]:
    """One object as it stands, up to its end: it is passed over only, as nothing may be built of a hostile one."""
    inside = rb'(?:[^][{}"]++|%s)*+' % _TEXT
    for _ in range(_DEPTH):
        inside = rb'(?:[^][{}"]++|%s|[\[{]%s[\]}])*+' % (_TEXT, inside)
    return re.compile(rb"\{%s\}" % inside, re.DOTALL)


_OBJECT = _object()
_BEGINNING = re.compile(rb'{\s*"(?:leader|fields)"')  # of a record, not of a field
_START = re.compile(rb"[\s\xef\xbb\xbf]*\[?")
_NEXT = re.compile(rb"[\s,]*")  # some write one object behind the other, each over several lines


def open_json(stream: BinaryIO) -> Envelope:
    """Tell whether the file has a record a line (`element` is "line"), or is an array or objects over several lines.

    The stream must be seekable and is left at its beginning.
    """
    is_array = stream.read(BLOCK).lstrip(_BLANK).startswith(b"[")
    stream.seek(0)
    is_line = not is_array and (_OBJECT.fullmatch(_line(stream)) or _BEGINNING.match(_line(stream)))
    stream.seek(0)
    return Envelope("json", element=LINE if is_line else "")


def _line(stream: BinaryIO) -> bytes:
    """The next line that is not blank; b"" at the end."""
    while line := stream.readline(LINE_LIMIT):
        if raw := line.strip(_BLANK):
            return raw
    return b""


def frames(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """One frame a line that is not blank, or one an array's item; the last is not complete when the file broke off.

    A damaged line takes no other with it; in an array nothing behind the damage is certain.
    """
    if envelope.element != LINE:
        yield from _document(stream)
        return
    offset = 0
    while line := stream.readline(LINE_LIMIT):
        raw, is_ended = line.strip(_BLANK), line.endswith(b"\n")
        if raw:
            is_whole = is_ended or _OBJECT.fullmatch(raw) is not None
            yield Frame(offset + line.find(raw[:1]), raw, is_whole)
        if not is_ended and len(line) >= LINE_LIMIT:
            return
        offset += len(line)


def _document(stream: BinaryIO) -> Iterator[Frame]:
    """The objects of an array, of a part of one, or of none, block by block; the last not complete as in `frames`."""
    read = stream.read(BLOCK)
    text, base, place = read, 0, _end(_START, read, 0)
    is_array = text[:place].endswith(b"[")
    while read:
        place = _end(_NEXT, text, place)
        if found := _OBJECT.match(text, place):
            yield Frame(base + place, found.group())
            place = found.end()
            continue
        text, base, place = text[place:], base + place, 0
        read = stream.read(max(BLOCK, len(text))) if len(text) <= LINE_LIMIT else b""  # twice as much: linear
        text += read
    if text.strip(_BLANK) != b"]"[:is_array]:
        yield Frame(base, text, complete=False)


def _end(pattern: re.Pattern[bytes], text: bytes, place: int) -> int:
    """Where a pattern ends that matches at a place; the place where it does not."""
    found = pattern.match(text, place)
    return found.end() if found else place


def parse(raw: bytes, envelope: Envelope) -> Parsed | Unreadable:
    """Read one object; Unreadable (S01) when it is not MARC-in-JSON or has no field."""
    issues: list[Issue] = []
    if len(raw) > RECORD_LIMIT or _values(raw) > MOST_VALUES:
        return Unreadable("S01", "not MARC-in-JSON: too large for a record")
    try:
        content = orjson.loads(raw)
        _note_others("LDR", content, _RECORD_KEYS, issues)
        fields = [_field(tag, value, issues) for each in content["fields"] for tag, value in _named(each)]
        leader, found = sound_leader(content.get("leader") or "")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Unreadable("S01", f"not MARC-in-JSON: {type(error).__name__} {error}")
    tagged = [field for field in fields if field is not None]
    if not tagged:
        return Unreadable("S01", "a record without fields")
    return Parsed(Record(leader, one_control_number(tagged, issues)), (*found, *issues))


def _note_others(path: str, content: dict[str, Any], known: frozenset[str], issues: list[Issue]) -> None:
    """An issue for each key that MARC-in-JSON does not know; what stands there is no part of the record."""
    issues += [salvaged(path, f"key {key!r} left out: {value}") for key, value in content.items() if key not in known]


def _values(raw: bytes) -> int:
    """More values than there are in some JSON; 0 for so little of it that they do not matter."""
    return sum(map(raw.count, (b",", b"[", b"{"))) if len(raw) > MOST_VALUES else 0


def _named(entry: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """Tag and content of the fields of an entry in either form: {"245": …} or {"tag": "245", …}."""
    return [(entry["tag"], entry.get("value", entry))] if "tag" in entry else entry.items()


def _field(tag: str, content: Any, issues: list[Issue]) -> Field | None:
    """A field, mended with an issue; none where its tag is no tag. ValueError for what is no field at all."""
    if isinstance(content, str):
        given = _clean(tag, content, issues)
        value = given if tag.startswith("00") else f"  {SUBFIELD}a{given}"
    else:
        given, parts = _data(tag, content, issues)
        value = "".join(text for _, text in parts) if tag.startswith("00") else given
    if not _TAG.fullmatch(tag):
        issues.append(tagless(tag, given))
        return None
    if value != given:
        issues.append(wrong_indicators(tag, given, value))
    return Field(tag, value)


def _data(tag: str, content: dict[str, Any], issues: list[Issue]) -> tuple[str, list[tuple[str, str]]]:
    """A data field with its indicators, and its subfields."""
    _note_others(tag, content, _FIELD_KEYS, issues)
    given = [content.get("ind1"), content.get("ind2")]
    first = ((str(each or "") + " ")[0] for each in given)
    marks = "".join(each if " " <= each <= "~" else " " for each in first)
    if given != [*marks]:
        issues.append(wrong_indicators(tag, "|".join(str(each or "") for each in given), marks))
    pairs = [pair for each in content["subfields"] for pair in _coded(each)]
    parts = [_subfield(tag, code, text, issues) for code, text in pairs]
    return marks + "".join(f"{SUBFIELD}{code}{text}" for code, text in parts), parts


def _coded(entry: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """Code and text of a subfield in either form."""
    return [(entry["code"], entry.get("value"))] if "code" in entry else entry.items()


def _subfield(tag: str, code: Any, text: Any, issues: list[Issue]) -> tuple[str, str]:
    """A code that can be one, and text."""
    given = "" if text is None else str(text)
    known = str(code or "").strip()[:1]
    mended = known if "!" <= known <= "~" else "a"
    if mended != code or given != text:
        issues.append(salvaged(f"{tag}${mended}", f"{text!r} with the code {code!r}", f"${mended}{given}"))
    return mended, _clean(tag, given, issues)


def _clean(tag: str, text: str, issues: list[Issue]) -> str:
    """Text with blanks for the delimiters of ISO 2709."""
    if not _MARKS.search(text):
        return text
    plain = _MARKS.sub(" ", text)
    issues.append(salvaged(tag, text, plain))
    return plain


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
