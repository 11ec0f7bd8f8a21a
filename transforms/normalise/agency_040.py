"""040: cataloguing source. $b says in which language we catalogue, $e that it follows RDA, $a who we are."""

from __future__ import annotations

import re

from transforms.normalise.context import Context
from transforms.record import Field, Record

_ISIL = re.compile(r"(?:[A-Z]{2}|EUR|GTB|O|OCLC|ZDB)-[A-Za-z0-9:/-]{1,11}")
_ORDER = "abecd"  # the order of subfields in Finnish practice; others follow as they stood


def agency_040(record: Record, context: Context) -> Record:
    """Complete 040 with $b (fin or swe), $e rda and, where no ISIL is given, ours in $a; no names that are none."""
    language = context.language(record)
    present = next((each for each in record.fields if each.tag == "040"), None)
    if present is None:
        return record.add(Field.data("040", "  ", "a", context.profile.isil, "b", language, "e", "rda"))
    wanted = [pair for pair in present.subfields if pair[0] not in "acd" or _is_isil(pair[1])]
    if context.profile.isil and not any(code == "a" for code, _ in wanted):
        wanted = [("a", context.profile.isil), *wanted]
    if not context.profile.isil:
        wanted = present.subfields
    if [value for code, value in wanted if code == "b"] != [language]:
        wanted = [*(pair for pair in wanted if pair[0] != "b"), ("b", language)]
    if ("e", "rda") not in wanted:
        wanted = [*wanted, ("e", "rda")]
    if wanted == present.subfields:
        return record
    return record.swap(present, present.with_subfields(sorted(wanted, key=_rank)))


def _is_isil(value: str) -> bool:
    """True for the form of ISO 15511: a country or one of its other prefixes, a hyphen, the agency."""
    return _ISIL.fullmatch(value.strip()) is not None


def _rank(pair: tuple[str, str]) -> int:
    place = _ORDER.find(pair[0])
    return place if place >= 0 else len(_ORDER)
