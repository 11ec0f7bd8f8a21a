"""Evidence: why a record belongs to its title, as it is kept with the membership.

{"by": "alone"}                                     no other record is of this title
{"by": "person", "with": "vendor:id"}               a person joined it with that one
{"by": "match", "with": "vendor:id", "edge": {…}}   the decision about the two, as `emat match` shows it
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from transforms.match.decision import Decision
from transforms.match.edges import Edge
from transforms.match.links import Pair

ALONE, PERSON, MATCH = "alone", "person", "match"
Found = dict[str, Any]


def told(decision: Decision, left: str, right: str) -> Found:
    """A decision about two records, "vendor:id", in plain values (matching.md §8)."""
    return {
        "a": left,
        "b": right,
        **decision._asdict(),
        "evidence": [each._asdict() for each in decision.evidence],
        "vetoes": [each._asdict() for each in decision.vetoes],
    }


def reasons(edges: Iterable[Edge], joined: Iterable[Pair]) -> dict[int, Pair]:
    """Record → the pair by which it came to its group: one that a person joined, else the first of the edges."""
    found: dict[int, Pair] = {}
    for pair in (*sorted(joined), *((each.left, each.right) for each in edges)):
        for each in pair:
            found.setdefault(each, pair)
    return found


def of_member(id: int, pair: Pair | None, names: Mapping[int, str], decision: Decision | None) -> Found:
    """Why a record is in its group; without a decision it was a person who said so."""
    if pair is None:
        return {"by": ALONE}
    other = names[pair[1] if pair[0] == id else pair[0]]
    if decision is None:
        return {"by": PERSON, "with": other}
    return {"by": MATCH, "with": other, "edge": told(decision, names[pair[0]], names[pair[1]])}
