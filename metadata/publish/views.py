"""The published views, read from the store: one neutral record per title, each view's own links, sets and deletes.

A view is computed from what changed when (versions, offers, profiles); nothing is stored per library and title.
Every channel reads through here, so all of them say the same.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Row

from metadata.publish.catalogue import EVERYTHING, Entry, Span
from metadata.publish.families import StoredFamilies
from metadata.publish.publication import ALL
from metadata.store import publications
from metadata.store import titles as title_store
from metadata.store.store import Store
from transforms.formats.marcxml import to_marcxml
from transforms.merge.stamp import Link, stamp, tombstone, with_links
from transforms.record import Record

KEPT_VIEWS = 32  # view indexes kept in memory
BEFORE_ALL = "1970-01-01T00:00:00Z"


class _State(NamedTuple):
    """How a title stands in a view at one publication; two equal states need no new datestamp."""

    deleted: bool
    version: int = 0  # publication of the record's version
    links: tuple[tuple[str, ...], ...] = ()  # url, text in Finnish, text in Swedish
    sets: tuple[str, ...] = ()


class _Place(NamedTuple):
    """An entry, and what its record is made of."""

    entry: Entry
    state: _State
    version: int  # the newest version, also of a deleted title


class StoredView:
    """One view at one publication."""

    def __init__(self, store: Store, name: str, isil: str, publication: int) -> None:
        self.name, self.publication = name, publication
        self._store, self._isil = store, isil
        self._places = self._read()
        self._keys = [(each.entry.datestamp, each.entry.title_id) for each in self._places]
        self._by_id = {each.entry.title_id: each for each in self._places}

    def _read(self) -> list[_Place]:
        with self._store.read() as connection:
            at = {row.seq: row.at for row in publications.all_publications(connection)}
            profiles = [each for each in publications.profiles(connection, self.name) if each[0] <= self.publication]
            places = []
            for title_id, versions, offers in publications.events(connection, self.publication):
                found = _story(title_id, versions, offers, profiles)
                if found is not None:
                    state, seq, left, first = found
                    entry = Entry(at[seq], title_id, state.deleted, state.sets, left, at[first])
                    places.append(_Place(entry, state, versions[-1].seq))
        return sorted(places, key=lambda each: (each.entry.datestamp, each.entry.title_id))

    def _within(self, span: Span, after: tuple[str, str] | None = None) -> Iterator[Entry]:
        """The entries of a span, in order, strictly after a key."""
        start = bisect_right(self._keys, after) if after else 0
        if span.start:
            start = max(start, bisect_left(self._keys, (span.start, "")))
        end = bisect_right(self._keys, (span.until, "\uffff")) if span.until else len(self._keys)
        for place in islice(self._places, start, end):
            if not span.set or _in_set(place.entry, span.set):
                yield place.entry

    def count(self, span: Span) -> int:
        """How many entries the span selects."""
        return sum(1 for _ in self._within(span))

    def page(self, span: Span, after: tuple[str, str] | None, limit: int) -> Sequence[Entry]:
        """At most `limit` entries strictly after the key."""
        return list(islice(self._within(span, after), limit))

    def entry(self, title_id: str) -> Entry | None:
        """The entry of a title; None where this view never had it."""
        place = self._by_id.get(title_id)
        return place.entry if place else None

    def entries(self, span: Span = EVERYTHING) -> Iterator[Entry]:
        """Every entry that the span selects, in order of (datestamp, title id)."""
        return self._within(span)

    def live(self) -> list[str]:
        """Ids of the live titles, ascending."""
        return sorted(each.entry.title_id for each in self._places if not each.entry.deleted)

    def deleted(self) -> int:
        """How many titles are tombstones here."""
        return sum(1 for each in self._places if each.entry.deleted)

    def digest(self) -> str:
        """SHA-256 of what the view holds: equal for two publications between which the view did not change."""
        keys = "\n".join(f"{each.entry.datestamp} {each.entry.title_id} {each.entry.deleted}" for each in self._places)
        return hashlib.sha256(keys.encode()).hexdigest()

    def records(self, title_ids: Sequence[str]) -> dict[str, Record]:
        """The records of these titles as this view shows them; stubs of deleted ones."""
        wanted = {each: self._by_id[each].version for each in title_ids if each in self._by_id}
        with self._store.read() as connection:
            stored = publications.records(connection, wanted)
        return {each: self._render(self._by_id[each], *stored[each]) for each in wanted}

    def _render(self, place: _Place, packed: str, created: str) -> Record:
        record, entry = Record.unpack(packed), place.entry
        if entry.deleted:
            return tombstone(record, entry.title_id, self._isil, created, entry.datestamp)
        swedish = record.value("040", "b") == "swe"
        isil = "" if self.name == ALL else self.name
        links = [Link(url, swe if swedish else fin, isil) for url, fin, swe in place.state.links]
        return stamp(with_links(record, links), entry.title_id, self._isil, created, entry.datestamp)

    def record(self, title_id: str) -> Record | None:
        """The record of one title."""
        return self.records([title_id]).get(title_id)

    def marcxml(self, title_ids: Sequence[str]) -> Mapping[str, bytes]:
        """The MARCXML of live titles, ready to splice."""
        live = [each for each in title_ids if each in self._by_id and not self._by_id[each].entry.deleted]
        return {each: to_marcxml(record).encode() for each, record in self.records(live).items()}

    def sets(self) -> Sequence[tuple[str, str]]:
        """Every set ever used, parents included, with its name."""
        used = {spec for each in self._places for spec in (*each.entry.sets, *each.entry.left)}
        parents = {spec.rpartition(":")[0] for spec in used if ":" in spec}
        return [(spec, spec.replace(":", " – ")) for spec in sorted(used | parents)]


def _in_set(entry: Entry, wanted: str) -> bool:
    return any(spec == wanted or spec.startswith(wanted + ":") for spec in (*entry.sets, *entry.left))


def _story(
    title_id: str,
    versions: Sequence[Row[Any]],
    offers: Sequence[Row[Any]],
    profiles: Sequence[tuple[int, dict[str, Any]]],
) -> tuple[_State, int, tuple[str, ...], int] | None:
    """The state of a title in a view, the publication of its last change there, the sets it left, when it came.

    None when the view never had the title.
    """
    moments = sorted({row.seq for row in (*versions, *offers)} | {seq for seq, _ in profiles})
    state: _State | None = None
    since, first, been = 0, 0, set[str]()
    for seq in moments:
        after = _state_at(title_id, seq, versions, offers, profiles)
        if after is None:
            after = _State(deleted=True) if state is not None else None
        if after is not None and after != state:
            state, since, first = after, seq, first or seq
            been.update(after.sets)
    return (state, since, tuple(sorted(been - set(state.sets))), first) if state is not None else None


def _state_at(
    title_id: str,
    seq: int,
    versions: Sequence[Row[Any]],
    offers: Sequence[Row[Any]],
    profiles: Sequence[tuple[int, dict[str, Any]]],
) -> _State | None:
    """How the title stands at a publication; None when it is not in the view."""
    profile = next((each for since, each in reversed(profiles) if since <= seq), None)
    version = next((each for each in reversed(versions) if each.seq <= seq), None)
    if profile is None or version is None or version.deleted or title_id in profile["except"]:
        return None
    standing: dict[tuple[str, str], Row[Any]] = {(row.vendor, row.vendor_id): row for row in offers if row.seq <= seq}
    taken = [
        row
        for row in standing.values()
        if not row.gone
        and (
            profile["collections"] is None or row.collection in profile["collections"] or title_id in profile["titles"]
        )
    ]
    if not taken:
        return None
    taken.sort(key=lambda row: (row.vendor, row.vendor_id))
    links = {row.vendor: _link(profile["links"].get(row.vendor), row) for row in reversed(taken)}
    sets = {f"collection:{row.collection}" for row in taken} | {f"type:{version.media}"}
    if version.language.isalpha():
        sets.add(f"lang:{version.language}")
    return _State(False, version.seq, tuple(links[each] for each in sorted(links)), tuple(sorted(sets)))


def _link(template: Sequence[str] | None, row: Row[Any]) -> tuple[str, ...]:
    """One link of a vendor: address and its texts."""
    address, *texts = template or ("", "", "")
    return (address.replace("{vendor_id}", row.vendor_id).replace("{vendor}", row.vendor), *texts)


class StoreCatalogue(StoredFamilies):
    """All views of a store. Safe to share among the threads of a server."""

    def __init__(self, store: Store, isil: str, libraries: Sequence[str]) -> None:
        self._store, self._isil = store, isil
        self._names = (ALL, *libraries)
        self._views: OrderedDict[tuple[str, int], StoredView] = OrderedDict()
        self._lock = Lock()

    def names(self) -> Sequence[str]:
        """ "all", then the ISILs."""
        return self._names

    def current(self) -> int:
        """Number of the current publication; 0 before the first."""
        with self._store.read() as connection:
            return publications.current(connection)[0]

    def view(self, name: str, publication: int | None = None) -> StoredView | None:
        """A view at a publication, by default the current one."""
        newest = self.current()
        wanted = newest if publication is None else publication
        if name not in self._names or wanted > newest or wanted < 0:
            return None
        with self._lock:
            key = (name, wanted)
            if key not in self._views:
                self._views[key] = StoredView(self._store, name, self._isil, wanted)
                while len(self._views) > KEPT_VIEWS:
                    self._views.popitem(last=False)
            self._views.move_to_end(key)
            return self._views[key]

    def redirect(self, title_id: str) -> str | None:
        """The title that a merge put in the place of this one."""
        with self._store.read() as connection:
            state = title_store.title_states(connection, [title_id]).get(title_id)
        return state.redirect_to if state else None

    def earliest(self) -> str:
        """The datestamp of the first publication."""
        with self._store.read() as connection:
            every = publications.all_publications(connection)
        return every[0].at if every else BEFORE_ALL
