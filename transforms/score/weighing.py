"""What the rules said of a record, as the scores weigh it: each rule once, and only what still fires.

A finding that was mended, or that a person accepted for this record, weighs nothing (quality-rules.md §6).
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import NamedTuple

from transforms.record import Issue, Level


class Weights(NamedTuple):
    """Points of one rule by its level, and the points at which nothing more is taken."""

    error: float
    warning: float
    most: float


class Weighing(NamedTuple):
    """How findings weigh: rules of structure and fixed fields count in the dimension Form, all others as a penalty."""

    form: Weights
    penalty: Weights
    form_groups: tuple[str, ...]  # "S", "F"
    title_rules: Set[str]  # with one of these a title is not sound


class Findings(NamedTuple):
    """What is left to weigh of a record's issues."""

    form: float = 1.0  # 0…1
    penalty: float = 0.0  # points of the score
    title_is_sound: bool = True
    is_fatal: bool = False  # such a record has no score


CLEAN = Findings()
_HEAVINESS = {Level.WARNING: 1, Level.ERROR: 2, Level.FATAL: 3}  # information weighs nothing


def weigh(issues: Iterable[Issue], weighing: Weighing) -> Findings:
    """Weigh the issues of a record; a rule that fires at two levels counts at the heavier one."""
    found: dict[str, int] = {}
    for rule, _, level, _, _, fixed, _, _, _, suppressed in issues:
        if not fixed and not suppressed and level in _HEAVINESS:
            found[rule] = max(found.get(rule, 0), _HEAVINESS[level])
    return _weighed(found, weighing) if found else CLEAN


def _weighed(found: dict[str, int], weighing: Weighing) -> Findings:
    groups, form_weights, penalty_weights = weighing.form_groups, weighing.form, weighing.penalty
    form = penalty = 0.0
    for rule, heaviness in found.items():
        if rule.startswith(groups):
            form += form_weights.warning if heaviness == 1 else form_weights.error
        else:
            penalty += penalty_weights.warning if heaviness == 1 else penalty_weights.error
    return Findings(
        1.0 - min(1.0, form / form_weights.most),
        min(penalty_weights.most, penalty),
        weighing.title_rules.isdisjoint(found),
        _HEAVINESS[Level.FATAL] in found.values(),
    )
