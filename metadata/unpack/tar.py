"""Walks a tar archive (POSIX.1-2001 ustar and pax; GNU long names), plain files only, down to its verified end.

Not by tarfile, which takes a damaged header for the end of the archive and reads headers of any size at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from metadata.unpack.limits import BLOCK, MAX_MEMBERS, RefusedFileError, printable

_BLOCK = 512
_HEADERS = 4 * MAX_MEMBERS  # a member may have up to three headers in front of its own
_EXTRA = 64 << 10  # bytes of a pax header or a long name
_FACTORS = (1, 2, 4, 8, 16, 20, 32, 64, 128)  # blocks to whose multiple programs pad an archive
_FILE, _FOLDER, _LONG_NAME, _PAX, _PAX_GLOBAL = (b"0", b"\0", b"7"), b"5", b"L", b"x", b"g"
_ENDS = "the archive is damaged or breaks off: {}"


class _Header(NamedTuple):
    kind: bytes
    name: str
    size: int


def is_tar(beginning: bytes) -> bool:
    """True if the first 512 bytes are a tar header, which its checksum tells."""
    try:
        return any(beginning[:_BLOCK]) and _header(beginning[:_BLOCK]) is not None
    except (RefusedFileError, ValueError):
        return False


def tar_entries(stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """Name and size of each plain file, the stream at its data, which may be read or not. Raises RefusedFileError."""
    count, told = 0, dict[str, str]()
    while any(block := stream.read(_BLOCK)):
        header, begin, count = _header(block), stream.tell(), count + 1
        if count > _HEADERS:
            raise RefusedFileError(f"the archive holds more than {MAX_MEMBERS} members")
        if header.kind in (_LONG_NAME, _PAX, _PAX_GLOBAL):
            told |= _told(header, stream)
        else:
            name, size = told.get("path", header.name), int(told.get("size", header.size))
            _refuse_odd(header._replace(name=name), told)
            header, told = header._replace(size=size), {}
            if header.kind in _FILE and not name.endswith("/"):
                yield name, size
        stream.seek(begin + -(-header.size // _BLOCK) * _BLOCK)
    _refuse_unfinished(stream, len(block))


def _header(block: bytes) -> _Header:
    if len(block) < _BLOCK:
        raise RefusedFileError(_ENDS.format("a header is cut short"))
    rest = block[:148] + b" " * 8 + block[156:]
    if _number(block[148:156]) not in (sum(rest), sum(rest) - 256 * sum(each > 127 for each in rest)):
        raise RefusedFileError(_ENDS.format("a header is not what its checksum says"))
    name = _text(block[:100])
    if block[257:263] == b"ustar\0" and block[345]:
        name = f"{_text(block[345:500])}/{name}"
    return _Header(block[156:157], name, _number(block[124:136]))


def _number(field: bytes) -> int:
    """Octal digits, or a binary number behind a byte of 0x80; ValueError for anything else."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    return int(field.partition(b"\0")[0].strip() or b"0", 8)


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "backslashreplace")


def _told(header: _Header, stream: BinaryIO) -> dict[str, str]:
    """What a header in front says of the entry behind it: its path and size."""
    if header.size > _EXTRA:
        raise RefusedFileError(f"the archive has a header of {header.size} bytes")
    content = stream.read(header.size)
    if header.kind == _LONG_NAME:
        return {"path": _text(content)}
    return dict(_pax(content)) if header.kind == _PAX else {}


def _pax(content: bytes) -> Iterator[tuple[str, str]]:
    """Pairs of "length key=value\\n"; ValueError where they are none."""
    while content:
        size = int(content.partition(b" ")[0])
        if not 0 < size <= len(content):
            raise ValueError("an extended header does not add up")
        key, _, value = content[:size].partition(b" ")[2].removesuffix(b"\n").partition(b"=")
        yield _text(key), _text(value)
        content = content[size:]


def _refuse_odd(header: _Header, told: dict[str, str]) -> None:
    if header.kind not in (*_FILE, _FOLDER) or any(key.startswith("GNU.sparse") for key in told):
        raise RefusedFileError(f"{printable(header.name)} in the archive is a link, a device or no plain file")
    if int(told.get("size", 0)) < 0:
        raise RefusedFileError(_ENDS.format("a size is negative"))


def _refuse_unfinished(stream: BinaryIO, last: int) -> None:
    """The end is two blocks of zeros, and padding of which a program could have been the author."""
    zeros = last
    while block := stream.read(BLOCK):
        if any(block):
            raise RefusedFileError(_ENDS.format("something follows its end"))
        zeros += len(block)
    blocks, rest = divmod(stream.tell(), _BLOCK)
    padding = zeros // _BLOCK - 2
    if rest or padding < 0 or not any(blocks % each == 0 and padding < each for each in _FACTORS):
        raise RefusedFileError(_ENDS.format("its end is missing"))
