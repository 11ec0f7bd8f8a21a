"""The form of an online resource in coded fields: LDR/06-07, 006, 007 and 008/18-34 tell one media case.

Library systems choose their icon and Finna its format by these bytes. Physical records never come here.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.normalise.context import Context
from transforms.record import Field, Record

_COMPUTER = "cr||||||||||||"
_SOUND = "sr|uunnnnnuneu"
_VIDEO = "vz|||||||"
_GROUPS = {  # LDR/06 → material group, where LDR/07 does not matter
    **dict.fromkeys("cdij", "MU"),
    **dict.fromkeys("ef", "MP"),
    **dict.fromkeys("gkor", "VM"),
    "m": "CF",
    "p": "MX",
}
_AUDIENCES = " abcdefgj|"  # 008/22


class Form(NamedTuple):
    """One media case: allowed LDR/06 and LDR/07 (the first is the default), 006/09, and the kinds of 007."""

    types: str
    levels: str
    file: str  # 006/09, type of computer file: d text, h sound, c picture
    kinds: tuple[str, ...]  # 007 in order; Finna needs cr before vz


FORMS: dict[str, Form] = {
    "ebook": Form("acet", "m", "d", (_COMPUTER,)),
    "magazine": Form("a", "si", "d", (_COMPUTER,)),
    "eaudiobook": Form("i", "m", "h", (_SOUND, _COMPUTER)),
    "audiomagazine": Form("i", "si", "h", (_SOUND, _COMPUTER)),
    "album": Form("j", "m", "h", (_SOUND, _COMPUTER)),
    "film": Form("g", "m", "c", (_COMPUTER, _VIDEO)),
}


def form(record: Record, context: Context) -> Record:
    """Set the coded form of an online resource: a streaming film gets LDR/06 g, 007 cr and vz, 008/29 o."""
    wanted = FORMS[context.media]
    old = record.leader
    leader = _leader(old, wanted)
    coded = [each for each in record.fields if each.tag in ("006", "007", "008")]
    mended = [
        *_fields_006(coded, wanted),
        *_fields_007(coded, wanted),
        *(field_008(each, group_of(old), group_of(leader)) for each in coded if each.tag == "008"),
    ]
    if leader == old and mended == coded:
        return record
    rest = record.keep(lambda each: each.tag not in ("006", "007", "008"))
    return Record(leader, rest.fields).add(*mended)


def _leader(leader: str, wanted: Form) -> str:
    kind, level = leader[6:7], leader[7:8]
    kind = kind if kind and kind in wanted.types else wanted.types[0]
    level = level if level and level in wanted.levels else wanted.levels[0]
    return f"{leader[:6]}{kind}{level}{leader[8:]}"


def _fields_006(coded: list[Field], wanted: Form) -> list[Field]:
    """006 as they are, but the first for a computer file online and of the media's file type; made where none is."""
    fields = [each for each in coded if each.tag == "006"]
    for index, each in enumerate(fields):
        if each.value.startswith("m"):
            if len(each.value) == 18:
                fields[index] = Field("006", f"{each.value[:6]}o{each.value[7:9]}{wanted.file}{each.value[10:]}")
            else:
                fields[index] = new_006(wanted)
            return fields
    return [*fields, new_006(wanted)]


def new_006(wanted: Form) -> Field:
    """006 of a computer file online, of the file type of the media."""
    return Field("006", f"m|||||o||{wanted.file}||||||||")


def _fields_007(coded: list[Field], wanted: Form) -> list[Field]:
    """One 007 of each wanted kind, the vendor's own where it has one; none of physical carriers."""
    fields = [each for each in coded if each.tag == "007"]
    return [_of_kind(fields, default) for default in wanted.kinds]


def _of_kind(fields: list[Field], default: str) -> Field:
    for each in fields:
        if each.value[:2] == default[:2] and len(each.value) == len(default):
            return each
    return Field("007", default)


def group_of(leader: str) -> str:
    """The material group of 008/18-34 (MARC 21, 008): BK, CR, MU, MP, VM, CF or MX; "" for no known type."""
    kind, level = leader[6:7], leader[7:8]
    if kind in ("a", "t"):
        return "CR" if level in ("b", "i", "s") else "BK"
    return _GROUPS.get(kind, "")


def field_008(each: Field, old: str, new: str) -> Field:
    """008 of material group `old` as one of `new`, with form of item `o`; across groups only the audience lasts."""
    value = each.value
    if len(value) != 40:
        return each
    if old != new:
        audience = value[22] if "CR" not in (old, new) and value[22] in _AUDIENCES else "|"
        value = f"{value[:18]}||||{audience}{'|' * 12}{value[35:]}"
    place = 29 if new in ("VM", "MP") else 23
    return (
        each if value == each.value and value[place] == "o" else Field("008", f"{value[:place]}o{value[place + 1 :]}")
    )
