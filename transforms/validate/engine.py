"""The rule engine: which rules fire on a record, what they mend, and in what words it is told.

Rules are indexed by tag, so that those about absent fields cost nothing. A rule that stumbles over a record
becomes an issue (R00) and the record goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import NamedTuple

from transforms.normalise.text import bodies, is_clean
from transforms.record import SUBFIELD, Issue, Level, Record
from transforms.validate.edit import field_of, is_protected
from transforms.validate.paths import NOWHERE, Item
from transforms.validate.rule import LANGUAGES, Rule, Run
from transforms.validate.view import Changed, View

SOURCE = ("raw", "norm", "enr")  # stages of rules about a vendor's record
EVERY = (*SOURCE, "mrg")  # all that speak of single records; "mrg": of a merged title
PASSES = 2  # a fix may move a value into a field that was checked before
MOST_KEPT = 5_000  # tags are not trusted: a feed of nonsense must not fill the memory
FAILURES = (ValueError, IndexError, KeyError, AttributeError, TypeError, re.error)  # what rule code can raise

Stages = tuple[str, ...]
Levels = Mapping[str, Level]  # a vendor's own levels, by rule id
_NO_LEVELS: Levels = MappingProxyType({})


class Plan:
    """The rules for one media and stage, in order, found by tags."""

    __slots__ = ("_ids", "_present", "_read", "_runs", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules: list[tuple[Rule, Run]] = [(rule, rule.run) for rule in rules if rule.run is not None]
        self._present = _Index([rule.covers for rule, _ in self.rules])
        self._read = _Index([rule.reads for rule, _ in self.rules])
        self._runs: dict[int, list[tuple[Rule, Run]]] = {}
        self._ids: dict[int, frozenset[str]] = {}

    def due(self, tags: Iterable[str]) -> list[tuple[Rule, Run]]:
        """The rules that can fire on a record with these tags, in their order."""
        return self._collect(self._present.of(tags))

    def concerned(self, changed: Iterable[str]) -> frozenset[str]:
        """Ids of the rules that read a field of the changed tags: the others still say what they said."""
        bits = self._read.of(changed)
        ids = self._ids.get(bits)
        if ids is None:
            ids = frozenset(rule.id for number, (rule, _) in enumerate(self.rules) if bits >> number & 1)
            if len(self._ids) < MOST_KEPT:
                self._ids[bits] = ids
        return ids

    def _collect(self, bits: int) -> list[tuple[Rule, Run]]:
        runs = self._runs.get(bits)
        if runs is None:
            runs = [each for number, each in enumerate(self.rules) if bits >> number & 1]
            if len(self._runs) < MOST_KEPT:
                self._runs[bits] = runs
        return runs


class _Index:
    """A bit for each rule that is concerned with a tag; worked out once for each tag."""

    __slots__ = ("_always", "_by_tag", "_concerns")

    def __init__(self, concerns: Sequence[Callable[[str], bool] | None]) -> None:
        self._concerns = concerns
        self._always = sum(1 << number for number, concern in enumerate(concerns) if concern is None)
        self._by_tag: dict[str, int] = {}

    def of(self, tags: Iterable[str]) -> int:
        """The rules concerned with any of the tags."""
        bits, by_tag = self._always, self._by_tag
        for tag in tags:
            found = by_tag.get(tag)
            bits |= self._find(tag) if found is None else found
        return bits

    def _find(self, tag: str) -> int:
        concerns = enumerate(self._concerns)
        found = sum(1 << number for number, concern in concerns if concern is not None and concern(tag))
        if len(self._by_tag) < MOST_KEPT:
            self._by_tag[tag] = found
        return found


class _Look(NamedTuple):
    """What all rules of a plan say of a record."""

    view: View
    fired: dict[str, list[Item]]  # by rule
    stumbles: list[Issue]


class RuleSet:
    """All rules of a folder, compiled; made by `rules.load_rules`."""

    def __init__(self, rules: Iterable[Rule], errors: tuple[str, ...] = (), version: str = "") -> None:
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        self.errors = errors  # entries that could not be loaded: "identifiers.yml:12: I02: …"
        self.version = version  # changes with any of the files; part of the skip key
        self._plans: dict[tuple[str, Stages], Plan] = {}

    def check(
        self, record: Record, media: str, stages: Stages = EVERY, levels: Levels = _NO_LEVELS
    ) -> tuple[Issue, ...]:
        """The issues of a record, nothing mended."""
        plan = self._plan(media, stages)
        return tuple(self._issues(_look(plan, View(record)), levels))

    def fix(
        self,
        record: Record,
        media: str,
        stages: Stages = EVERY,
        levels: Levels = _NO_LEVELS,
        vendors: Record | None = None,
    ) -> tuple[Record, tuple[Issue, ...]]:
        """Mend what can be mended, check again, at most twice; fixed issues first, then what still fires.

        `vendors` is the record as the vendor sent it: what was wrong with it (stage raw) and no longer is counts as
        fixed.
        """
        plan = self._plan(media, stages)
        first = look = _look(plan, View(record))
        mended: list[Issue] = []
        for _ in range(PASSES):
            if not any(self.rules[rule].fix for rule in look.fired):
                break
            after = self._mend(plan, look, levels, mended)
            if after is look.view.record:
                break
            look = _look(plan, View(after), look)
        before: list[Issue] = []
        if vendors is not None and vendors is not record and "raw" in stages:
            before = self._mended_since(vendors, self._plan(media, ("raw",)), (first, look), levels)
        return look.view.record, (*before, *mended, *self._issues(look, levels))

    def judge(self, rule: str, record: Record) -> bool | None:
        """Whether a record passes one rule; None when the rule has nothing to judge in it."""
        run = self.rules[rule].run
        failed = None if run is None else run(View(record))
        return None if failed is None else not failed

    def message(self, issue: Issue, language: str) -> str:
        """The issue in words; `language` is fi, sv or en (any other: en)."""
        rule = self.rules.get(issue.rule)
        if rule is None:
            return f"{issue.rule} {issue.slug}: {issue.value}".rstrip(": ")
        template = rule.message[language if language in LANGUAGES else "en"]
        values = {"value": issue.value, "path": issue.path, "after": issue.after, **dict(issue.args)}
        return template.format_map(_Words(values))

    def slug(self, rule: str) -> str:
        """The readable name of a rule; "" for an id that no rule has."""
        return self.rules[rule].slug if rule in self.rules else ""

    @staticmethod
    def withholds(issues: Iterable[Issue]) -> Issue | None:
        """The first unfixed fatal issue: the reason to quarantine the record."""
        return next((issue for issue in issues if issue.level == Level.FATAL and not issue.fixed), None)

    def _plan(self, media: str, stages: Stages) -> Plan:
        key = (media, stages)
        if key not in self._plans:
            self._plans[key] = Plan([rule for rule in self.rules.values() if _suits(rule, media, stages)])
        return self._plans[key]

    def _issues(self, look: _Look, levels: Levels) -> list[Issue]:
        found = [issue for rule, items in look.fired.items() for issue in self._told(rule, items, levels)]
        return found + look.stumbles

    def _mended_since(self, vendors: Record, raw: Plan, looks: tuple[_Look, _Look], levels: Levels) -> list[Issue]:
        """What fires on the vendor's record and fired neither when normalisation was done nor at the end.

        Only the rules about what was changed look: the others would say what they said of the record made from it.
        """
        first, last = looks
        changed = Changed(vendors, first.view.record)
        if not changed:
            return []
        concerned = raw.concerned(changed.tags)
        view, found = View(vendors, changed.gone), []
        for rule, run in raw.due(view.groups):
            if rule.id in concerned and rule.id not in first.fired and rule.id not in last.fired:
                with suppress(*FAILURES):  # a rule that stumbles has said so of the record made from this one
                    found += [issue._replace(fixed=True) for issue in self._told(rule.id, run(view) or [], levels)]
        return found

    def _told(self, rule_id: str, items: list[Item], levels: Levels) -> list[Issue]:
        rule = self.rules[rule_id]
        level = levels.get(rule.id, rule.level)
        told = (rule.id, rule.slug, level)
        return [Issue(*told, item.path, _shown(item), False, rule.stage) for item in items]

    def _mend(self, plan: Plan, look: _Look, levels: Levels, mended: list[Issue]) -> Record:
        """One pass of the fixers that are called for; each rule looks again, for its fields may have moved."""
        view = look.view
        for rule, run in plan.due(view.groups):
            if rule.fix is None or rule.id not in look.fired:
                continue
            try:
                record, issues = _mend_rule(rule, run, view, levels)
            except FAILURES as error:
                mended.append(_stumble(rule, error))
                continue
            mended += issues
            view = view if record is view.record else View(record)
        return view.record


def _look(plan: Plan, view: View, earlier: _Look | None = None) -> _Look:
    """Run the rules over a record; after an earlier look at its predecessor only those that read what changed."""
    again = None
    if earlier is not None:
        changed = Changed(earlier.view.record, view.record)
        again = plan.concerned(changed.tags)
        if earlier.view.is_clean:
            view.is_clean = is_clean(bodies(changed.came))
    fired: dict[str, list[Item]] = {}
    stumbles = []
    for rule, run in plan.due(view.groups):
        if again is not None and earlier is not None and rule.id not in again:
            failed = earlier.fired.get(rule.id)
        else:
            try:
                failed = run(view)
            except FAILURES as error:
                stumbles.append(_stumble(rule, error))
                continue
        if failed:
            fired[rule.id] = failed
    return _Look(view, fired, stumbles)


def _stumble(rule: Rule, error: Exception) -> Issue:
    args = (("rule", rule.id), ("reason", f"{type(error).__name__}: {error}"))
    return Issue("R00", "rule-failed", Level.WARNING, value=rule.id, stage=rule.stage, args=args)


class _Words(dict[str, str]):
    """Arguments of a message; one that is not known is left empty."""

    def __missing__(self, _: str) -> str:
        return ""


def _shown(item: Item) -> str:
    """The value for people: the text of a whole data field without its indicators and marks."""
    if SUBFIELD not in item.value:
        return item.value
    return " ".join(part[1:] for part in item.value.split(SUBFIELD)[1:])


def _suits(rule: Rule, media: str, stages: Stages) -> bool:
    """True if the rule speaks of single records of this media, at one of the stages."""
    return not rule.deprecated and (not rule.media or media in rule.media) and rule.stage in stages


def _mend_rule(rule: Rule, run: Run, view: View, levels: Levels) -> tuple[Record, list[Issue]]:
    """Fix what one rule finds, the last item first, so that the numbers of the others stay right."""
    record, issues = view.record, []
    for item in reversed(run(view) or ()):
        if rule.fix is None or is_protected(field_of(record, item)):
            continue
        mended = rule.fix(record, item)
        if mended is not record:
            level = levels.get(rule.id, rule.level)
            after = _after(record, mended, item)
            issues.append(
                Issue(
                    rule.id,
                    rule.slug,
                    level,
                    item.path,
                    item.value,
                    fixed=True,
                    stage=rule.stage,
                    after=after,
                )
            )
            record = mended
    return record, issues[::-1]


def _after(before: Record, mended: Record, item: Item) -> str:
    """The value in the item's place now; "" when it is gone, the new field when one was added."""
    each = field_of(mended, item)
    if item.tag == "LDR":
        return mended.leader[item.at : item.at + len(item.value)]
    if item.occurrence == NOWHERE:
        return next((str(each) for each in mended.fields if each not in before.fields), "")
    if each is None or len(mended.fields) < len(before.fields):
        return ""
    if item.part.startswith("$"):
        codes, value = each.codes, each.subfields[item.at : item.at + 1]
        old = field_of(before, item)
        return value[0][1] if value and old and len(codes) >= len(old.codes) else ""
    return each.value[item.at : item.at + len(item.value)] if item.part else each.text
