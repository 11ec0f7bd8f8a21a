"""One publication, seen from no view: its datestamps, how many titles each course has. All views of it share this."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from threading import Lock

from metadata.store import publications, standings
from metadata.store.standings import Census, Counts, Range
from metadata.store.store import Reader

_KEPT_RANGES = 16  # in memory; the longest have an entry for every course


class Snapshot:
    """A publication that does not change any more."""

    def __init__(self, store: Reader, publication: int) -> None:
        self.publication = publication
        with store.read() as connection:
            at = publications.datestamps(connection, publication)
            self.census: Mapping[int, Census] = standings.census(connection, publication)
        self.datestamps = [at[seq] for seq in sorted(at)]
        self.courses = array("I", sorted(self.census))
        self._whole = {course: each.titles for course, each in self.census.items()}
        self._censuses = {Counts.ALL: self.census}
        self._ranges: dict[tuple[Counts, Range], Mapping[int, int]] = {}
        self._lock = Lock()

    def at(self, publication: int) -> str:
        """The datestamp of a publication; "" for none."""
        return self.datestamps[publication - 1] if publication else ""

    def counting(self, store: Reader, counts: Counts) -> Mapping[int, Census]:
        """The census by the versions that count."""
        with self._lock:
            if counts not in self._censuses:
                with store.read() as connection:
                    self._censuses[counts] = standings.census(connection, self.publication, counts)
            return self._censuses[counts]

    def counted(self, store: Reader, within: Range, counts: Counts) -> Mapping[int, int]:
        """How many titles of each course have the version that counts within the range."""
        if within.low <= 1 and within.high >= self.publication:
            return self._whole
        with self._lock:
            key = counts, within
            if key not in self._ranges:
                if len(self._ranges) >= _KEPT_RANGES:
                    self._ranges.clear()
                with store.read() as connection:
                    self._ranges[key] = standings.counted(connection, self.publication, within, counts)
            return self._ranges[key]
