"""Rows: the outcomes of records on their way from the workers to the writer, in one file a range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
import zstandard

from metadata.fill_marks import marks_of
from transforms.crosswalks.onix.gate import LEAVES_AS_IS
from transforms.match.keys import keys_of
from transforms.record import Issue, Outcome
from transforms.refine import Refined

_PACKER = zstandard.ZstdCompressor(level=3)


class Row(msgspec.Struct, array_like=True):
    """The outcome of one record, on its way from a worker to the writer."""

    position: int
    outcome: str
    vendor_id: str
    sha256: bytes  # of the raw bytes
    media: str = ""
    record: str = ""  # Record.pack()
    issues: list[Issue] = []
    rule: str = ""
    reason: str = ""
    keys: list[tuple[str, str]] = []
    raw: bytes = b""  # zstd; of candidates and quarantined records
    fills: int = 0  # key fields of a candidate: metadata/fill_marks.py

    @property
    def speaks(self) -> bool:
        """True if this row decides what becomes of the stored record with its id."""
        if self.outcome == Outcome.FILTERED:
            return self.reason not in LEAVES_AS_IS
        return self.outcome != Outcome.QUARANTINED


def row_of(raw: bytes, position: int, sha256: bytes, done: Refined) -> Row:
    """The row of a record that was refined; `raw` as it is to be kept."""
    row = Row(position, done.outcome, done.vendor_id, sha256, rule=done.rule, reason=done.reason)
    if done.outcome in (Outcome.CANDIDATE, Outcome.QUARANTINED):
        row.raw = _PACKER.compress(raw)
    if done.outcome == Outcome.CANDIDATE and done.record is not None:
        row.media, row.record, row.issues = done.media, done.record.pack(), list(done.issues)
        row.keys = keys_of(done.record, done.media)
        row.fills = marks_of(done.record, done.media)
    return row


def write_rows(out: BinaryIO, rows: Sequence[Row]) -> None:
    """Append one batch."""
    block = msgspec.msgpack.encode(rows)
    out.write(len(block).to_bytes(4, "big") + block)


def read_rows(path: Path) -> Iterator[list[Row]]:
    """The rows that a worker wrote, batch by batch."""
    decode = msgspec.msgpack.Decoder(list[Row]).decode
    with path.open("rb") as stream:
        while head := stream.read(4):
            yield decode(stream.read(int.from_bytes(head, "big")))


def rows_of(parts: Iterable[Path]) -> Iterator[Row]:
    """The rows of all ranges of a delivery, in their order."""
    return (row for path in parts for batch in read_rows(path) for row in batch)
