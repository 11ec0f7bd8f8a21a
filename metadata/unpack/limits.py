"""What unpacking may cost, and the refusal of what costs more or cannot be trusted.

Every byte of every layer goes through a Meter; nothing that a file says of its own size is believed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from zipfile import BadZipFile

from zstandard import ZstdError

BLOCK = 1 << 18  # bytes handled at a time
MAX_UNPACKED = 8 << 30  # bytes that a delivery may grow to
MAX_RATIO = 200  # times that it may grow, once it is larger than FREE
FREE = 64 << 20  # bytes that any delivery may grow to
MAX_MEMBERS = 1_000  # entries of an archive, folders included
_DAMAGE = (
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    struct.error,
    zlib.error,
    LZMAError,
    BadZipFile,
    ZstdError,
)


class RefusedFileError(Exception):
    """The file as a whole cannot be read; the message is for the operator. Bad data, so it never leaves metadata/."""


class Meter:
    """Writes one layer of a delivery of so many packed bytes, and stops it where it grows beyond the limits."""

    def __init__(self, packed: int) -> None:
        self._limit = min(MAX_UNPACKED, max(FREE, packed * MAX_RATIO))
        self._spent = 0

    def store(self, blocks: Iterable[bytes], target: Path) -> Path:
        """Write the blocks to a file and return it. Raises RefusedFileError beyond the limit, which is not written."""
        with target.open("wb") as out:
            for block in blocks:
                self._spent += len(block)
                if self._spent > self._limit:
                    raise RefusedFileError(f"the file grows beyond {self._limit} bytes")
                out.write(block)
        return target


@contextmanager
def refusing_damage(what: str) -> Iterator[None]:
    """Turn what the decompressors raise for bad bytes into a RefusedFileError about `what`."""
    try:
        yield
    except _DAMAGE as error:
        raise RefusedFileError(f"{what} is damaged or breaks off: {error}") from None


def printable(name: str) -> str:
    """A name from an archive as it may stand in a message."""
    return "".join(each if each.isprintable() else "?" for each in name[:200])
