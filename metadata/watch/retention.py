"""retention: what runs left behind, old previews, and (where schemas/watch.yml gives days) raw deliveries not needed.

A raw delivery is needed while a live record came with it, while a person or the pipeline may still want it, and while
it is the newest one of its vendor, which a rerun begins with. Its line in the ledger stays for ever.

What the store keeps beside that is not pruned here. Courses (`history`) are what OAI-PMH's persistent deletions are
told from; a profile of a view is needed as long as any course is judged by it; both grow with changes, not with nights.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, select

from metadata.home import Home
from metadata.previews import kept
from metadata.store import deliveries
from metadata.store.deliveries import Delivery, Entry
from metadata.store.tables import quarantine, source_record
from metadata.times import TIME
from metadata.watch.policy import load_policy

BUSY = (*deliveries.OPEN, "held")


class Swept(NamedTuple):
    """What went."""

    work: int = 0  # things in the work folder
    deliveries: int = 0  # raw deliveries
    bytes: int = 0
    previews: int = 0  # of dry runs


def sweep(home: Home) -> Swept:
    """Remove what has lain long enough. Raises ConfigError for a wrong schemas/watch.yml."""
    keep, now = load_policy(home.settings.schemas).keep, datetime.strptime(home.clock(), TIME)
    with home.store.read() as connection:
        busy = {str(each.id) for each, _ in deliveries.with_state(connection, states=BUSY)}
        raw = list(_raw(home, connection, now - timedelta(seconds=keep.deliveries))) if keep.deliveries else []
    left = list(_left(home.settings.work, busy, now - timedelta(seconds=keep.work)))
    size = sum(map(_size, (*left, *raw)))
    for each in left:
        shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink(missing_ok=True)
    for each in raw:
        each.unlink(missing_ok=True)
    return Swept(len(left), len(raw), size, kept.sweep(home))


def _left(folder: Path, busy: set[str], before: datetime) -> Iterator[Path]:
    """What lies in the work folder untouched since a time (UTC), but for what is still to be committed."""
    for each in sorted(folder.glob("*")):
        if each.name not in busy and _touched(each) < before:
            yield each


def _touched(path: Path) -> datetime:
    """When something in it was last written, in UTC."""
    newest = max((each.lstat().st_mtime for each in (path, *path.rglob("*"))), default=0.0)
    return datetime.fromtimestamp(newest, UTC).replace(tzinfo=None)


def _raw(home: Home, connection: Connection, before: datetime) -> Iterator[Path]:
    """Raw deliveries that were settled before a time and that nothing needs; of equal content, all or none."""
    every = deliveries.with_state(connection)
    needed = _needed(connection, every)
    old = before.strftime(TIME)
    paths = {each.path for each, entry in every if each.path and each.kind == "file"}
    settled = {each.id for each, entry in every if entry.state in deliveries.SETTLED and entry.at < old}
    stay = {each.path for each, _ in every if each.id in needed or each.id not in settled}
    for name in sorted(paths - stay):
        path = home.settings.data_dir / name
        if path.is_file() and path.is_relative_to(home.settings.deliveries):
            yield path


def _needed(connection: Connection, every: list[tuple[Delivery, Entry]]) -> set[int]:
    """Deliveries of records that are live or wait for a day, of what is in quarantine, and each vendor's newest."""
    c = source_record.c
    live = select(c.delivery_id).where(c.deleted.is_(False) | c.turns_on.is_not(None)).distinct()
    withheld = select(quarantine.c.delivery_id).where(quarantine.c.state == "open").distinct()
    needed = {row[0] for query in (live, withheld) for row in connection.execute(query)}
    newest: dict[str, tuple[str, int]] = {}
    for each, entry in every:
        if entry.state == "committed" and each.kind == "file":
            newest[each.vendor] = max(newest.get(each.vendor, ("", 0)), (each.order_key, each.id))
    return needed | {number for _, number in newest.values()}


def _size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    return sum(each.lstat().st_size for each in (path, *path.rglob("*")) if each.is_file() and not each.is_symlink())
