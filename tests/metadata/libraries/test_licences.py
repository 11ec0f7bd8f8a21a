"""Licences that end: told in time, and by whatever says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from feeds import Make
from library_files import put_library
from rich.console import Console

from metadata.cli.inspect import show_status
from metadata.home import Home
from metadata.libraries.licences import Ending, ending_soon
from metadata.reports import status
from metadata.store import acquisitions, deliveries
from metadata.store.acquisitions import Line

TODAY = date(2026, 11, 1)  # of the frozen clock
SHOP = {"shop": {"fetch": {"kind": "folder", "path": "x"}, "format": "csv"}}


@pytest.fixture
def library(open_home: Make, own_schemas: Path) -> Callable[..., Home]:
    def make(**changed: Any) -> Home:
        put_library(own_schemas, acquisitions=SHOP, **changed)
        return open_home(schemas=own_schemas)

    return make


def endings(home: Home, today: date = TODAY) -> list[Ending]:
    with home.store.read() as connection:
        return ending_soon(connection, home.libraries, today)


def of_alpha(until: str, **more: Any) -> dict[str, Any]:
    return {"collections": [{"name": "alpha", "until": until}], **more}


@pytest.mark.parametrize(
    ("until", "days"), [("2026-10-31", None), ("2026-11-01", 0), ("2026-12-01", 30), ("2026-12-02", None)]
)
def test_people_are_told_thirty_days_before_to_the_last_day(
    library: Callable[..., Home], until: str, days: int | None
) -> None:
    assert [each.days for each in endings(library(acquires=of_alpha(until)))] == ([] if days is None else [days])


def test_the_notice_is_the_librarys(library: Callable[..., Home]) -> None:
    assert endings(library(acquires=of_alpha("2026-11-09"), notice="7d")) == []
    assert endings(library(acquires=of_alpha("2026-11-09"), notice="8d"))


def test_a_licence_that_goes_on_is_not_told(library: Callable[..., Home]) -> None:
    renewed = [{"name": "alpha", "until": "2026-11-09"}, {"name": "alpha", "from": "2026-11-10", "until": "2027-11-09"}]
    assert endings(library(acquires={"collections": renewed})) == []


def test_lines_of_a_list_are_told_together(library: Callable[..., Home]) -> None:
    home = library(acquires={"titles": [{"id": "alpha:a9", "until": "2026-11-02"}]})
    lines = [Line("", "alpha", (f"alpha:a{number}",), "", "2026-11-05", number) for number in range(3)]
    with home.store.write() as connection:
        values = {
            "vendor": "FI-Koe.shop",
            "name": "1",
            "order_key": "1",
            "size": 1,
            "mtime": "",
            "sha256": "",
            "path": "",
        }
        acquisitions.replace(connection, "FI-Koe.shop", lines, deliveries.add_delivery(connection, values))
    assert [each.told for each in endings(home)] == [
        "FI-Koe: the licence of the title alpha:a9 ends on 2026-11-02, tomorrow",
        "FI-Koe: the licence of 3 titles of the list shop ends on 2026-11-05, in 4 days",
    ]


def test_status_tells_of_them(library: Callable[..., Home], capsys: pytest.CaptureFixture[str]) -> None:
    content = status(library(acquires=of_alpha("2026-11-01")))
    assert [each["until"] for each in content["licences"]] == ["2026-11-01"]
    show_status(Console(width=200), content)
    assert "FI-Koe: the licence of the collection alpha ends on 2026-11-01, today" in capsys.readouterr().out
