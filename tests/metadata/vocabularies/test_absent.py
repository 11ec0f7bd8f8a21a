"""Without vocabularies headings stay as they came, and a run says so once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import book, night
from sqlalchemy import select

from metadata import pipeline
from metadata.home import Home
from metadata.store.tables import source_record
from metadata.vocabularies.absent import absent
from transforms.record import Field, Record

SCHEMAS = Path(__file__).parents[3] / "schemas"
HEADING = Field.data("650", " 7", "a", "rakkaus", "2", "yso/fin")


def test_what_is_shipped_is_enough() -> None:
    assert absent(SCHEMAS, None) == ()


def test_a_run_without_vocabularies_says_so_once_and_loses_no_heading(
    open_home: Callable[..., Home], own_schemas: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for each in (own_schemas / "vocabularies").glob("*.csv"):
        each.write_text("\n".join(each.read_text("utf-8").splitlines()[:2]) + "\n", "utf-8")
    home = open_home(schemas=own_schemas)
    with caplog.at_level(logging.WARNING, logger="metadata.vocabularies.absent"):
        night(home, "beta", "1.mrc", [book(f"b{number}").add(HEADING) for number in range(3)])
        pipeline.run(home)
    assert [each.getMessage() for each in caplog.records] == [
        "no concept of yso or slm is loaded: headings stay as they come; run emat vocabularies refresh"
    ]
    with home.store.read() as connection:
        records = [Record.unpack(row.record) for row in connection.execute(select(source_record.c.record))]
    assert all(HEADING in each.fields for each in records) and len(records) == 3
