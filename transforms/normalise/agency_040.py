"""040: cataloguing source. $b says in which language we catalogue, $e that it follows RDA, $a who we are."""

from __future__ import annotations

from transforms.normalise.context import Context
from transforms.record import Field, Record

_ORDER = "abecd"  # the order of subfields in Finnish practice; others follow as they stood


def agency_040(record: Record, context: Context) -> Record:
    """Complete 040 with $b (fin or swe), $e rda and, where none is given, our ISIL in $a."""
    language = context.language(record)
    present = next((each for each in record.fields if each.tag == "040"), None)
    if present is None:
        return record.add(Field.data("040", "  ", "a", context.profile.isil, "b", language, "e", "rda"))
    if present["a"] and present["b"] == language and present["e"] == "rda":
        return record
    pairs = present.subfields
    wanted = pairs
    if not present["a"] and context.profile.isil:
        wanted = [("a", context.profile.isil), *(pair for pair in wanted if pair[0] != "a")]
    if present["b"] != language:
        wanted = [*(pair for pair in wanted if pair[0] != "b"), ("b", language)]
    if "rda" not in present.all("e"):
        wanted = [*wanted, ("e", "rda")]
    if wanted is pairs:
        return record
    return record.swap(present, present.with_subfields(sorted(wanted, key=_rank)))


def _rank(pair: tuple[str, str]) -> int:
    place = _ORDER.find(pair[0])
    return place if place >= 0 else len(_ORDER)
