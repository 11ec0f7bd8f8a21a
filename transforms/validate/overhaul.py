"""What an update of a known record tells that the record alone cannot: that hardly anything of it is left (P06), or
that the vendor has withdrawn it while it is still published (X11). Pure; the store asks: metadata/identity_checks.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from transforms.record import Issue, Level, Record

MOST_CHANGED = 60  # per cent of the fields
FEWEST = 8  # fields: a shorter record changes wholly by a few edits
OWN = frozenset({"001", "003", "005", "884"})  # ours, or of the conversion
ENTERED = 6  # characters of 008 that tell when the record was made
STATUS = "PublishingStatus"  # an O12 that is not about supply


def changed_share(before: Record, after: Record) -> int:
    """Per cent of the fields of either record that the other does not have; 0 for short records."""
    old, new = _contents(before), _contents(after)
    most = max(old.total(), new.total())
    return 0 if most < FEWEST else 100 - 100 * (old & new).total() // most


def at_update(before: Record, after: Record, found: Sequence[Issue], is_same_version: bool) -> list[Issue]:
    """P06 and X11 of a live record and its update; `found`: the update's issues, `is_same_version`: of our rules.

    After a change of rules or mapping the difference is ours, and P06 has nothing to judge.
    """
    issues: list[Issue] = []
    share = changed_share(before, after) if is_same_version else 0
    if share > MOST_CHANGED:
        issues.append(Issue("P06", "record-overhauled", Level.WARNING, value=str(share), stage="set"))
    status = next((each.value for each in found if each.rule == "O12" and each.path.endswith(STATUS)), "")
    if status:
        issues.append(Issue("X11", "withdrawn-but-live", Level.ERROR, value=status, stage="set"))
    return issues


def _contents(record: Record) -> Counter[tuple[str, str]]:
    return Counter((tag, value[ENTERED:] if tag == "008" else value) for tag, value in record.fields if tag not in OWN)
