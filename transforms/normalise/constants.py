"""Introducing words of notes and links (511, 506, 546, 776, 856 …) in the language of cataloguing, from tables."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.normalise.context import Context
from transforms.record import Field, Record

Constants = tuple[tuple[str, str, str], ...]  # subfield, what introduces it, key of the wording


def constants(record: Record, context: Context) -> Record:
    """511 "Read by Matti Malli" becomes "Lukija: Matti Malli."; in a Swedish record "Inläsare: Matti Malli."."""
    known, language = context.tables.steps.constants, ""
    fields = list(record.fields)
    for index, each in enumerate(fields):
        if each.tag in known:
            language = language or context.language(record)
            words = context.tables.steps.wording[language], context.tables.words[language]
            fields[index] = _worded(each, known[each.tag], words)
    made = tuple(fields)
    return record if made == record.fields else Record(record.leader, made)


def _worded(each: Field, known: Constants, words: tuple[Mapping[str, str], ...]) -> Field:
    def written(code: str, value: str) -> str:
        lowered = value.lower().rstrip(" .")
        for wanted, spelling, key in known:
            if code == wanted:
                start, slot, _ = spelling.partition("{}")
                if slot and lowered.startswith(start) and len(lowered) > len(start):
                    return _filled(_wording(key, words), value[len(start) :].strip())
                if not slot and lowered.rstrip(" :") == spelling:
                    return _wording(key, words)
        return value

    return each.map(written)


def _wording(key: str, words: tuple[Mapping[str, str], ...]) -> str:
    return next(each[key] for each in words if key in each)


def _filled(wording: str, text: str) -> str:
    """Our wording with the text of the vendor; no second stop behind its own."""
    before, _, after = wording.partition("{}")
    return before + text.removesuffix(after) + after if after and not text.endswith("..") else before + text + after
