"""One view at one publication: its titles, their datestamps and sets, and their records as the view shows them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata.publish.catalogue import ALL, EVERYTHING, NO_METADATA, Entry, Metadata, Page, Span
from metadata.publish.history import Profile, Stand
from metadata.publish.splice import Splicer, addressed, link_of
from metadata.publish.standing import SEPARATOR
from metadata.publish.views.courses import Stands
from metadata.publish.views.selection import (
    ANY,
    WHOLE,
    Bounds,
    Found,
    Place,
    Selection,
    Selections,
    Whole,
    bounds,
    counts_of,
    is_whole,
    place_in,
    select,
    sets_of,
    stretch,
    text_of,
    versions_within,
)
from metadata.publish.views.snapshot import Snapshot
from metadata.store import publications, standings
from metadata.store.standings import Range, Stretch, Titled
from metadata.store.store import Reader
from transforms.merge.stamp import CHANGED, NEW, stamp, tombstone, with_links
from transforms.publish.showing import show, showing_of
from transforms.record import Record

_WALK = 1000  # entries read at once
_ALIKE = itemgetter(1, 2)  # course of a row, and the version that counts: titles that have both in common stand alike

_Spliced = tuple[Entry, Metadata]


class Named(NamedTuple):
    """A title that the library names, and how it stands in the view; None: it never was there."""

    history_id: int
    counted_seq: int
    stand: Stand | None


class StoredView:
    """One view at one publication. Safe to share among the threads of a server."""

    def __init__(
        self,
        store: Reader,
        name: str,
        isil: str,
        snapshot: Snapshot,
        profile: Profile,
        stands: Stands,
        named: Mapping[str, Named],
        selections: Selections,
    ) -> None:
        """`isil`: of the consortium; `stands`: by course."""
        self.name, self.publication = name, snapshot.publication
        self._store, self._isil, self._snapshot = store, isil, snapshot
        self._profile, self._stands, self._named = profile, stands, named
        self._selections, self._versions = selections, counts_of(profile)

    def count(self, span: Span) -> int:
        """How many entries the span selects."""
        selection, named = self._selected(span)
        return selection.total() + len(named)

    def page(self, span: Span, after: str, limit: int, form: str = "") -> Page:
        """At most `limit` entries behind a place of the list."""
        selection, named = self._selected(span)
        place = place_in(after)
        among_named = place.course == ANY
        with self._store.read() as connection:
            rows = () if among_named else self._rows(connection, selection, place, limit, form)
            behind = place.title_id if among_named else ""
            ids = [each for each in named if each > behind][: limit - len(rows)]
            single = self._rows_of(connection, ids, form) if ids else ()
        entries = list[_Spliced]()
        for (course, _), some in groupby(rows, _ALIKE):
            entries += self._entries(self._stands[course], list(some), form)
        if ids:
            last = {row.title_id: row for row in single}
            for each in ids:
                if stand := self._named[each].stand:
                    entries += self._entries(stand, (last[each],), form)
            return Page(entries, text_of(Place(ANY, 0, ids[-1])))
        return Page(entries, text_of(_place_of(rows[-1]) if rows else place))

    def entries(self, span: Span = EVERYTHING) -> Iterator[Entry]:
        """Every entry of the span."""
        after = ""
        while (page := self.page(span, after, _WALK)).entries:
            yield from (entry for entry, _ in page.entries)
            after = page.after

    def live(self) -> list[str]:
        """Ids of the live titles, ascending."""
        return sorted(each.title_id for each in self.entries() if not each.deleted)

    def deleted(self) -> int:
        """How many titles are tombstones here."""
        census = self._snapshot.census
        held = Counter(each.history_id for each in self._named.values())
        courses = sum(census[each].titles - held[each] for each, stand in self._stands.items() if stand.deleted)
        return courses + sum(1 for each in self._named.values() if each.stand and each.stand.deleted)

    @cached_property
    def changed(self) -> int:
        """The publication that last changed this view; 0 where it never had a title."""
        census = self._snapshot.counting(self._store, self._versions)
        courses = (_moved(census[course].newest, each) for course, each in self._stands.items())
        named = (_moved(each.counted_seq, each.stand) for each in self._named.values() if each.stand)
        return max((*courses, *named), default=0)

    def digest(self) -> str:
        """SHA-256, equal for two publications between which the view did not change."""
        return hashlib.sha256(f"{self.name} {self._snapshot.at(self.changed)}".encode()).hexdigest()

    def entry(self, title_id: str) -> Entry | None:
        """The entry of a title; None where this view never had it."""
        return self.entries_of([title_id]).get(title_id)

    def entries_of(self, title_ids: Sequence[str]) -> dict[str, Entry]:
        """The entries of these titles, of those that the view has or had."""
        found = self._standing(title_ids).items()
        return {title_id: self._entries(stand, (row,))[0][0] for title_id, (row, stand) in found}

    def metadata(self, title_id: str, form: str) -> Metadata:
        """The metadata of a live title."""
        row, stand = self._standing([title_id], form)[title_id]
        return self._entries(stand, (row,), form)[0][1]

    def records(self, title_ids: Sequence[str]) -> dict[str, Record]:
        """The records of these titles as this view shows them; stubs of deleted ones."""
        found = self._standing(title_ids)
        with self._store.read() as connection:
            stored = publications.records(connection, {each: row.version_seq for each, (row, _) in found.items()})
        return {each: self._render(*found[each], *stored[each]) for each in title_ids if each in found}

    def record(self, title_id: str) -> Record | None:
        """The record of one title."""
        return self.records([title_id]).get(title_id)

    def sets(self) -> Sequence[tuple[str, str]]:
        """Every set ever used, parents included, with its name."""
        return self._sets

    @cached_property
    def _sets(self) -> Sequence[tuple[str, str]]:
        named = (each.stand for each in self._named.values() if each.stand)
        return [(spec, spec.replace(":", " – ")) for spec in sets_of(chain(self._stands.values(), named))]

    def _selected(self, span: Span) -> Found:
        """What the span selects, and which of the titles that the library names, ascending."""
        wanted = bounds(span, self._snapshot.datestamps)
        return self._selections.of(self.name, self.publication, wanted, lambda: self._found(wanted))

    def _found(self, wanted: Bounds) -> Found:
        if is_whole(wanted):
            titles = self._snapshot.counted(self._store, WHOLE, self._versions)
            return Whole(self._stands, titles, self._held(WHOLE)), self._wanted_named(wanted)
        return select(self._stands, wanted, self._counts(wanted)), self._wanted_named(wanted)

    def _counts(self, wanted: Bounds) -> dict[Range, Mapping[int, int]]:
        """The titles of each course, without those that the library names, by the ranges that a span can ask for."""
        ranges = {WHOLE, wanted.moved, wanted.still}
        counts = {each: self._snapshot.counted(self._store, each, self._versions) for each in ranges}
        if not self._named:
            return counts
        return {within: Counter(titles) - self._held(within) for within, titles in counts.items()}

    def _held(self, within: Range) -> Counter[int]:
        """The titles that the library names, by course."""
        return Counter(each.history_id for each in self._named.values() if within.has(each.counted_seq))

    def _wanted_named(self, wanted: Bounds) -> Sequence[str]:
        found = []
        for title_id, each in self._named.items():
            within = versions_within(each.stand, wanted) if each.stand else None
            if within is not None and within.has(each.counted_seq):
                found.append(title_id)
        return sorted(found)

    def _rows(
        self, connection: Connection, selection: Selection | Whole, place: Place, limit: int, form: str
    ) -> Sequence[Titled]:
        """At most `limit` rows of the selected courses behind a place, without the titles that the library names."""
        found: list[Titled] = []
        begun, course = selection.range_of(place.course), place.course
        if begun is not None:
            behind = Stretch([course], begun, (place.version, place.title_id), self._versions)
            found += self._all_of(connection, behind, limit, form)
        while (left := limit - len(found)) > 0:  # no more is read than there is room for
            courses, within = stretch(selection, course, left)
            if not courses:
                break
            wanted = Stretch(courses, within, counts=self._versions)
            if len(courses) == 1:
                found += self._all_of(connection, wanted, left, form)
            else:  # they fit into the page, so they are read whole
                found += self._unnamed(standings.stretch(connection, self.publication, wanted, form=form))
            course = courses[-1]
        return found[:limit]

    def _all_of(self, connection: Connection, wanted: Stretch, limit: int, form: str) -> Sequence[Titled]:
        """At least `limit` rows of one course, or all of them."""
        found: list[Titled] = []
        while rows := standings.stretch(connection, self.publication, wanted, limit, form):
            found += self._unnamed(rows)
            if len(rows) < limit or len(found) >= limit:
                break
            wanted = wanted._replace(after=_place_of(rows[-1])[1:])
        return found

    def _rows_of(self, connection: Connection, title_ids: Sequence[str], form: str) -> Sequence[Row[Any]]:
        return standings.rows_of(connection, self.publication, title_ids, form, self._versions)

    def _unnamed(self, rows: Sequence[Titled]) -> Sequence[Titled]:
        return [row for row in rows if row[0] not in self._named] if self._named else rows

    def _standing(self, title_ids: Sequence[str], form: str = "") -> dict[str, tuple[Row[Any], Stand]]:
        """How these titles stand, of those that the view has or had."""
        with self._store.read() as connection:
            rows = self._rows_of(connection, title_ids, form)
        pairs = (
            (row, self._named[row.title_id].stand if row.title_id in self._named else self._stands.get(row.history_id))
            for row in rows
        )
        return {row.title_id: (row, stand) for row, stand in pairs if stand is not None}

    def _entries(self, stand: Stand, rows: Sequence[Any], form: str = "") -> list[_Spliced]:
        """The entries of titles that stand alike, with the metadata of the live ones where a form is asked for.

        `rows`: of `standings`, with versions of one publication. A list is walked through here, page by page.
        """
        deleted, _, offers, sets, left, first = stand
        moved, begun = self._snapshot.at(_moved(rows[0][2], stand)), self._snapshot.at(first)
        if deleted or not form:
            return [(Entry(moved, row[0], deleted, sets, left, begun), NO_METADATA) for row in rows]
        way = self._splicer.way(offers, moved, new=moved == begun)
        spliced = way.marcxml if form == "marcxml" else way.oai_dc
        return [
            (Entry(moved, title_id, deleted, sets, left, begun), spliced(packed, title_id, vendor_ids))
            for title_id, _, _, vendor_ids, packed, _ in rows
        ]

    @cached_property
    def _splicer(self) -> Splicer:
        return Splicer(self._isil, self._library, self._profile.links, showing_of(self._profile.shows))

    @property
    def _library(self) -> str:
        """The ISIL that links carry."""
        return "" if self.name == ALL else self.name

    def _render(self, row: Row[Any], stand: Stand, packed: str, created: str) -> Record:
        record, moved = Record.unpack(packed), self._snapshot.at(_moved(row.counted_seq, stand))
        showing = showing_of(self._profile.shows)
        if stand.deleted:
            return show(tombstone(record, row.title_id, self._isil, created, moved), showing)
        swedish = record.value("040", "b") == "swe"
        ids = addressed(row.vendor_ids).split(SEPARATOR)
        links = [
            link_of(vendor, ids[number], self._profile.links[vendor], swedish, self._library)
            for vendor, number in stand.offers
            if vendor in self._profile.links
        ]
        status = NEW if _moved(row.counted_seq, stand) == stand.first else CHANGED
        return show(stamp(with_links(record, links), row.title_id, self._isil, created, moved, status), showing)


def _moved(version: int, stand: Stand) -> int:
    """The publication that last changed a title in the view; `version`: that of its record which counts."""
    return stand.since if stand.deleted else max(stand.since, version)


def _place_of(row: Titled) -> Place:
    return Place(row[1], row[2], row[0])
