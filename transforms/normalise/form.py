"""The form of an online resource in coded fields: LDR/06-07, 006, 007 and 008/18-34 tell one media case.

Library systems choose their icon and Finna its format by these bytes. The cases are data (media_forms.csv).
Physical records never come here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.normalise.remembered import remembered_together
from transforms.record import SUBFIELD, Field, Record

if TYPE_CHECKING:
    from transforms.tables import MediaForm

_CODED = frozenset(("006", "007", "008"))
_GROUPS = {  # LDR/06 → material group, where LDR/07 does not matter
    **dict.fromkeys("cdij", "MU"),
    **dict.fromkeys("ef", "MP"),
    **dict.fromkeys("gkor", "VM"),
    "m": "CF",
    "p": "MX",
}
_AUDIENCES = " abcdefgj|"  # 008/22
_INTEGRATING = {"s": "i"}  # LDR/07 that stays: an updating database is coded like a serial (MARC 21, leader)
_MANUSCRIPTS = {"a": "t", "c": "d"}  # LDR/06 beside that of a media: a manuscript online stays one
_UNSEEN = "2"  # LDR/17 of what no person has looked at, unless the vendor file says otherwise
_SERIAL_TYPES = {"newspaper": "n", "periodical": "p"}  # 008/21


class Form(NamedTuple):
    """One media case: allowed LDR/06 and LDR/07 (the first is the default), 006, 007, and the terms of 33X and 34X."""

    types: str
    levels: str
    f006: tuple[str, ...]  # the last is that of a computer file
    kinds: tuple[str, ...]  # 007 in order; Finna needs cr before vz
    content: str  # 336 $b
    media: str  # 337 $b
    carrier: str  # 338 $b
    is_heard: bool  # 344 says digital
    file_type: str  # 347 $a in Finnish, a key of the wording

    @property
    def file(self) -> str:
        """006/09 of the computer file: d text, h sound, c picture."""
        return self.f006[-1][9]


def forms_of(rows: Iterable[MediaForm]) -> Mapping[str, Form]:
    """The forms by the name of the media; of several rows the first tells the defaults."""
    forms: dict[str, Form] = {}
    for row in rows:
        levels = row.level + _INTEGRATING.get(row.level, "")
        terms = (row.content[0], row.media, row.carrier, bool(row.recording), row.file_type)
        types = row.type + _MANUSCRIPTS.get(row.type, "")
        made = Form(types, levels, row.f006, row.f007, *terms)
        known = forms.setdefault(row.lending, made)
        if row.type not in known.types:
            forms[row.lending] = known._replace(types=known.types + types)
    return MappingProxyType(forms)


def form(record: Record, context: Context) -> Record:
    """Set the coded form of an online resource: a streaming film gets LDR/06 g, 007 cr and vz, 008/29 o.

    A caret is how some systems write a blank.
    """
    wanted = context.tables.forms[context.media]
    old = record.leader
    leader = _leader(old.replace("^", " "), wanted, context)
    coded = [each for each in record.fields if each.tag in _CODED]
    plain = [Field(each.tag, each.value.replace("^", " ")) if "^" in each.value else each for each in coded]
    groups = group_of(old), group_of(leader)
    serial = _serial_006(plain, *groups) if len(wanted.f006) > 1 else []
    others = tuple([each for each in serial + plain if each.tag != "008"])
    mended = [*_fields_006_007(others, wanted), *[field_008(each, *groups) for each in plain if each.tag == "008"]]
    if groups[1] == "CR":
        mended = [_with_serial_type(each, record, context) for each in mended]
    if leader == old and mended == coded:
        return record
    return exchanged(record, _CODED, mended, leader)


def _leader(leader: str, wanted: Form, context: Context) -> str:
    """LDR/06, 07 and 17; where neither 17 nor 18 says anything, no person has looked at the record."""
    kind, level, coded = leader[6:7], leader[7:8], leader[17:18]
    kind = kind if kind and kind in wanted.types else wanted.types[0]
    level = level if level and level in wanted.levels else wanted.levels[0]
    if leader[17:19] == "  ":
        coded = context.profile.switches.get("encoding_confirmed", _UNSEEN)
    elif coded in context.tables.steps.encoding_levels:
        coded = context.tables.steps.encoding_levels[coded]
    return f"{leader[:6]}{kind}{level}{leader[8:17]}{coded}{leader[18:]}"


def _serial_006(coded: list[Field], old: str, new: str) -> list[Field]:
    """The codes of a serial in an 006, where 008 has no room for them any more."""
    if old != "CR" or new == "CR" or any(each.tag == "006" and each.value[:1] == "s" for each in coded):
        return []
    return [Field("006", f"s{each.value[18:35]}") for each in coded if each.tag == "008" and len(each.value) == 40]


@remembered_together
def _fields_006_007(coded: tuple[Field, ...], wanted: Form) -> tuple[Field, ...]:
    """Both, of those that are there."""
    return (*_fields_006(coded, wanted), *_fields_007(coded, wanted))


def _fields_006(coded: Iterable[Field], wanted: Form) -> list[Field]:
    """006 as they are, but the first for a computer file online and of the media's file type; made where none is."""
    fields = [each for each in coded if each.tag == "006"]
    for made in reversed(wanted.f006[:-1]):
        if not any(each.value[:1] == made[:1] for each in fields):
            fields.insert(0, Field("006", made))
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
    return Field("006", wanted.f006[-1])


def _fields_007(coded: Iterable[Field], wanted: Form) -> list[Field]:
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


def _with_serial_type(each: Field, record: Record, context: Context) -> Field:
    """008/21 of a newspaper or periodical, where 008 does not tell and a genre does."""
    value = each.value
    if each.tag != "008" or len(value) != 40 or value[21] not in " |":
        return each
    votes = context.tables.steps.evidence.votes
    for other in record.fields:
        if other.tag in ("380", "655"):
            for part in other.value.split(SUBFIELD)[1:]:
                for kind, _ in votes.get((other.tag, part[1:].strip(" .").lower()), ()):
                    if kind in _SERIAL_TYPES:
                        return Field("008", f"{value[:21]}{_SERIAL_TYPES[kind]}{value[22:]}")
    return each
