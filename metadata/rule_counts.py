"""What the rules said of the records of a delivery, as numbers: rule × delivery. Touches no store itself.

Workers count `fired:I02`, `fixed:I02`, `suppressed:I02`, `records:I02`, and `judged:<bits>` for each set of rules that
had something to judge: few sets are different, and what passed or was not applicable follows from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, MutableMapping, Sequence
from typing import NamedTuple

from transforms.record import Issue

KINDS = ("fired", "fixed", "suppressed", "records", "judged")


class RuleCount(NamedTuple):
    """What one rule said."""

    rule: str
    fired: int  # findings, mended or not
    fixed: int
    suppressed: int
    records: int  # records with a finding
    passed: int  # records in which it had something to judge, and found nothing
    na: int  # records in which it had nothing to judge


def add(counts: Counter[str], judged: bytes, issues: Sequence[Issue]) -> None:
    """Count what the rules said of one record."""
    counts[f"judged:{judged.hex()}"] += 1
    for each in issues:
        counts[f"fired:{each.rule}"] += 1
        if each.fixed:
            counts[f"fixed:{each.rule}"] += 1
        if each.suppressed:
            counts[f"suppressed:{each.rule}"] += 1
    for rule in {each.rule for each in issues}:
        counts[f"records:{rule}"] += 1


def raised(counts: MutableMapping[str, int], rule: str) -> None:
    """Count one finding that is not about a record which is kept."""
    for key in (f"fired:{rule}", f"records:{rule}"):
        counts[key] = counts.get(key, 0) + 1


def plain(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts without those of rules: what the ledger keeps."""
    return {key: value for key, value in counts.items() if key.partition(":")[0] not in KINDS}


def of_rules(counts: Mapping[str, int]) -> dict[str, int]:
    """Only those of rules."""
    return {key: value for key, value in counts.items() if key.partition(":")[0] in KINDS}


def by_rule(counts: Mapping[str, int], ids: Sequence[str]) -> list[RuleCount]:
    """What each rule said; `ids` are those of the rule set, in the order of the bits."""
    judged: Counter[str] = Counter()
    records = 0
    for key, number in counts.items():
        if key.startswith("judged:"):
            records += number
            bits = int(key[7:] or "0", 16)
            judged.update({rule: number for place, rule in enumerate(ids) if bits >> place & 1})
    raised = {key[6:] for key in counts if key.startswith("fired:")}  # also by code, and set by set
    told = {*ids, *raised} if records else raised
    return [_of(rule, counts, judged, records) for rule in sorted(told)]


def _of(rule: str, counts: Mapping[str, int], judged: Counter[str], records: int) -> RuleCount:
    fired, fixed, suppressed, found = (counts.get(f"{kind}:{rule}", 0) for kind in KINDS[:4])
    said = max(judged[rule], found)  # code raises without judging
    return RuleCount(rule, fired, fixed, suppressed, found, said - found, max(0, records - said))


def as_bytes(judged: int) -> bytes:
    """The bits as the store keeps them."""
    return judged.to_bytes((judged.bit_length() + 7) // 8)
