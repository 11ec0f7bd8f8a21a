"""How a library stands: what it acquires, what its lists brought, what is wanted and not there yet, what ends soon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from metadata.errors import ConfigError
from metadata.home import Home
from metadata.libraries import Library, feed_id
from metadata.libraries.licences import ending_soon
from metadata.libraries.resolving import resolved
from metadata.libraries.shown import showing_for
from metadata.libraries.values import no_such
from metadata.libraries.wanted import ITS_FILE, Acquired, acquired_by, acquired_by_each, wanted
from metadata.publish.profiles import day_at
from metadata.store import acquisitions, deliveries
from transforms.publish.showing import kept_as


def library_named(home: Home, isil: str) -> Library:
    """A library by its ISIL. Raises ConfigError, also where its file is refused."""
    if isil in home.refused_libraries:
        raise ConfigError(home.refused_libraries[isil])
    if isil not in home.libraries:
        raise ConfigError(no_such("library", isil, home.libraries.keys()))
    return home.libraries[isil]


def standing(home: Home, isil: str) -> dict[str, Any]:
    """All of it in plain values. Raises ConfigError for a library that there is not."""
    library, today = library_named(home, isil), day_at(home.clock(), home.zone)
    with home.store.read() as connection:
        acquired = acquired_by(connection, library)
        now = wanted(library, acquired, today)
        found = resolved(connection, now.names)
        lists = [_list(connection, library, name, acquired) for name in library.acquisitions]
        endings = ending_soon(connection, {isil: library}, today)
    return {
        "isil": isil,
        "name": library.name.model_dump(),
        "collections": sorted(now.collections),
        "titles": len(now.titles(found)),
        "except": sorted(now.refused(found)),
        "missing": [_missing(each) for each in now.unknown(found)],
        "lists": lists,
        "licences": [{**each._asdict(), "told": each.told} for each in endings],
        "shows": kept_as(showing_for(library)),
        "system": {
            "name": library.system.title,
            "notes": list(library.system.notes),
            "files": library.system.files.model_dump(),
            "harvest": {"address": f"/oai/lib/{isil}", **library.system.harvest.model_dump()},
        },
    }


def missing(connection: Connection, libraries: Mapping[str, Library], today: date) -> dict[str, int]:
    """How many titles each library has acquired that are not there yet; without those that lack none."""
    acquired = acquired_by_each(connection, libraries)
    each_wants = {isil: wanted(each, acquired[isil], today) for isil, each in libraries.items()}
    found = resolved(connection, {name for each in each_wants.values() for name in each.names})
    counts = {isil: len(each.unknown(found)) for isil, each in each_wants.items()}
    return {isil: count for isil, count in counts.items() if count}


def _missing(each: Acquired) -> dict[str, Any]:
    """A title that is acquired and not there yet."""
    where = {} if each.origin == ITS_FILE else {"list": each.origin, "line": each.line}
    return {"names": list(each.names), **where}


def _list(connection: Connection, library: Library, name: str, acquired: Iterable[Acquired]) -> dict[str, Any]:
    """One list: what it holds, its newest delivery, and the lines of that which cannot be used."""
    part, feed = library.acquisitions[name], feed_id(library.isil, name)
    every = deliveries.with_state(connection, vendor=feed)
    told: dict[str, Any] = {"list": name, "id": feed, "from": part.fetch.where, "format": part.format}
    told["lines"] = sum(each.origin == name for each in acquired)
    if every:
        newest, entry = max(every, key=lambda pair: pair[1].id)
        told["newest"] = {"delivery": newest.name, "state": entry.state, "at": entry.at, "reason": entry.reason}
        told["newest"]["counts"] = entry.counts
        told["unusable"] = [each._asdict() for each in acquisitions.faults_of(connection, newest.id)]
    return told
