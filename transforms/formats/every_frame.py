"""Cuts an XML file into its records, those too that are written with another prefix than the first one.

`xml_frames` looks for one qualified name; what it passes over is looked through here, so that no record is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from transforms.formats.frame import Envelope, Frame
from transforms.formats.xml_frames import masked, xml_frames


class Shape(NamedTuple):
    """How the records of a format look in XML: their start and end tags, and what only they hold."""

    record: re.Pattern[bytes]  # group 1: the "/" of an end tag, group 2: the qualified name
    part: re.Pattern[bytes]  # the start of a part; one outside of all records is left over from a damaged one
    proof: re.Pattern[bytes]  # what makes an element of that name a record: a part, or what says that it has none

    @classmethod
    def of(cls, record: bytes, part: bytes, instead: bytes = b"(?!)") -> Shape:
        """The shape of records by the local names, each a part of a pattern, with any prefix."""
        start, names = rb"<(?:[\w.-]+:)?(?:%s)", rb"<(/)?((?:[\w.-]+:)?(?:%s))(?(1)\s*>|[\s>])" % record
        part = start % part + rb"[\s>]"
        return cls(*map(re.compile, (names, part, part + b"|" + start % instead)))


# A record of OAI-PMH that was deleted holds nothing of MARC (§2.5.1).
MARCXML = Shape.of(b"record", b"leader|controlfield|datafield", rb"header\s(?:[^<>]*\s)?status\s*=\s*[\"']deleted[\"']")
# The message of 2.1 may hold records of series as well, which have a reference of their own, but identify no product.
ONIX = Shape.of(b"[Pp]roduct", b"[Pp]roduct[Ii]dentifier|DescriptiveDetail|descriptivedetail|ProductForm|b012")


def every_frame(stream: BinaryIO, envelope: Envelope, shape: Shape) -> Iterator[Frame]:
    """The record elements of a file in their order; a frame with `complete=False` where the file broke off.

    Parts of a record that belong to none count as a break: the tag of their record is damaged.
    """
    seen, place = _Seen(stream), 0
    for frame in xml_frames(cast("BinaryIO", seen), envelope):
        between = seen.until(frame.offset)
        if b"<" in between:
            yield from _passed_over(between, place, shape)
        yield frame
        place = frame.offset + len(frame.raw)
        seen.skip(len(frame.raw))
    yield from _passed_over(seen.until(None), place, shape)


class _Seen:
    """A stream that keeps what was read of it until it is asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._kept, self._start, self._place = stream, b"", 0, 0

    def read(self, size: int) -> bytes:
        """Read on, and keep it with what was not asked for yet."""
        block = self._stream.read(size)
        self._kept = self._kept[self._place - self._start :] + block
        self._start = self._place
        return block

    def until(self, place: int | None) -> bytes:
        """What was kept up to a place in the stream (None: all of it); it is not given again."""
        begin, end = self._place - self._start, len(self._kept) if place is None else place - self._start
        self._place = self._start + end
        return self._kept[begin:end]

    def skip(self, size: int) -> None:
        """So many bytes that follow are not asked for."""
        self._place += size


def _passed_over(between: bytes, place: int, shape: Shape) -> Iterator[Frame]:
    """The records in a stretch between two frames that begins at a place of the file."""
    if not shape.proof.search(between):
        return
    start, name, end = 0, b"", 0
    for tag in shape.record.finditer(masked(between)):
        if not tag.group(1):
            start, name = tag.start(), tag.group(2)
        elif tag.group(2) == name:
            name = b""
            if shape.proof.search(between, start, tag.end()):
                yield from _stray(between[end:start], place + end, shape)
                yield Frame(place + start, between[start : tag.end()])
                end = tag.end()
    yield from _stray(between[end:], place + end, shape)


def _stray(between: bytes, place: int, shape: Shape) -> Iterator[Frame]:
    """A break at the first part of a record in a stretch in which no record is."""
    if found := shape.part.search(masked(between)):
        yield Frame(place + found.start(), between[found.start() :], complete=False)
