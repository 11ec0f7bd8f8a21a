"""The rule engine: which rules fire on a record, what they mend, and in what words it is told.

Rules are indexed by tag, so that those about absent fields cost nothing. A rule that stumbles over a record
becomes an issue (R00) and the record goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from transforms.record import SUBFIELD, Issue, Level, Record
from transforms.validate.edit import field_of, is_protected
from transforms.validate.paths import NOWHERE, Item, View
from transforms.validate.rule import LANGUAGES, Rule, Run

PASSES = 2  # a fix may move a value into a field that was checked before
MOST_KEPT = 5_000  # tags are not trusted: a feed of nonsense must not fill the memory
FAILURES = (ValueError, IndexError, KeyError, AttributeError, TypeError, re.error)  # what rule code can raise

Levels = Mapping[str, Level]  # a vendor's own levels, by rule id
_NO_LEVELS: Levels = MappingProxyType({})


class Plan:
    """The rules for one media and stage, in order, found by the tags of a record."""

    __slots__ = ("_always", "_by_tag", "_due", "rules")

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules: list[tuple[Rule, Run]] = [(rule, rule.run) for rule in rules if rule.run is not None]
        self._always = sum(1 << number for number, (rule, _) in enumerate(self.rules) if rule.covers is None)
        self._by_tag: dict[str, int] = {}  # a bit for each rule that looks into fields of the tag
        self._due: dict[int, list[tuple[Rule, Run]]] = {}

    def due(self, tags: Iterable[str]) -> list[tuple[Rule, Run]]:
        """The rules that can fire on a record with these tags, in their order."""
        bits, by_tag = self._always, self._by_tag
        for tag in tags:
            found = by_tag.get(tag)
            bits |= self._index(tag) if found is None else found
        due = self._due.get(bits)
        return self._collect(bits) if due is None else due

    def _index(self, tag: str) -> int:
        rules = enumerate(self.rules)
        found = sum(1 << number for number, (rule, _) in rules if rule.covers is not None and rule.covers(tag))
        if len(self._by_tag) < MOST_KEPT:
            self._by_tag[tag] = found
        return found

    def _collect(self, bits: int) -> list[tuple[Rule, Run]]:
        due = [each for number, each in enumerate(self.rules) if bits >> number & 1]
        if len(self._due) < MOST_KEPT:
            self._due[bits] = due
        return due


class RuleSet:
    """All rules of a folder, compiled; made by `rules.load_rules`."""

    def __init__(self, rules: Iterable[Rule], errors: tuple[str, ...] = (), version: str = "") -> None:
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        self.errors = errors  # entries that could not be loaded: "identifiers.yml:12: I02: …"
        self.version = version  # changes with any of the files; part of the skip key
        self._plans: dict[tuple[str, str | None], Plan] = {}

    def check(
        self, record: Record, media: str, stage: str | None = None, levels: Levels = _NO_LEVELS
    ) -> tuple[Issue, ...]:
        """The issues of a record, nothing mended; `stage` None means every stage of single records."""
        return tuple(self._issues(self._plan(media, stage), View(record), levels))

    def fix(
        self, record: Record, media: str, stage: str | None = None, levels: Levels = _NO_LEVELS
    ) -> tuple[Record, tuple[Issue, ...]]:
        """Mend what can be mended, check again, at most twice; fixed issues first, then what still fires."""
        plan = self._plan(media, stage)
        mended: list[Issue] = []
        for _ in range(PASSES):
            view = View(record)
            issues = list(self._issues(plan, view, levels))
            fired = {issue.rule for issue in issues}
            if not any(rule in self.rules and self.rules[rule].fix for rule in fired):
                return record, (*mended, *issues)
            before, record = record, self._mend(plan, view, levels, mended, fired)
            if record is before:
                return record, (*mended, *issues)
        return record, (*mended, *self._issues(plan, View(record), levels))

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

    def _plan(self, media: str, stage: str | None) -> Plan:
        key = (media, stage)
        if key not in self._plans:
            self._plans[key] = Plan([rule for rule in self.rules.values() if _suits(rule, media, stage)])
        return self._plans[key]

    def _issues(self, plan: Plan, view: View, levels: Levels) -> Iterator[Issue]:
        for rule, run in plan.due(view.groups):
            try:
                failed = run(view)
            except FAILURES as error:
                yield self._stumble(rule, error)
                continue
            if failed:
                level = levels.get(rule.id, rule.level)
                for item in failed:
                    yield Issue(rule.id, rule.slug, level, item.path, _shown(item), stage=rule.stage)

    def _mend(self, plan: Plan, view: View, levels: Levels, mended: list[Issue], fired: set[str]) -> Record:
        """One pass of the fixers that are called for; each rule looks again, an earlier one may have moved its fields."""
        for rule, run in plan.due(view.groups):
            if rule.fix is None or rule.id not in fired:
                continue
            try:
                record, issues = _mend_rule(rule, run, view, levels)
            except FAILURES as error:
                mended.append(self._stumble(rule, error))
                continue
            mended += issues
            view = view if record is view.record else View(record)
        return view.record

    def _stumble(self, rule: Rule, error: Exception) -> Issue:
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


def _suits(rule: Rule, media: str, stage: str | None) -> bool:
    """True if the rule speaks of single records of this media, at this stage."""
    if rule.deprecated or rule.stage == "set":
        return False
    return (not rule.media or media in rule.media) and stage in (None, rule.stage)


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
