"""All views of a store, at any publication that is kept. What views have in common is read once for all of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from threading import Lock

from metadata.publish.catalogue import ALL, EVERYTHING, NotAtHand
from metadata.publish.families import StoredFamilies
from metadata.publish.history import NOTHING, Profile, profile_of
from metadata.publish.views.courses import Courses
from metadata.publish.views.selection import Selections, counts_of
from metadata.publish.views.snapshot import Snapshot
from metadata.publish.views.view import Named, StoredView
from metadata.store import publications, standings
from metadata.store import titles as title_store
from metadata.store.store import Reader

KEPT_VIEWS = 400  # in memory: every library at the current publication, and walks that began before it
_KEPT_SNAPSHOTS = 8
BEFORE_ALL = "1970-01-01T00:00:00Z"


class StoreCatalogue(StoredFamilies):
    """All views of a store. Safe to share among the threads of a server."""

    def __init__(self, store: Reader, isil: str, libraries: Sequence[str]) -> None:
        self._store, self._isil = store, isil
        self._names = (ALL, *libraries)
        self._views: OrderedDict[tuple[str, int], StoredView] = OrderedDict()
        self._snapshots: OrderedDict[int, Snapshot] = OrderedDict()
        self._courses, self._selections = Courses(store), Selections()
        self._lock, self._making = Lock(), Lock()

    def names(self) -> Sequence[str]:
        """ "all", then the ISILs."""
        return self._names

    def current(self) -> int:
        """Number of the current publication; 0 before the first."""
        with self._store.read() as connection:
            return publications.current(connection)[0]

    def view(self, name: str, publication: int | None = None) -> StoredView | None:
        """A view at a publication, by default the current one; None when unknown or no longer kept."""
        if name not in self._names:
            return None
        with self._store.read() as connection:
            newest = publications.current(connection)[0]
            wanted = newest if publication is None else publication
            if wanted and wanted != newest and not publications.is_kept(connection, wanted):
                return None
        return self._kept(name, wanted) or self._make(name, wanted)

    def at_hand(self) -> StoreCatalogue | None:
        """The same for who may not wait; None unless the store is a file of this machine."""
        return self._at_hand

    @cached_property
    def _at_hand(self) -> StoreCatalogue | None:
        with self._store.read() as connection:
            return _AtHand(self) if connection.dialect.name == "sqlite" else None

    def _make(self, name: str, publication: int) -> StoredView:
        with self._making:  # one after the other, while others read what is there
            return self._kept(name, publication) or self._keep(self._made(name, publication))

    def _kept(self, name: str, publication: int) -> StoredView | None:
        key = (name, publication)
        with self._lock:
            if key in self._views:
                self._views.move_to_end(key)
            return self._views.get(key)

    def _keep(self, view: StoredView) -> StoredView:
        with self._lock:
            self._views[view.name, view.publication] = view
            while len(self._views) > KEPT_VIEWS:
                self._views.popitem(last=False)
        return view

    def _made(self, name: str, publication: int) -> StoredView:
        snapshot = self._snapshot(publication)
        with self._store.read() as connection:
            kept = publications.profiles(connection, name)
        profiles = [profile_of(since, each) for since, each in kept if since <= publication]
        stands = self._courses.stands(name, profiles, snapshot)
        last = profiles[-1] if profiles else NOTHING
        named = self._named(profiles, last, snapshot)
        view = StoredView(self._store, name, self._isil, snapshot, last, stands, named, self._selections)
        view.count(EVERYTHING)  # most lists begin with this, and it goes through all courses
        return view

    def _named(self, profiles: Sequence[Profile], last: Profile, snapshot: Snapshot) -> dict[str, Named]:
        """The titles that the library names, or once named, one by one; those that the view has or had."""
        ids = sorted(frozenset[str]().union(*(each.named for each in profiles)))
        with self._store.read() as connection:
            rows = standings.rows_of(connection, snapshot.publication, ids, counts=counts_of(last))
        found = ((row, self._courses.stand(row.history_id, profiles, snapshot, row.title_id)) for row in rows)
        return {row.title_id: Named(row.history_id, row.counted_seq, each) for row, each in found}

    def _snapshot(self, publication: int) -> Snapshot:
        if publication not in self._snapshots:
            self._snapshots[publication] = Snapshot(self._store, publication)
            if self._courses.outgrown(self._snapshots[publication]):
                self._courses = Courses(self._store)
            while len(self._snapshots) > _KEPT_SNAPSHOTS:
                self._snapshots.popitem(last=False)
        return self._snapshots[publication]

    def redirect(self, title_id: str) -> str | None:
        """The title that a merge put in the place of this one."""
        with self._store.read() as connection:
            state = title_store.title_states(connection, [title_id]).get(title_id)
        return state.redirect_to if state else None

    def earliest(self) -> str:
        """The datestamp of the first publication."""
        with self._store.read() as connection:
            return publications.datestamps(connection, 1).get(1, BEFORE_ALL)


class _AtHand(StoreCatalogue):
    """The views that another catalogue keeps, and no other."""

    def __init__(self, whole: StoreCatalogue) -> None:
        super().__init__(whole._store, whole._isil, whole._names[1:])
        self._views, self._lock = whole._views, whole._lock

    def _make(self, name: str, publication: int) -> StoredView:
        raise NotAtHand(name)
