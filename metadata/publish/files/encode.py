"""A record in the bytes of a file's format, taken only when the strict reader makes the same record of them."""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from transforms.formats import READERS, WRITERS
from transforms.formats.frame import Envelope, Parsed
from transforms.formats.marc21 import TooLong
from transforms.record import LEADER, Field, Record

ENCODING = "UTF-8"
IDS = "ids"  # plain ids, one a line
SUFFIX = {"marc21": "mrc.gz", "marcxml": "xml.gz", IDS: "txt.gz"}
_WHOLE = Record.of(Field("001", "1"), Field.data("245", "00", "a", "1"), leader=LEADER)


class Refused(NamedTuple):
    """Why a format cannot hold a record; `is_long`: it could, were the record shorter."""

    reason: str
    is_long: bool = False


def envelope_of(format_name: str) -> Envelope:
    """What our files of a format say of all their records."""
    writer, piece = WRITERS[format_name], WRITERS[format_name].write(_WHOLE)
    assert isinstance(piece, bytes)  # noqa: S101  # a record of two fields
    return READERS[format_name].open(BytesIO(writer.head + piece + writer.tail))


_ENVELOPES = {name: envelope_of(name) for name in ("marc21", "marcxml")}


def encoded(record: Record, title_id: str, format_name: str) -> bytes | Refused:
    """The record as it stands in a file, or why it cannot."""
    if format_name == IDS:
        return f"{title_id}\n".encode()
    piece = WRITERS[format_name].write(record)
    if isinstance(piece, TooLong):
        return Refused(piece.reason, is_long=True)
    read = READERS[format_name].parse(piece.rstrip(b"\n"), _ENVELOPES[format_name])
    if not isinstance(read, Parsed) or read.issues:
        return Refused("it cannot be read back")
    return piece if _told(read.record) == _told(record) else Refused(_difference(read.record, record))


def _told(record: Record) -> tuple[str, str, tuple[Field, ...]]:
    """What every format keeps: lengths, coding scheme and what is the same in all records are the writer's."""
    return record.leader[5:9], record.leader[17:20], record.fields


def _difference(read: Record, record: Record) -> str:
    """Where the record that was read back is another."""
    for before, after in zip(record.fields, read.fields, strict=False):
        if before != after:
            return f"field {before.tag} reads back otherwise: it has characters that the format cannot hold"
    return "it reads back otherwise: the leader or the number of fields"
