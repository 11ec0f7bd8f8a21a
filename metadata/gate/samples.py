"""A few records that show what a gate found, by the key of its check: for the person who is to decide.

What the vendor wrote is cut to a line of printable characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from metadata.fill_marks import NAMES, lacks
from metadata.rows import Row
from metadata.tally import UNREADABLE, has_error
from transforms.record import FIELD_END, SUBFIELD, Level, Outcome

SHOWN = 5  # records for a check
_LONGEST = 120  # characters of a text where nothing else is said


@dataclass(slots=True)
class Samples:
    """The first few records for each check."""

    found: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    wanted: dict[str, list[str]] = field(default_factory=dict)  # check → live ids whose titles are still to be read

    def add(self, key: str, row: Row, **what: Any) -> None:
        """One record for a check, if there are not enough yet."""
        if len(self.found[key]) < SHOWN:
            named = {"id": plain(row.vendor_id), "title": title_in(row.record)}
            self.found[key].append({**{name: text for name, text in named.items() if text}, **what})

    def ids(self, key: str, ids: Iterable[str]) -> None:
        """Records of which only the id is known."""
        self.found[key] += [{"id": plain(each)} for each in list(ids)[:SHOWN]]

    def of_live(self, key: str, ids: list[str]) -> None:
        """Live records, whose titles the store has."""
        self.wanted[key] = ids[:SHOWN]

    def look_at(self, row: Row, before: int) -> None:
        """What is wrong with the row itself; `before` are the fill marks of the live record in its place."""
        if row.outcome == Outcome.QUARANTINED:
            self._withheld(row)
        elif row.outcome == Outcome.CANDIDATE:
            if has_error(row):
                error = next(each for each in row.issues if each.level == Level.ERROR and not each.fixed)
                self.add("max_errors", row, rule=error.rule, path=error.path, value=plain(error.value))
            self._lacking(row, before)

    def _withheld(self, row: Row) -> None:
        what = {"rule": row.rule, "reason": plain(row.reason), "position": row.position}
        self.add("max_errors", row, **what)
        if row.rule in UNREADABLE:
            self.add("max_unreadable", row, **what)
        elif row.rule == "R00":
            self.add("max_faults", row, **what)

    def _lacking(self, row: Row, before: int) -> None:
        """Records without a field they ought to have; those that had it until now say more, and go first."""
        for name in NAMES:
            if lacks(row.fills, name):
                lost = bool(before) and not lacks(before, name)
                self.add(f"fill.{name}" if not lost else f"lost.{name}", row)

    def of(self, key: str) -> tuple[dict[str, Any], ...]:
        """The records for a check."""
        if key.startswith("fill."):
            return tuple((self.found[key.replace("fill.", "lost.", 1)] + self.found[key])[:SHOWN])
        return tuple(self.found[key])


def title_in(packed: str) -> str:
    """245 $a of a packed record, as a plain text; "" when there is none."""
    start = packed.find(f"{FIELD_END}245")
    if start < 0:
        return ""
    field_text = packed[start + 1 :].partition(FIELD_END)[0]
    parts = [each[1:] for each in field_text.split(SUBFIELD)[1:] if each[:1] == "a"]
    return plain(parts[0]).rstrip(" /:") if parts else ""


def plain(text: str, longest: int = _LONGEST) -> str:
    """At most so many printable characters."""
    shown = "".join(each if each.isprintable() else " " for each in text[: longest * 2])
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
