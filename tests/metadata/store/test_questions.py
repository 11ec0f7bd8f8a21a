"""A question is answered as SQLAlchemy would answer it, by either database, and fails as it would."""

from __future__ import annotations

import pytest
from feeds import NOW
from postgresql import BOTH
from sqlalchemy import bindparam, insert, literal, select
from sqlalchemy.exc import DBAPIError

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.store.questions import Question
from metadata.store.tables import title

DATABASES = BOTH
IDS = ["A", "B\0b", "C"]  # NUL is kept by PostgreSQL as another character


def test_rows_are_those_of_the_select(home: Home) -> None:
    with home.store.write() as connection:
        connection.execute(insert(title), [{"id": each, "status": "live", "created": NOW} for each in IDS])
    query = select(title.c.id, title.c.created).where(title.c.status == "live").order_by(title.c.id)
    question, limited = Question(query), Question(query.where(title.c.id > bindparam("after")).limit(1))
    with home.store.read() as connection:
        wanted = [tuple(row) for row in connection.execute(query)]
        assert [tuple(row) for row in question.rows(connection, {})] == wanted
        assert [row[0] for row in question.rows(connection, {})] == IDS
        assert [row[0] for row in limited.rows(connection, {"after": "B"})] == IDS[1:2]
        assert connection.in_transaction()


def test_what_the_driver_cannot_do_is_told_like_anything_else(home: Home) -> None:
    wrong = Question(
        select(literal(1)).select_from(title).where(title.c.id == bindparam("id")).limit(bindparam("most"))
    )
    with pytest.raises(PipelineError, match="the store"), home.store.read() as connection:
        wrong.rows(connection, {"id": "A", "most": "no number"})
    with pytest.raises(DBAPIError), home.store.engine.connect() as connection:
        wrong.rows(connection, {"id": "A", "most": "no number"})
