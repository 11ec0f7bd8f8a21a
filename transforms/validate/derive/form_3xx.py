"""300, 336-338 and 347 of an online resource: extent, types and file format, in the language of cataloguing.

Where normalisation has a step for it, that step does it: here it is offered to rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING

from transforms.normalise.extent_300 import extent_300
from transforms.normalise.terms_33x import SOURCES, terms_33x
from transforms.record import Field, Record
from transforms.validate.derive.cataloguing_language import language_of, surroundings
from transforms.validate.derive.changes import changed

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import View
    from transforms.wordlists import FileKind

_KINDS = {"tekstitiedosto": "text", "äänitiedosto": "audio", "videotiedosto": "video"}  # of format, by file type


def missing_types(view: View, tables: Tables) -> Record | None:
    """336, 337 and 338 of the media where there is none (D01)."""
    whole = online_types(view, tables)
    if whole is None or whole is view.record:
        return view.record
    new = [each for each in whole.fields if each.tag in SOURCES and each.tag not in view.groups]
    return view.record.add(*new) if new else view.record


def online_types(view: View, tables: Tables) -> Record | None:
    """336-338 as the media has them, known codes kept (D03)."""
    context = surroundings(view, tables)
    return view.record if context is None else terms_33x(view.record, context)


def rda_terms(view: View, tables: Tables) -> Record | None:
    """Each 33X whose code is known, or found by its term, with term and source in the language of 040 $b (D02)."""
    language = view.language if view.language in ("fin", "swe", "eng") else language_of(view)
    if not language:
        return view.record
    return changed(view, tuple(SOURCES), lambda each: _typed(each, language, tables))


def _typed(each: Field, language: str, tables: Tables) -> Field:
    terms, tag = tables.rda_terms, each.tag
    codes = [code for code in each.all("b") if (tag, code) in terms]
    if len(codes) != len(each.all("b")) or not codes:
        labels = [label.strip().casefold() for label in each.all("a")]
        codes = [
            code
            for label in labels
            for (field, code), names in terms.items()
            if field == tag and label in names.values()
        ]
        if len(codes) != len(labels) or not codes:
            return each
    pairs = list(chain.from_iterable((("a", terms[tag, code][language]), ("b", code)) for code in codes))
    pairs.append(("2", SOURCES[tag]))
    pairs += [pair for pair in each.subfields if pair[0] not in "ab2"]
    return each.with_subfields(pairs)


def online_extent(view: View, tables: Tables) -> Record | None:
    """300 $a as "1 verkkoaineisto (340 sivua)"; D05."""
    context = surroundings(view, tables)
    return view.record if context is None else extent_300(view.record, context)


def file_347(view: View, tables: Tables) -> Record | None:
    """347 with the formats that 020 $q names, never a guessed one; other spellings as in the list ("epub3" → EPUB)."""
    record, language = view.record, language_of(view)
    if "347" in view.groups:
        return _spelled(view, tables)
    form = tables.forms.get(view.around.media)
    if form is None or not language:
        return record
    words = tables.words[language]
    names = dict.fromkeys(
        known.name
        for qualifier in view.subfields("020").get("q", ())
        if (known := tables.lists.formats.get(qualifier.strip(" ().,:;").casefold()))
        and known.kind == _KINDS[form.file_type]
    )
    return record.add(*(Field.data("347", "  ", "a", words[form.file_type], "b", name) for name in names or [""]))


def _spelled(view: View, tables: Tables) -> Record:
    formats = tables.lists.formats
    return changed(
        view, ("347",), lambda each: each.map(lambda code, value: _name(value, formats) if code == "b" else value)
    )


def _name(value: str, formats: Mapping[str, FileKind]) -> str:
    known = formats.get(value.strip(" ().,:;").casefold())
    return known.name if known else value
