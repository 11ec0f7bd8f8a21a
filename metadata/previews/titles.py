"""What would be published of it: the next publication, made in the transaction that is rolled back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from metadata import gate as gating
from metadata.gate.samples import title_in
from metadata.mint import mint_title_id
from metadata.previews.differences import field_pairs
from metadata.previews.effect import NOTHING, Sight
from metadata.publish.guard import rejected_kept
from metadata.publish.policies import policies
from metadata.publish.publication import publish_changes
from metadata.publish.publication_gate import look
from metadata.store.publications import latest_versions
from metadata.store.tables import source_record, version
from metadata.vendors import load_vendors

SHOWN = 20  # titles of which the fields are told


def would_publish(sight: Sight) -> dict[str, Any]:
    """The next publication: `would_be`, its `counts`, the ids of the titles that get a version as `changed`, the first
    of them with their fields as `samples`; `waiting`: records that changed before, and are published with it.

    Title ids that are minted here are not kept: new titles get others.
    """
    home, connection = sight.home, sight.connection
    vendors, _ = load_vendors(home.settings.schemas)
    with rejected_kept(connection):
        done = publish_changes(connection, vendors, home.libraries, policies(home), mint_title_id, home.clock())
    told = {"waiting": _waiting(sight)}
    if not done.counts:
        return {**told, "would_be": NOTHING, "reason": "", "counts": {}, "changed": [], "samples": []}
    query = select(version.c.title_id).where(version.c.seq == done.seq).order_by(version.c.title_id)
    changed = list(connection.execute(query).scalars())
    checks = [each.check for each in look(connection, done.seq, home.libraries)]
    tripped = [each for each in checks if each.verdict == "hold"]
    return {
        **told,
        "would_be": "held" if tripped else "published",
        "reason": gating.load_gate_texts(home.settings.schemas).told(tripped),
        "counts": done.counts,
        "changed": changed,
        "samples": _samples(sight, changed[:SHOWN]),
    }


def _waiting(sight: Sight) -> int:
    query = select(func.count()).select_from(source_record).where(source_record.c.changed.is_(True))
    return int(sight.standing.execute(query).scalar_one())


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
