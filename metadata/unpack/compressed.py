"""One compressor around a file: gzip, bzip2, xz or zstd, found from the bytes, several members in a row included.

The library readers pass over what follows the last member, or over a missing end; here both are damage.
"""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial
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
    """zstd as such an engine, fed in sips. What it decompresses with is dear to make, so that members share it."""

    def __init__(self, shared: zstandard.ZstdDecompressor) -> None:
        self._decompress = shared.decompressobj()
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


_ENGINES: dict[str, Callable[[], Callable[[], _Engine]]] = {  # for a file: what makes the engine of each member
    "gzip": lambda: _Gzip,
    "bzip2": lambda: bz2.BZ2Decompressor,
    "xz": lambda: partial(lzma.LZMADecompressor, lzma.FORMAT_XZ, memlimit=MEMORY),
    "zstd": lambda: partial(_Zstd, zstandard.ZstdDecompressor()),
}


def compressor_of(beginning: bytes) -> str:
    """The compressor of a file by its first bytes: a key of _ENGINES, or ""."""
    found = _MAGIC.match(beginning)
    return (found.lastgroup or "") if found else ""


def decompressed(stream: BinaryIO, compressor: str) -> Iterator[bytes]:
    """The plain bytes, block by block. Raises RefusedFileError for damage, for a missing end, for bytes behind it."""
    with refusing_damage("the compressed file"):
        packed, engine_of = _Packed(stream), _ENGINES[compressor]()
        while packed.has_member():
            engine, size = engine_of(), SIP
            while not engine.eof:
                data = packed.take(size) if engine.needs_input else b""
                if engine.needs_input and not data:
                    raise RefusedFileError("the compressed file is damaged or breaks off: its end is missing")
                yield engine.decompress(data, BLOCK)
                size = min(2 * size, PIECE)  # little at first: what a small member leaves over is copied
            packed.give_back(len(engine.unused_data))


class _Packed:
    """The compressed bytes of a file, taken piece by piece."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._piece, self._at = stream, b"", 0

    def take(self, size: int) -> bytes:
        """So many bytes or fewer; none at the end of the file."""
        if self._at == len(self._piece):
            self._piece, self._at = self._stream.read(PIECE), 0
        data = self._piece[self._at : self._at + size]
        self._at += len(data)
        return data

    def give_back(self, size: int) -> None:
        """So many of the bytes that were taken last are to be taken again."""
        self._at -= size

    def has_member(self) -> bool:
        """True if something follows, padding aside, which is passed over."""
        while data := self.take(SIP):
            if rest := data.lstrip(b"\0"):
                self.give_back(len(rest))
                return True
        return False
