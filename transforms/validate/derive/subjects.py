"""Subject headings as they should be, one field at a time (6XX): code of the vocabulary, label, URI, language.

Only what is certain by URI or by an exact match is changed; every other field is given back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.headings import Heading, heading_of, languages_of, trimmed
from transforms.record import SUBFIELD, Field
from transforms.validate.view import FieldView
from transforms.vocabulary import LANGUAGES, Concept, Vocabulary, canonical, folded

if TYPE_CHECKING:
    from transforms.tables import Tables

Fields = Sequence[Field]

WITHDRAWN = {"ysa": "fin", "allars": "swe"}  # thesauri whose exact matches are known, and their language
_SLASH = re.compile(r" ?/[ /]{0,20}")  # "yso / fin", "yso//fin"
_AGE = re.compile(r"ikäsuositus(?:\s{0,5}:\s{0,5}|\s{1,5})(\S.*?)(?:(?<=[0-9])\.)?", re.IGNORECASE)


def vocabulary_code(each: FieldView, tables: Tables) -> Fields:
    """$2 in its right form: trimmed, one slash, yso for its parts; "yso/fin" for "YSO-paikat//fi "."""
    mended = each.field.map(lambda code, text: _code(text, tables) if code == "2" else text)
    return [mended] if mended == each.field else language_of_label(FieldView(mended, each.kind), tables)


def _code(text: str, tables: Tables) -> str:
    plain = _SLASH.sub("/", text.strip(" .")).lower()
    return tables.subjects.sources.get(plain, text)


def current_vocabulary(each: FieldView, tables: Tables) -> Fields:
    """A heading of YSA or Allärs as the one of YSO or SLM that it matches exactly, by its URI, else by its label."""
    heading = heading_of(each.value)
    language = WITHDRAWN.get(heading.source, "")
    if not language or not heading.is_plain or ("0" in heading.codes and not heading.uri):
        return [each.field]
    found = [
        concept
        for old in _withdrawn(heading, language, tables.vocabulary)
        for uri in old.matches
        if (concept := tables.vocabulary.concept(uri)) and (concept.kind == "genre") == (each.tag == "655")
    ]
    if len(found) != 1 or language not in found[0].labels:
        return [each.field]
    return [heading_field(each.tag, found[0], language)]


def _withdrawn(heading: Heading, language: str, vocabulary: Vocabulary) -> list[Concept]:
    """The concepts of the withdrawn thesaurus that a heading may mean; none where its URI is of another vocabulary."""
    if heading.uri:
        old = vocabulary.concept(heading.uri)
        return [old] if old is not None and old.vocabulary == heading.source else []
    named = vocabulary.named(heading.source, language, heading.label)
    return [each for each in named if heading.label in each.names(language)]


def heading_field(tag: str, concept: Concept, language: str) -> Field:
    """The heading of a concept in a language of its vocabulary: $a, $2, $0."""
    source = f"{concept.vocabulary}/{language}"
    return Field.data(tag, " 7", "a", concept.labels[language], "2", source, "0", concept.uri)


def preferred_label(each: FieldView, tables: Tables) -> Fields:
    """$a as the concept of $0 writes it, where the difference is of case or a final full stop only."""
    heading = heading_of(each.value)
    concept = tables.vocabulary.concept(heading.uri) if heading.uri else None
    languages = languages_of(heading.label, concept) if concept else ()
    if concept is None or not languages:
        return [each.field]
    language = heading.language if heading.language in languages else languages[0]
    wanted = next(name for name in concept.names(language) if folded(name) == trimmed(heading.label))
    return [each.field.put("a", wanted)]


def language_of_label(each: FieldView, tables: Tables) -> Fields:
    """$2 with the language that the label is in, where it is in one other language only."""
    heading = heading_of(each.value)
    concept = tables.vocabulary.concept(heading.uri) if heading.uri else None
    languages = languages_of(heading.label, concept) if concept and heading.language in LANGUAGES else ()
    if len(languages) != 1 or languages[0] == heading.language:
        return [each.field]
    return [each.field.put("2", f"{heading.source}/{languages[0]}")]


def replacing_concept(each: FieldView, tables: Tables) -> Fields:
    """The heading with the URI and label of the concept that took the place of a replaced one."""
    heading = heading_of(each.value)
    old = tables.vocabulary.concept(heading.uri) if heading.uri else None
    new = old
    for _ in range(5):  # a replacement may have been replaced
        if new is None or not new.replaced_by:
            break
        new = tables.vocabulary.concept(new.replaced_by)
    if old is None or new is None or new == old or new.replaced_by or heading.language not in new.labels:
        return [each.field]
    if not heading.is_plain or new.kind != old.kind or old.vocabulary != heading.source:
        return [each.field]
    changes = {("a", heading.label): new.labels[heading.language]}
    return [each.field.map(lambda code, text: _followed(code, text, changes, old, new))]


def _followed(code: str, text: str, changes: dict[tuple[str, str], str], old: Concept, new: Concept) -> str:
    if code == "0" and canonical(text) == old.uri:
        return new.uri
    return changes.get((code, text), text)


def age_note(each: FieldView, _: Tables) -> Fields | None:
    """521 for a recommended age as "Ikäsuositus: 7" with first indicator 1; None for another note."""
    if not is_age_note(each.value):
        return None
    mended = each.field.map(lambda code, text: _age(text) if code == "a" else text)
    return [mended.with_indicators("1" + mended.ind2)]


def is_age_note(value: str) -> bool:
    """True if a 521 recommends an age."""
    return any(_AGE.fullmatch(part[1:].strip()) for part in value.split(SUBFIELD)[1:] if part[:1] == "a")


def _age(text: str) -> str:
    found = _AGE.fullmatch(text.strip())
    return f"Ikäsuositus: {found[1]}" if found else text
