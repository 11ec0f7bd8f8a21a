"""Standings are found by title and by place, however many there are: the questions as SQLite means to answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.dialects import sqlite

from metadata.home import Home
from metadata.store import standings

TITLES = [f"{number:027}" for number in range(300)]


@contextmanager
def planned(connection: Connection) -> Iterator[Callable[[str], list[str]]]:
    """Gives how a table is looked through by what is asked inside: "SEARCH standing USING INDEX …"."""
    steps: list[str] = []

    def explain(_: object, __: object, statement: str, values: object, ___: object, many: bool) -> None:
        if many:
            return
        told = connection.connection.cursor()
        told.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        steps.extend(step[3] for step in told.fetchall())

    def of(table: str) -> list[str]:
        return [each for each in steps if f" {table}" in each]

    event.listen(connection, "before_cursor_execute", explain)
    yield of
    event.remove(connection, "before_cursor_execute", explain)


def test_titles_are_found_one_by_one(home: Home) -> None:
    with home.store.read() as connection, planned(connection) as of:
        standings.latest(connection, TITLES)
        standings.rows_of(connection, 1, TITLES, "marcxml")
    assert [each.partition("(")[2] for each in of("standing")] == ["title_id=? AND since<?)"] * 2


def test_what_stood_until_now_is_ended_title_by_title(home: Home) -> None:
    with home.store.write() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))  # there are no such titles
        with planned(connection) as of:
            rows = [
                {"title_id": each, "version_seq": 1, "core_seq": 1, "vendor_ids": "", "moments": "[]"}
                for each in TITLES
            ]
            standings.put(connection, 1, rows)
        connection.rollback()
    assert [each.partition("(")[2] for each in of("standing")][-1] == "title_id=? AND since<?)"  # the first: the key


@pytest.mark.parametrize("counts", standings.Counts)
@pytest.mark.parametrize("form", ["", "marcxml", "oai_dc"])
def test_a_place_of_a_list_is_looked_up_in_the_index_and_not_walked_to(
    home: Home, form: str, counts: standings.Counts
) -> None:
    """Else the last page of a list of a million is slower than its first."""
    question = standings._stretched(form, counts, behind=True, places=1)
    values = {"course0": 1, "high": 9, "seq": 9, "version": 1, "title": "A", "most": 100}
    compiled = question.query.params(values).compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with home.store.read() as connection:
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    assert f"(history_id=? AND ({counts},title_id)>(?,?) AND {counts}<?)" in plan[0]
    assert not any("TEMP B-TREE" in each for each in plan)


@pytest.mark.parametrize("counts", standings.Counts)
def test_titles_are_counted_in_an_index_alone(home: Home, counts: standings.Counts) -> None:
    """A server counts all of them at every publication."""
    with home.store.read() as connection, planned(connection) as of:
        standings.census(connection, 1, counts)
        standings.counted(connection, 1, standings.Range(1, 2), counts)
    assert len(of("standing")) == 2
    assert all("USING COVERING INDEX" in each for each in of("standing"))


def test_what_is_forgotten_is_found_by_its_end_and_by_title(home: Home) -> None:
    with home.store.write() as connection, planned(connection) as of:
        standings.drop_before(connection, 1)
    ways = ["until<?)", "title_id=? AND since>?)", "until<?)", "until<?)"]
    assert [each.partition("(")[2] for each in of("standing")] == ways
    assert [each.partition("(")[2] for each in of("rendering")] == ["title_id=? AND seq=?)"]


def test_a_course_that_is_looked_for_is_found_in_the_index(home: Home) -> None:
    with home.store.write() as connection, planned(connection) as of:
        standings._drop_courses(connection, [1, 2])
    assert {each.partition("(")[2] for each in of("standing")} == {"history_id=?)"}  # the question and the foreign key
