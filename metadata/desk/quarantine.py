"""Quarantine as a list: what is withheld, by whom it was sent and which rule says so."""

from __future__ import annotations

from typing import Any, NamedTuple

from metadata.desk.asked import Asked, Facts
from metadata.desk.paging import choice, part_of, stretch
from metadata.feedback.findings import in_general, says_more, withholding
from metadata.references import rules_of
from metadata.store import quarantine
from transforms.validate import RuleSet

ANY = "any"  # stands for every state
STATES = (*quarantine.STATES, ANY)
GROUPS = 100  # of vendor and rule


class Group(NamedTuple):
    """What one rule withholds of one vendor."""

    vendor: str
    rule: str
    slug: str
    records: int


def facts(asked: Asked) -> Facts:
    """The page of the list, the choices above it, and how much is open for each vendor and rule."""
    counted = quarantine.open_by_rule(asked.connection)
    rules = rules_of(asked.home.references)
    groups = [Group(*key, rules.slug(key[1]), records) for key, records in counted.items()]
    groups.sort(key=lambda each: -each.records)
    chosen = {
        "vendor": _named(asked, "vendor"),
        "rule": _named(asked, "rule"),
        "state": choice(asked, "state", STATES, quarantine.OPEN),
        "delivery": _delivery(asked),
    }
    found = quarantine.listed(
        asked.connection,
        vendor=chosen["vendor"],
        rule=chosen["rule"],
        states=quarantine.STATES if chosen["state"] == ANY else (chosen["state"],),
        delivery_id=int(chosen["delivery"] or 0),
        **stretch(asked)._asdict(),
    )
    return {
        "part": part_of(asked, [_row(row, rules, asked.lang) for row in found]),
        "chosen": chosen,
        "groups": groups[:GROUPS],
        "more_groups": max(0, len(groups) - GROUPS),
        "open": sum(counted.values()),
        "vendors": sorted({vendor for vendor, _ in counted} | {chosen["vendor"]} - {""}),
        "rules": sorted({rule for _, rule in counted} | {chosen["rule"]} - {""}),
        "states": STATES,
    }


def _named(asked: Asked, name: str) -> str:
    """A vendor or rule as the address has it; nothing comes of one that there is not."""
    return asked.query.get(name, "")[:42]


def _delivery(asked: Asked) -> str:
    text = asked.query.get("delivery", "")
    return text if text.isascii() and text.isdigit() and len(text) < 16 else ""


def _row(row: Any, rules: RuleSet, lang: str) -> dict[str, Any]:
    issue = withholding(rules, row.rule, row.message)
    told = in_general(rules, issue, lang) if issue.value else rules.message(issue, lang).rstrip()
    told = told if row.rule in rules.rules else ""
    return {
        "id": row.id,
        "vendor": row.vendor,
        "record": row.vendor_id,
        "delivery": row.delivery_id,
        "name": row.name,
        "position": row.position,
        "rule": row.rule,
        "told": told,
        "more": row.message if says_more(rules, row.rule, row.message, told) else "",
        "state": row.state,
    }
