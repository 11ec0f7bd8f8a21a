"""Links between fields and their forms in another script: $6 and 880 (S19; MARC 21, appendix A).

A pair is a field with $6 880-NN and an 880 with $6 TAG-NN; no number stands for two pairs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from transforms.record import SUBFIELD, Field, Record
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables

_LINK = re.compile(r"(?P<tag>[0-9A-Z]{3})-(?P<number>[0-9]{2})(?P<rest>.*)", re.DOTALL)
_MARK = f"{SUBFIELD}6"
_ALONE = "00"
_MOST = 99


class _Link(NamedTuple):
    place: int  # among the fields of the record
    tag: str  # of the field in the usual script
    number: str
    rest: str  # script and direction


def linked(view: View, _: Tables) -> Record | None:
    """The record with an 880 without partner under number 00, a $6 to nowhere left out, and pairs told apart."""
    record = view.record
    if not any(each.has("6") for each in record.fields):
        return None
    fields, others = _links(record.fields)
    pairs, orphans = _paired(fields, others)
    mended = list(record.fields)
    for each in orphans:
        mended[each.place] = _alone(mended[each.place], each)
    if len({field.number for field, _ in pairs}) < len(pairs) <= _MOST:
        for number, (field, other) in enumerate(sorted(pairs), 1):
            mended[field.place] = _renumbered(mended[field.place], "880", number, field.rest)
            mended[other.place] = _renumbered(mended[other.place], other.tag, number, other.rest)
    return record if tuple(mended) == record.fields else Record(record.leader, tuple(mended))


def _links(fields: tuple[Field, ...]) -> tuple[list[_Link], list[_Link]]:
    """The links of usual fields, and those of 880; both without what has number 00 or no form of a link."""
    usual: list[_Link] = []
    other: list[_Link] = []
    for place, each in enumerate(fields):
        found = _LINK.fullmatch(each["6"]) if _MARK in each.value else None
        if found is None or found["number"] == _ALONE:
            continue
        if each.tag == "880":
            other.append(_Link(place, found["tag"], found["number"], found["rest"]))
        elif found["tag"] == "880":
            usual.append(_Link(place, each.tag, found["number"], found["rest"]))
    return usual, other


def _paired(usual: list[_Link], others: list[_Link]) -> tuple[list[tuple[_Link, _Link]], list[_Link]]:
    """Each field with the first 880 of its tag and number that is free, and what is left."""
    free: dict[tuple[str, str], list[_Link]] = {}
    for each in others:
        free.setdefault((each.tag, each.number), []).append(each)
    pairs: list[tuple[_Link, _Link]] = []
    orphans: list[_Link] = []
    for each in usual:
        partners = free.get((each.tag, each.number))
        if partners:
            pairs.append((each, partners.pop(0)))
        else:
            orphans.append(each)
    return pairs, [*orphans, *(each for left in free.values() for each in left)]


def _alone(field: Field, link: _Link) -> Field:
    """An 880 says what it would belong to, with number 00; a usual field has no link."""
    if field.tag == "880":
        return field.put("6", f"{link.tag}-{_ALONE}{link.rest}")
    return field.with_subfields(pair for pair in field.subfields if pair[0] != "6")


def _renumbered(field: Field, tag: str, number: int, rest: str) -> Field:
    return field.put("6", f"{tag}-{number:02}{rest}")
