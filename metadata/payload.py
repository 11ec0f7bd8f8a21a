"""A delivery as plain files on disk, each with its envelope, cut into byte ranges at record ends.

Nothing is parsed here but the beginning of each file. What was packed, `metadata.unpack` has taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from metadata.errors import ConfigError
from metadata.unpack import Ignored, Part, RefusedFileError, unpack
from transforms.formats import READERS, onix, open_file, sniff
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.formats.xml_frames import PROLOG_LIMIT, masked
from transforms.media import is_unimarc

__all__ = ["Ignored", "RefusedFileError"]

RANGE = 8 << 20  # bytes of a range: about a second of work
_BEGINNING = 4096  # bytes by which a format is known; for XML as many as its reader looks at
_LEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*\d{5}.{5}22\d{5}.{3}45", re.DOTALL)
_DATA_FIELD = re.compile(rb"\x1e[ -~]{2}\x1f[!-~]")
_XML = re.compile(
    rb"<(?:[\w.-]+:)?(?:collection|record|onixmessage|product|oai-pmh|listrecords|searchretrieveresponse)[\s>/]",
    re.IGNORECASE,
)
_JSON = re.compile(rb'"(?:leader|fields)"')
_ROOT = re.compile(rb"<[^\W\d][\w.:-]*[\s/>]")
_HTML = re.compile(rb"<(?:!doctype\s+)?html[\s>]", re.IGNORECASE)


class File(NamedTuple):
    """A plain file of records: its name in the archive ("" when there was none), its place, its envelope."""

    name: str
    path: Path
    envelope: Envelope


class Opened(NamedTuple):
    """The files of a delivery in the order of their names, what was left out, and why a file could not be read."""

    files: tuple[File, ...]
    ignored: tuple[Ignored, ...]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of whole records of a plain file."""

    path: Path
    envelope: Envelope
    start: int
    end: int
    first: int  # ordinal of its first record in the delivery
    records: int


@dataclass(frozen=True, slots=True)
class Payload:
    """The files of a delivery and their ranges; `broken` tells why some tail is no whole record ("" when all are)."""

    files: tuple[File, ...]
    ranges: tuple[Range, ...]
    broken: str = ""
    ignored: tuple[Ignored, ...] = ()

    @property
    def records(self) -> int:
        """How many whole records there are."""
        return sum(each.records for each in self.ranges)

    @property
    def sender(self) -> str:
        """Who sent it, by the ONIX headers; every one of them where the files differ."""
        return "; ".join(dict.fromkeys(each.envelope.sender for each in self.files))


def open_payload(source: Path, work: Path, format_name: str = "") -> Payload:
    """Unpack, look at the beginnings, and cut. `format_name` is a key of READERS or "onix"; "" finds out.

    Raises RefusedFileError for a delivery that is not what it should be.
    """
    files, ignored, broken = open_files(source, work, format_name)
    ranges: list[Range] = []
    faults = [broken] if broken else []
    for file in files:
        found, tail = _cut(file, sum(each.records for each in ranges))
        ranges += found
        if tail:
            faults.append(broken_at(tail, file.name))
    return Payload(files, tuple(ranges), "; ".join(faults), ignored)


def open_files(source: Path, work: Path, format_name: str = "") -> Opened:
    """The plain files of a delivery, unpacked into `work` when it is packed. Raises RefusedFileError."""
    unpacked = unpack(source, work)
    if not unpacked.is_archive:
        return Opened((_opened(unpacked.parts[0], format_name),), ())
    files, ignored, broken = [], list(unpacked.ignored), []
    for part in unpacked.parts:
        if reason := _foreign(part, format_name):
            ignored.append(Ignored(part.name, reason))
            continue
        try:
            files.append(_opened(part, format_name))
        except RefusedFileError as refused:
            broken.append(f"{part.name}: {refused}")
    if all(each.envelope.sent for each in files):  # only ONIX says when it was sent; the others stand by name
        files.sort(key=lambda each: each.envelope.sent)
    if not files:
        raise RefusedFileError("; ".join(broken) or f"the archive holds no MARC or ONIX: {left_out(ignored)}")
    return Opened(tuple(files), tuple(ignored), "; ".join(broken))


def left_out(ignored: Iterable[Ignored]) -> str:
    """What was left out of an archive, in words; "" when nothing was."""
    return ", ".join(f"{each.name} ({each.reason})" for each in ignored)


def _foreign(part: Part, wanted: str) -> str:
    """Why a member is none of our business, "" when it is: what is no MARC or ONIX, or not of the wanted format."""
    beginning = _beginning(part)
    found, visible = sniff(beginning), masked(beginning) if _is_xml(beginning) else beginning
    looks = {
        "marc21": _LEADER.match(beginning) or (b"\0" not in beginning and _DATA_FIELD.search(beginning)),
        "json": _JSON.search(beginning),
    }
    if not found or not looks.get(found, _XML.search(visible)):
        return "" if _is_xml(beginning) and _is_unclear(visible) else "neither MARC nor ONIX"
    return f"{found}, where {wanted} is expected" if wanted and found != wanted else ""


def _is_xml(beginning: bytes) -> bool:
    return beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def _is_unclear(visible: bytes) -> bool:
    """True for XML that may be ours: it is not seen what its root is, or all that is in it. To open it tells more."""
    return not _HTML.search(visible) and (len(visible) >= PROLOG_LIMIT or not _ROOT.search(visible))


def _opened(part: Part, wanted: str) -> File:
    beginning = _beginning(part)
    if not beginning:
        raise RefusedFileError("the file is empty")
    found = sniff(beginning)
    if not found or (wanted and found != wanted):
        raise RefusedFileError(
            f"the file is not {wanted or 'MARC or ONIX'}: it begins with {beginning[:40].decode('utf-8', 'replace')!r}"
        )
    if _is_xml(beginning) and _foreign(part, ""):
        raise RefusedFileError("the file is XML, but neither MARCXML nor ONIX: there is no record and no product in it")
    with part.path.open("rb") as stream:
        envelope = open_file(stream, found)
        if isinstance(envelope, Unreadable):
            raise RefusedFileError(envelope.reason)
        if found in READERS and _begins_with_unimarc(stream, envelope):
            raise RefusedFileError("the file is UNIMARC, not MARC 21")
        return File(part.name, part.path, envelope)


def _beginning(part: Part) -> bytes:
    with part.path.open("rb") as stream:
        beginning = stream.read(_BEGINNING)
        return beginning + stream.read(PROLOG_LIMIT - _BEGINNING) if _is_xml(beginning) else beginning


def _begins_with_unimarc(stream: BinaryIO, envelope: Envelope) -> bool:
    frame = next(frames_of(stream, envelope), None)
    parsed = READERS[envelope.format].parse(frame.raw, envelope) if frame else None
    return isinstance(parsed, Parsed) and is_unimarc(parsed.record)


def envelope_at(source: Path, work: Path, position: int) -> Envelope:
    """The envelope of the file of a delivery that holds the record of this ordinal. Raises RefusedFileError."""
    files = open_files(source, work).files
    if len(files) == 1:
        return files[0].envelope
    ranges = open_payload(source, work).ranges
    return next((each.envelope for each in ranges if position < each.first + each.records), files[-1].envelope)


def frames_of(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """The frames of a file or range."""
    reader = onix.frames if envelope.format == "onix" else READERS[envelope.format].frames
    return reader(stream, envelope)


def broken_at(tail: Frame, name: str = "") -> str:
    """Why the file is no whole file, in words, from the frame that is not complete."""
    return f"{name or 'the file'} breaks off: the record at byte {tail.offset}, or the document around it, has no end"


def frames_in(part: Range) -> Iterator[Frame]:
    """The frames of one range."""
    with part.path.open("rb") as stream:
        stream.seek(part.start)
        inside = replace(part.envelope, root="")  # a range has no end of the document to ask for
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


def _cut(file: File, before: int) -> tuple[list[Range], Frame | None]:
    """The ranges of a file that `before` records of the delivery come before, and the frame that breaks off."""
    ranges: list[Range] = []
    start, first, count, end = 0, before, 0, 0
    tail = None
    with file.path.open("rb") as stream:
        for frame in frames_of(stream, file.envelope):
            if not frame.complete:
                tail = frame
                break
            if count and frame.offset + len(frame.raw) - start > RANGE:
                ranges.append(Range(file.path, file.envelope, start, end, first, count))
                first, count = first + count, 0
            start = start if count else frame.offset
            count, end = count + 1, frame.offset + len(frame.raw)
    if count:
        ranges.append(Range(file.path, file.envelope, start, end, first, count))
    return ranges, tail


def check_format(name: str) -> str:
    """The name of an input format as given on the command line. Raises ConfigError."""
    if name in {"auto", "onix", *READERS}:
        return "" if name == "auto" else name
    raise ConfigError(f"unknown format {name!r}: one of auto, onix, {', '.join(READERS)}")
