"""The overview: how the last night went, and what waits for a person."""

from __future__ import annotations

from metadata.desk.asked import Asked, Facts
from metadata.store import publications


def facts(asked: Asked) -> Facts:
    """The current publication."""
    number, at = publications.current(asked.connection)
    return {"publication": number, "at": at}
