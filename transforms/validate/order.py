"""The order in which rules run and mend (quality-rules.md §4): structure first, punctuation last, then by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from transforms.validate.rule import Rule

CLASSES = "SFITADJXYPOBR"  # structure, codes, identifiers, titles, names, description, subjects, links …
LAST = ("T10", "S23", "S27")  # punctuation after every edit of $e or $0; then the order of fields and subfields


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """The rules by class and id; each behind those that its `after` names."""
    waiting = sorted(rules, key=_rank)
    known = {rule.id for rule in waiting}
    done: dict[str, Rule] = {}
    while waiting:
        ready = next((rule for rule in waiting if not (set(rule.after) & known) - done.keys()), waiting[0])
        waiting.remove(ready)
        done[ready.id] = ready
    return list(done.values())


def waits_for_itself(rule: Rule, rules: Mapping[str, Rule]) -> bool:
    """True if its `after` leads back to it by way of other rules: then there is no order."""
    seen, ahead = set[str](), list(rule.after)
    while ahead:
        each = ahead.pop()
        if each not in seen and each in rules:
            seen.add(each)
            ahead += rules[each].after
    return rule.id in seen


def _rank(rule: Rule) -> tuple[int, int, str]:
    place = LAST.index(rule.id) + 1 if rule.id in LAST else 0
    return place, CLASSES.find(rule.id[0]), rule.id
