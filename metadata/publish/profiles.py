"""What each view selects, links and shows, as it is kept with the publications: so that old ones can be told exactly.

A library's licences count on the days that they name: what has ended is selected no more, and is deleted in that
view by the next publication. The shape of a profile:

    collections  None: everything; else names          links  vendor → [template, text in Finnish, text in Swedish]
    titles       ids that are taken besides            shows  transforms/publish/showing.py
    except       ids that are not taken                only   id of `titles` → vendors or collections taken from
    media, languages, audiences: what is taken of the collections; without any, all
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from metadata.libraries import Library
from metadata.libraries.resolving import Resolved, resolved
from metadata.libraries.shown import showing_for
from metadata.libraries.wanted import Wanted, wanted_by
from metadata.vendors import Vendor
from transforms.publish.showing import kept_as

Profile = dict[str, Any]
Links = Mapping[str, Sequence[str]]


def profile_of_all(vendors: Mapping[str, Vendor], last: Mapping[str, Any] | None) -> Profile:
    """The profile of the view of every title, with the vendors' `ranks` beside.

    `last` is the one before it: a vendor whose file is gone or wrong keeps its rank and its links.
    """
    last = last or {"ranks": {}, "links": {}}
    public = {each.id: [each.links.resource, each.links.label.fi, each.links.label.sv] for each in vendors.values()}
    return {
        "collections": None,
        "titles": [],
        "except": [],
        "links": {**last["links"], **public},
        "ranks": {**last["ranks"], **{each.id: each.rank for each in vendors.values()}},
    }


def library_profiles(
    connection: Connection, libraries: Mapping[str, Library], public: Links, today: date
) -> dict[str, Profile]:
    """The profile of each library's view on a day; `public` are the links of the view of every title.

    Titles are named by id, record or number; one that is not there yet is taken as soon as it is.
    """
    wanted = {isil: wanted_by(connection, each, today) for isil, each in libraries.items()}
    names = {name for each in wanted.values() for name in each.names}
    found = resolved(connection, names)
    return {isil: _profile(each, wanted[isil], found, public) for isil, each in libraries.items()}


def _profile(library: Library, wanted: Wanted, found: Resolved, public: Links) -> Profile:
    taken = wanted.titles(found)
    acquires, text = library.acquires, library.link_text
    return {
        "collections": sorted(wanted.collections),
        "titles": sorted(taken),
        "only": {each: sorted(vendors) for each, vendors in sorted(taken.items()) if vendors},
        "except": sorted(wanted.refused(found)),
        "media": sorted(acquires.media),
        "languages": sorted(acquires.languages),
        "audiences": sorted(library.audience_codes),
        "links": {
            vendor: [library.links.get(vendor, template), text.fi, text.sv] for vendor, (template, *_) in public.items()
        },
        "shows": kept_as(showing_for(library)),
    }


def day_at(now: str, zone: tzinfo) -> date:
    """The day in a time zone at a time, ISO 8601 in UTC: "2026-12-31T22:30:00Z" is 1 January in Helsinki."""
    return datetime.fromisoformat(now).astimezone(UTC).astimezone(zone).date()
