"""What a changed library file would do to its view: titles that come and go, and records that change. Writes nothing.

It is the publication that the next run would make of it, on what is published now: written in a transaction, read by
the views, and rolled back, so that what it tells cannot differ from what is then done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata.errors import ConfigError
from metadata.gate.samples import plain, title_in
from metadata.home import Home
from metadata.libraries import Library, load_known, load_library
from metadata.libraries.resolving import resolved
from metadata.libraries.wanted import wanted_by
from metadata.previews.differences import field_pairs
from metadata.publish.catalogue import ALL
from metadata.publish.profiles import day_at, library_profiles, profile_of_all
from metadata.publish.publication import next_datestamp
from metadata.publish.views import StoreCatalogue, StoredView
from metadata.store import publications
from metadata.vendors import load_vendors

SAMPLES = 5  # titles that are shown of those that come, go and change


class _Open(NamedTuple):
    """What views read instead of a store: an open transaction, with what it has written."""

    connection: Connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """The transaction."""
        yield self.connection


class _Both(NamedTuple):
    """The view as it is, and as it would be."""

    before: StoredView
    after: StoredView


def preview(home: Home, isil: str, file: Path | None = None, samples: int = SAMPLES) -> dict[str, Any]:
    """What the file of a library, by default the one in schemas/libraries, would do to its view.

    Raises ConfigError for a file that is wrong, or before anything is published.
    """
    schemas = home.settings.schemas
    path = file or schemas / "libraries" / f"{isil}.yml"
    if not path.is_file():
        raise ConfigError(f"there is no library file {path}")
    library = load_library(path, load_known(schemas))
    if library.isil != isil:
        raise ConfigError(f"{path} is the file of {library.isil}, not of {isil}")
    with home.store.write() as connection:
        try:
            return _told(home, connection, library, samples)
        finally:
            connection.rollback()


def _told(home: Home, connection: Connection, library: Library, samples: int) -> dict[str, Any]:
    seq, at = publications.current(connection)
    if not seq:
        raise ConfigError("nothing is published yet: `emat run` first")
    today, isil = day_at(home.clock(), home.zone), library.isil
    vendors, _ = load_vendors(home.settings.schemas)
    kept = publications.profiles(connection, isil)
    everything = profile_of_all(vendors, publications.profiles(connection, ALL)[-1][1])
    profile = library_profiles(connection, {isil: library}, everything["links"], today)[isil]
    catalogue = StoreCatalogue(_Open(connection), home.consortium.isil, [isil])
    before = catalogue.view(isil)
    publications.add(connection, seq + 1, next_datestamp(at, home.clock()))
    publications.add_profile(connection, isil, seq + 1, profile)
    after = catalogue.view(isil)
    if before is None or after is None:
        raise ConfigError(f"the view of {isil} cannot be read at publication {seq}")
    old = kept[-1][1] if kept else {}
    wanted = wanted_by(connection, library, today)
    return {
        "library": isil,
        "publication": seq,
        "profile": _profile_changes(old, profile),
        "missing": [list(each.names) for each in wanted.unknown(resolved(connection, wanted.names))],
        **_compared(_Both(before, after), samples),
    }


def _profile_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What would be kept otherwise of what the view selects, links and shows."""
    keys = sorted(old.keys() | new.keys())
    return {key: {"before": old.get(key), "after": new.get(key)} for key in keys if old.get(key) != new.get(key)}


def _compared(views: _Both, samples: int) -> dict[str, Any]:
    """The numbers of titles, and samples of each kind."""
    was = {each.title_id: each for each in views.before.entries()}
    now = {each.title_id: each for each in views.after.entries()}
    there = {each for each, entry in was.items() if not entry.deleted}
    still = {each for each, entry in now.items() if not entry.deleted}
    comes, goes = sorted(still - there), sorted(there - still)
    changes = sorted(each for each in there & still if now[each].datestamp != was[each].datestamp)
    return {
        "comes": len(comes),
        "goes": len(goes),
        "changes": len(changes),
        "stays": len(there & still) - len(changes),
        "samples": {
            "comes": _records(views, comes[:samples]),
            "goes": _records(views, goes[:samples]),
            "changes": _records(views, changes[:samples]),
        },
    }


def _records(views: _Both, ids: Sequence[str]) -> list[dict[str, Any]]:
    """These titles with their fields before and after; all fields of one that comes or goes."""
    before, after = views.before.records(ids), views.after.records(ids)
    found = []
    for each in ids:
        pair = [records[each].pack() if each in records else "" for records in (before, after)]
        title = title_in(pair[0] or pair[1])
        found.append({"id": each, "title": plain(title), "fields": field_pairs(*pair)})
    return found
