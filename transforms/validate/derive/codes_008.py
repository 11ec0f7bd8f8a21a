"""Codes of 008/18-34 by what the record says elsewhere: audience (F17), literary form (F24); and their order (F23)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from transforms.normalise.form import group_of
from transforms.record import SUBFIELD, Field, Record
from transforms.validate.derive.coded import coded
from transforms.validate.view import FieldView, View

if TYPE_CHECKING:
    from transforms.tables import Tables

_AUDIENCE = 22
_WITH_AUDIENCE = frozenset({"BK", "CF", "MU", "VM"})
_AGES = ((5, "a"), (8, "b"), (13, "c"), (17, "d"))  # up to and including this age; older: e
_JUVENILE = frozenset("abcdj")
_AGE = re.compile(r"(?<![0-9])([0-9]{1,2})(?:\s?[-–]\s?([0-9]{1,2}))?(?![0-9])")
_LITERARY = {"BK": (33, "1", "01defhijmpsu"), "MU": (30, "f ", "abcdefghijklmnoprstz")}  # place, fiction, all codes
_FICTION = re.compile(r"8[0-5](?:\.|$)")  # main classes of YKL
_AUDIENCES = frozenset("abcdefgj")
_NATURES = "abcdefghijklmnopqrstuvwyz256 "
_GROUPS: dict[str, tuple[tuple[int, int, str], ...]] = {  # positions of several codes, and the codes
    "BK": ((18, 22, "abcdefghijklmop "), (24, 28, _NATURES)),
    "CR": ((25, 28, _NATURES),),
    "MU": ((24, 30, "abcdefghikrsz "), (30, 32, "abcdefghijklmnoprstz ")),
}
_LENGTH = 40
_FIRST, _LAST = 18, 35  # of what depends on the material
_NUMBER = f"{SUBFIELD}a"
_OF_YKL = f"{SUBFIELD}2ykl{SUBFIELD}"


def audience_coded(view: View, tables: Tables) -> Record | None:
    """F17: 008/22 by 385, 521, 655 or YKL where it holds no code; None where nothing tells, or they disagree."""
    value = coded(view, 0, _LENGTH + 1)
    if len(value) != _LENGTH or group_of(view.record.leader) not in _WITH_AUDIENCE:
        return None
    found = _audiences(view, tables)
    if not found or (len(found) > 1 and not found <= _JUVENILE):
        return None
    if value[_AUDIENCE] in _AUDIENCES:
        return view.record
    return view.record.put_at("008", _AUDIENCE, found.pop() if len(found) == 1 else "j")


def _audiences(view: View, tables: Tables) -> set[str]:
    """The codes that the record tells."""
    signs, groups = tables.codings.audience, view.groups
    found = {code for number in _ykl(view) for start, code in signs.classes.items() if number.startswith(start)}
    for each in groups.get("385", ()):
        found.add(signs.labels.get(each["a"].casefold(), ""))
    for tag in ("385", "655"):
        for each in groups.get(tag, ()):
            for uri, code in signs.uris.items():
                if uri in each.value and uri in each.all("0"):
                    found.add(code)
    for each in groups.get("521", ()):
        note = each["a"]
        lowered = note.casefold()
        found.update(code for start, code in signs.notes.items() if lowered.startswith(start))
        ages = _AGE.search(note) if any(word in lowered for word in signs.age_words) else None
        if ages:
            found.add(_by_age(int(ages[1]), int(ages[2] or ages[1])))
    found.discard("")
    return found


def _by_age(youngest: int, oldest: int) -> str:
    """The code of a span of ages; j for one over several steps."""
    steps = {next((code for limit, code in _AGES if age <= limit), "e") for age in (youngest, oldest)}
    return steps.pop() if len(steps) == 1 else "j" if steps <= _JUVENILE else "e"


def _ykl(view: View) -> list[str]:
    """The numbers of YKL in 084: first subfields of fields with that source."""
    return [
        each.value[4:].partition(SUBFIELD)[0]
        for each in view.groups.get("084", ())
        if _OF_YKL in each.value + SUBFIELD and each.value.startswith(_NUMBER, 2)
    ]


def literary_form_coded(view: View, _: Tables) -> Record | None:
    """F24: fiction in 008/33, of sound in 30-31, where that holds no code and YKL 80-85 or Thema F tells it."""
    value = coded(view, 0, _LENGTH + 1)
    place, code, known = _LITERARY.get(group_of(view.record.leader), (0, "", ""))
    if len(value) != _LENGTH or not place or not (any(map(_FICTION.match, _ykl(view))) or _is_thema_fiction(view)):
        return None
    is_open = set(value[place : place + len(code)]).isdisjoint(known)
    return view.record.put_at("008", place, code) if is_open else view.record


def _is_thema_fiction(view: View) -> bool:
    return any(each["2"] == "thema" and each["a"].startswith("F") for each in view.groups.get("072", ()))


def sorted_groups(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """F23: positions of several codes each code once, in order, blanks behind; maps keep the order of importance."""
    value = each.value
    if len(value) != _LENGTH:
        return None
    coded = value[_FIRST:_LAST]
    wanted = _with_order(coded, each.kind)
    if wanted is None:
        return None
    return (each.field,) if wanted == coded else (Field("008", value[:_FIRST] + wanted + value[_LAST:]),)


@lru_cache(maxsize=1024)  # the same codes come again
def _with_order(coded: str, kind: str) -> str | None:
    """008/18-34 with its groups in order; None for a kind of record (LDR/06-07) without any."""
    places = _GROUPS.get(group_of(f"      {kind}"))
    if places is None:
        return None
    for start, end, known in places:
        first, last = start - _FIRST, end - _FIRST
        coded = coded[:first] + _in_order(coded[first:last], known) + coded[last:]
    return coded


def _in_order(codes: str, known: str) -> str:
    """Letters, then digits; with fill or what is no code in it the group is left as it is."""
    if not set(codes) <= set(known):
        return codes
    found = sorted(set(codes) - {" "}, key=lambda code: (code.isdigit(), code))
    return "".join(found).ljust(len(codes))
