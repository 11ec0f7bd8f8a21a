"""Formats in and out: two visible tables. Readers cut a file into frames and parse a frame; writers write records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from transforms.formats import json, marc21, marcxml, onix
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.formats.marc21 import TooLong
from transforms.formats.xml_frames import XmlRefused, masked
from transforms.record import Record


class Reader(NamedTuple):
    """How a MARC format is read: look at the beginning, cut into frames, parse a frame."""

    open: Callable[[BinaryIO], Envelope]
    frames: Callable[[BinaryIO, Envelope], Iterator[Frame]]
    parse: Callable[[bytes, Envelope], Parsed | Unreadable]


class Writer(NamedTuple):
    """How a record is written: what stands before, each record, what stands behind."""

    head: bytes
    write: Callable[[Record], bytes | TooLong]
    tail: bytes


READERS: dict[str, Reader] = {
    "marc21": Reader(marc21.open_marc21, marc21.frames, marc21.parse),
    "marcxml": Reader(marcxml.open_marcxml, marcxml.frames, marcxml.parse),
    "json": Reader(json.open_json, json.frames, json.parse),
}

WRITERS: dict[str, Writer] = {
    "marc21": Writer(b"", marc21.to_iso2709, b""),
    "marcxml": Writer(
        marcxml.HEAD.encode(),
        lambda record: marcxml.to_marcxml(record, namespace=False).encode() + b"\n",
        marcxml.TAIL.encode(),
    ),
    "json": Writer(b"", lambda record: json.to_json(record) + b"\n", b""),
    "line": Writer(b"", lambda record: f"{record}\n\n".encode(), b""),
}


_ONIX = re.compile(rb"<(?:[\w.-]+:)?(?:onixmessage|product)[\s>/]", re.IGNORECASE)  # with any prefix


def sniff(beginning: bytes) -> str:
    """The format of a file by its first bytes: marc21, marcxml, onix or json; "" when it is none of them."""
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return "onix" if _ONIX.search(masked(text)) else "marcxml"  # a licence may stand before the root
    if text.startswith((b"{", b"[")):
        return "json"
    return "marc21" if text[:5].isdigit() or b"\x1e" in text else ""


def open_file(stream: BinaryIO, format_name: str) -> Envelope | Unreadable:
    """Look at the beginning of a file; Unreadable (O01 for ONIX, else S01) where it is no file of this format."""
    try:
        return onix.open_message(stream) if format_name == "onix" else READERS[format_name].open(stream)
    except XmlRefused as reason:
        return Unreadable("O01" if format_name == "onix" else "S01", str(reason))


def write_all(records: Iterable[Record], format_name: str) -> Iterator[bytes | TooLong]:
    """A whole file in pieces: the head, every record (or TooLong in its place), the tail."""
    writer = WRITERS[format_name]
    yield writer.head
    for record in records:
        yield writer.write(record)
    yield writer.tail
