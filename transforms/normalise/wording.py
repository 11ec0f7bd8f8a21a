"""264 and 300 in the words of RDA, in the language of cataloguing: "[S.l.]", "ill." and the like are AACR2's."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from transforms.normalise.context import Context
from transforms.normalise.remembered import remembered
from transforms.normalise.stops import before_mark
from transforms.normalise.text import parted
from transforms.record import Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

_END = re.compile(r"[\s:;,.]*$")
_MARKS = " []().,:;"

Words = Mapping[str, Mapping[str, str]]  # spelling → language → what is written


def wording(record: Record, context: Context) -> Record:
    """264 "[S.l.] :" becomes "[Kustannuspaikka tuntematon] :", 300 $b "col. ill." becomes "värikuvitettu"."""
    language = ""
    fields, changed = list(record.fields), False
    for index, each in enumerate(fields):
        if each.tag == "264" or (each.tag == "300" and "\x1fb" in each.value):
            language = language or context.language(record)
            fields[index] = _worded(each, language, context.tables)
            changed = changed or fields[index] != each
    return Record(record.leader, tuple(fields)) if changed else record


@remembered
def _worded(each: Field, language: str, tables: Tables) -> Field:
    if each.tag == "264":
        return _statement(each, tables.steps.rda, language)
    return _details(each, tables.steps.rda["300", "b"], language, tables.cataloguing.abbreviations)


def _statement(each: Field, rda: Mapping[tuple[str, str], Words], language: str) -> Field:
    """264 with the words for what is not known, and abbreviated places in full."""

    pairs = each.subfields
    is_old = False
    for place, (code, value) in enumerate(pairs):
        known = rda.get(("264", code))
        words = known.get(value.strip(_MARKS).lower()) if known and len(value) < 50 else None
        if words is not None:
            end = _END.search(value)
            pairs[place] = (code, words[language] + (end[0].replace(".", "") if end else ""))
            is_old = True
    return each.with_subfields(pairs) if is_old else each


def _details(each: Field, known: Words, language: str, abbreviations: Collection[str]) -> Field:
    """300 $b in words; without it, where nothing is left that other fields do not tell."""
    pairs: list[tuple[str, str]] = []
    for code, value in each.subfields:
        if code != "b":
            pairs.append((code, value))
            continue
        text, mark = _split(value)
        told = [_told(part.strip(), known, language, abbreviations) for part in text.split(", ")]
        kept = ", ".join(dict.fromkeys(filter(None, told)))
        if kept:
            pairs.append((code, kept + mark))
        elif pairs:
            pairs[-1] = (pairs[-1][0], pairs[-1][1].rstrip(" :") + mark)
    return each.with_subfields(pairs) if pairs else each


def _told(part: str, known: Words, language: str, abbreviations: Collection[str]) -> str:
    """One detail in our words, in the vendor's where the list has none; no stop ends 300."""
    bare = before_mark(part, abbreviations)
    for spelling in (part.lower(), bare.lower(), part.removesuffix(".").lower()):
        if spelling in known:
            return known[spelling][language]
    return bare


def _split(value: str) -> tuple[str, str]:
    """The text, and the mark that announces the next subfield: " ;" or " +"."""
    text, mark = parted(value, ";+:")
    return text, f" {mark}" if mark else ""
