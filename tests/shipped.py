"""What the house ships in `schemas/`, read once for all tests of a process. Nothing of it may be changed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from transforms.match.policy import MatchPolicy, load_match_policy
from transforms.tables import Tables
from transforms.validate import RuleSet, load_rules

SCHEMAS = Path(__file__).parents[1] / "schemas"


@cache
def tables() -> Tables:
    """The code lists, with the excerpt of vocabularies."""
    return Tables.load(SCHEMAS)


def rules(allow: tuple[str, ...] = ()) -> RuleSet:
    """The rules, beside what a vendor file allows."""
    return _rules(allow)


@cache
def _rules(allow: tuple[str, ...]) -> RuleSet:
    return load_rules(SCHEMAS / "rules", allow)


@cache
def match_policy() -> MatchPolicy:
    """How titles are matched."""
    return load_match_policy(SCHEMAS)
