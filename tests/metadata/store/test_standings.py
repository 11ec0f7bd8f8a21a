"""How titles stand, as views read it."""

from __future__ import annotations

import pytest
from sqlalchemy.dialects import sqlite

from metadata.home import Home
from metadata.store import standings


@pytest.mark.parametrize("form", ["", "marcxml", "oai_dc"])
def test_a_place_of_a_list_is_looked_up_in_the_index_and_not_walked_to(home: Home, form: str) -> None:
    """Else the last page of a list of a million is slower than its first."""
    question = standings._stretched(form, behind=True, limited=True)
    values = {"courses": [1], "high": 9, "seq": 9, "version": 1, "title": "A", "most": 100}
    compiled = question.params(values).compile(
        dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True, "render_postcompile": True}
    )
    with home.store.read() as connection:
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
    assert "(history_id=? AND (version_seq,title_id)>(?,?) AND version_seq<?)" in plan[0]
    assert not any("TEMP B-TREE" in each for each in plan)
