"""What became of a value that was mended before a rule could mend it: found again in the record as we keep it.

Reading and normalising clean text and codes without saying of each value what it became; the vendor wants to see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from transforms.record import Issue, Record

ALIKE = 60  # of 100: below this it is another value that stands there now
_PLACE = re.compile(r"(?P<tag>LDR|\w{3})(?:\[\d+\])?(?:\$(?P<code>.)|/(?P<start>\d+)(?:-(?P<end>\d+))?)?")


def with_remedies(issues: tuple[Issue, ...], packed: str) -> tuple[Issue, ...]:
    """The issues, the mended ones of them with what the value is now where that is not told and can be found."""
    if not any(_is_untold(each) for each in issues):
        return issues
    record = Record.unpack(packed)
    return tuple(each._replace(after=value_now(each, record)) if _is_untold(each) else each for each in issues)


def _is_untold(issue: Issue) -> bool:
    """True for what reading and normalising mended: a fixer tells what it did."""
    return issue.fixed and not issue.after and issue.stage == "raw" and bool(issue.value)


def value_now(issue: Issue, record: Record) -> str:
    """The value of the same positions, or the most similar one of the same tag and subfield; "" when there is none."""
    place = _PLACE.fullmatch(issue.path)
    if place is None:
        return ""
    if place["start"]:
        start, end = int(place["start"]), int(place["end"] or place["start"])
        return record.at(place["tag"], start, end + 1)
    found = max(_values(record, place["tag"], place["code"] or ""), key=lambda each: _likeness(issue, each), default="")
    return found if found != issue.value and _likeness(issue, found) >= ALIKE else ""


def _likeness(issue: Issue, value: str) -> float:
    return fuzz.ratio(issue.value, value)


def _values(record: Record, tag: str, code: str) -> Iterator[str]:
    for field in record.fields:
        if field.tag == tag and code:
            yield from (value for each, value in field.subfields if each == code)
        elif field.tag == tag:
            yield field.text
