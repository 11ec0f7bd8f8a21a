"""The verdicts on key fields: how many of the records that ought to have one have it. Pure functions of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import sqrt

from metadata.fill_marks import NAMES
from metadata.gate.check import FEW, Check, Counts, History

WARN, HOLD = 0.03, 0.10  # how far a rate may fall under the usual one
_EXACT = 1e-9  # sums of hundredths are not exact
_CHANCE = 3  # standard deviations that chance may take from a rate: one night in a thousand


def fill_checks(counts: Counts, history: History, floors: Mapping[str, float]) -> Iterator[Check]:
    """One check for each field that at least 20 records ought to have.

    A full delivery is all there is, and so is a first one; a delta is a sample, and of a small one chance alone may
    take more than the limit: there the limit gives way by three standard deviations.
    """
    for name in NAMES:
        ought = counts.get(f"of:{name}", counts.get("candidate", 0) if name in floors else 0)
        if ought < FEW:
            continue
        sampled = ought if history.committed and not history.full else 0
        usual = history.fills.get(name) if history.committed else None
        yield _check(f"fill.{name}", counts.get(f"fill:{name}", 0) / ought, floors.get(name), usual, sampled)


def _check(key: str, rate: float, floor: float | None, usual: float | None, sampled: int) -> Check:
    limit, warn = 0.0, 0.0
    if floor is not None:
        limit = floor - _chance(floor, sampled)
    if usual is not None:
        chance = _chance(usual, sampled)
        limit = max(limit, usual - max(HOLD, chance))
        warn = usual - max(WARN, chance * 2 / 3)
    limit = max(0.0, limit)
    verdict = "hold" if rate < limit - _EXACT else "warn" if rate < warn - _EXACT else "pass"
    return Check(key, rate, limit, verdict, usual)


def _chance(rate: float, sampled: int) -> float:
    return _CHANCE * sqrt(rate * (1 - rate) / sampled) if sampled else 0.0
