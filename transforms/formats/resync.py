"""Finds the borders of ISO 2709 records again where a record terminator is missing, or stands inside a record.

A border is moved only where length, directory and terminators of a record prove it, so that a record whose length
lies takes nothing from its neighbours. Every byte stays in some frame.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import wraps
from typing import BinaryIO

from transforms.formats.frame import Envelope, Frame
from transforms.formats.sections import STOP, is_whole, without_stops

Cut = Callable[[BinaryIO, Envelope], Iterator[Frame]]

_PADDING = b" \r\n\x00\x1a\xef\xbb\xbf"
_MOST_INSIDE = 16  # record terminators inside one record that are looked past
_MOST_TRIED = 64  # places of a frame that look like the beginning of a record and are none
_BEGINNING = re.compile(
    rb"(?=\d{5}[^\d\x1d-\x1f][^\x1d-\x1f]{6}\d{5}[^\x1d-\x1f]{7}[0-9A-Za-z]{3}\d{9})"  # a leader and an entry
)


def resynchronised(cut: Cut) -> Cut:
    """The same frames, but those whose length is not the one they say are split, joined or left as they are."""

    @wraps(cut)
    def frames(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
        pieces, ahead = cut(stream, envelope), deque[Frame]()
        for piece in pieces:
            if _is_as_long_as_said(piece):
                yield piece
                continue
            ahead.append(piece)
            while ahead:
                frame = ahead.popleft()
                if _is_as_long_as_said(frame):
                    yield frame
                    continue
                parts = list(_split(frame))
                yield from parts[:-1]
                yield from (_joined(last, ahead, pieces) for last in parts[-1:])

    return frames


def _is_as_long_as_said(frame: Frame) -> bool:
    raw = frame.raw
    return frame.complete and raw[:5] == b"%05d" % len(raw)


def _split(frame: Frame) -> Iterator[Frame]:
    """The whole records in a frame, and what stands between them; the frame itself where there are none.

    A record at the end of the file that only lacks its terminator is whole.
    """
    raw, place, tried = frame.raw, 0, 0
    for found in _BEGINNING.finditer(raw):
        start = found.start()
        end = start + int(raw[start : start + 5]) - 1
        if start < place or end > len(raw) or not is_whole(raw[start:end] + STOP):
            tried += start >= place
            if tried > _MOST_TRIED:
                break
            continue
        end += not raw[end : end + 1].isdigit() and end < len(raw)  # the terminator, or the byte in its place
        yield from _part(frame, place, start, True)
        yield Frame(frame.offset + start, raw[start:end])
        place, tried = end, 0  # as a range that begins here would count
    yield from _part(frame, place, len(raw), frame.complete)


def _part(frame: Frame, start: int, end: int, is_complete: bool) -> Iterator[Frame]:
    """A stretch of a frame without the padding before it, if there is anything in it."""
    raw = frame.raw[start:end]
    padding = len(raw) - len(raw.lstrip(_PADDING))
    if raw[12:17].isdigit() and not raw[:5].strip(b" "):  # five blanks are the length of this record
        padding = 0
    if raw[padding:]:
        yield Frame(frame.offset + start + padding, raw[padding:], is_complete)


def _joined(frame: Frame, ahead: deque[Frame], pieces: Iterator[Frame]) -> Frame:
    """The frame with the ones behind it that belong to the same record; the rest of them stays `ahead`."""
    said = int(frame.raw[:5]) if frame.raw[:5].isdigit() else 0
    raw, taken = frame.raw, list[Frame]()
    while frame.complete and len(raw) < said + len(taken) and len(taken) < _MOST_INSIDE:
        piece = ahead.popleft() if ahead else next(pieces, None)
        if piece is None:
            break
        taken.append(piece)
        if piece.offset != frame.offset + len(raw) or not piece.complete:  # a range may end where the file does not
            break
        raw += piece.raw
        if is_whole(raw) or is_whole(without_stops(raw)):
            return Frame(frame.offset, raw)
    ahead.extendleft(reversed(taken))
    return frame
