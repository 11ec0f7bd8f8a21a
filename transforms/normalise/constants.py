"""Introducing words of notes and links (511, 506, 546, 776, 856 …) in the language of cataloguing, from tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from transforms.normalise.context import Context
from transforms.normalise.remembered import remembered
from transforms.record import Field, Record

if TYPE_CHECKING:
    from transforms.normalise.words import Constant
    from transforms.tables import Tables

Wording = tuple[Mapping[str, str], ...]


def constants(record: Record, context: Context) -> Record:
    """511 "Read by Matti Malli" becomes "Lukija: Matti Malli."; in a Swedish record "Inläsare: Matti Malli."."""
    known, language = context.tables.steps.constants, ""
    fields, changed = list(record.fields), False
    for index, each in enumerate(fields):
        if each.tag in known:
            language = language or context.language(record)
            fields[index] = _worded(each, language, context.tables)
            changed = changed or fields[index] != each
    return Record(record.leader, tuple(fields)) if changed else record


@remembered
def _worded(each: Field, language: str, tables: Tables) -> Field:
    known = tables.steps.constants[each.tag]
    words = tables.steps.wording[language], tables.words[language]
    pairs = each.subfields
    is_other = False
    for place, (code, value) in enumerate(pairs):
        wanted = _in_our_words(value, known[code], words) if code in known else value
        if wanted != value:
            pairs[place] = (code, wanted)
            is_other = True
    return each.with_subfields(pairs) if is_other else each


def _in_our_words(value: str, known: tuple[Constant, ...], words: Wording) -> str:
    lowered = value.lower().rstrip(" .")
    for start, goes_on, key in known:
        if goes_on and lowered.startswith(start) and len(lowered) > len(start):
            return _filled(_wording(key, words), value[len(start) :].strip())
        if not goes_on and lowered.rstrip(" :") == start:
            return _wording(key, words)
    return value


def _wording(key: str, words: Wording) -> str:
    return next(each[key] for each in words if key in each)


def _filled(wording: str, text: str) -> str:
    """Our wording with the text of the vendor; no second stop behind its own."""
    before, _, after = wording.partition("{}")
    return before + text.removesuffix(after) + after if after and not text.endswith("..") else before + text + after
