"""One compressor around a file: gzip, bzip2, xz or zstd, found from the bytes, several members in a row included.

The library readers pass over what follows the last member, or over a missing end; here both are damage.
"""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

import zstandard

from metadata.unpack.limits import BLOCK, RefusedFileError, refusing_damage

PIECE = 1 << 16  # compressed bytes read at a time
SIP = 1 << 10  # compressed bytes given to zstd, which has no limit on what it returns (128 kB for four bytes)
MEMORY = 256 << 20  # bytes that an xz file may ask for
_MAGIC = re.compile(
    rb"(?P<gzip>\x1f\x8b\x08)|(?P<bzip2>BZh[1-9](?:1AY&SY|\x17rE8P\x90))|(?P<xz>\xfd7zXZ\0)"
    rb"|(?P<zstd>\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18)"
)


class _Engine(Protocol):
    """What the decompressors of bz2 and lzma have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib as such an engine; it verifies CRC and size of the member."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def needs_input(self) -> bool:
        return not self._inflate.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)


class _Zstd:
    """zstd as such an engine, fed in sips."""

    def __init__(self) -> None:
        self._decompress = zstandard.ZstdDecompressor().decompressobj()
        self._data, self._at = b"", 0

    @property
    def eof(self) -> bool:
        return self._decompress.eof

    @property
    def needs_input(self) -> bool:
        return self._at >= len(self._data)

    @property
    def unused_data(self) -> bytes:
        return self._decompress.unused_data + self._data[self._at :]

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if data:
            self._data, self._at = data, 0
        sip = self._data[self._at : self._at + SIP]
        self._at += SIP
        return self._decompress.decompress(sip)


_ENGINES: dict[str, Callable[[], _Engine]] = {
    "gzip": _Gzip,
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY),
    "zstd": _Zstd,
}


def compressor_of(beginning: bytes) -> str:
    """The compressor of a file by its first bytes: a key of _ENGINES, or ""."""
    found = _MAGIC.match(beginning)
    return (found.lastgroup or "") if found else ""


def decompressed(stream: BinaryIO, compressor: str) -> Iterator[bytes]:
    """The plain bytes, block by block. Raises RefusedFileError for damage, for a missing end, for bytes behind it."""
    with refusing_damage("the compressed file"):
        packed = stream.read(PIECE)
        while packed:
            engine = _ENGINES[compressor]()
            while not engine.eof:
                if engine.needs_input and not packed and not (packed := stream.read(PIECE)):
                    raise RefusedFileError("the compressed file is damaged or breaks off: its end is missing")
                yield engine.decompress(packed, BLOCK)
                packed = b""
            packed = _behind(engine.unused_data, stream)


def _behind(rest: bytes, stream: BinaryIO) -> bytes:
    """What follows a member, padding aside."""
    while not (rest := rest.lstrip(b"\0")):
        if not (rest := stream.read(PIECE)):
            break
    return rest
