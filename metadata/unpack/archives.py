"""The members of a zip or tar archive, one after the other, each as a name and a stream of blocks.

A name is never a path here: it is looked at, kept for messages and order, and refused where it leads out of the
archive. What is no plain file, or stands twice, or overlaps, makes the archive one that is not read.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple, cast
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from metadata.unpack.limits import BLOCK, MAX_MEMBERS, RefusedFileError, printable, refusing_damage
from metadata.unpack.tar import is_tar, tar_entries

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DOCUMENT = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|mimetype|META-INF/)", re.DOTALL)
_METHODS = (ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2)
_DIRECTORY = 4 << 20  # bytes of the directory of a zip file
_ENCRYPTED = 0x41  # flag bits


class Member(NamedTuple):
    """A plain file in an archive."""

    name: str
    blocks: Iterator[bytes]


def archive_of(beginning: bytes) -> str:
    """The kind of archive by its first 512 bytes: "zip", "tar" or ""."""
    return "zip" if beginning.startswith(_ZIP) else "tar" if is_tar(beginning) else ""


def is_document(beginning: bytes) -> bool:
    """True for a zip file that is an office document or an e-book, which people put beside their data."""
    return _DOCUMENT.match(beginning) is not None


def members(path: Path, kind: str) -> Iterator[Member]:
    """The plain files in an archive. Each is to be read before the next. Raises RefusedFileError."""
    seen: set[PurePosixPath] = set()
    with refusing_damage("the archive"):
        for member in _KINDS[kind](path):
            place = _place(member.name)
            if place in seen:
                raise RefusedFileError(f"the archive holds {printable(member.name)} twice")
            if len(seen) >= MAX_MEMBERS:
                raise RefusedFileError(f"the archive holds more than {MAX_MEMBERS} members")
            seen.add(place)
            yield member


def _place(name: str) -> PurePosixPath:
    """The name in one form, to compare it only."""
    place = PurePosixPath(name.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or "\0" in name or name[1:2] == ":":
        raise RefusedFileError(f"the archive holds a name that leads out of it: {printable(name)}")
    return place


def _tar(path: Path) -> Iterator[Member]:
    with path.open("rb") as stream:
        for name, size in tar_entries(stream):
            yield Member(name, _stretch(stream, size))


def _stretch(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        block = stream.read(min(size, BLOCK))
        if not block:
            raise RefusedFileError("the archive is damaged or breaks off: its end is missing")
        size -= len(block)
        yield block


def _zip(path: Path) -> Iterator[Member]:
    with _Guarded(path) as stream, ZipFile(cast("BinaryIO", stream)) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_MEMBERS:
            raise RefusedFileError(f"the archive holds more than {MAX_MEMBERS} members")
        for entry in entries:
            _refuse_odd(entry)
        _refuse_overlap(entries, cast("Any", archive).start_dir)
        for entry in entries:
            if not entry.is_dir():
                yield Member(entry.filename, _entry(archive, entry))


def _entry(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry; its CRC is verified at its end."""
    found = 0
    with refusing_damage(f"{printable(entry.filename)} in the archive"), archive.open(entry) as stream:
        while block := stream.read(BLOCK):
            found += len(block)
            yield block
        if found != entry.file_size:
            raise RefusedFileError(f"{printable(entry.filename)} in the archive is not as long as it says")


def _refuse_odd(entry: ZipInfo) -> None:
    reason = ""
    if entry.flag_bits & _ENCRYPTED:
        reason = "is encrypted"
    elif entry.compress_type not in _METHODS:
        reason = f"is compressed by a method that is not read ({entry.compress_type})"
    elif stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        reason = "is a link or a device"
    if reason:
        raise RefusedFileError(f"{printable(entry.filename)} in the archive {reason}")


def _refuse_overlap(entries: Sequence[ZipInfo], directory: int) -> None:
    """Entries that share bytes are how a small zip file unpacks to a huge one."""
    begins = sorted((each.header_offset, 30 + len(each.orig_filename) + each.compress_size) for each in entries)
    for (start, size), (following, _) in pairwise([*begins, (directory, 0)]):
        if start + size > following:
            raise RefusedFileError("the archive has entries that overlap")


class _Guarded:
    """A file for ZipFile, which reads the directory at once, however large the file says that it is."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("rb")
        self.seek, self.tell, self.seekable = self._stream.seek, self._stream.tell, self._stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY:
            raise RefusedFileError(f"the archive holds more than {MAX_MEMBERS} members")
        return self._stream.read(size)

    def __enter__(self) -> _Guarded:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


_KINDS: dict[str, Callable[[Path], Iterator[Member]]] = {"zip": _zip, "tar": _tar}
