"""Reads all that some hundred titles are made of: what stays here for writing, and what goes to where they are made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata import other_forms
from metadata.curated import NOTHING_SAID, curated
from metadata.exceptions import set_by_people
from metadata.members import stored_members
from metadata.publish.making import Asked, Last
from metadata.publish.policies import Policies
from metadata.publish.polish import made_with_same
from metadata.store import publications
from metadata.store.titles import former_ids, members_of
from metadata.store.works import places
from transforms.merge.decisions import NOTHING_DECIDED
from transforms.merge.other_forms import NOTHING, Known
from transforms.merge.works_758 import UNKNOWN, OfWork


class Lot(NamedTuple):
    """Some titles as they stood before, and what those that are to be published are made of."""

    titles: Sequence[str]
    before: Mapping[str, Row[Any]]  # newest versions
    members: Mapping[str, Sequence[Row[Any]]]  # of titles that are to be published
    known: Mapping[str, Known]  # other forms
    asked: Sequence[Asked]


def gathered(connection: Connection, titles: Sequence[str], ranks: Mapping[str, int], policies: Policies) -> Lot:
    """Read what these titles are made of; one that has no records, or that a person suppressed, is not asked for."""
    before = publications.latest_versions(connection, titles)
    everyone = members_of(connection, titles)
    said = curated(connection, everyone)
    members = {each: rows for each, rows in everyone.items() if not said.get(each, NOTHING_SAID).suppressed}
    kept = set_by_people(connection, [_label(row) for rows in members.values() for row in rows])
    known = other_forms.known_of(connection, members, ranks, policies.links)
    former = former_ids(connection, members.keys())
    of = {each: OfWork(found.work_id, found.expression_id) for each, found in places(connection, members).items()}
    created = publications.created(connection, list(members))
    about = policies.origins.about(connection, members)
    last = _last(connection, {each: before[each] for each in members.keys() & before.keys()}, policies.polish.made_with)
    asked = [
        Asked(
            each,
            rows[0].media,
            stored_members(rows, ranks),
            created[each],
            former.get(each, ()),
            of.get(each, UNKNOWN),
            known.get(each, NOTHING),
            said[each].fields if each in said else NOTHING_DECIDED,
            frozenset().union(*(kept.get(_label(row), ()) for row in rows)) if kept else frozenset(),
            last.get(each),
            about.get(each, b""),
        )
        for each, rows in members.items()
    ]
    return Lot(titles, before, members, known, asked)


def _last(connection: Connection, before: Mapping[str, Row[Any]], made_with: str) -> dict[str, Last]:
    """What was last published of titles; of those that were merged by these rules also why it said so."""
    live: Collection[str] = [each for each, row in before.items() if not row.deleted]
    same = made_with_same(connection, live, made_with)
    return {
        each: Last(bytes(row.hash), row.record, row.provenance if each in same else None)
        for each, row in before.items()
        if not row.deleted
    }


def _label(row: Row[Any]) -> str:
    return f"{row.vendor}:{row.vendor_id}"
