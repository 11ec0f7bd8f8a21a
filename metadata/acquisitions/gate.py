"""The verdict on a list: are there enough lines, can they be used, and does the library keep what it had?

Pure functions of numbers; what a line stands for, `stages` asks of the store. The sentences are in schemas/gates.yml.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from metadata.acquisitions.read import Listed
from metadata.gate import Check
from metadata.gate.check import share
from metadata.libraries.parts import AcquisitionExpect

SHOWN = 5  # lines or titles that are named

ENOUGH, USABLE, ACQUIRED = "lines", "unusable", "acquired"  # keys of schemas/gates.yml


def verdicts(listed: Listed, before: Set[str], after: Set[str], expect: AcquisitionExpect) -> list[Check]:
    """Every number that can be judged. `before` and `after` name what the library has acquired, by the two lists."""
    lines = len(listed.lines)
    checks = [Check(ENOUGH, lines, expect.min_lines, "hold" if lines < expect.min_lines else "pass")]
    if listed.read:
        faults = share(USABLE, len(listed.faults), listed.read, expect.max_faults)
        if listed.faults and faults.verdict == "pass" and expect.max_faults < 1:
            faults = faults._replace(verdict="warn")  # a single one is worth a look
        checks.append(_shown(faults, [{"line": each.line, "reason": each.message} for each in listed.faults[:SHOWN]]))
    if before:
        gone = sorted(before - after)
        drop = share(ACQUIRED, len(gone), len(before), expect.max_drop)
        checks.append(_shown(drop, [{"id": each} for each in gone[:SHOWN]]))
    return checks


def _shown(check: Check, samples: Sequence[dict[str, Any]]) -> Check:
    """With a limit that is a share, and with samples where somebody will look at them."""
    check = check._replace(limit=min(check.limit, 1.0))
    return check._replace(samples=tuple(samples)) if check.verdict != "pass" else check
