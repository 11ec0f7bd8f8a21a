"""Introducing words of notes and links (511, 506, 546, 776, 856 …) in the language of cataloguing, from tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from transforms.normalise.context import Context
from transforms.normalise.remembered import remembered
from transforms.record import Field, Record

if TYPE_CHECKING:
    from transforms.normalise.words import Constant, Constants
    from transforms.tables import Tables

Wording = tuple[Mapping[str, str], ...]

_LONGEST = 80  # characters of what introduces a text
_BETWEEN = re.compile(r", (?!(?:ja|och|and|og|und|&) )|,? (?:ja|och|and|og|und|&) ")
_NAME = re.compile(r"[^\W\d_][^,;:()]* [^,;:()]+")  # two words or more


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
    ind1, is_other = each.ind1, False
    for place, (code, value) in enumerate(pairs):
        found = _constant(value, known[code]) if code in known else None
        wanted = value if found is None else _in_our_words(value, found, words)
        if found is not None and wanted != value:
            pairs[place] = (code, wanted)
            ind1, is_other = found.ind1 or ind1, True
    return each.with_indicators(ind1 + each.ind2).with_subfields(pairs) if is_other else each


def _constant(value: str, known: Constants) -> Constant | None:
    """What introduces a text, or is all of it."""
    lowered = value[:_LONGEST].lower()
    if not lowered.startswith(known.starts):
        return None
    lowered = value.lower().rstrip(" .")
    for each in known.all:
        if each.goes_on and lowered.startswith(each.start) and len(lowered) > len(each.start):
            return each
        if not each.goes_on and lowered.rstrip(" :,") == each.start:
            return each
    return None


def _in_our_words(value: str, found: Constant, words: Wording) -> str:
    if not found.goes_on:
        return _wording(found.key, words) + ("," if value.endswith(",") else "")
    text = value[len(found.start) :].strip()
    names = _BETWEEN.split(text.rstrip(" ."))
    several = f"{found.key.removesuffix('s')}s"
    if len(names) < 2 or not all(map(_NAME.fullmatch, names)) or not any(several in each for each in words):
        return _filled(_wording(found.key, words), text)
    *first, last = names
    is_list = text.count(", ") == len(first)
    told = ", ".join(names) if is_list else _wording("and", words).format(", ".join(first), last)
    return _filled(_wording(several, words), told)


def _wording(key: str, words: Wording) -> str:
    return next(each[key] for each in words if key in each)


def _filled(wording: str, text: str) -> str:
    """Our wording with the text of the vendor; no second stop behind its own."""
    before, _, after = wording.partition("{}")
    return before + text.removesuffix(after) + after if after and not text.endswith("..") else before + text + after
