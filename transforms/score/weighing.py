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


def weigh(issues: Iterable[Issue], weighing: Weighing) -> Findings:
    """Weigh the issues of a record; a rule that fires at two levels counts at the heavier one."""
    levels: dict[str, Level] = {}
    for issue in issues:
        if issue.fixed or issue.suppressed or issue.level == "info":
            continue
        if levels.get(issue.rule) in (None, "warning"):
            levels[issue.rule] = issue.level
    return _weighed(levels, weighing) if levels else CLEAN


def _weighed(levels: dict[str, Level], weighing: Weighing) -> Findings:
    form = penalty = 0.0
    for rule, level in levels.items():
        if rule.startswith(weighing.form_groups):
            form += weighing.form.warning if level == "warning" else weighing.form.error
        else:
            penalty += weighing.penalty.warning if level == "warning" else weighing.penalty.error
    return Findings(
        form=1.0 - min(1.0, form / weighing.form.most),
        penalty=min(weighing.penalty.most, penalty),
        title_is_sound=weighing.title_rules.isdisjoint(levels),
        is_fatal="fatal" in levels.values(),
    )
