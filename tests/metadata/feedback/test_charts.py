"""Charts as values: nothing falls out of its frame, whatever the numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from metadata.feedback.charts import HEIGHT, WIDTH, Bar, Shape, bars, columns, lines, top_of

AMOUNT = st.integers(0, 10_000_000)


def inside(shape: Shape, height: int) -> bool:
    """True if the shape's numbers lie in the chart."""
    wide = [float(shape.attributes[key]) for key in ("x", "x1", "x2", "cx") if key in shape.attributes]
    high = [float(shape.attributes[key]) for key in ("y", "y1", "y2", "cy") if key in shape.attributes]
    if shape.name == "rect":
        wide.append(wide[0] + float(shape.attributes["width"]))
        high.append(high[0] + float(shape.attributes["height"]))
    if shape.name == "polyline":
        pairs = [each.split(",") for each in str(shape.attributes["points"]).split()]
        wide += [float(x) for x, _ in pairs]
        high += [float(y) for _, y in pairs]
    return all(-0.1 <= each <= WIDTH + 0.1 for each in wide) and all(-3 <= each <= height + 0.1 for each in high)


@given(st.floats(0, 1e9))
def test_end_of_an_axis_is_not_below_and_not_far_above(highest: float) -> None:
    top = top_of(highest)
    assert top >= highest
    assert top <= 2 * max(highest, 1) + 1
    assert top > 0


@given(st.lists(AMOUNT, min_size=1, max_size=40))
def test_lines_and_columns_stay_inside(values: list[int]) -> None:
    top = top_of(max(values))
    dates = [f"{each}.1." for each in range(len(values))]
    shapes = lines([(values, "#000", "")], dates, top)
    shapes += columns([(each, "#000") for each in values], [str(each) for each in values], top)
    assert all(inside(each, HEIGHT) for each in shapes)


@given(st.lists(st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=12))
def test_lying_bars_stay_inside(pairs: list[tuple[int, int]]) -> None:
    rows = [Bar("I02", ((a, "#000"), (b, "#000")), f"{a} + {b}", goal=max(a, b)) for a, b in pairs]
    shapes, height = bars(rows, max(1, *(a + b for a, b in pairs)), 150)
    assert all(inside(each, height) for each in shapes)


def test_what_is_not_nothing_is_seen() -> None:
    shapes, _ = bars([Bar("I02", ((1, "#000"),), "1")], 1_000_000, 150)
    assert [each.attributes["width"] for each in shapes if each.name == "rect"] == [1.2]
    (column,) = columns([(1, "#000")], [""], 1_000_000)
    assert float(column.attributes["height"]) > 1
