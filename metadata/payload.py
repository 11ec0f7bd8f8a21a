"""A delivery as plain bytes on disk: unpacked when it is compressed, cut into byte ranges at record ends.

Nothing is parsed here but the beginning of the file.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

from metadata.errors import ConfigError
from transforms.formats import READERS, onix, open_file, sniff
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.media import is_unimarc

RANGE = 8 << 20  # bytes of a range: about a second of work
MAX_UNPACKED = 8 << 30  # bytes that a compressed file may grow to
MAX_RATIO = 1_000  # times that a compressed file may grow
BLOCK = 1 << 20


class RefusedFileError(Exception):
    """The file as a whole cannot be read; the message is for the operator. Bad data, so it never leaves metadata/."""


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of whole records of a plain file."""

    path: Path
    start: int
    end: int
    first: int  # ordinal of its first record
    records: int


@dataclass(frozen=True, slots=True)
class Payload:
    """A plain file, its envelope and its ranges; `broken` tells why the tail is no whole record ("" when it is)."""

    path: Path
    envelope: Envelope
    ranges: tuple[Range, ...]
    broken: str = ""

    @property
    def records(self) -> int:
        """How many whole records there are."""
        return sum(each.records for each in self.ranges)


def open_payload(source: Path, work: Path, format_name: str = "") -> Payload:
    """Unpack, look at the beginning, and cut. `format_name` is a key of READERS or "onix"; "" finds out.

    Raises RefusedFileError for a file that is not what it should be.
    """
    plain, envelope = open_plain(source, work, format_name)
    with plain.open("rb") as stream:
        ranges, tail = _cut(stream, envelope, plain)
        return Payload(plain, envelope, ranges, broken_at(tail) if tail else "")


def open_plain(source: Path, work: Path, format_name: str = "") -> tuple[Path, Envelope]:
    """The plain file (unpacked into `work` when it was compressed) and its envelope. Raises RefusedFileError."""
    plain = _unpacked(source, work)
    with plain.open("rb") as stream:
        beginning = stream.read(4096)
        stream.seek(0)
        found = sniff(beginning)
        if not found or (format_name and format_name != found):
            raise RefusedFileError(
                f"the file is not {format_name or 'MARC or ONIX'}: it begins with {beginning[:40]!r}"
            )
        envelope = open_file(stream, found)
        if isinstance(envelope, Unreadable):
            raise RefusedFileError(envelope.reason)
        if found in READERS and _begins_with_unimarc(stream, envelope):
            raise RefusedFileError("the file is UNIMARC, not MARC 21")
        return plain, envelope


def _begins_with_unimarc(stream: BinaryIO, envelope: Envelope) -> bool:
    frame = next(frames_of(stream, envelope), None)
    parsed = READERS[envelope.format].parse(frame.raw, envelope) if frame else None
    return isinstance(parsed, Parsed) and is_unimarc(parsed.record)


def frames_of(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """The frames of a file or range."""
    reader = onix.frames if envelope.format == "onix" else READERS[envelope.format].frames
    return reader(stream, envelope)


def broken_at(tail: Frame) -> str:
    """Why the file is no whole file, in words, from the frame that is not complete."""
    return f"the file breaks off: the record at byte {tail.offset}, or the document around it, has no end"


def frames_in(part: Range, envelope: Envelope) -> Iterator[Frame]:
    """The frames of one range."""
    with part.path.open("rb") as stream:
        stream.seek(part.start)
        inside = replace(envelope, root="")  # a range has no end of the document to ask for
        yield from frames_of(cast("BinaryIO", _Window(stream, part.end - part.start)), inside)


class _Window(RawIOBase):
    """The next so many bytes of a stream as a stream of their own."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        block = self._stream.read(wanted)
        self._left -= len(block)
        return block

    def readline(self, size: int | None = -1) -> bytes:
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        line = self._stream.readline(wanted)
        self._left -= len(line)
        return line


def _cut(stream: BinaryIO, envelope: Envelope, path: Path) -> tuple[tuple[Range, ...], Frame | None]:
    ranges, start, first, count, end = [], 0, 0, 0, 0
    tail = None
    for frame in frames_of(stream, envelope):
        if not frame.complete:
            tail = frame
            break
        if count and frame.offset + len(frame.raw) - start > RANGE:
            ranges.append(Range(path, start, end, first, count))
            start, first, count = frame.offset, first + count, 0
        count, end = count + 1, frame.offset + len(frame.raw)
    if count:
        ranges.append(Range(path, start, end, first, count))
    return tuple(ranges), tail


def _unpacked(source: Path, work: Path) -> Path:
    """The file itself, or an unpacked copy in the work folder when it is gzip."""
    with source.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return source
    target = work / "payload"
    work.mkdir(parents=True, exist_ok=True)
    limit = min(MAX_UNPACKED, max(64 << 20, source.stat().st_size * MAX_RATIO))
    try:
        with gzip.open(source, "rb") as packed, target.open("wb") as out:
            while block := packed.read(BLOCK):
                if out.tell() + len(block) > limit:
                    raise RefusedFileError(f"the compressed file grows beyond {limit} bytes")
                out.write(block)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RefusedFileError(f"the compressed file is damaged or breaks off: {error}") from None
    return target


def check_format(name: str) -> str:
    """The name of an input format as given on the command line. Raises ConfigError."""
    if name in {"auto", "onix", *READERS}:
        return "" if name == "auto" else name
    raise ConfigError(f"unknown format {name!r}: one of auto, onix, {', '.join(READERS)}")
