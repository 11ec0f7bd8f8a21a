"""Charts as plain values: shapes of SVG with what they show in words and as a table. The template draws them.

Pure functions of numbers and words. Every attribute is a presentation attribute: no style, no script, so that any
content security policy lets them through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

WIDTH, HEIGHT = 340, 168
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 14, 22  # room for the axes
INK, SOFT, LINE = "#1b2a30", "#4c5d64", "#d5dcdb"
TEAL, PALE, RED, AMBER, GREY = "#0b5563", "#9cc7cd", "#a3262a", "#9a5b00", "#6b7a80"
LEVELS = {"fatal": "#5c1020", "error": RED, "warning": AMBER, "info": GREY}
STATES = {"committed": TEAL, "held": AMBER, "rejected": RED, "unreadable": RED}
WIDE = 5.6  # of a letter of 10, on an average
FEW_BARS = 10  # lying bars above this number stand closer
FAIR, GOOD = 50, 80  # points from which a record counts as good (quality-rules.md §6)
_ROUND = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)  # ends of axes whose half is a plain number too

Attributes = Mapping[str, str | float]


class Shape(NamedTuple):
    """One element of SVG."""

    name: str
    attributes: Attributes
    text: str = ""


class Table(NamedTuple):
    """The same numbers for those who do not see the chart."""

    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Legend(NamedTuple):
    """What a colour means."""

    colour: str
    text: str


class Chart(NamedTuple):
    """A chart and its words."""

    id: str
    title: str
    described: str
    shapes: list[Shape]
    table: Table
    legend: tuple[Legend, ...] = ()
    height: int = HEIGHT


class Bar(NamedTuple):
    """One bar of a chart of lying bars."""

    label: str
    parts: tuple[tuple[float, str], ...]  # length in the chart's unit, colour
    told: str  # what is written behind it
    goal: float | None = None
    bold: bool = False


def text(x: float, y: float, content: str, *, anchor: str = "start", fill: str = SOFT, **more: str | float) -> Shape:
    """A short text at a place."""
    look = {"text-anchor": anchor, "fill": fill, "font-size": 10, **more}
    return Shape("text", {"x": _r(x), "y": _r(y), **look}, content)


def rule(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, **more: str | float) -> Shape:
    """A straight line."""
    ends = {"x1": _r(x1), "y1": _r(y1), "x2": _r(x2), "y2": _r(y2)}
    return Shape("line", {**ends, "stroke": colour, "stroke-width": 1, **more})


def box(x: float, y: float, width: float, height: float, colour: str, **more: str | float) -> Shape:
    """A filled rectangle; what is not nothing is seen."""
    size = {"width": _r(max(width, 0.0)), "height": _r(max(height, 0.0))}
    return Shape("rect", {"x": _r(x), "y": _r(y), **size, "fill": colour, **more})


def _r(value: float) -> float:
    return round(value, 1)


def top_of(highest: float) -> float:
    """A round number not below the highest value: the end of an axis."""
    if highest <= 0:
        return 1
    step = 10 ** (len(str(int(highest))) - 1)
    return float(next(each * step for each in _ROUND if each * step >= highest))


def frame(highest: float, ticks: Sequence[float], told: Callable[[float], str]) -> list[Shape]:
    """Lines across the chart with their numbers at the left."""
    shapes = []
    for tick in ticks:
        y = _height(tick, highest)
        shapes.append(rule(LEFT, y, WIDTH - RIGHT, y, INK if tick == 0 else LINE))
        shapes.append(text(LEFT - 5, y + 3.5, told(tick), anchor="end"))
    return shapes


def _height(value: float, highest: float) -> float:
    return HEIGHT - BOTTOM - value / highest * (HEIGHT - TOP - BOTTOM)


def _places(number: int) -> list[float]:
    """Where the points of a line stand; a single one in the middle."""
    span = WIDTH - LEFT - RIGHT - 12
    return [LEFT + 6 + (span / 2 if number == 1 else span * each / (number - 1)) for each in range(number)]


def lines(series: Sequence[tuple[Sequence[float], str, str]], dates: Sequence[str], highest: float) -> list[Shape]:
    """Lines through equally many points (values, colour, dashes), with the first and last date below."""
    shapes = []
    places = _places(len(dates))
    for values, colour, dashes in series:
        points = [(x, _height(value, highest)) for x, value in zip(places, values, strict=True)]
        path = " ".join(f"{_r(x)},{_r(y)}" for x, y in points)
        look: Attributes = {"fill": "none", "stroke": colour, "stroke-width": 2, "stroke-linejoin": "round"}
        shapes.append(Shape("polyline", {"points": path, **look, **({"stroke-dasharray": dashes} if dashes else {})}))
        for x, y in points if len(points) <= 12 else points[-1:]:
            shapes.append(Shape("circle", {"cx": _r(x), "cy": _r(y), "r": 2.6, "fill": colour}))
    return shapes + axis_dates(dates)


def axis_dates(dates: Sequence[str]) -> list[Shape]:
    """The first and the last date below a chart."""
    if not dates:
        return []
    y = HEIGHT - 7
    if dates[0] == dates[-1]:
        return [text((LEFT + WIDTH - RIGHT) / 2, y, dates[0], anchor="middle")]
    return [text(LEFT, y, dates[0]), text(WIDTH - RIGHT, y, dates[-1], anchor="end")]


def columns(values: Sequence[tuple[float, str]], told: Sequence[str], highest: float) -> list[Shape]:
    """Standing bars (value, colour) side by side, with a text above each."""
    shapes = []
    step = (WIDTH - LEFT - RIGHT) / max(len(values), 1)
    wide = min(step * 0.78, 34)
    for number, ((value, colour), above) in enumerate(zip(values, told, strict=True)):
        x = LEFT + step * (number + 0.5)
        y = min(_height(value, highest), HEIGHT - BOTTOM - (1.5 if value else 0))
        shapes.append(box(x - wide / 2, y, wide, HEIGHT - BOTTOM - y, colour, rx=1.5))
        if above:
            shapes.append(text(x, y - 3, above, anchor="middle", fill=INK))
    return shapes


def stacks(piles: Sequence[Sequence[tuple[float, str]]], highest: float) -> list[Shape]:
    """Standing bars side by side, each of parts (value, colour) from the bottom up."""
    shapes = []
    step = (WIDTH - LEFT - RIGHT) / max(len(piles), 1)
    wide = min(step * 0.78, 34)
    for number, pile in enumerate(piles):
        x, so_far = LEFT + step * (number + 0.5) - wide / 2, 0.0
        for value, colour in pile:
            lower, so_far = _height(so_far, highest), so_far + value
            if value:
                shapes.append(box(x, _height(so_far, highest), wide, lower - _height(so_far, highest), colour))
    return shapes


def bars(rows: Sequence[Bar], longest: float, label: float) -> tuple[list[Shape], int]:
    """Lying bars with their labels (`label` wide) at the left; returns the shapes and the height of the chart."""
    shapes, step, span = [], 19 if len(rows) <= FEW_BARS else 15, WIDTH - label - 62
    for number, row in enumerate(rows):
        y, x = 4 + number * step, label
        weight: dict[str, Any] = {"font-weight": 700} if row.bold else {}
        shapes.append(text(0, y + 11, _fitting(row.label, label), fill=INK, **weight))
        for length, colour in row.parts:
            wide = max(length / longest * span, 1.2) if length else 0
            shapes.append(box(x, y + 2, wide, 12, colour))
            x += wide
        if row.goal is not None:
            at = label + row.goal / longest * span
            shapes += [box(at - 2.5, y, 5, 16, "#fff"), box(at - 1, y, 2, 16, INK)]
            x = max(x, at)
        shapes.append(text(x + 5, y + 11.5, row.told, fill=RED if row.bold else INK, **weight))
    return shapes, max(len(rows), 1) * step + 6


def _fitting(label: str, width: float) -> str:
    """The label, cut to what a width has room for."""
    most = int(width / WIDE)
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
