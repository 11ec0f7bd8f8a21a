"""The files of a drop: packed without a time stamp, cut by number and size, each read back from the disk."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from metadata.errors import PipelineError
from metadata.libraries.ils import FilePolicy
from metadata.publish.files.encode import ENCODING, ENVELOPES, IDS, SUFFIX, Forms, Refused, forms_of
from transforms.formats import READERS, WRITERS

DELETES, TOMBSTONES = "deletes", "tombstones"  # what the files of a delta, and those beside a full drop, begin with
_GZIP = 31  # zlib's word for the largest window, with the header and trailer of gzip


class Part:
    """One file while it is written."""

    def __init__(self, path: Path, format_name: str, level: int) -> None:
        self.path, self.format, self.records = path, format_name, 0
        self.size, self._bytes = 0, 0  # of what was written, and packed
        self.head, self.tail = (
            (b"", b"") if format_name == IDS else (WRITERS[format_name].head, WRITERS[format_name].tail)
        )
        self._packer = zlib.compressobj(level, zlib.DEFLATED, _GZIP)  # a header without name and time
        self._packed = hashlib.sha256()
        self._out = path.open("wb")
        self._write(self.head)

    def add(self, piece: bytes) -> None:
        """The next record."""
        self.records += 1
        self._write(piece)

    def _write(self, content: bytes) -> None:
        self.size += len(content)
        self._put(self._packer.compress(content))

    def _put(self, packed: bytes) -> None:
        self._bytes += len(packed)
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
            "bytes": self._bytes,
            "sha256": self._packed.hexdigest(),
        }

    def give_up(self) -> None:
        """Close what will not be finished."""
        self._out.close()

    def _read_back(self) -> None:
        """What is on the disk are the bytes that were packed, unpacks by its own checksum, and is cut into all records.

        Each of them was taken only when the strict reader made the same record of its bytes (`encode`).
        """
        try:
            with self.path.open("rb") as raw:
                packed = hashlib.file_digest(raw, "sha256").digest()
            with gzip.open(self.path, "rb") as stream:
                count = sum(1 for each in frames(cast("BinaryIO", stream), self.format) if each)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise PipelineError(f"{self.path.name} cannot be read back: {error}") from None
        if (count, packed) != (self.records, self._packed.digest()):
            raise PipelineError(f"{self.path.name} reads back otherwise than it was written: is the disk sound?")


def frames(stream: BinaryIO, format_name: str) -> Iterable[bytes]:
    """The records of a file of ours as they stand in it, without the line end behind them."""
    if format_name == IDS:
        return (line.rstrip(b"\n") for line in stream)
    cut = READERS[format_name].frames(stream, ENVELOPES[format_name])
    return (each.raw if each.complete else b"" for each in cut)


class Series:
    """The parts of one kind of content, `<stem>-0001` and so on, in each of the formats with the same records."""

    def __init__(self, folder: Path, stem: str, formats: Sequence[str], shape: FilePolicy, level: int) -> None:
        """`level` of gzip."""
        self.folder, self.stem, self.formats, self.shape, self.level = folder, stem, formats, shape, level
        self.deletes = stem in (DELETES, TOMBSTONES)
        self.files: list[dict[str, Any]] = []
        self.refused: list[tuple[str, str, Refused]] = []  # title id, format, why
        self.titles = 0  # in all parts
        self._number, self._records = 1, 0
        self._open: dict[str, Part] = {}

    def write(self, titles: Iterable[tuple[str, bytes]], at_least_one: bool = False) -> None:
        """Write titles: id, and record element in MARCXML. Raises PipelineError, OSError.

        `at_least_one`: where there is nothing to write, a part of each format without a record says so.
        """
        try:
            for title_id, element in titles:
                self._add(title_id, forms_of(title_id, element, self.formats))
            if at_least_one and not self.files and not self._open:
                for name in self.formats:
                    self._part(name)
            self._cut()
        finally:
            for each in self._open.values():
                each.give_up()

    def _add(self, title_id: str, forms: Forms) -> None:
        if self._is_full(forms):
            self._cut()
        for format_name, piece in forms.items():
            if isinstance(piece, Refused):
                self.refused.append((title_id, format_name, piece))
            else:
                self._part(format_name).add(piece)
        self._records += 1
        self.titles += 1

    def _is_full(self, pieces: Forms) -> bool:
        """True if a part could not take its piece."""
        sizes = [part.size + len(pieces.get(name, b"")) + len(part.tail) for name, part in self._open.items()]
        return self._records >= self.shape.part_records or max(sizes, default=0) > self.shape.part_bytes

    def _part(self, format_name: str) -> Part:
        if format_name not in self._open:
            name = f"{self.stem}-{self._number:04}.{SUFFIX[format_name]}"
            self._open[format_name] = Part(self.folder / name, format_name, self.level)
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
