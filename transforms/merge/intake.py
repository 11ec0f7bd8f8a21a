"""The fields of the members as strategies get them: what is forbidden is refused, what links fields keeps apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.merge.decisions import Forbidden
from transforms.merge.items import Item
from transforms.merge.members import Member
from transforms.merge.provenance import LeftOut, Way
from transforms.record import SUBFIELD, Field

_LINKING = (f"{SUBFIELD}6", f"{SUBFIELD}8")
_PAIRED = re.compile(r"^([0-9A-Z]{3}-)([0-9]{2})")  # $6: tag and number of the pair; 00 has none
_SEQUENCE = re.compile(r"^([0-9]+)")  # $8
_TITLE = "245"  # with its $a what a title is called


def intake(heard: Sequence[Member], forbidden: Sequence[Forbidden], dropped: str) -> tuple[list[Item], list[LeftOut]]:
    """The fields of all members in the order in which they are heard, and what is refused of them.

    A title keeps what it is called: where every 245 $a is forbidden, none is (a vendor that told it too may have left
    since that was decided). `dropped`: subfields that have no place in a shared record. Numbers in $6 and $8 are made
    different from those of the records heard before, so that a field is never linked with one of another record.
    """
    items: list[Item] = []
    refused: list[LeftOut] = []
    offsets = (0, 0)
    spared = "" if any(_names(member, forbidden) for member in heard) else _TITLE
    for place, member in enumerate(heard):
        mine = [each for each in forbidden if each.vendor == member.vendor]
        text = "".join([each.value for each in member.record.fields])  # one look for what most records do not have
        is_linked = any(mark in text for mark in _LINKING)
        fields = _renumbered(member.record.fields, offsets) if is_linked and place else list(member.record.fields)
        if mine or any(SUBFIELD + code in text for code in dropped):
            taken = (_kept(each, dropped, () if each.tag == spared else mine, member, refused) for each in fields)
            fields = [each for each in taken if each is not None]
        items += [Item(place, each) for each in fields]
        offsets = _highest(fields, offsets) if is_linked else offsets
    return items, refused


def _names(member: Member, forbidden: Sequence[Forbidden]) -> bool:
    """True for a record that tells 245 $a, which nobody has forbidden."""
    mine = (each for each in forbidden if each.code in ("", "a") and each.covers(member.vendor, _TITLE))
    return next(mine, None) is None and any(each["a"].strip() for each in member.record.all(_TITLE))


def _kept(
    field: Field, dropped: str, forbidden: Sequence[Forbidden], member: Member, refused: list[LeftOut]
) -> Field | None:
    """What is left of a field without what is dropped or forbidden of it."""
    kept = _without_codes(field, dropped, member, refused)
    for each in forbidden:
        if kept is not None and each.covers(member.vendor, kept.tag):
            kept = _refused(kept, each, member, refused)
    return kept


def _without_codes(field: Field, codes: str, member: Member, refused: list[LeftOut]) -> Field | None:
    here = [code for code in codes if SUBFIELD + code in field.value and not field.is_control]
    if not here:
        return field
    return _parted(field, here, member, refused, Way("dropped", "local"), "no-place")


def _refused(field: Field, by: Forbidden, member: Member, refused: list[LeftOut]) -> Field | None:
    """What is left of a field when a decision has taken its part."""
    way = Way("forbidden", by.key)
    if by.code:
        return _parted(field, [by.code], member, refused, way, "decision") if field.has(by.code) else field
    refused.append(LeftOut(member.source, field, way, "decision"))
    return None


def _parted(
    field: Field, codes: Sequence[str], member: Member, refused: list[LeftOut], way: Way, why: str
) -> Field | None:
    kept = field.drop(*codes)
    if len(kept.value) <= 2:
        refused.append(LeftOut(member.source, field, way, why))
        return None
    gone = field.with_subfields(pair for pair in field.subfields if pair[0] in codes)
    refused.append(LeftOut(member.source, gone, way, why, is_part=True))
    return kept


def _is_linking(field: Field) -> bool:
    return field.tag[:2] != "00" and (_LINKING[0] in field.value or _LINKING[1] in field.value)


def _highest(fields: Sequence[Field], offsets: tuple[int, int]) -> tuple[int, int]:
    """The highest numbers in $6 and $8 so far."""
    pairs, sequences = offsets
    for each in fields:
        if _is_linking(each):
            pairs = max([pairs, *(int(found[2]) for value in each.all("6") if (found := _PAIRED.match(value)))])
            sequences = max(
                [sequences, *(int(found[1]) for value in each.all("8") if (found := _SEQUENCE.match(value)))]
            )
    return pairs, sequences


def _renumbered(fields: Sequence[Field], offsets: tuple[int, int]) -> list[Field]:
    pairs, sequences = offsets

    def changed(code: str, value: str) -> str:
        if code == "6" and (found := _PAIRED.match(value)) and found[2] != "00":
            return f"{found[1]}{int(found[2]) + pairs:02}{value[found.end() :]}"
        if code == "8" and (found := _SEQUENCE.match(value)):
            return f"{int(found[1]) + sequences}{value[found.end() :]}"
        return value

    return [each.map(changed) if _is_linking(each) else each for each in fields]
