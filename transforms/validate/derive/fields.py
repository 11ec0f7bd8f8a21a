"""Which fields of a record should stand, and in which order: duplicates, poorer twins, sorting.

A field goes only where another says all that it says (S17, S18, S24); nothing else is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.record import SUBFIELD, Field, Record
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables

_ENDS = " .,;:/"
# S18: what the richer of two fields may have beyond the poorer, by tag or class; None: anything.
_RICHER: dict[str, str | None] = {"341": None, "490": "vx3", "856": None, "6": "012", "7": "014e"}
_CONTROLLED = frozenset({"600", "610", "611", "630", "647", "648", "650", "651", "655"})


def without_duplicates(view: View, _: Tables) -> Record | None:
    """S17: of identical fields the first."""
    record = view.record
    if len(set(record.fields)) == len(record.fields):
        return record
    places: dict[Field, int] = {}
    kept: list[Field] = []
    for each in record.fields:
        place = places.setdefault(each, len(kept))
        if place == len(kept):
            kept.append(each)
        elif kept[place] is each:
            kept[place] = Field(*each)  # told apart by identity
    return Record(record.leader, tuple(kept))


def without_inferior(view: View, _: Tables) -> Record | None:
    """S18: no field that another of its tag says in full and more, no 653 that stands as a controlled heading."""
    judged = False
    poorer: set[int] = set()
    for tag, group in view.groups.items():
        if len(group) > 1 and (tag in _RICHER or tag[0] in _RICHER):
            judged = True
            poorer.update(_poorer(group, _RICHER.get(tag, _RICHER.get(tag[0]))))
    if "653" in view.groups and not _CONTROLLED.isdisjoint(view.groups):
        judged = True
        headings = {word.rstrip(_ENDS).casefold() for tag in _CONTROLLED for word in view.subfields(tag).get("a", ())}
        poorer.update(id(each) for each in view.groups["653"] if _is_repeated(each, headings))
    if not judged:
        return None
    return view.record.keep(lambda each: id(each) not in poorer) if poorer else view.record


def _poorer(group: Sequence[Field], more: str | None) -> list[int]:
    alike: dict[str, list[Field]] = {}
    for each in group:
        alike.setdefault(_opening(each), []).append(each)
    return [
        id(each)
        for twins in alike.values()
        if len(twins) > 1
        for each in twins
        if any(_is_inferior(each, other, more) for other in twins)
    ]


def _opening(each: Field) -> str:
    """Indicators and first subfield, without the marks at its end; of 856 the address."""
    if each.tag == "856":
        return each.value[:2] + each["u"]
    head, _, rest = each.value.partition(SUBFIELD)
    return head + rest.partition(SUBFIELD)[0].rstrip(_ENDS)


def _is_inferior(each: Field, other: Field, more: str | None) -> bool:
    """True if the other field has all subfields of this one, and more of those that may be more."""
    if len(other.value) <= len(each.value) or each.has("6") or each.has("8"):
        return False
    left = [(code, value.rstrip(_ENDS)) for code, value in other.subfields]
    for code, value in each.subfields:
        pair = (code, value.rstrip(_ENDS))
        if pair not in left:
            return False
        left.remove(pair)
    return bool(left) and (more is None or all(code in more for code, _ in left))


def _is_repeated(each: Field, headings: set[str]) -> bool:
    words = each.all("a")
    return bool(words) and set(each.codes) == {"a"} and all(w.rstrip(_ENDS).casefold() in headings for w in words)


def without_indicator_twins(view: View, tables: Tables) -> Record | None:
    """S24: of fields that differ only in the first indicator the one that schemas/codes/preferred_ind1.csv prefers."""
    preferred = tables.codings.preferred_indicators
    judged = False
    less: set[int] = set()
    for tag, order in preferred.items():
        group = view.groups.get(tag, ())
        if len(group) > 1 and len(group := [each for each in group if each.value]) > 1:
            judged = True
            twins: dict[str, list[Field]] = {}
            for each in group:
                twins.setdefault(each.value[1:], []).append(each)
            for alike in twins.values():
                if len({each.value[0] for each in alike}) > 1 and all(each.value[0] in order for each in alike):
                    best = min(alike, key=lambda each, order=order: order.index(each.value[0]))  # type: ignore[misc]
                    less.update(id(each) for each in alike if each.value[0] != best.value[0])
    if not judged:
        return None
    return view.record.keep(lambda each: id(each) not in less) if less else view.record


def sorted_fields(view: View, _: Tables) -> Record | None:
    """S23: ascending by tag; inside 5XX and 6XX the order of the cataloguer stays."""
    record = view.record
    tags = [tag for tag, _ in record.fields]
    if tags == sorted(tags):
        return record
    placed: list[Field] = []
    highest = ""
    for each in record.fields:
        is_late = _place(each) < highest
        placed.append(Field(*each) if is_late else each)  # made anew: what is told apart by identity counts as changed
        highest = max(highest, _place(each))
    moved = tuple(sorted(placed, key=_place))
    return record if moved == record.fields else Record(record.leader, moved)


def _place(each: Field) -> str:
    return each.tag[0] if each.tag[:1] in ("5", "6") else each.tag
