"""ISO 2709 reader and writer for MARC 21 (ISO 2709:2008; MARC 21 Record Structure, LC).

The reader takes its fast way only where every directory entry agrees with the data; all else goes to `salvage`,
which leaves an issue. The writer never writes a record that ISO 2709 cannot hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Sized
from functools import lru_cache
from itertools import accumulate, repeat
from operator import itemgetter
from struct import Struct
from typing import BinaryIO, NamedTuple

from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.formats.resync import resynchronised
from transforms.formats.salvage import salvage
from transforms.record import FIELD_END, SUBFIELD, Field, Record

BLOCK = 1 << 18  # bytes read at a time
RECORD_LIMIT = 16 << 20  # bytes without a record terminator after which the file counts as broken
MAX_FIELD = 9_999  # bytes of a field with its terminator: four digits in the directory
MAX_RECORD = 99_999  # bytes of a record: five digits in the leader
_END = b"\x1d"
_BETWEEN = b"\r\n\x00\x1a\xef\xbb\xbf"  # line ends, padding and byte order marks that senders put between records


class TooLong(NamedTuple):
    """A record that ISO 2709 cannot hold; MARCXML can."""

    reason: str


def open_marc21(stream: BinaryIO) -> Envelope:
    """ISO 2709 has no envelope of its own."""
    return Envelope("marc21")


@resynchronised
def frames(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """Cut the stream at record terminators; a last frame with `complete=False` when the file broke off."""
    rest, base = b"", 0
    while block := stream.read(max(BLOCK, len(rest))):  # twice as much each time: linear without terminators
        pieces = (rest + block).split(_END)
        rest = pieces.pop()
        for piece in pieces:
            raw = piece.lstrip(_BETWEEN)
            yield _new(Frame, (base + len(piece) - len(raw), raw + _END, True))
            base += len(piece) + 1
        if len(rest) > RECORD_LIMIT:
            break
    raw = rest.lstrip(_BETWEEN)
    if raw:
        yield Frame(base + len(rest) - len(raw), raw, complete=False)


def parse(raw: bytes, envelope: Envelope) -> Parsed | Unreadable:
    """Read one record with its terminator; every directory entry is checked against the data."""
    record = _checked(raw)
    return salvage(raw) if record is None else _new(Parsed, (record, ()))


class _Tags(dict[bytes, str]):
    """Tags as text, each decoded once; ValueError for one that is not three letters or digits."""

    def __missing__(self, raw: bytes) -> str:
        if not raw.isalnum() or len(self) >= 10_000:  # a hostile file has no end of tags
            raise ValueError(raw)
        tag = self[raw] = raw.decode("ascii")
        return tag


# Directory entries as text: writing the ones that must stand there is cheaper than reading numbers.
_HUNDRED = [f"{number:02}" for number in range(100)]
_LENGTHS = [first + last for first in _HUNDRED for last in _HUNDRED]  # up to MAX_FIELD
_STARTS = [f"0{each}" for each in _LENGTHS]  # in a record of usual size; in a longer one each is written anew
_TAGS = _Tags()
_THIRD = itemgetter(2)
_NO_CODE = re.compile(rb"\x1f[^!-~]")  # a subfield delimiter that no subfield code follows
_new, _OF_FIELD = tuple.__new__, repeat(Field)  # make named tuples without a Python-level call for each


@lru_cache(maxsize=1000)
def _directory(entries: int) -> Struct:
    """Unpacks the tags of a directory of so many entries."""
    return Struct("3s9x" * entries)


def _checked(raw: bytes) -> Record | None:
    """The record if leader, directory and data agree and the text is UTF-8 as LDR/09 says (or plain ASCII)."""
    length, address = raw[:5], raw[12:17]
    if not (length.isdigit() and address.isdigit()) or int(length) != len(raw):
        return None
    base = int(address)
    if not 25 <= base < len(raw) or raw[base - 1] != 0x1E or not raw.endswith(b"\x1e\x1d"):
        return None
    data = raw[base:-2]
    plain = raw[9] == 0x61 or (data.isascii() and b"&#x" not in data)  # LDR/09 "a": Unicode; MARC-8 refers so to it
    if not plain or b"\x1b" in data or _END in data or _NO_CODE.search(raw, base):  # 0x1B begins MARC-8
        return None
    try:
        leader, text = raw[:24].decode("ascii"), data.decode()
        values = text.split(FIELD_END)
        coded: list[str] | list[bytes] = values if len(text) == len(data) else data.split(b"\x1e")
        tags = _tags(raw[24 : base - 1], [len(each) + 1 for each in coded])
        if not tags or not leader.isprintable() or not _sound(tags, values, coded):
            return None
    except (IndexError, ValueError):
        return None
    return Record(leader, tuple(map(_new, _OF_FIELD, zip(tags, values))))  # noqa: B905  # they are as many: _tags


def _tags(directory: bytes, lengths: list[int]) -> tuple[str, ...]:
    """The tags of a directory that is, byte by byte, the one of fields of these lengths; none where it is not.

    A record of a single field is left to `salvage`, too: itemgetter makes no tuple of one.
    """
    entries = len(lengths)
    if len(directory) != 12 * entries or entries < 2:
        return ()
    tags: tuple[str, ...] = itemgetter(*_directory(entries).unpack(directory))(_TAGS)
    return tags if _written(tags, lengths) == directory.decode("ascii") else ()


def _written(tags: Sequence[str], lengths: list[int]) -> str:
    """The directory of fields of these tags and lengths; IndexError where a field is longer than MAX_FIELD."""
    *starts, end = accumulate(lengths, initial=0)
    entries = [""] * (3 * len(tags))
    entries[::3] = tags
    entries[1::3] = map(_LENGTHS.__getitem__, lengths)
    entries[2::3] = map(_STARTS.__getitem__ if end <= len(_STARTS) else "{:05}".format, starts)
    return "".join(entries)


def _sound(tags: tuple[str, ...], values: list[str], coded: list[str] | list[bytes]) -> bool:
    """Data fields have two indicators before the first subfield, that is, 0x1F at byte 2; control fields none.

    Control fields come first, and 001 once: a record in which they do not is left to `salvage`.
    """
    control = 0
    for tag in tags:
        if tag >= "010":
            break
        control += 1
    try:
        thirds = list(map(_THIRD, coded[control:]))
    except IndexError:  # a field of fewer than three characters
        return False
    return (
        thirds.count(SUBFIELD if coded is values else 0x1F) == len(thirds)
        and min(tags[control:], default="999") >= "010"
        and SUBFIELD not in "".join(values[:control])
        and tags.count("001") < 2
    )


def to_iso2709(record: Record) -> bytes | TooLong:
    """The record as ISO 2709 in UTF-8 (LDR/09 `a`), or TooLong where a field or the record passes its limit."""
    text = FIELD_END.join([each.value for each in record.fields])
    body = text.encode()
    values: Sequence[Sized] = text.split(FIELD_END) if len(body) == len(text) else body.split(b"\x1e")
    lengths = [len(each) + 1 for each in values] if record.fields else []
    base = 24 + 12 * len(lengths) + 1
    total = base + sum(lengths) + 1
    tags = [each.tag for each in record.fields]
    reason = _separator(record, tags, len(lengths), text) or _reason(record, lengths, total)
    if reason:
        return TooLong(reason)
    old = record.leader
    head = f"{total:05}{old[5:9]}a22{base:05}{old[17:20]}4500{_written(tags, lengths)}{FIELD_END}"
    return b"".join((head.encode(), body, b"\x1e\x1d" if tags else _END))


def _reason(record: Record, lengths: list[int], total: int) -> str:
    """Why the record passes a limit of ISO 2709; "" when it does not."""
    longest = max(lengths, default=0)
    if longest > MAX_FIELD:
        tag = record.fields[lengths.index(longest)].tag
        return f"field {tag} has {longest} bytes, ISO 2709 holds {MAX_FIELD}"
    return f"the record has {total} bytes, ISO 2709 holds {MAX_RECORD}" if total > MAX_RECORD else ""


def _separator(record: Record, tags: list[str], values: int, text: str) -> str:
    """What in a record built by hand would shift its fields when written; "" for every record that a reader made."""
    if values != len(tags) or "\x1d" in text:
        return "a field holds a field or record terminator, ISO 2709 cannot"
    if len(record.leader) != 24 or not record.leader.isascii():
        return "the leader is not 24 ASCII characters, ISO 2709 holds no other"
    if {*map(len, tags)} - {3} or not "".join(tags).isascii():
        return "a tag is not three ASCII characters, ISO 2709 holds no other"
    return ""
