"""Charts of a vendor's runs that its feedback does not have: findings by level, measures, the limits of the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from metadata.feedback import charts
from metadata.feedback.charts import AMBER, GREY, RED, TEAL, Bar, Chart, Legend, Table
from metadata.feedback.findings import in_general
from metadata.feedback.gather import Facts
from metadata.feedback.words import Wording
from metadata.gate.check import Check
from transforms.record import Issue, Level
from transforms.validate import RuleSet

MEASURES = (("completeness", TEAL, ""), ("sr", AMBER, "5 3"))  # means of 0-100
HIGHEST = 1.3  # of its limit, as far as a bar is drawn
FLOORS = ("fill.", "min_records", "lines")  # keys of checks whose number may not be under the limit
SHOWN = 12  # rules in the table

Texts = Mapping[str, str]


class TopRule(NamedTuple):
    """A rule that found something in the vendor's last deliveries."""

    rule: str
    slug: str
    level: str
    message: str
    left: int  # findings that nobody mended or accepted
    fixed: int
    records: int


def top_rules(facts: Facts, rules: RuleSet, language: str) -> list[TopRule]:
    """The rules by what they found and nobody mended, in all deliveries that are shown together."""
    sums: dict[str, Counter[str]] = {}
    for row in facts.rule_counts:
        left = row.fired - row.fixed - row.suppressed
        sums.setdefault(row.rule, Counter()).update({"left": left, "fixed": row.fixed, "records": row.records})
    found = [
        TopRule(
            rule,
            rules.slug(rule),
            str(_level(rules, rule)),
            in_general(rules, Issue(rule, rules.slug(rule), _level(rules, rule)), language),
            each["left"],
            each["fixed"],
            each["records"],
        )
        for rule, each in sums.items()
        if each["left"] or each["fixed"]
    ]
    return sorted(found, key=lambda each: (-each.left, -each.fixed, each.rule))[:SHOWN]


def _level(rules: RuleSet, rule: str) -> Level:
    return rules.rules[rule].level if rule in rules.rules else Level.INFO


def findings_chart(facts: Facts, rules: RuleSet, words: Wording, texts: Texts) -> Chart:
    """The findings that nobody mended or accepted, by level, of each committed delivery."""
    counts: dict[int, Counter[Level]] = {each.id: Counter() for each in facts.runs}
    for row in facts.rule_counts:
        counts[row.delivery_id][_level(rules, row.rule)] += row.fired - row.fixed - row.suppressed
    title = texts["chart_findings"]
    if not any(each.total() for each in counts.values()):
        return Chart("findings", title, words("no_numbers"), [], Table((), []))
    levels = [each for each in Level if any(count[each] for count in counts.values())]
    top = charts.top_of(max(each.total() for each in counts.values()))
    shapes = charts.frame(top, (0, top / 2, top), words.number)
    piles = [[(float(counts[each.id][level]), charts.LEVELS[level]) for level in levels] for each in facts.runs]
    shapes += charts.stacks(piles, top) + charts.axis_dates([words.short_date(each.at) for each in facts.runs])
    headings = (words("delivery"), words("date"), *(words.named("levels", each) for each in levels))
    rows = [
        (words.delivery(each.name), words.date(each.at), *(words.number(counts[each.id][level]) for level in levels))
        for each in facts.runs
    ]
    legend = tuple(Legend(charts.LEVELS[each], words.named("levels", each)) for each in levels)
    last = words.number(counts[facts.runs[-1].id].total())
    return Chart("findings", title, texts["chart_findings_desc"].format(n=last), shapes, Table(headings, rows), legend)


def measures_chart(facts: Facts, words: Wording, texts: Texts) -> Chart:
    """Means of completeness and of the national recommendation after each commit."""
    runs = [each for each in facts.runs if all((each.id, name) in facts.scores for name, *_ in MEASURES)]
    title = texts["chart_measures"]
    if not runs:
        return Chart("measures", title, words("no_numbers"), [], Table((), []))
    means = {name: [facts.scores[each.id, name].mean for each in runs] for name, *_ in MEASURES}
    shapes = charts.frame(100, (0, 50, 100), words.number)
    dates = [words.short_date(each.at) for each in runs]
    shapes += charts.lines([(means[name], colour, dashes) for name, colour, dashes in MEASURES], dates, 100)
    told = [f"{words(name)} {words.number(means[name][-1], 1)}" for name, *_ in MEASURES]
    legend = tuple(Legend(colour, text) for (_, colour, _), text in zip(MEASURES, told, strict=True))
    headings = (words("delivery"), *(words(name) for name, *_ in MEASURES))
    rows = [
        (words.delivery(each.name), *(words.number(means[name][place], 1) for name, *_ in MEASURES))
        for place, each in enumerate(runs)
    ]
    return Chart("measures", title, "; ".join(told), shapes, Table(headings, rows), legend)


def gate_chart(checks: Sequence[Check], words: Wording, texts: Texts) -> Chart:
    """How much of each limit the newest delivery that was judged used up; those that only have a floor are left out."""
    title = texts["chart_gate"]
    judged = [each for each in checks if each.limit and not each.key.startswith(FLOORS)]
    if not judged:
        return Chart("gate", title, words("no_numbers"), [], Table((), []))
    judged.sort(key=lambda each: (-each.value / each.limit, each.key))
    shapes, height = charts.bars([_bar(each, words, texts) for each in judged], HIGHEST, 130)
    rows = [(_named(each, texts), words.share(each.value / each.limit), words.gate(each)) for each in judged]
    headings = (texts["check"], texts["used"], texts["told"])
    described = texts["chart_gate_desc"].format(check=_named(judged[0], texts), share=rows[0][1])
    legend = (Legend(charts.INK, texts["limit"]),)
    return Chart("gate", title, described, shapes, Table(headings, rows), legend, height)


def _bar(check: Check, words: Wording, texts: Texts) -> Bar:
    used = check.value / check.limit
    colour = {"hold": RED, "warn": AMBER}.get(check.verdict, TEAL if used else GREY)
    return Bar(_named(check, texts), ((min(used, HIGHEST), colour),), words.share(used), 1.0, check.verdict == "hold")


def _named(check: Check, texts: Texts) -> str:
    """A check in a word or two; its key where none is written."""
    return texts.get(f"check_{check.key}", check.key)
