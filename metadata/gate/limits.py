"""The verdicts on one delivery: every number that can be judged, held against its limit. Pure functions of counts.

The keys are those of `expect:` in the vendor file; schemas/gates.yml says which rule of group B each belongs to.
"""

from __future__ import annotations

from metadata.gate.check import FEW, Check, Counts, History, at_most, rate, share
from metadata.gate.fills import fill_checks
from metadata.vendors.parts import Expect

HANDFUL = 4  # faulty records that never hold a delivery by themselves, however small it is
MOST_FAULTS = 0.01  # share of records that may fail by a fault of ours
MOST_STRANGERS = 0.5  # share of records with ids unlike the vendor's own
MOST_REPEATED = 0.1  # share of records whose id another one of the delivery has


def gate(counts: Counts, history: History, expect: Expect) -> list[Check]:
    """Every number that can be judged, with its verdict; the delivery is held when any says hold.

    `counts` are those of refine with what metadata/gate/effect.py adds. A first delivery is judged by its size,
    its errors and the floors of its key fields only.
    """
    checks = [
        *_sound(counts, history, expect),
        *_size(counts, history, expect),
        *fill_checks(counts, history, expect.fill),
    ]
    checks += [_tripped(key, counts[name]) for key, name in _FOREIGN.items() if counts.get(name)]
    if counts.get("declared"):
        came, told = counts.get("counted", 0), counts["declared"]
        checks.append(Check("count", came, told, "pass" if came == told else "hold", told))
    if history.committed and history.live:
        checks += _against_history(counts, history, expect)
    return checks


_FOREIGN = {
    "sender": "wrong_sender",
    "header": "repeated_header",
    "returned": "earlier_content",
    "identity": "other_ids",
}


def _tripped(key: str, number: int) -> Check:
    return Check(key, number, 0, "hold")


def _sound(counts: Counts, history: History, expect: Expect) -> list[Check]:
    """Are the records what records should be? A renewal may be of one record: there a handful never holds."""
    bad = counts.get("quarantined", 0) + counts.get("with_error", 0) - counts.get("again:bad", 0)
    unreadable = counts.get("unreadable", 0) - counts.get("again:unreadable", 0)
    faults = counts.get("quarantined:R00", 0) - counts.get("again:faults", 0)
    read = max(counts.get("read", 0) - counts.get("again:read", 0), 1)
    found = [
        (rate("max_unreadable", unreadable / read, expect.max_unreadable, warn=0.0), unreadable),
        (at_most("max_faults", faults / read, MOST_FAULTS), faults),
    ]
    return [
        _but_a_handful(rate("max_errors", bad / read, expect.max_errors), bad),
        *(_but_a_handful(check, records) if history.renewal else check for check, records in found),
    ]


def _but_a_handful(check: Check, records: int) -> Check:
    return check._replace(verdict="warn") if check.verdict == "hold" and records <= HANDFUL else check


def _size(counts: Counts, history: History, expect: Expect) -> list[Check]:
    """Are there enough records? Of a delta feed only the first delivery must be of a size."""
    read = counts.get("read", 0)
    if history.full and not read:
        return [Check("empty", 0, 1, "hold")]
    if history.full or not history.committed:
        return [Check("min_records", read, expect.min_records, "hold" if read < expect.min_records else "pass")]
    return []


def _against_history(counts: Counts, history: History, expect: Expect) -> list[Check]:
    """What a first delivery is not judged by."""
    checks = _full_size(counts, history, expect) if history.full and counts.get("read") else []
    deletes, changes = counts.get("withdraws", 0), counts.get("alters", 0)
    checks.append(share("max_deletes", deletes, history.live, expect.max_deletes))
    checks.append(_cumulative(counts, history, expect.cumulative))
    if history.same_mapping:
        checks.append(share("max_changed", changes, history.live, expect.max_changed))
    checks.append(_codes(counts, history, expect.unknown_codes))
    checks += _identity(counts, history)
    return checks


def _full_size(counts: Counts, history: History, expect: Expect) -> list[Check]:
    """The number of records against the usual one: fallen, or grown as if two files were in one."""
    kept, usual = records_in(counts), history.usual
    most = expect.max_records or 2 * usual
    too_many = kept > most or (kept == most and expect.max_records is None)
    verdict = "hold" if too_many else "warn" if kept > most * 0.75 else "pass"
    if kept - usual <= FEW and not expect.max_records:
        verdict = "pass"
    return [
        rate("max_drop", max(0.0, 1 - kept / usual), expect.max_drop)._replace(baseline=usual),
        Check("max_records", kept, most, verdict, usual),
    ]


def records_in(counts: Counts) -> int:
    """The size of a delivery: records that are ours and can be used."""
    return counts.get("candidate", 0) + counts.get("unchanged", 0)


def _cumulative(counts: Counts, history: History, limit: float) -> Check:
    """Many small losses that sum up: what a single delivery takes away is the affair of max_deletes."""
    high = max(history.high, history.live)
    after, gone = history.live + counts.get("adds", 0), counts.get("withdraws", 0)
    lost = max(0, high - after + gone)
    check = rate("cumulative", lost / high, max(limit, HANDFUL / high), switched_off=limit >= 1)._replace(baseline=high)
    single = not gone or high == history.live
    return check._replace(verdict="warn") if check.verdict == "hold" and single else check


def _codes(counts: Counts, history: History, limit: int) -> Check:
    """Kinds of unknown codes that the feed did not use before: its format drifts."""
    new = sorted({key for key in counts if key.startswith("code:")} - history.codes)
    samples = tuple({"code": key.partition(":")[2], "records": counts[key]} for key in new[:FEW])
    return at_most("unknown_codes", len(new), limit, warn=0)._replace(samples=samples)


def _identity(counts: Counts, history: History) -> list[Check]:
    """Are the ids the vendor's own, and each of one record?"""
    kept, read = max(records_in(counts), 1), max(counts.get("read", 0), 1)
    strange = counts.get("adds" if history.full else "odd_ids", 0)
    return [
        share("strangers", strange, kept, MOST_STRANGERS),
        share("repeated", counts.get("repeats", 0), read, MOST_REPEATED),
        Check("delete_unknown", counts.get("unknown_deletes", 0), 0, "pass"),
    ]
