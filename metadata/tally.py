"""What the gate counts of a delivery, record by record: outcomes, errors, rules and filled fields. Touches no store."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, MutableMapping

from metadata import rule_counts
from metadata.fill_marks import add_up
from metadata.rows import Row
from transforms.formats.frame import Envelope
from transforms.record import Issue, Level, Outcome

UNREADABLE = frozenset({"S01", "O01", "O14"})
CODES = frozenset({"O06", "J03"})  # rules that tell of a code that is in no list: new ones are a drift of the format
MOST_KINDS = 200  # kinds of unknown codes that are told apart in one range
_OCCURRENCE = re.compile(r"\[\d+\]")
_LONGEST = 60  # characters of a kind


def count(counts: Counter[str], row: Row) -> None:
    """Outcomes, and what the gate looks at."""
    counts["read"] += 1
    counts[row.outcome] += 1
    if row.outcome == Outcome.FILTERED:
        counts[f"filtered:{row.reason}"] += 1
    elif row.outcome == Outcome.QUARANTINED:
        counts[f"quarantined:{row.rule}"] += 1
        counts["unreadable"] += row.rule in UNREADABLE
        rule_counts.raised(counts, row.rule)
    elif row.outcome == Outcome.CANDIDATE:
        counts["with_error"] += has_error(row)
        rule_counts.add(counts, row.judged, row.issues)
        add_up(counts, row.fills)
        _count_codes(counts, row)


def has_error(row: Row) -> bool:
    """True if an error stays in the record, and nobody has accepted it."""
    return any(each.level == Level.ERROR and not each.fixed and not each.suppressed for each in row.issues)


def _count_codes(counts: Counter[str], row: Row) -> None:
    """`code:<kind>` for each kind of unknown code in the record; hostile feeds invent no end of them."""
    for kind in {kind_of(each) for each in row.issues if each.rule in CODES}:
        key = f"code:{kind}"
        if key in counts or sum(each.startswith("code:") for each in counts) < MOST_KINDS:
            counts[key] += 1


def count_headers(counts: MutableMapping[str, int], envelopes: Iterable[Envelope]) -> None:
    """`header:<sender> <time>` for each ONIX message that says when it was sent: no two messages say the same.

    O13 for each that does not.
    """
    for each in envelopes:
        if each.format == "onix" and not each.sent:
            rule_counts.raised(counts, "O13")
        elif each.sent:
            counts[f"header:{each.sender[:_LONGEST]} {each.sent}"] = 1


def count_declared(counts: MutableMapping[str, int], files: Iterable[tuple[Envelope, int]]) -> None:
    """B10: `declared` and `counted` products of the ONIX messages that say how many they hold.

    `files` are the envelope of each file and the records that were found in it. Of several messages the first that
    is wrong is told, for one may have too many by as many as another has too few.
    """
    told = [(each.products, records) for each, records in files if each.products]
    wrong = next((pair for pair in told if pair[0] != pair[1]), None)
    if wrong:
        counts["declared"], counts["counted"] = wrong
        rule_counts.raised(counts, "B10")
    elif told:
        counts["declared"] = counts["counted"] = sum(records for _, records in told)


def kind_of(issue: Issue) -> str:
    """Where a code stands, whichever occurrence, and the code: "O06 ContributorRole Z98"."""
    place = _OCCURRENCE.sub("", issue.path).rpartition("/")[2]
    return f"{issue.rule} {place} {issue.value}"[:_LONGEST]
