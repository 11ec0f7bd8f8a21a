"""Bonds: what judging finds between two records, as it is kept in the store; and what is kept anew."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from metadata.store import match_index as index
from metadata.store.match_index import Bond
from transforms.match.decision import Compared, Judged, decide, shared_keys
from transforms.match.keys import WORK_KIND, Key
from transforms.match.kinship import kinship
from transforms.match.links import Pair
from transforms.match.policy import MatchPolicy

Changed = tuple[int, int, str]  # left and right record, and the level of their bond


def of_title(pair: Pair, judged: Judged) -> Bond:
    """Two records that are one title, or a case for a person."""
    vetoes = [list(each) for each in judged.vetoes]
    return Bond(*pair, "P", judged.decision, judged.tier, judged.score, vetoes)


def of_kin(pair: Pair, left: Compared, right: Compared, policy: MatchPolicy, poor: frozenset[Key]) -> Bond | None:
    """Two records whose titles are of one expression or work; None of others."""
    decision = decide(left, right, policy, poor)
    kin = kinship(left, right, decision, policy)
    if kin is None:
        return None
    evidence = [list(each) for each in kin.evidence]
    return Bond(*pair, kin.level, decision.decision, decision.tier, decision.score, evidence)


def may_be_kin(left: frozenset[Key], right: frozenset[Key]) -> bool:
    """True for two that share an identifier, or one of the work."""
    return any(key[0] == WORK_KIND for key in left & right) or bool(shared_keys(left, right))


def keep(connection: Connection, before: Iterable[Bond], fresh: Iterable[Bond]) -> list[Changed]:
    """Write bonds in place of others; returns which are new, gone or other than before."""
    old, new = {each[:3]: each for each in before}, {each[:3]: each for each in fresh}
    differing = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
    index.replace_bonds(
        connection,
        [old[key] for key in differing if key in old],
        [new[key] for key in sorted(differing) if key in new],
    )
    return differing
