"""What is told of links that were broken on two days or more: a finding of rule X04 for each, in the vendor's report.

The record itself is not touched, and nothing is held for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from metadata.store import link_checks
from transforms.record import Issue
from transforms.validate import RuleSet

RULE = "X04"


def dead_links(connection: Connection, vendor: str, rules: RuleSet) -> dict[str, tuple[Issue, ...]]:
    """The findings by vendor's id; none where the catalogue has no such rule."""
    if (rule := rules.rules.get(RULE)) is None:
        return {}

    def issue(each: link_checks.Checked) -> Issue:
        status = str(each.status) if each.status else each.told
        return Issue(RULE, rule.slug, rule.level, "856$u", each.url, stage="set", args=(("status", status),))

    found: dict[str, Sequence[link_checks.Checked]] = dict(link_checks.broken(connection, vendor))
    return {vendor_id: tuple(map(issue, checked)) for vendor_id, checked in found.items()}
