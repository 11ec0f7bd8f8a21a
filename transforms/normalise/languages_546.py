"""546: a note about languages in the language of cataloguing, from the codes of 041, where both tell the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from transforms.normalise.context import AUDIO_MEDIA, Context
from transforms.record import Field, Record

_CODES = {"text": "a", "speech": "d", "09": "j", "03": "b", "subtitled": "d"}  # subfields of 041 by kind of note
_HEARD = AUDIO_MEDIA | {"film"}  # of which "In English" says what is spoken
_COMMON = "smi"  # stands before the code of a Sámi language


def languages_546(record: Record, context: Context) -> Record:
    """ "Text på svenska och engelska." of a record in Finnish becomes "Teksti ruotsiksi ja englanniksi."."""
    for each in record.fields:
        if each.tag == "546" and each.codes == "a":
            wanted = _worded(each["a"], record, context)
            if wanted and wanted != each["a"]:
                record = record.swap(each, each.put("a", wanted))
    return record


def _worded(note: str, record: Record, context: Context) -> str:
    """The note in our language; "" where it is in that already, or says something else than 041."""
    language = context.language(record)
    lowered = note.lower()
    known = next((each for each in context.tables.steps.language_notes if lowered.startswith(each.beginning)), None)
    if known is None or known.language == language:
        return ""
    fields = [each for each in record.fields if each.tag == "041" and not each.has("2")]
    kind = "speech" if known.kind == "text" and context.media in _HEARD else known.kind
    codes = _of(fields, _CODES[kind])
    subtitles = _of(fields, "j") if known.kind == "subtitled" else []
    if not codes or set(context.tables.lists.language_words(note)) != {*codes, *subtitles}:
        return ""
    words, spoken = context.tables.words[language], language if known.kind == "subtitled" else _behind(language)
    names = _listed(codes, spoken, words, context)
    if kind != "subtitled":
        return words[f"languages-{kind}"].format(names) if names else ""
    titles = _listed(subtitles, _behind(language), words, context)
    key = "languages-subtitled-many" if len(codes) > 1 else "languages-subtitled"
    return words[key].format(names, titles) if names and titles else ""


def _of(fields: Iterable[Field], code: str) -> list[str]:
    return list(dict.fromkeys(value for each in fields for value in each.all(code) if value != _COMMON))


def _behind(language: str) -> str:
    """The column of names: Finnish inflects them, Swedish has one form behind "på"."""
    return "in_fin" if language == "fin" else language


def _listed(codes: list[str], column: str, words: Mapping[str, str], context: Context) -> str:
    """ "a, b ja c"; "" where a language has no name."""
    names = [context.tables.languages.get(code, {}).get(column, "") for code in codes]
    if not all(names):
        return ""
    *start, last = names
    return words["and"].format(", ".join(start), last) if start else last
