"""Rows: the outcomes of records on their way from the workers to the writer, in one file a range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
import zstandard

from metadata.envelopes import written
from metadata.fill_marks import marks_of
from metadata.keying import Keyed, Keying
from metadata.rule_counts import as_bytes
from transforms.crosswalks.onix.gate import LEAVES_AS_IS
from transforms.enrich.lookups import lookups_of
from transforms.formats.frame import Envelope
from transforms.record import FIELD_END, Issue, Outcome
from transforms.refine import Refined
from transforms.score.measures import Measures
from transforms.score.score import score_of

_ENTERED = f"{FIELD_END}008"  # what stands before 008/00-05 in a packed record
_PACKER = zstandard.ZstdCompressor(level=3)


Scored = tuple[float | None, float | None, float | None, float | None]


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
    asked: list[int] = []  # of the vocabularies: transforms/enrich/lookups.py
    raw: bytes = b""  # zstd; of candidates, quarantined records and those that wait for a day
    fills: int = 0  # key fields of a candidate: metadata/fill_marks.py
    judged: bytes = b""  # a bit for each rule that had something to judge
    scores: Scored = (None, None, None, None)  # consortium score, completeness, TT-FI, SR-FI
    envelope: str = ""  # in which `raw` is read again: metadata/envelopes.py
    source: int = 0  # of a renewal: id of the source record, or below 0 that of the quarantined one
    features: str = ""  # and `keyed_with`: metadata/keying.py
    keyed_with: str = ""
    turns_on: str = ""  # next day (yyyy-mm-dd) on which the outcome may be another; "": none

    @property
    def keyed(self) -> Keyed:
        """What matching knows the record by."""
        return Keyed(tuple((kind, value) for kind, value in self.keys), self.features, self.keyed_with)

    @property
    def speaks(self) -> bool:
        """True if this row decides what becomes of the stored record with its id."""
        if self.outcome == Outcome.FILTERED:
            return self.reason not in LEAVES_AS_IS
        return self.outcome != Outcome.QUARANTINED

    @property
    def waits(self) -> bool:
        """True if it is filtered up to a day: it is kept, to be judged again then."""
        return self.outcome == Outcome.FILTERED and self.turns_on != "" and self.speaks


class Marking(NamedTuple):
    """With what a candidate is scored and keyed."""

    measures: Measures
    keying: Keying
    vendor: str


def row_of(
    raw: bytes, position: int, sha256: bytes, done: Refined, envelope: Envelope, marking: Marking | None = None
) -> Row:
    """The row of a record that was refined; scored and keyed where `marking` is given.

    `raw` as it is to be kept, to be read again in `envelope`.
    """
    row = Row(
        position, done.outcome, done.vendor_id, sha256, rule=done.rule, reason=done.reason, turns_on=done.turns_on
    )
    if row.waits or done.outcome in (Outcome.CANDIDATE, Outcome.QUARANTINED):
        row.raw, row.envelope = _PACKER.compress(raw), written(envelope)
    if done.outcome == Outcome.CANDIDATE and done.record is not None:
        row.media, row.record, row.issues = done.media, done.record.pack(), list(done.issues)
        row.asked = sorted(lookups_of(done.record, *(before for _, before, _ in done.trace)))
        row.fills, row.judged = marks_of(done.record, done.media), as_bytes(done.judged)
        if marking is not None:
            scores = score_of(done.record, done.media, done.issues, marking.measures, linked=True, has_title_id=True)
            row.scores = (scores.score, scores.completeness, scores.tt, scores.sr)
            keys, row.features, row.keyed_with = marking.keying.of(done.record, done.media, marking.vendor)
            row.keys = list(keys)
    return row


def keep_first_day(row: Row, before: str) -> None:
    """Let 008/00-05 be the day on which the record was first made, as the stored one has it (onix-to-marc.md §5.2).

    For our own conversions, whose day is that of the message; what a vendor's MARC says of itself is the vendor's.
    """
    old, new = before.find(_ENTERED), row.record.find(_ENTERED)
    day = before[old + len(_ENTERED) :][:6]
    if old >= 0 and new >= 0 and day.isdecimal() and day != "000000":
        start = new + len(_ENTERED)
        row.record = f"{row.record[:start]}{day}{row.record[start + 6 :]}"


def write_rows(out: BinaryIO, rows: Sequence[Row]) -> None:
    """Append one batch."""
    block = msgspec.msgpack.encode(rows)
    out.write(len(block).to_bytes(4, "big"))
    out.write(block)


def read_rows(path: Path) -> Iterator[list[Row]]:
    """The rows that a worker wrote, batch by batch."""
    decode = msgspec.msgpack.Decoder(list[Row]).decode
    with path.open("rb") as stream:
        while head := stream.read(4):
            yield decode(stream.read(int.from_bytes(head, "big")))


def rows_of(parts: Iterable[Path]) -> Iterator[Row]:
    """The rows of all ranges of a delivery, in their order."""
    return (row for path in parts for batch in read_rows(path) for row in batch)
