"""Languages in codes (041) and in words (546): onix-to-marc.md §6.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import full_stop, marked, no_full_stop
from transforms.crosswalks.onix.languages import HEARD
from transforms.formats.onix import Product
from transforms.record import Field

SUBFIELDS = "abdhj"
FILM = "g"  # LDR/06
SUBTITLES = "09"  # list 22
NOTES = ("03", SUBTITLES, "12", "13", "15")


def language_041(product: Product, context: Context) -> list[Field]:
    """041: languages by their part in the work; those that only ISO 639-3 knows in a field of its own."""
    languages = context.languages
    fields = []
    if languages.coded:
        indicator = "1" if languages.is_translation else "0"
        fields.append(Field.data("041", f"{indicator} ", *chain.from_iterable(_in_order(languages.coded))))
    if languages.special:
        fields.append(Field.data("041", " 7", *chain.from_iterable(_in_order(languages.special)), "2", "iso639-3"))
    return fields


def _in_order(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda each: SUBFIELDS.index(each[0]))


def languages_546(product: Product, context: Context) -> list[Field]:
    """546: what is in more than one language or in a script that does not go without saying; the languages of
    abstract, subtitles, notes and word lists."""
    languages = context.languages
    if not languages.noted and not languages.scripts and len(languages.content) < 2:
        return []
    return [_note(text, kind, context) for kind, text in _texts(context) if text]


def _note(text: str, kind: str, context: Context) -> Field:
    """546 with the scripts of what it tells of: $a Teksti venäjäksi ;$b kyrillinen kirjaimisto."""
    codes = [script for each, script in context.languages.scripts if each == kind]
    scripts = [context.tables.onix_codes.scripts[each].words[context.language] for each in codes]
    parts = marked(("a", no_full_stop(text) if scripts else text, ""), *(("b", each, " ;") for each in scripts))
    return Field.data("546", "  ", *parts[:-1], full_stop(parts[-1]))


def _texts(context: Context) -> Iterator[tuple[str, str]]:
    """The notes with their kinds; of a film one for what is spoken and the subtitles."""
    noted: dict[str, list[str]] = {}
    for kind, code in context.languages.noted:
        noted.setdefault(kind, []).append(code)
    content = [code for code in context.languages.content if code != "smi"]
    if context.form.type == FILM and content and SUBTITLES in noted:
        yield SUBTITLES, _subtitled(content, noted.pop(SUBTITLES), context)
    elif len(content) > 1 or "text" in dict(context.languages.scripts):
        kind = "speech" if context.form.type in HEARD else "text"
        yield kind, _told(kind, content, context)
    for kind in NOTES:
        yield kind, _told(kind, noted.get(kind, []), context)


def _subtitled(spoken: list[str], subtitles: list[str], context: Context) -> str:
    """ "Puhuttu kieli suomi, tekstitys ruotsiksi ja englanniksi."; without names for both only what has one."""
    names = _listed((context.tables.languages[code][context.language] for code in spoken), context)
    titles = _inflected(subtitles, context)
    if not names or not titles:
        return _told(SUBTITLES, subtitles, context)
    key = "languages-subtitled-many" if len(spoken) > 1 else "languages-subtitled"
    return context.words[key].format(names, titles)


def _told(kind: str, codes: list[str], context: Context) -> str:
    """ "Tiivistelmä englanniksi."; "" where no language has a name."""
    names = _inflected(codes, context)
    return context.words[f"languages-{kind}"].format(names) if names else ""


def _inflected(codes: list[str], context: Context) -> str:
    """ "ruotsiksi ja englanniksi"; Swedish has one form behind "på"."""
    key = "in_fin" if context.language == "fin" else context.language
    return _listed((context.tables.languages[code][key] for code in codes), context)


def _listed(names: Iterable[str], context: Context) -> str:
    """ "a, b ja c"; languages without a name are left out."""
    *start, last = [each for each in names if each] or [""]
    return context.words["and"].format(", ".join(start), last) if start else last
