"""Rows with one of many values are found alike in both databases, and by the index."""

from __future__ import annotations

import pytest
from postgresql import BOTH
from sqlalchemy import insert, select, text

from metadata.home import Home
from metadata.store.among import among
from metadata.store.tables import match_limit

TEXTS = ["säde|fin|ebook", 'it\'s "one"', "back\\slash", "[]", "9789527999127", "", "%s ? :x {y}"]


@pytest.mark.parametrize("database", BOTH, indirect=True)
def test_numbers_and_texts_are_found_as_they_are(home: Home) -> None:
    c = match_limit.c
    rows = [{"kind": "title", "value": each, "why": "capped", "records": place} for place, each in enumerate(TEXTS)]
    with home.store.write() as connection:
        connection.execute(insert(match_limit), rows)
        for many in (TEXTS, TEXTS[1::2], [*TEXTS, *map(str, range(3_000))]):
            found = connection.execute(select(c.value).where(among(c.value, many))).scalars()
            assert sorted(found) == sorted(set(TEXTS) & set(many))
        found = connection.execute(select(c.value).where(c.kind == "title", among(c.records, {1, 3, 999_999})))
        assert sorted(found.scalars()) == sorted([TEXTS[1], TEXTS[3]])
        assert list(connection.execute(select(c.value).where(among(c.value, [])))) == []


@pytest.mark.parametrize("column", ["left_id", "right_id"])
def test_the_index_finds_them(home: Home, column: str) -> None:
    query = f"EXPLAIN QUERY PLAN SELECT * FROM match_edge WHERE {column} IN (SELECT value FROM json_each('[1,2]'))"
    with home.store.read() as connection:
        plan = " ".join(str(row) for row in connection.execute(text(query)))
    assert "SEARCH match_edge USING" in plan
