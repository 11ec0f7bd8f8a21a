"""What people decided about pairs of records, as the matcher takes it: by source-record ids, whatever these are now.

A decision names records by "vendor:id", so that it outlives clusters and titles (matching.md §7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.store import choices, records
from transforms.match.blocking import Pair
from transforms.match.clusters import Links

SAME, DIFFERENT = "same", "different"


class Decided(NamedTuple):
    """The verdicts in force: by subject, and by source-record ids where both records are in the store."""

    verdicts: Mapping[str, str]  # subject of the pair → same or different
    pairs: Mapping[Pair, str]  # ids, ascending

    def partners(self, ids: Iterable[int]) -> set[int]:
        """The records that people joined with any of these."""
        wanted = set(ids)
        joined = [pair for pair, verdict in self.pairs.items() if verdict == SAME]
        return {other for a, b in joined for each, other in ((a, b), (b, a)) if each in wanted}

    def links(self, places: Mapping[int, int], names: Mapping[int, str]) -> Links:
        """The decisions by a caller's own numbers for the source records; `names` are of those numbers."""
        found: dict[str, set[Pair]] = {SAME: set(), DIFFERENT: set()}
        for (a, b), verdict in self.pairs.items():
            if a in places and b in places:
                left, right = places[a], places[b]
                found[verdict].add((min(left, right), max(left, right)))
        return Links(frozenset(found[SAME]), frozenset(found[DIFFERENT]), names)


def pair_of(left: str, right: str) -> str:
    """Two records by "vendor:id" as the subject of a question or decision; the same whichever comes first."""
    return "\n".join(sorted((left, right)))


def split_label(label: str) -> tuple[str, str]:
    """Vendor and vendor's id of "vendor:id"."""
    vendor, _, vendor_id = label.partition(":")
    return vendor, vendor_id


def decided_pairs(connection: Connection) -> Decided:
    """Every verdict in force; of several on one pair the latest counts."""
    latest = {each.subject: each for each in choices.listed(connection, kinds=("match",))}
    named = {subject: (each.value["left"], each.value["right"]) for subject, each in latest.items()}
    ids = ids_of(connection, [label for pair in named.values() for label in pair])
    pairs: dict[Pair, str] = {}
    for subject, (left, right) in named.items():
        if left in ids and right in ids:
            a, b = ids[left], ids[right]
            pairs[(min(a, b), max(a, b))] = latest[subject].verdict
    return Decided({subject: each.verdict for subject, each in latest.items()}, pairs)


def ids_of(connection: Connection, labels: Iterable[str]) -> dict[str, int]:
    """Source-record ids by "vendor:id", of those that the store has, live or not."""
    by_vendor: defaultdict[str, list[str]] = defaultdict(list)
    for label in sorted(set(labels)):
        vendor, vendor_id = split_label(label)
        by_vendor[vendor].append(vendor_id)
    return {
        f"{vendor}:{row.vendor_id}": row.id
        for vendor, ids in by_vendor.items()
        for row in records.by_vendor_id(connection, vendor, ids).values()
    }
