"""The files of a drop: packed without a time stamp, cut by number and size, each read back from the disk."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from metadata.errors import PipelineError
from metadata.publish.files.encode import ENCODING, IDS, SUFFIX, Refused, encoded
from metadata.publish.files.policy import FilesPolicy
from transforms.formats import READERS, WRITERS
from transforms.formats.xml_frames import XmlRefused
from transforms.record import Record

_GZIP = 31  # zlib's word for the largest window, with the header and trailer of gzip
_FULL = 0.98  # of the size of a part: the rest is for the record that fills it, and for what the packer holds back


class Part:
    """One file while it is written."""

    def __init__(self, path: Path, format_name: str, level: int) -> None:
        self.path, self.format, self.size, self.records = path, format_name, 0, 0
        self.head, self.tail = (
            (b"", b"") if format_name == IDS else (WRITERS[format_name].head, WRITERS[format_name].tail)
        )
        self._packer = zlib.compressobj(level, zlib.DEFLATED, _GZIP)  # a header without name and time
        self._packed, self._content = hashlib.sha256(), hashlib.sha256()
        self._out = path.open("wb")
        self._write(self.head)

    def add(self, piece: bytes) -> None:
        """The next record."""
        self._content.update(piece.rstrip(b"\n"))
        self.records += 1
        self._write(piece)

    def _write(self, content: bytes) -> None:
        self._put(self._packer.compress(content))

    def _put(self, packed: bytes) -> None:
        self.size += len(packed)
        self._packed.update(packed)
        self._out.write(packed)

    def close(self, deletes: bool) -> dict[str, Any]:
        """End the file and read it back; what the manifest says of it. Raises PipelineError."""
        self._write(self.tail)
        self._put(self._packer.flush())
        self._out.close()
        self._read_back()
        return {
            "name": self.path.name,
            "format": self.format,
            "encoding": ENCODING,
            "records": 0 if deletes else self.records,
            "deletes": self.records if deletes else 0,
            "bytes": self.size,
            "sha256": self._packed.hexdigest(),
        }

    def give_up(self) -> None:
        """Close what will not be finished."""
        self._out.close()

    def _read_back(self) -> None:
        """Every record is on the disk, cut out as the very bytes of which the strict reader made the record."""
        digest, count = hashlib.sha256(), 0
        try:
            with self.path.open("rb") as raw:
                packed = hashlib.file_digest(raw, "sha256").digest()
            with gzip.open(self.path, "rb") as stream:
                for each in frames(cast("BinaryIO", stream), self.format):
                    digest.update(each)
                    count += 1
        except (EOFError, zlib.error, gzip.BadGzipFile, XmlRefused) as error:
            raise PipelineError(f"{self.path.name} cannot be read back: {error}") from None
        found = (count, packed, digest.digest())
        if found != (self.records, self._packed.digest(), self._content.digest()):
            raise PipelineError(f"{self.path.name} reads back otherwise than it was written: is the disk sound?")


def frames(stream: BinaryIO, format_name: str) -> Iterable[bytes]:
    """The records of a file of ours as they stand in it, without the line end behind them."""
    if format_name == IDS:
        return (line.rstrip(b"\n") for line in stream)
    reader = READERS[format_name]
    return (each.raw if each.complete else b"" for each in reader.frames(stream, reader.open(stream)))


class Series:
    """The parts of one kind of content, `<stem>-0001` and so on, in each of the formats with the same records."""

    def __init__(self, folder: Path, stem: str, formats: Sequence[str], policy: FilesPolicy) -> None:
        self.folder, self.stem, self.formats, self.policy = folder, stem, formats, policy
        self.deletes = stem != "part" and stem != "upserts"
        self.files: list[dict[str, Any]] = []
        self.refused: list[tuple[str, str, Refused]] = []  # title id, format, why
        self._number, self._records = 1, 0
        self._open: dict[str, Part] = {}

    def write(self, records: Iterable[tuple[str, Record]]) -> None:
        """Write the records with their ids. Raises PipelineError, OSError."""
        try:
            for title_id, record in records:
                self._add(title_id, record)
            self._cut()
        finally:
            for each in self._open.values():
                each.give_up()

    def _add(self, title_id: str, record: Record) -> None:
        pieces = {each: encoded(record, title_id, each) for each in self.formats}
        held = [piece for piece in pieces.values() if isinstance(piece, Refused)]
        if held and "marcxml" not in pieces:  # no record is left out because its library wants ISO 2709 alone
            pieces["marcxml"] = encoded(record, title_id, "marcxml")
        for format_name, piece in pieces.items():
            if isinstance(piece, Refused):
                self.refused.append((title_id, format_name, piece))
            else:
                self._part(format_name).add(piece)
        self._records += 1
        limit = self.policy.part
        if self._records >= limit.records or any(each.size >= limit.bytes * _FULL for each in self._open.values()):
            self._cut()

    def _part(self, format_name: str) -> Part:
        if format_name not in self._open:
            name = f"{self.stem}-{self._number:04}.{SUFFIX[format_name]}"
            self._open[format_name] = Part(self.folder / name, format_name, self.policy.gzip)
        return self._open[format_name]

    def _cut(self) -> None:
        """The parts end here, all of them with the same record."""
        for name in sorted(self._open, key=list(SUFFIX).index):
            self.files.append(self._open.pop(name).close(self.deletes))
        self._number, self._records = self._number + 1, 0


def told(refused: Iterable[tuple[str, str, Refused]]) -> Mapping[str, list[dict[str, str]]]:
    """What a manifest says of records that a format cannot hold."""
    every = list(refused)
    return {
        "oversize": [{"id": each, "reason": why.reason} for each, _, why in every if why.is_long],
        "unencodable": [
            {"id": each, "format": name, "reason": why.reason} for each, name, why in every if not why.is_long
        ],
    }
