"""What the rules said of one record, and the line of JSON in which it is told (quality-rules.md §5)."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import orjson

from transforms.record import FIELD_END, SUBFIELD, Issue, Level
from transforms.validate import RuleSet

Line = dict[str, Any]
_ENDS = " :."  # how a message may end where nothing follows


class Judged(NamedTuple):
    """A vendor's record with all that was found in it."""

    vendor: str
    vendor_id: str  # "" where the record has none
    title: str  # 245 $a and $b; "" where it is not known
    delivery: str  # name of the delivery it came with
    position: int  # in that delivery, from 0
    rules: str  # version of the rules that judged it
    score: float | None
    issues: tuple[Issue, ...]
    withheld: bool = False  # it is in quarantine: the value of its one issue says why

    @property
    def label(self) -> str:
        """The vendor's own id, else where the record stands."""
        return self.vendor_id or f"{self.delivery} #{self.position}"


def line_of(judged: Judged, issue: Issue, message: str) -> Line:
    """One finding, its keys in the order of the contract; no time in it, so that two runs give equal bytes.

    `suppressed` stands at the end, and only where a person accepted the finding.
    """
    accepted = {"suppressed": True} if issue.suppressed else {}
    return {
        "record": judged.label,
        "rule": issue.rule,
        "slug": issue.slug,
        "level": str(issue.level),
        "path": issue.path,
        "value": issue.value,
        "fixed": issue.fixed,
        "message": message,
        "stage": issue.stage,
        "vendor": judged.vendor,
        "delivery": judged.delivery,
        "args": {"value": issue.value, **dict(issue.args)},
        "before": issue.value if issue.fixed else "",
        "after": issue.after,
        "rules": judged.rules,
        **accepted,
    }


def as_ndjson(line: Line) -> bytes:
    """One finding as a line of JSON in UTF-8; one with lone surrogates, which UTF-8 does not have, in ASCII."""
    try:
        return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def stored_issue(row: list[Any]) -> Issue:
    """An issue as the store keeps it, a list; those of earlier releases are shorter."""
    issue = Issue(*row)
    return issue._replace(level=Level(issue.level), args=tuple((str(name), str(value)) for name, value in issue.args))


def title_of(packed: str) -> str:
    """245 $a and $b of a packed record, without unpacking the rest."""
    start = packed.find(f"{FIELD_END}245")
    if start < 0:
        return ""
    end = packed.find(FIELD_END, start + 1)
    field = packed[start + 4 : end if end >= 0 else None]
    parts = [part[1:].strip() for part in field.split(SUBFIELD)[1:] if part[:1] in ("a", "b")]
    return " ".join(parts).rstrip(" /:;=,")


def withholding(rules: RuleSet, rule: str, message: str) -> Issue:
    """What withholds a record, as it was kept: the message is the value, unless it only says what the rule says."""
    issue = Issue(rule, rules.slug(rule), Level.FATAL)
    own = rules.message(issue, "en").rstrip()
    return issue if own and message.startswith(own) else issue._replace(value=message)


def says_more(rules: RuleSet, rule: str, message: str, told: str) -> bool:
    """True if what was kept of a withheld record, in English, says more than the rule itself and what is told of it."""
    own = rules.message(Issue(rule, rules.slug(rule), Level.FATAL), "en")
    return message not in told and message.rstrip(_ENDS) != own.rstrip(_ENDS)


def in_general(rules: RuleSet, issue: Issue, language: str) -> str:
    """The message of a rule, with "…" for what differs from record to record."""
    args = tuple((name, "…") for name, _ in issue.args)
    told = rules.message(issue._replace(path="…", value="…", after="…", args=args), language)
    return told.removesuffix("…").rstrip(" :") if told.endswith(": …") else told
