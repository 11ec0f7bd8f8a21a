"""A trend as small as a word: the points of its line in SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT, ROOM = 96, 24, 3
LEAST = 4.0  # points of the score between the lower and the upper edge: less would make a noise look like a trend


class Spark(NamedTuple):
    """The line, and where it ends."""

    points: str
    x: float
    y: float
    lowest: float
    highest: float


def spark(values: Sequence[float]) -> Spark | None:
    """The line of a trend, the oldest value first; None of fewer than two."""
    if len(values) < 2:
        return None
    lowest, highest = min(values), max(values)
    span = max(highest - lowest, LEAST)
    floor = (lowest + highest - span) / 2
    step = (WIDTH - 2 * ROOM) / (len(values) - 1)
    places = [
        (round(ROOM + number * step, 1), round(HEIGHT - ROOM - (value - floor) / span * (HEIGHT - 2 * ROOM), 1))
        for number, value in enumerate(values)
    ]
    return Spark(" ".join(f"{x},{y}" for x, y in places), *places[-1], round(lowest, 1), round(highest, 1))
