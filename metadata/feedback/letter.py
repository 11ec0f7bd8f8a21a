"""letter.html: what we ask the vendor to correct, by the vendor's own ids, and what we mended ourselves."""

from __future__ import annotations

from typing import NamedTuple

from metadata.feedback.findings import in_general
from metadata.feedback.gather import Fill
from metadata.feedback.pages import render
from metadata.feedback.report import Report
from metadata.feedback.sums import Example, RuleSum
from metadata.feedback.words import Wording


class Asked(NamedTuple):
    """What the letter says of one rule."""

    rule: RuleSum
    message: str  # in general
    example: Example
    told: str  # the message of the example
    more: int  # records beyond those whose ids are listed
    withheld: bool
    detail: str  # why it is in quarantine, beyond what the rule says


class Mended(NamedTuple):
    """What the letter says of one rule by which we mended something."""

    rule: RuleSum
    message: str
    example: Example


def letter(report: Report, words: Wording) -> str:
    """The letter in one language, as HTML."""
    limits = report.texts.feedback.limits
    asked = [_asked(report, each, each.example, words.language) for each in report.asked() if each.example]
    mended = [_mended(report, each, each.remedy, words.language) for each in report.sums.mended() if each.remedy]
    return render(
        "letter.html.j2",
        "letter",
        words,
        report=report,
        asked=asked[: limits.asked],
        others=asked[limits.asked :],
        mended=mended[: limits.mended],
        low=[each for each in report.facts.fills if is_low(each)],
        waiting=report.sums.records - report.sums.sound,
    )


def _asked(report: Report, rule: RuleSum, example: Example, language: str) -> Asked:
    told = report.rules.message(example.issue, language)
    general = in_general(report.rules, example.issue, language)
    more = rule.asked - len(rule.ids)
    withheld = example.judged.withheld
    known = report.rules.message(example.issue._replace(value=""), "en")  # what the rule says adds nothing
    detail = example.issue.value if withheld and example.issue.value != known else ""
    return Asked(rule, general, example, told, more, withheld, detail)


def _mended(report: Report, rule: RuleSum, example: Example, language: str) -> Mended:
    return Mended(rule, in_general(report.rules, example.issue, language), example)


def is_low(fill: Fill) -> bool:
    """True if fewer records have the field than the vendor file expects."""
    return fill.floor is not None and fill.rate < fill.floor
