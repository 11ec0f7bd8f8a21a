"""Cuts a MARCXML file into its records, those too that are written with another prefix than the first one.

`xml_frames` looks for one qualified name; what it passes over is looked through here, so that no record is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from transforms.formats.frame import Envelope, Frame
from transforms.formats.xml_frames import masked, xml_frames

_RECORD = re.compile(rb"<(/)?((?:[\w.-]+:)?record)(?(1)\s*>|[\s>])")  # the start or the end tag of one
_FIELD = re.compile(rb"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)[\s>]")


def marcxml_frames(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """The record elements of a file in their order; a frame with `complete=False` where the file broke off.

    Fields that belong to no record count as a break: the tag of their record is damaged.
    """
    seen, place = _Seen(stream), 0
    for frame in xml_frames(cast("BinaryIO", seen), envelope):
        yield from _passed_over(seen.until(frame.offset), place)
        yield frame
        place = frame.offset + len(frame.raw)
        seen.until(place)
    yield from _passed_over(seen.until(None), place)


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


def _passed_over(between: bytes, place: int) -> Iterator[Frame]:
    """The records with fields in a stretch between two frames that begins at a place of the file."""
    if b"field" not in between and b"leader" not in between:
        return
    start, name, end = 0, b"", 0
    for tag in _RECORD.finditer(masked(between)):
        if not tag.group(1):
            start, name = tag.start(), tag.group(2)
        elif tag.group(2) == name:
            name = b""
            if _FIELD.search(between, start, tag.end()):
                yield from _stray(between[end:start], place + end)
                yield Frame(place + start, between[start : tag.end()])
                end = tag.end()
    yield from _stray(between[end:], place + end)


def _stray(between: bytes, place: int) -> Iterator[Frame]:
    """A break at the first field of a stretch in which no record is."""
    if found := _FIELD.search(masked(between)):
        yield Frame(place + found.start(), between[found.start() :], complete=False)
