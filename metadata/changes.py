"""What was done to a record on its way, told so that a librarian sees every change and what made it."""

from __future__ import annotations

from typing import Any

from transforms.normalise import Change, changes_of
from transforms.record import Issue
from transforms.refine import ENRICH, House, Refined

OTHERS = {  # than steps and rules
    "by hand": {
        "fi": "Ihmisen tekemä korjaus",
        "sv": "En rättelse som en människa gjort",
        "en": "A correction that a person made",
    }
}
LANGUAGE = "en"  # of the command line


def told_changes(done: Refined, house: House, language: str = LANGUAGE) -> list[dict[str, Any]]:
    """Each change with `step`, `number` of the step (0: none), `text`, `by` (rules), `tag`, `before` and `after`.

    `text` is in the language (fi, sv or en).
    """
    mended = [each for each in done.issues if each.fixed]
    return [_told(each, house, mended, language) for each in changes_of(done.trace)]


def _told(change: Change, house: House, mended: list[Issue], language: str) -> dict[str, Any]:
    plan, rules = house.tables.normalisation, house.rules
    step = plan.step(change.step)
    if step is None and house.enrichment is not None:
        step = house.enrichment.step(change.step.removeprefix(ENRICH))
    told = {"number": 0, "text": OTHERS.get(change.step, {}).get(language, change.step), "by": [], **change._asdict()}
    if step is not None:
        return {**told, "number": step.number, "text": step.text[language]}
    if change.step != "rules":
        return told
    found = _by(change, mended)
    texts = dict.fromkeys(rules.message(each, language) for each in found)
    numbers = [plan.fixers[each.rule] for each in found if each.rule in plan.fixers]
    by = list(dict.fromkeys(each.rule for each in found))
    return {**told, "number": max(numbers, default=16), "text": "; ".join(texts) or "Rules", "by": by}


def _by(change: Change, mended: list[Issue]) -> list[Issue]:
    """The rules that mended a field of this tag; where none names it, those that found its words under another."""
    at_tag = [each for each in mended if each.path[:3] == change.tag]
    speaking = [each for each in at_tag if _speaks(each, change)]
    moved = [each for each in mended if each.value and each.value.rstrip(".") in change.before + change.after]
    return speaking or at_tag or moved or [each for each in mended if not each.path]


def _speaks(issue: Issue, change: Change) -> bool:
    """True if what the rule found stood in the field, or what it made stands in it."""
    value, after = (each.replace("$", "{dollar}") for each in (issue.value, issue.after))
    return bool(value and value in change.before) or bool(after and after in change.after)
