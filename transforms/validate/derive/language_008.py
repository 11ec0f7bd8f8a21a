"""Language of 008/35-37 against 041 (F14) and against the text of title and summary (F15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.record import SUBFIELD, Field, Record
from transforms.validate.derive.coded import coded
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables

SURE = 0.95
_PLACE, _END = 35, 38
_LENGTH = 3
_SOURCE = f"{SUBFIELD}2"
_SILENT = frozenset({"   ", "|||"})
_SEVERAL = frozenset({"mul", "und", "zxx", "mis"})  # that no single code of 041 can contradict
_SAMI = frozenset({"smi", "sme", "sma", "smj", "smn", "sms"})
_HEARD = frozenset("gij")  # LDR/06 of what is spoken or sung
_RESPONSIBILITY = f"{SUBFIELD}c"
_PARTS = tuple(SUBFIELD + code for code in "bnp")


def first_language(kind: str, fields: Sequence[Field]) -> str:
    """The language of the title by 041 in MARC codes: $d of what is heard, else $a; "" where it does not say."""
    for code in "da" if kind[:1] in _HEARD else "ad":
        mark = SUBFIELD + code
        for each in fields:
            if mark in each.value and _SOURCE not in each.value:
                return each[code][:_LENGTH]  # older records have several codes in one subfield
    return ""


def agree(code: str, first: str) -> bool | None:
    """Whether 008 has the first language of 041; None where one of them does not say or there are several."""
    if not first or code in _SEVERAL or first in _SEVERAL:
        return None
    return code == first or {code, first} <= _SAMI


def language_of_041(view: View, tables: Tables) -> Record | None:
    """F14: the language of 041 in 008, where 008 says none or the text of the record is in that language."""
    said = coded(view, _PLACE, _END)
    first = first_language(view.kind, view.groups.get("041", ()))
    if len(said) < _END - _PLACE or len(first) != len(said) or agree(said, first) is not False:
        return view.record
    if said in _SILENT:
        return view.record.put_at("008", _PLACE, first)
    found = tables.codings.languages.detect(" ".join(_texts(view)), first)
    is_sure = found is not None and found.language == first and found.certainty >= SURE
    return view.record.put_at("008", _PLACE, first) if is_sure else view.record


def suits_text(code: str, view: View, tables: Tables, least: float) -> bool | None:
    """Whether title and summary are in a language; None where it is one that nothing is known of, or they say little.

    A summary may be in the language of cataloguing, so the title must speak against the code too.
    """
    detector = tables.codings.languages
    if not detector.knows(code):
        return None
    title, *others = _texts(view)
    found = detector.detect(" ".join((title, *others)), code)
    if found is None:
        return None
    if found.language == code or found.certainty < least:
        return True
    return not detector.prefers(title, found.language, code)


def _texts(view: View) -> list[str]:
    """The title and the first summary."""
    titles, summaries = view.groups.get("245", ()), view.groups.get("520", ())
    title = titles[0].value[4:].partition(_RESPONSIBILITY)[0] if titles else ""
    for mark in _PARTS:
        title = title.replace(mark, " ")
    return [title, *(each["a"] for each in summaries[:1])]
