"""XML in UTF-16 or UTF-32 becomes UTF-8, whose records can be cut out by their bytes; always the same bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from metadata.unpack.limits import BLOCK, refusing_damage

LOOK = 1 << 10  # bytes within which the declaration ends
_ORDERS = {  # how such a file begins, the byte order mark or "<" first; UTF-32 before the UTF-16 that it looks like
    b"\xff\xfe\0\0": "utf-32-le",
    b"<\0\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\0\0\0<": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"<\0": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"\0<": "utf-16-be",
}
_DECLARED = re.compile(r"\A(\s*<\?xml[^>]*?\sencoding\s*=\s*[\"'])[\w.-]+")


def wide_encoding(beginning: bytes) -> str:
    """The codec of XML that has more than one byte a letter; "" for all else."""
    found = next((codec for mark, codec in _ORDERS.items() if beginning.startswith(mark)), "")
    text = beginning[:LOOK].decode(found or "ascii", "ignore").removeprefix("\ufeff").lstrip()
    return found if text.startswith("<") else ""


def in_utf8(stream: BinaryIO, codec: str) -> Iterator[bytes]:
    """The document as UTF-8 without a byte order mark, block by block, its declaration corrected.

    Half a character at the end is left out, as the end of the document is missing then; a lone surrogate stays
    one, so that only its record is unreadable. Raises RefusedFileError for what no character can be.
    """
    decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
    with refusing_damage("the text of the file"):
        first = decoder.decode(stream.read(LOOK)).removeprefix("\ufeff")
        yield _DECLARED.sub(r"\1UTF-8", first).encode("utf-8", "surrogatepass")
        while block := stream.read(BLOCK):
            yield decoder.decode(block).encode("utf-8", "surrogatepass")
