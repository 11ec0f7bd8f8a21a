"""The calendar: whether days have come, and the next day on which an answer that was given is another."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import transforms
from transforms.calendar import Asks, Calendar

TODAY = "20261122"
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def digits(day: date, length: int = 8) -> str:
    return f"{day:%Y%m%d}"[:length]


@pytest.mark.parametrize(
    ("start", "has_begun", "turns"),
    [
        ("", True, ""),
        ("20261122", True, ""),
        ("20261123", False, "2026-11-23"),
        ("202611", True, ""),
        ("202612", False, "2026-12-01"),
        ("2026", True, ""),
        ("2027", False, "2027-01-01"),
        ("20270229", False, "2027-03-01"),
        ("20261231", False, "2026-12-31"),
        ("9999", False, "9999-01-01"),
        ("soon", False, ""),
    ],
)
def test_what_begins(start: str, has_begun: bool, turns: str) -> None:
    calendar = Calendar(TODAY)
    assert (calendar.has_begun(start, Asks.RESTRICTION), calendar.turns_on) == (has_begun, turns)


@pytest.mark.parametrize(
    ("end", "is_over", "turns"),
    [
        ("", False, ""),
        ("20261121", True, ""),
        ("20261122", False, "2026-11-23"),
        ("202611", False, "2026-12-01"),
        ("202610", True, ""),
        ("202612", False, "2027-01-01"),
        ("2026", False, "2027-01-01"),
        ("20270230", False, "2027-03-01"),
        ("20261231", False, "2027-01-01"),
        ("99991231", False, ""),
        ("soon", False, ""),
    ],
)
def test_what_ends(end: str, is_over: bool, turns: str) -> None:
    calendar = Calendar(TODAY)
    assert (calendar.is_over(end, Asks.RESOURCE), calendar.turns_on) == (is_over, turns)


def test_without_a_day_everything_has_begun_and_nothing_is_over() -> None:
    for calendar in (Calendar(), Calendar.of("000000"), Calendar.of("")):
        assert calendar.has_begun("2999", Asks.YEAR) and not calendar.is_over("1999", Asks.YEAR)
        assert calendar.turns_on == ""


def test_it_tells_what_asked_for_the_first_day() -> None:
    calendar = Calendar(TODAY)
    calendar.has_begun("20270101", Asks.LICENCE)
    calendar.is_over("20261223", Asks.RESTRICTION)
    calendar.has_begun("20261224", Asks.RESOURCE)
    assert (calendar.turns_on, calendar.turns_by) == ("2026-12-24", "restriction")


def test_a_day_is_that_of_the_profile() -> None:
    assert Calendar.of("261122").today == TODAY


@given(asked=st.lists(st.tuples(st.booleans(), DAYS, st.sampled_from([4, 6, 8])), max_size=5), today=DAYS)
def test_no_answer_is_another_before_the_day_on_which_it_turns(
    asked: list[tuple[bool, date, int]], today: date
) -> None:
    def answers(day: date) -> tuple[list[bool], str]:
        calendar = Calendar(digits(day))
        said = [
            (calendar.has_begun if is_start else calendar.is_over)(digits(each, length), Asks.MONTH)
            for is_start, each, length in asked
        ]
        return said, calendar.turns_on

    now, turns = answers(today)
    if not turns:
        assert answers(date(2035, 1, 1))[0] == now
        return
    turning = date.fromisoformat(turns)
    assert turning > today
    assert answers(turning - timedelta(days=1)) == (now, turns)
    assert answers(turning)[0] != now


def test_the_day_of_the_run_is_asked_of_the_calendar_alone() -> None:
    """A profile tells the day to 008/00-05 and to the calendar: whoever compared a date with it would go unnoted."""
    readers: dict[str, set[str]] = {"entered": set(), "today": set()}
    root = Path(transforms.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in readers:
                readers[node.attr].add(path.relative_to(root).as_posix())
    assert readers["today"] == {"calendar.py"}
    assert readers["entered"] == {"crosswalks/onix/leader_008.py", "normalise/control_008.py", "refine.py"}
