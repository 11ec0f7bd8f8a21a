"""Fields that a person set in a title: above what any record says, with what they stand for left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from transforms.merge.decisions import SetField
from transforms.merge.members import PERSON, Source
from transforms.merge.provenance import Came, LeftOut, Merged, Way
from transforms.record import Field, Record


def with_set(merged: Merged, decided: Sequence[SetField], single: Collection[str]) -> Merged:
    """The record with the fields that people set; of decisions on one field the later counts.

    Where what the person saw is no longer there the field is set all the same, and the decision is told as outdated; a
    tag that a record has once at most (`single`) then gets the set field alone.
    """
    for each in decided:
        merged = _set(merged, each, single)
    return merged


def _set(merged: Merged, decision: SetField, single: Collection[str]) -> Merged:
    told = list(zip(merged.record.fields, merged.came, strict=True))
    mine = [pair for pair in told if pair[0].tag == decision.tag]
    seen = Field(decision.tag, decision.before)
    gone = [pair for pair in mine if not decision.before or pair[0] == seen]
    is_outdated = bool(decision.before) and not gone and not any(field in decision.fields for field, _ in mine)
    if decision.tag in single and decision.values:
        gone = mine
    way = Way("set", decision.key)
    came = Came(Source(PERSON, decision.key), way)
    gone = [pair for pair in gone if pair[0] not in decision.fields]
    kept = [pair for pair in told if not any(pair is each for each in gone) and pair[0] not in decision.fields]
    place = next((n for n, pair in enumerate(told) if any(pair is each for each in gone)), None)
    before = len(kept) if place is None else sum(1 for pair in told[:place] if any(pair is each for each in kept))
    if place is None:
        before = sum(1 for field, _ in kept if field.tag <= decision.tag)
    fresh = [(field, _also(came, field, mine)) for field in decision.fields]
    told = [*kept[:before], *fresh, *kept[before:]]
    left = tuple(LeftOut(each.source, field, way, "decision") for field, each in gone)
    return merged._replace(
        record=Record(merged.record.leader, tuple(field for field, _ in told)),
        came=tuple(each for _, each in told),
        left_out=merged.left_out + left,
        outdated=(*merged.outdated, decision.key) if is_outdated else merged.outdated,
    )


def _also(came: Came, field: Field, mine: Sequence[tuple[Field, Came]]) -> Came:
    """A record that says the same as the person is told beside the decision."""
    same = next((each for one, each in mine if one == field), None)
    return came if same is None else came._replace(also=(same.source, *same.also))
