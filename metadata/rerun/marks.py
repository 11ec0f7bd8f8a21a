"""Has the next publication make titles anew: from matching on, or from merging on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from metadata.store import match_index
from metadata.store.tables import source_record, title_quality

ANEW = ""  # made_with of a title that is merged anew: no version is called so


def put(connection: Connection, start: str, records: Sequence[int]) -> None:
    """Mark the titles of these source records; `start`: match or merge."""
    c, quality = source_record.c, title_quality.c
    for batch in match_index.batches(records):
        if start == "match":
            connection.execute(update(source_record).where(c.id.in_(batch)).values(changed=True))
        else:
            titles = select(c.title_id).where(c.id.in_(batch), c.title_id.is_not(None))
            connection.execute(update(title_quality).where(quality.title_id.in_(titles)).values(made_with=ANEW))
