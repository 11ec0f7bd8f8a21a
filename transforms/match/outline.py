"""The outline of a record: a few numbers, by which most pairs are told apart, or found to tell the same, before more of
them is read. It stands in front of the features and is kept with them (transforms/match/features.py).
"""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from collections.abc import Collection
from functools import lru_cache
from hashlib import blake2b
from struct import Struct
from zlib import crc32

from transforms.match.agents import SHORT, Agent, is_latin

COLUMNS = (  # name and type, as of Python's `struct`
    ("text", "Q"),  # digest of what tells the text
    ("publishers", "Q"),  # digest; 0 of none
    ("formats", "Q"),  # likewise
    ("family", "I"),  # checksum of the name of the only author, where that alone parts one from others; else 0
    ("family_letters", "I"),  # which letters it has
    ("given", "I"),  # checksum of the given names; 0 of none, or too few letters to say anything
    ("given_letters", "I"),
    ("first", "I"),  # of the first given name
    ("vendor", "I"),  # checksum
    ("extent", "I"),
    ("year", "h"),  # SEVERAL, or 0 where none is told
    ("family_length", "H"),
    ("given_length", "H"),
    ("series", "B"),  # 1 where one is told
    ("author", "B"),  # WITH_ID, NAMED, or 0 where title or author is not told
    ("is_timed", "B"),  # of a recording
)
SEVERAL, NAMED, WITH_ID = -1, 1, 2
LETTERS = 32  # letters are told apart by their codes modulo this
_ROW = Struct("<" + "".join(kind for _, kind in COLUMNS) + "2x")
SIZE = _ROW.size
_LENGTH = SIZE // 3 * 4  # in base64
_MOST = (1 << 16) - 1


def row(
    *,
    text: bytes,
    authors: tuple[Agent, ...],
    is_titled: bool,
    publishers: Collection[str],
    formats: Collection[str],
    vendor: str,
    extent: int,
    years: tuple[int, ...],
    is_in_series: bool,
    is_timed: bool,
) -> str:
    """The outline of what a record tells, as text."""
    family, given = _name_alone(authors)
    known = any(each.ids for each in authors)
    values = (
        int.from_bytes(text[:8], "little"),
        digest(" | ".join(sorted(publishers))),
        digest(" | ".join(sorted(formats))),
        crc32(family.encode()),
        letters(family),
        _checksum(given),
        letters(given),
        _checksum(given.partition(" ")[0]),
        crc32(vendor.encode()),
        extent,
        SEVERAL if len(years) > 1 else years[0] if years else 0,
        min(len(family), _MOST),
        min(len(given), _MOST),
        is_in_series,
        0 if not authors or not is_titled else WITH_ID if known else NAMED,
        is_timed,
    )
    return b2a_base64(_ROW.pack(*values), newline=False).decode()


def unpacked(text: str) -> bytes:
    """The row that `row` wrote; of "" one that tells nothing."""
    return a2b_base64(text) or bytes(SIZE)


def read(line: str | bytes) -> bytes:
    """The row in front of features that are packed as JSON, before they are read."""
    return a2b_base64(line[2 : 2 + _LENGTH])


def _name_alone(authors: tuple[Agent, ...]) -> tuple[str, str]:
    """Family and given names: of one author in Latin, without identifiers, with one family name; else empty."""
    if len(authors) != 1 or authors[0].ids or len(authors[0].family) != 1 or not is_latin(authors[0].words):
        return "", ""
    return authors[0].family[0], " ".join(authors[0].given)


def _checksum(given: str) -> int:
    return crc32(given.encode()) if len(given) > SHORT else 0


@lru_cache(maxsize=1024)
def letters(name: str) -> int:
    """A bit for each letter of a name."""
    found = 0
    for each in set(name):
        found |= 1 << ord(each) % LETTERS
    return found


@lru_cache(maxsize=1024)
def digest(text: str) -> int:
    """64 bits that two equal texts have in common, and no others; 0 of none."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") if text else 0
