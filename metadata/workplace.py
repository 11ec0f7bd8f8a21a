"""The work folder of a delivery, in which stages leave each other what they found; it may be emptied at any time."""

from __future__ import annotations

import fcntl
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from metadata.home import Home
from metadata.pieces import put_whole
from metadata.store import choices, deliveries

logger = logging.getLogger(__name__)


@contextmanager
def alone(home: Home, vendor: str) -> Iterator[None]:
    """One run at a time has the deliveries of a vendor in hand, however long the one before takes.

    Another one would empty the work folders under its feet, and do over what it has done.
    """
    home.settings.locks.mkdir(exist_ok=True)
    with (home.settings.locks / vendor).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            logger.warning("another run has the deliveries of %s in hand: this one waits until it is done", vendor)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def work_of(home: Home, delivery_id: int) -> Path:
    """The folder."""
    return home.settings.work / str(delivery_id)


def rows_files(home: Home, delivery_id: int) -> list[Path]:
    """The rows that refine left, in their order."""
    return sorted(work_of(home, delivery_id).glob("*.rows"))


def write_facts(home: Home, delivery_id: int, facts: Mapping[str, Any]) -> None:
    """Keep what refine found beside the rows."""
    put_whole(work_of(home, delivery_id) / "refined.json", json.dumps(facts))


def facts_of(home: Home, delivery_id: int) -> dict[str, Any] | None:
    """What refine left behind; None when there is nothing refined."""
    path = work_of(home, delivery_id) / "refined.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def note(home: Home, delivery_id: int, state: str, *, reason: str = "", counts: dict[str, int] | None = None) -> None:
    """Write into the ledger what became of a delivery."""
    with home.store.write() as connection:
        deliveries.note(connection, delivery_id, state, home.clock(), reason=reason, counts=counts)


def standing(home: Home, connection: Connection, vendor: str) -> list[Any]:
    """What a refined delivery was compared with: the vendor's last commit, what people decided, rules and mapping."""
    return [deliveries.last_commit(connection, vendor), choices.stand(connection, vendor), home.made_with(vendor)]
