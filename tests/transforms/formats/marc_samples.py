"""Builders and the third-party corpus for the tests of the MARC formats."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import strategies as st

from transforms.record import Field, Record

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "marc"

# Every character that XML 1.0 and ISO 2709 can both hold; "\r" is turned into "\n" by XML on the way in.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(32)), "\ufffe", "\uffff"]))
_data = st.builds(
    lambda tag, marks, pairs: Field(tag, marks).with_subfields(pairs),
    st.sampled_from(["020", "245", "650", "880", "9A9"]),
    st.sampled_from(["  ", "10", " 7"]),
    st.lists(st.tuples(st.sampled_from("abcx059&<"), texts), min_size=1, max_size=4),
)
records = st.builds(
    lambda number, data: Record("00000nam a2200000 i 4500", (Field("001", number), *data)),
    texts,
    st.lists(_data, max_size=5),
)
FULL = Record(
    "00000nam a2200000 i 4500",
    (
        Field("001", "17"),
        Field("008", "200101s2020    fi     o     |0| 0|fin| "),
        Field.data("245", "10", "a", "Höyhenen & kiven <taru> /", "c", 'šč "đ"'),
        Field.data("650", " 7", "a", "meri", "2", "yso/fin"),
    ),
)


def shared(pattern: str) -> list[Path]:
    """Third-party files by pattern; the test is skipped where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("shared/data/marc is not present: the third-party test data is not part of the project")
    return sorted(SHARED.rglob(pattern))


def iso(*fields: tuple[str, bytes], leader: str = "00000nam a2200000 i 4500") -> bytes:
    """A hand-made ISO 2709 record of raw field bytes, with a right directory."""
    directory, data = b"", b""
    for tag, value in fields:
        directory += b"%s%04d%05d" % (tag.encode(), len(value) + 1, len(data))
        data += value + b"\x1e"
    base = 24 + len(directory) + 1
    head = leader.encode()
    total = base + len(data) + 1
    return b"%05d%s%05d%s%s\x1e%s\x1d" % (total, head[5:12], base, head[17:], directory, data)
