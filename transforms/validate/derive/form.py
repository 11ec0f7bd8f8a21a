"""Coded form of e-material by the voted media: leader (F04, F05), 006 (F21), and 006 and 007 of wrong length (F02).

What normalisation does for vendors' records (transforms/normalise/form.py), each rule for itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.normalise.form import Form, field_008, group_of, new_006
from transforms.record import Field, Record
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables

_LENGTH_006 = 18
_TYPE, _LEVEL = 6, 7  # positions in the leader


def type_of_media(view: View, tables: Tables) -> Record | None:
    """F04: LDR/06 as the voted media has it; 008/18-34 are coded anew where that makes them another material's."""
    wanted = tables.forms.get(view.around.media)
    return None if wanted is None else _with_code(view.record, _TYPE, wanted.types)


def level_of_media(view: View, tables: Tables) -> Record | None:
    """F05: LDR/07 as the voted media has it."""
    wanted = tables.forms.get(view.around.media)
    return None if wanted is None else _with_code(view.record, _LEVEL, wanted.levels)


def _with_code(record: Record, place: int, codes: str) -> Record:
    """The leader with one of the codes, the first by default, and 008 of the material group that follows from it."""
    leader = record.leader
    if leader[place : place + 1] in codes or len(leader) <= _LEVEL:
        return record
    changed = f"{leader[:place]}{codes[0]}{leader[place + 1 :]}"
    old, new = group_of(leader), group_of(changed)
    if old == new:
        return Record(changed, record.fields)
    fields = tuple(field_008(each, old, new) if each.tag == "008" else each for each in record.fields)
    return Record(changed, fields)


def with_006(view: View, tables: Tables) -> Record | None:
    """F21: with an 006 of the electronic resource."""
    wanted = tables.forms.get(view.around.media)
    if wanted is None:
        return None
    is_there = any(each.value.startswith("m") for each in view.groups.get("006", ()))
    return view.record if is_there else view.record.add(new_006(wanted))


def whole_006_007(view: View, tables: Tables) -> Record | None:
    """F02: of e-material 006 and 007 of wrong length made anew; a 007 that stands whole beside it leaves one."""
    wanted = tables.forms.get(view.around.media)
    if wanted is None:
        return view.record
    made = (_whole(each, wanted, view) if each.tag in ("006", "007") else each for each in view.record.fields)
    fields = tuple(each for each in made if each is not None)
    return view.record if fields == view.record.fields else Record(view.record.leader, fields)


def _whole(each: Field, wanted: Form, view: View) -> Field | None:
    """The field itself where its length is right or nothing is known to put in its place; None: leave it out."""
    if each.tag == "006":
        is_sound = len(each.value) == _LENGTH_006 or not each.value.startswith("m")
        return each if is_sound else new_006(wanted)
    for kind in wanted.kinds:
        if each.value[:1] == kind[:1] and len(each.value) != len(kind):
            others = (other for other in view.groups["007"] if other is not each)
            has_twin = any(other.value[:2] == kind[:2] and len(other.value) == len(kind) for other in others)
            return None if has_twin else Field("007", kind)
    return each
