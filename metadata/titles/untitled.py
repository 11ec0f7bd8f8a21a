"""I22: every live source record belongs to a live title once titles are matched, and every live title to a work.

A record without a title is matched again.

A title that a harvester meets has its id, or it is not published: what is still without one stops the publication.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from metadata.errors import PipelineError
from metadata.store.tables import source_record, title
from metadata.store.works import unplaced

RULE = "I22 title-id-missing"
SHOWN = 5  # records that are named


def match_again(connection: Connection) -> int:
    """Have live records without a title matched as if they had changed; returns how many there were."""
    c = source_record.c
    settled = c.changed.is_not(True)  # not as `= false`, for which SQLite would leave the index of titles
    wanted = (c.title_id.is_(None), c.deleted.is_(False), settled)
    return connection.execute(update(source_record).where(*wanted).values(changed=True)).rowcount


def assert_placed(connection: Connection) -> None:
    """Raises PipelineError where a live title is of no expression: works are told of every title."""
    found = unplaced(connection)
    if found:
        raise PipelineError(f"{RULE}: {len(found)} live titles are of no expression: {', '.join(found[:SHOWN])}")


def assert_titled(connection: Connection) -> None:
    """Raises PipelineError where a live record is without a title, or its title is not live."""
    c = source_record.c
    untitled = select(c.vendor, c.vendor_id).where(c.title_id.is_(None), c.deleted.is_(False))
    dead = select(title.c.id).where(title.c.status != "live")  # no join: that reads every source record
    ended = select(c.vendor, c.vendor_id).where(c.title_id.in_(dead), c.deleted.is_(False))
    found = [f"{row.vendor}:{row.vendor_id}" for query in (untitled, ended) for row in connection.execute(query)]
    if found:
        raise PipelineError(f"{RULE}: {len(found)} live records belong to no live title: {', '.join(found[:SHOWN])}")
