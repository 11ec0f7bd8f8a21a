"""The work and expression of a title, and its sister titles, in plain values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from metadata.store import works
from metadata.store.publications import latest_versions
from transforms.formats import oai_dc
from transforms.record import Record


def family(connection: Connection, title_id: str) -> dict[str, Any]:
    """{work, expression, sisters}: ids, "" for a title that never had any, and the other live titles of the work.

    Each sister has `title`, `name`, `media`, `language`, and `same_expression`: whether it is of the same expression.
    """
    sisters = works.sisters(connection, [title_id]).get(title_id, [])
    places = works.places(connection, [title_id, *sisters])
    if title_id not in places:
        return {"work": "", "expression": "", "sisters": []}
    versions = latest_versions(connection, sisters)
    own = places[title_id]
    told = [
        {
            "title": each,
            "name": oai_dc.title(Record.unpack(versions[each].record)),
            "media": versions[each].media,
            "language": versions[each].language,
            "same_expression": places[each].expression_id == own.expression_id,
        }
        for each in sisters
        if each in versions and not versions[each].deleted
    ]
    order = sorted(told, key=lambda each: (not each["same_expression"], each["language"], each["media"], each["title"]))
    return {"work": own.work_id, "expression": own.expression_id, "sisters": order}
