"""A delivery as received becomes plain files: one compressor, one archive and a compressor in it are taken off.

What a file is, its bytes tell, never its name. Members are stored as part-0001 …; nothing is written elsewhere.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from metadata.unpack import limits
from metadata.unpack.archives import archive_of, is_document, members
from metadata.unpack.compressed import compressor_of, decompressed
from metadata.unpack.limits import BLOCK, Meter, RefusedFileError, printable
from metadata.unpack.wide import in_utf8, wide_encoding

__all__ = ["Ignored", "Part", "RefusedFileError", "Unpacked", "unpack"]

_LOOK = 4096  # bytes by which a file is known
_BESIDE = ("__MACOSX", "Thumbs.db", "desktop.ini")  # what operating systems add


class Part(NamedTuple):
    """A plain file, and its name in the archive ("" outside of one)."""

    name: str
    path: Path


class Ignored(NamedTuple):
    """A member that was left out, and why."""

    name: str
    reason: str


class Unpacked(NamedTuple):
    """The plain files in the order of their names, and what was left out."""

    parts: tuple[Part, ...]
    ignored: tuple[Ignored, ...]
    is_archive: bool


def unpack(source: Path, work: Path) -> Unpacked:
    """The plain files of a delivery: itself where it is plain, else copies in `work`, as of what can be read only once.

    Raises RefusedFileError for damage, for anything hostile, and for what grows beyond the limits.
    """
    source = _kept(source, work / "received")
    size = source.stat().st_size
    plain = _peeled(source, work / "unpacked", Meter(size))
    kind = archive_of(_beginning(plain))
    if not kind:
        return Unpacked((Part("", _in_utf8(plain, work / "part-0001")),), (), is_archive=False)
    found = _members(plain, kind, work, size)
    if plain != source:
        plain.unlink()
    return found


def _kept(source: Path, target: Path) -> Path:
    """The delivery as a file that can be read as often as it takes: a pipe, as standard input may be, is copied."""
    if source.is_file():
        return source
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as stream:
        return Meter(limits.MAX_UNPACKED).store(iter(partial(stream.read, BLOCK), b""), target)


def _members(archive: Path, kind: str, work: Path, size: int) -> Unpacked:
    """Every member in a file of its own, numbered as they stand in the archive."""
    work.mkdir(parents=True, exist_ok=True)
    outer, inner = Meter(size), Meter(size)
    parts, ignored = [], []
    for number, member in enumerate(members(archive, kind), 1):
        name = printable(member.name)
        if _is_beside(member.name):
            ignored.append(Ignored(name, "hidden, or made by the operating system"))
            continue
        target = work / f"part-{number:04}"
        packed = outer.store(member.blocks, target.with_suffix(".packed"))
        if is_document(_beginning(packed)):
            ignored.append(Ignored(name, "a document"))
        elif not packed.stat().st_size:
            ignored.append(Ignored(name, "empty"))
        else:
            parts.append(Part(name, _plain_member(name, packed, target, inner)))
        packed.unlink(missing_ok=True)
    return Unpacked(tuple(sorted(parts)), tuple(ignored), is_archive=True)


def _plain_member(name: str, packed: Path, target: Path, meter: Meter) -> Path:
    """A member as UTF-8, without its compressor, in `target`."""
    try:
        plain = _peeled(packed, target, meter)
        if archive_of(_beginning(plain)):
            raise RefusedFileError("an archive within an archive is not read")
    except RefusedFileError as refused:
        raise RefusedFileError(f"{name}: {refused}") from None
    readable = _in_utf8(plain, target.with_suffix(".utf8"))
    return readable.replace(target)


def _is_beside(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(each.startswith(".") or each in _BESIDE for each in parts)


def _peeled(path: Path, target: Path, meter: Meter) -> Path:
    """The file without its compressor, in `target`; itself where it has none."""
    compressor = compressor_of(_beginning(path))
    if not compressor:
        return path
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as stream:
        meter.store(decompressed(stream, compressor), target)
    if compressor_of(_beginning(target)):
        raise RefusedFileError("the file is compressed twice, which is not read")
    return target


def _in_utf8(path: Path, target: Path) -> Path:
    """The file in an encoding that can be cut by bytes, in `target`; itself where it is."""
    codec = wide_encoding(_beginning(path))
    if not codec:
        return path
    target.parent.mkdir(parents=True, exist_ok=True)
    with path.open("rb") as stream:
        return Meter(limits.MAX_UNPACKED).store(in_utf8(stream, codec), target)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LOOK)
