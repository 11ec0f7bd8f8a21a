"""What people decided about pairs of records, as the matcher takes it: by source-record ids, whatever these are now.

A decision names records by "vendor:id", so that it outlives clusters and titles (matching.md §7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.store import choices, records
from metadata.store.choices import Choice
from transforms.match.links import Links, Pair

SAME, DIFFERENT = "same", "different"
MERGE, SPLIT = "merge", "split"  # verdicts about titles: value {titles: [[vendor:id, …], [vendor:id, …]]}


class Decided(NamedTuple):
    """The verdicts in force: by subject, and by source-record ids where both records are in the store."""

    verdicts: Mapping[str, str]  # subject of the pair → same or different
    pairs: Mapping[Pair, str]  # ids, ascending
    choices: Mapping[Pair, Choice] = MappingProxyType({})  # who said so, and why

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
    said: dict[tuple[str, str], tuple[str, Choice]] = {}
    for choice in choices.listed(connection, kinds=("match", "title")):
        said.update({pair: (verdict, choice) for pair, verdict in _pairs(choice)})
    ids = ids_of(connection, [label for pair in said for label in pair])
    pairs: dict[Pair, str] = {}
    because: dict[Pair, Choice] = {}
    for (left, right), (verdict, choice) in said.items():
        if left in ids and right in ids:
            pair = min(ids[left], ids[right]), max(ids[left], ids[right])
            pairs[pair], because[pair] = verdict, choice
    return Decided({pair_of(*pair): verdict for pair, (verdict, _) in said.items()}, pairs, because)


def _pairs(choice: Choice) -> Iterator[tuple[tuple[str, str], str]]:
    """The pairs, "vendor:id" in order, of which a decision says that they are the same title, or different ones."""
    if choice.kind == "match":
        left, right = sorted((choice.value["left"], choice.value["right"]))
        yield (left, right), choice.verdict
    elif choice.verdict in (MERGE, SPLIT):
        groups: list[list[str]] = choice.value["titles"]
        within = [pair for group in groups for pair in combinations(group, 2)] if choice.verdict == MERGE else []
        across = [pair for one, other in combinations(groups, 2) for pair in product(one, other)]
        for one, other in (*within, *across):
            yield (min(one, other), max(one, other)), SAME if choice.verdict == MERGE else DIFFERENT


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
