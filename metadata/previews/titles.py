"""What would be published of it: the next publication, made in the transaction that is rolled back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from metadata import gate as gating
from metadata.gate.samples import title_in
from metadata.mint import mint_title_id
from metadata.previews.differences import field_pairs
from metadata.previews.effect import NOTHING, Sight
from metadata.publish.guard import rejected_kept
from metadata.publish.policies import policies
from metadata.publish.publication import publish_changes
from metadata.publish.publication_gate import look
from metadata.store.match_index import batches
from metadata.store.publications import latest_versions
from metadata.store.tables import source_record, version
from metadata.vendors import load_vendors

SHOWN = 20  # titles of which the fields are told


def would_publish(sight: Sight) -> dict[str, Any]:
    """The next publication: `would_be` and its `counts`; the ids of the titles that get a version as `changed`, the
    first of them with their fields as `samples`.

    What other deliveries changed before is published with it, and counts: `waiting` is the number of such records,
    `others` that of the titles that get a version for them alone; these are not among `changed`.

    Title ids that are minted here are not kept: new titles get others.
    """
    home, connection = sight.home, sight.connection
    vendors, _ = load_vendors(home.settings.schemas)
    moved = _moved(sight)
    with rejected_kept(connection):
        done = publish_changes(connection, vendors, home.libraries, policies(home), mint_title_id, home.clock())
    told = {"waiting": len(moved.waiting), "others": 0}
    if not done.counts:
        return {**told, "would_be": NOTHING, "reason": "", "counts": {}, "changed": [], "samples": []}
    query = select(version.c.title_id).where(version.c.seq == done.seq).order_by(version.c.title_id)
    published = list(connection.execute(query).scalars())
    others = _of_others(sight, moved, published)
    changed = [each for each in published if each not in others]
    checks = [each.check for each in look(connection, done.seq, home.views)]
    tripped = [each for each in checks if each.verdict == "hold"]
    return {
        **told,
        "others": len(others),
        "would_be": "held" if tripped else "published",
        "reason": gating.load_gate_texts(home.settings.schemas).told(tripped),
        "counts": done.counts,
        "changed": changed,
        "samples": _samples(sight, changed[:SHOWN]),
    }


class _Moved(NamedTuple):
    """Source records that are to be published, by their ids, as they are before the next publication is tried."""

    waiting: set[int]  # since before the dry run
    own: set[int]  # what it changed itself, also of those that wait


def _moved(sight: Sight) -> _Moved:
    flagged = select(source_record.c.id).where(source_record.c.changed.is_(True))
    waiting = set(sight.standing.execute(flagged).scalars())
    if not waiting:
        return _Moved(waiting, set())
    now = set(sight.connection.execute(flagged).scalars())
    return _Moved(waiting, (now - waiting) | _differing(sight, sorted(waiting)))


def _differing(sight: Sight, ids: Sequence[int]) -> set[int]:
    """Those of these source records that are not in the transaction what they are in the store."""
    c, found = source_record.c, set[int]()
    for batch in batches(ids):
        query = select(c.id, c.record, c.deleted, c.media, c.collection).where(c.id.in_(batch))
        stand = set(map(tuple, sight.standing.execute(query)))
        found.update(row.id for row in sight.connection.execute(query) if tuple(row) not in stand)
    return found


def _of_others(sight: Sight, moved: _Moved, published: Sequence[str]) -> set[str]:
    """The titles that are published for a record that waited, and for none that the dry run changed."""
    c = source_record.c
    places: defaultdict[str, set[int]] = defaultdict(set)  # title → its records, those that leave it too
    wanted = set(published)
    for connection in (sight.standing, sight.connection) if moved.waiting else ():
        for batch in batches(sorted(moved.waiting | moved.own)):
            for row in connection.execute(select(c.id, c.title_id).where(c.id.in_(batch))):
                if row.title_id in wanted:
                    places[row.title_id].add(row.id)
    return {title for title, ids in places.items() if not ids & moved.own}


def _samples(sight: Sight, ids: list[str]) -> list[dict[str, Any]]:
    """Titles with their fields before and after."""
    before, after = latest_versions(sight.standing, ids), latest_versions(sight.connection, ids)
    found = []
    for each in ids:
        old = before[each].record if each in before and not before[each].deleted else ""
        new = "" if after[each].deleted else after[each].record
        outcome = "withdrawn" if not new else "changed" if old else "new"
        fields = field_pairs(old, new) if new else []
        found.append({"id": each, "title": title_in(new or old), "outcome": outcome, "fields": fields})
    return found
