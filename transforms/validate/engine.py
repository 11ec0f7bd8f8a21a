"""The rule engine: which rules fire on a record, what they mend, and in what words it is told.

A rule that stumbles over a record becomes an issue (R00) and the record goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from transforms.calendar import NO_DAY, Calendar
from transforms.record import Issue, Level, Record
from transforms.validate.mend import mend
from transforms.validate.paths import Item
from transforms.validate.plan import Look, Plan, Stumble
from transforms.validate.rule import LANGUAGES, Rule
from transforms.validate.structure import Schema
from transforms.validate.terms import FREE, Terms
from transforms.validate.view import NOTHING, Around, Changed, View

SOURCE = ("raw", "norm", "enr")  # stages of rules about a vendor's record
EVERY = (*SOURCE, "mrg")  # all that speak of single records; "mrg": of a merged title
MOST_PLANS = 100  # of a process that lasts: days go by
PASSES = 5  # two are nearly always enough; the others come only where something was mended in the one before

Stages = tuple[str, ...]
_NEW = tuple.__new__  # makes an Issue without a Python-level call: a feed has millions


class Report(NamedTuple):
    """What the rules made of a record."""

    record: Record
    issues: tuple[Issue, ...]  # mended ones first, then what still fires
    judged: int  # a bit for each rule of the set that had something to judge: the others are not applicable


class RuleSet:
    """All rules of a folder, compiled; made by `rules.load_rules`."""

    def __init__(
        self,
        rules: Iterable[Rule],
        errors: tuple[str, ...] = (),
        version: str = "",
        schema: Callable[[], Schema] | None = None,
    ) -> None:
        self._schema = schema  # of MARC 21, which rules about the shape of fields ask
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        self.errors = errors  # entries that could not be loaded: "identifiers.yml:12: I02: …"
        self.version = version  # changes with any of the files; part of the skip key
        self._numbered = list(enumerate(self.rules.values()))
        self._plans: dict[tuple[str, Stages, int], Plan] = {}  # a plan holds its profile, so that ids stay

    def check(self, record: Record, media: str, stages: Stages = EVERY, terms: Terms = FREE) -> Report:
        """The issues of a record, nothing mended."""
        look = self._plan(media, stages, terms).look(record, terms.calendar)
        return Report(record, tuple(self._issues(look, terms)), look.judged)

    def fix(
        self, record: Record, media: str, stages: Stages = EVERY, terms: Terms = FREE, vendors: Record | None = None
    ) -> Report:
        """Mend what can be mended and check again, until nothing is mended; fixed issues first, then what still fires.

        `vendors` is the record as the vendor sent it: what was wrong with it (stage raw) and no longer is counts as
        fixed.
        """
        plan = self._plan(media, stages, terms)
        first = look = plan.look(record, terms.calendar)
        mended: list[Issue] = []
        stumbled: dict[Issue, None] = {}
        for _ in range(PASSES):
            todo = [(number, plan.fixing[number]) for number in sorted(plan.fixing.keys() & look.fired.keys())]
            if not todo:
                break
            after, issues, stumbles = mend(todo, look, terms, plan.readers)
            mended += issues
            stumbled |= dict.fromkeys(map(_stumbled, stumbles))
            if after is look.view.record:
                break
            look = plan.look(after, terms.calendar, look)
        was: list[Issue] = []
        if vendors is not None and vendors is not record and "raw" in stages:
            was = self._mended_since(vendors, media, (first, look), terms)
        issues_now = self._issues(look, terms)
        return Report(look.view.record, (*was, *mended, *stumbled, *issues_now), first.judged | look.judged)

    def judge(self, rule: str, record: Record, around: Around = NOTHING, calendar: Calendar = NO_DAY) -> bool | None:
        """Whether a record passes one rule; None when the rule has nothing to judge in it."""
        failed = self.rules[rule].items(View(record, around, calendar))
        return None if failed is None else not failed

    def message(self, issue: Issue, language: str) -> str:
        """The issue in words; `language` is fi, sv or en (any other: en)."""
        rule = self.rules.get(issue.rule)
        if rule is None:
            return f"{issue.rule} {issue.slug}: {issue.value}".rstrip(": ")
        template = rule.message[language if language in LANGUAGES else "en"]
        values = {"value": _seen(issue.value), "path": issue.path, "after": _seen(issue.after), **dict(issue.args)}
        return template.format_map(_Words(values)).rstrip()

    def slug(self, rule: str) -> str:
        """The readable name of a rule; "" for an id that no rule has."""
        return self.rules[rule].slug if rule in self.rules else ""

    def ids(self, judged: int) -> list[str]:
        """The rules whose bit is set, in the order of the set."""
        return [rule.id for number, rule in self._numbered if judged >> number & 1]

    @staticmethod
    def withholds(issues: Iterable[Issue]) -> Issue | None:
        """The first fatal issue that is neither mended nor accepted: the reason to quarantine the record."""
        return next(
            (each for each in issues if each.level == Level.FATAL and not (each.fixed or each.suppressed)), None
        )

    def _plan(self, media: str, stages: Stages, terms: Terms) -> Plan:
        """The rules for a record: one plan for each media, stages and vendor."""
        key = (media, stages, id(terms.profile))
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            numbered = [(number, rule) for number, rule in self._numbered if _suits(rule, media, stages)]
            plan = self._plans[key] = Plan(numbered, Around(media, terms.profile), self._schema)
        return plan

    def _issues(self, look: Look, terms: Terms) -> list[Issue]:
        fired, found = look.fired, list[Issue]()
        for number in sorted(fired):
            found += _told(self._numbered[number][1], fired[number], terms)
        return found + [_stumbled(each) for each in look.stumbles]

    def _mended_since(self, vendors: Record, media: str, looks: tuple[Look, Look], terms: Terms) -> list[Issue]:
        """What fires on the vendor's record and fired neither when normalisation was done nor at the end."""
        first, last = looks
        changed = Changed(vendors, first.view.record)
        if not changed:
            return []
        was = self._plan(media, ("raw",), terms).look_at_changes(vendors, changed, terms.calendar)
        found: list[Issue] = []
        for number in sorted(was.keys() - first.fired.keys() - last.fired.keys()):
            found += _told(self._numbered[number][1], was[number], terms, is_fixed=True)
        return found


def _told(rule: Rule, items: Collection[Item], terms: Terms, is_fixed: bool = False) -> list[Issue]:
    name, slug, stage = rule.id, rule.slug, rule.stage
    level, is_accepted = terms.levels.get(name, rule.level), name in terms.suppressed
    found = []
    for item in items:
        path, value = item.told
        found.append(_NEW(Issue, (name, slug, level, path, value, is_fixed, stage, "", (), is_accepted)))
    return found


def _stumbled(each: Stumble) -> Issue:
    rule = each.rule
    args = (("rule", rule.id), ("reason", each.reason))
    return Issue("R00", "rule-failed", Level.WARNING, value=rule.id, stage=rule.stage, args=args)


def _seen(value: str) -> str:
    """A value as a person sees it: blanks alone as the signs that stand for them where MARC is written."""
    return value if value.strip(" ") else "#" * len(value)


class _Words(dict[str, str]):
    """Arguments of a message; one that is not known is left empty."""

    def __missing__(self, _: str) -> str:
        return ""


def _suits(rule: Rule, media: str, stages: Stages) -> bool:
    """True if the rule speaks of single records of this media, at one of the stages."""
    return not rule.deprecated and (not rule.media or media in rule.media) and rule.stage in stages
