"""Notes what servers gave to harvesters: on the way of a request only into memory, from there to the file in batches.

Nothing here makes a request fail or wait. What cannot be written is kept for a while; a killed server loses seconds.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import sqlite3
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import NamedTuple

from metadata.publish.harvests.table import Harvest, keep
from metadata.publish.oai_pmh.exchange import Served

SECONDS, MOMENT = 5.0, 0.2  # between batches; between looks at what was noted
AGENT_LENGTH = 100  # characters
MOST = 20_000  # notes, and harvests, that wait in memory
PREFIXES = {4: 24, 6: 48}  # bits of an address that are kept
LOG = logging.getLogger(__name__)
_OTHER = re.compile(r"[^\x21-\x7e]+")


class _Note(NamedTuple):
    served: Served
    agent: str
    host: str
    at: datetime


class HarvestLog:
    """The log of one process. Safe to share among its threads."""

    def __init__(self, path: Path, days: int, clock: Callable[[], datetime]) -> None:
        """`days`: how long harvests are kept; `clock` gives aware datetimes."""
        self._path, self._kept, self._clock = path, timedelta(days=days), clock
        self._notes: deque[_Note] = deque(maxlen=MOST)
        self._waiting: dict[tuple[str, ...], Harvest] = {}
        self._writing, self._end = Lock(), Event()
        self._writer: Thread | None = None
        self._failed = False

    def note(self, served: Served, agent: str, host: str) -> None:
        """One page was given to who calls itself `agent` and called from `host`."""
        self._notes.append(_Note(served, agent, host, self._clock()))
        if self._writer is None:
            self._start()

    def flush(self) -> None:
        """Write what was noted."""
        self._gather()
        with self._writing:
            if not self._waiting:
                return
            try:
                keep(self._path, self._waiting.values(), _stamp(self._clock() - self._kept))
            except (sqlite3.Error, OSError) as error:
                self._not_written(error)
            else:
                self._waiting.clear()
                self._failed = False

    def close(self) -> None:
        """Write what is left, and end."""
        self._end.set()
        if self._writer is not None:
            self._writer.join()
        self.flush()

    def _start(self) -> None:
        """Begin to write; in the process that answers, which need not be the one that made the app."""
        with self._writing:
            if self._writer is None:
                self._writer = Thread(target=self._write, name="harvest log", daemon=True)
                self._writer.start()

    def _write(self) -> None:
        due = monotonic() + SECONDS
        while not self._end.wait(min(MOMENT, SECONDS)):
            self._gather()
            if monotonic() >= due:
                self.flush()
                due = monotonic() + SECONDS

    def _gather(self) -> None:
        """Add up what was noted; often, so that the pages of that while do not wait for it."""
        with self._writing:
            while self._notes:
                self._add(self._notes.popleft())

    def _add(self, note: _Note) -> None:
        walk = note.served.walk
        who = (network_of(note.host), agent_of(note.agent))
        new = Harvest(
            *(note.served.view, note.served.verb, walk.prefix, *walk.span, walk.begun, *who),
            publication=walk.publication,
            total=walk.total,
            pages=1,
            records=walk.cursor,
            deleted=walk.deleted,
            last=_stamp(note.at),
        )
        key = tuple(map(str, new[:9]))
        old = self._waiting.get(key)
        self._waiting[key] = _together(old, new) if old else new

    def _not_written(self, error: Exception) -> None:
        if not self._failed:
            LOG.warning("the log of harvests %s cannot be written: %s", self._path, error)
        self._failed = True
        if len(self._waiting) > MOST:
            self._waiting.clear()


def _together(old: Harvest, new: Harvest) -> Harvest:
    further = max(old, new, key=lambda each: each.records)
    return further._replace(pages=old.pages + new.pages, last=max(old.last, new.last))


@lru_cache(maxsize=1024)  # a harvest is many notes
def network_of(host: str) -> str:
    """The network of an address, "192.0.2.0/24" or "2001:db8:1::/48"; "" where it is none."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    whole = mapped or address
    return str(ipaddress.ip_network((whole, PREFIXES[whole.version]), strict=False))


@lru_cache(maxsize=256)
def agent_of(header: str) -> str:
    """A User-Agent in plain characters, cut."""
    return _OTHER.sub(" ", header[: 4 * AGENT_LENGTH]).strip()[:AGENT_LENGTH]


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
