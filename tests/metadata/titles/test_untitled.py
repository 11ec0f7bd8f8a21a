"""I22: a live record without a title gets one, and a publication that would leave one without is not made."""

from __future__ import annotations

import pytest
from feeds import ISBN, book, night, title_of
from postgresql import BOTH_IN_FULL
from sqlalchemy import select, update

from metadata import pipeline
from metadata.errors import PipelineError
from metadata.home import Home
from metadata.store.tables import publication, source_record, title
from metadata.titles import untitled

DATABASES = BOTH_IN_FULL


@pytest.fixture
def one(home: Home) -> Home:
    night(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    return home


def publications(home: Home) -> list[int]:
    with home.store.read() as connection:
        return list(connection.execute(select(publication.c.seq)).scalars())


def forget(home: Home) -> None:
    with home.store.write() as connection:
        connection.execute(update(source_record).values(title_id=None))


def test_a_record_without_a_title_gets_one_though_nothing_changed(one: Home) -> None:
    forget(one)
    pipeline.publish(one)
    assert title_of(one, "beta", "b1")


def test_a_publication_that_leaves_one_without_is_not_made(one: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def settle(*args: object) -> tuple[dict[str, tuple[int, ...]], set[str]]:
        return {}, set()  # a fault of ours: nobody gets a title

    monkeypatch.setattr("metadata.titles.settle", settle)
    forget(one)
    before = publications(one)
    with pytest.raises(PipelineError, match=r"I22 title-id-missing: 1 live records .*: beta:b1"):
        pipeline.publish(one)
    assert publications(one) == before


def test_a_live_record_of_a_title_that_ended_is_told(one: Home) -> None:
    with one.store.write() as connection:
        untitled.assert_titled(connection)
        connection.execute(update(title).values(status="deleted"))
        with pytest.raises(PipelineError, match="beta:b1"):
            untitled.assert_titled(connection)
        connection.rollback()


def test_a_live_title_of_no_expression_is_told(one: Home) -> None:
    with one.store.write() as connection:
        untitled.assert_placed(connection)
        connection.execute(update(title).values(expression_id=None))
        with pytest.raises(PipelineError, match=r"I22 .*: 1 live titles are of no expression: "):
            untitled.assert_placed(connection)
        connection.rollback()


def test_a_record_that_is_gone_needs_no_title(one: Home) -> None:
    with one.store.write() as connection:
        connection.execute(update(source_record).values(title_id=None, deleted=True))
        untitled.assert_titled(connection)
        assert untitled.match_again(connection) == 0
