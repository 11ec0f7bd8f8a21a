"""040: cataloguing source. $b says in which language we catalogue, $e that it follows RDA, $a who we are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.identifiers.agents import parse_isil
from transforms.normalise.context import Context
from transforms.normalise.remembered import remembered
from transforms.record import Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

_ORDER = "abecd"  # the order of subfields in Finnish practice; others follow as they stood


def agency_040(record: Record, context: Context) -> Record:
    """Complete 040 with $b (fin or swe), $e rda and, where no ISIL is given, ours in $a; no names that are none."""
    language = context.language(record)
    present = next((each for each in record.fields if each.tag == "040"), None)
    if present is None:
        return record.add(Field.data("040", "  ", "a", context.profile.isil, "b", language, "e", "rda"))
    mended = _mended(present, language, context.profile.isil, context.tables)
    return record if mended == present else record.swap(present, mended)


@remembered
def _mended(present: Field, language: str, isil: str, tables: Tables) -> Field:
    old = tables.steps.old_conventions
    wanted = [pair for pair in present.subfields if pair[0] not in "acd" or parse_isil(pair[1].strip())]
    if isil and not any(code == "a" for code, _ in wanted):
        wanted = [("a", isil), *wanted]
    if not isil:
        wanted = present.subfields
    if [value for code, value in wanted if code == "b"] != [language]:
        wanted = [*(pair for pair in wanted if pair[0] != "b"), ("b", language)]
    wanted = [pair for pair in wanted if pair[0] != "e" or pair[1].strip().lower() not in old]
    if ("e", "rda") not in wanted:
        wanted = [*wanted, ("e", "rda")]
    return present if wanted == present.subfields else present.with_subfields(sorted(wanted, key=_rank))


def _rank(pair: tuple[str, str]) -> int:
    place = _ORDER.find(pair[0])
    return place if place >= 0 else len(_ORDER)
