"""A record in the bytes of each format, from the XML that its view serves; taken when strict readers make one of them.

The files hold what OAI-PMH serves: the element is read into a record, and ISO 2709 is written of that record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from transforms.formats import READERS, WRITERS
from transforms.formats.frame import Envelope, Parsed
from transforms.formats.marc21 import TooLong
from transforms.formats.marcxml import NAMESPACE
from transforms.record import LEADER, Field, Record

ENCODING = "UTF-8"
IDS = "ids"  # plain ids, one a line
SUFFIX = {"marc21": "mrc.gz", "marcxml": "xml.gz", IDS: "txt.gz"}
_START = f'<record xmlns="{NAMESPACE}">'.encode()  # of an element of its own; in a collection the namespace is known
_WHOLE = Record.of(Field("001", "1"), Field.data("245", "00", "a", "1"), leader=LEADER)


class Refused(NamedTuple):
    """Why a format cannot hold a record; `is_long`: it could, were the record shorter."""

    reason: str
    is_long: bool = False


Forms = Mapping[str, bytes | Refused]  # by format


def _envelope_of(format_name: str) -> Envelope:
    """What our files of a format say of all their records."""
    writer, piece = WRITERS[format_name], WRITERS[format_name].write(_WHOLE)
    assert isinstance(piece, bytes)  # noqa: S101  # a record of two fields
    return READERS[format_name].open(BytesIO(writer.head + piece + writer.tail))


ENVELOPES = {name: _envelope_of(name) for name in ("marc21", "marcxml")}


def forms_of(title_id: str, element: bytes, formats: Sequence[str]) -> Forms:
    """A title in each of the formats; `element`: its record in MARCXML with the namespace.

    One that ISO 2709 cannot hold comes in MARCXML too, whatever is asked: no record is left out of all files.
    """
    found: dict[str, bytes | Refused] = {IDS: f"{title_id}\n".encode()} if IDS in formats else {}
    if len(formats) == len(found):
        return found
    plain = b"<record>" + element.removeprefix(_START)
    record = _read(plain, "marcxml", title_id)
    if "marc21" in formats:
        found["marc21"] = record if isinstance(record, Refused) else _in_iso2709(record, title_id)
    if "marcxml" in formats or isinstance(found["marc21"], Refused):
        found["marcxml"] = record if isinstance(record, Refused) else plain + b"\n"
    return found


def _in_iso2709(record: Record, title_id: str) -> bytes | Refused:
    piece = WRITERS["marc21"].write(record)
    if isinstance(piece, TooLong):
        return Refused(piece.reason, is_long=True)
    read = _read(piece, "marc21", title_id)
    if isinstance(read, Refused):
        return read
    return piece if _told(read) == _told(record) else Refused("it reads back otherwise")


def _read(piece: bytes, format_name: str, title_id: str) -> Record | Refused:
    """The record that the strict reader makes, without anything to mend, and of the right title."""
    read = READERS[format_name].parse(piece, ENVELOPES[format_name])
    if not isinstance(read, Parsed) or read.issues or read.record.control_number != title_id:
        return Refused("it cannot be read back")
    return read.record


def _told(record: Record) -> tuple[str, str, tuple[Field, ...]]:
    """What ISO 2709 keeps: lengths, coding scheme and what is the same in all records are the writer's."""
    return record.leader[5:9], record.leader[17:20], record.fields
