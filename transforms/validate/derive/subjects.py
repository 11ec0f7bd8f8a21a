"""Subject headings as they should be, one field at a time (6XX): code of the vocabulary, label, URI, language.

Only what is certain by URI or by an exact match is changed; every other field is given back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.record import SUBFIELD, Field
from transforms.validate.view import FieldView
from transforms.vocabulary import Concept

if TYPE_CHECKING:
    from transforms.tables import Tables

Fields = Sequence[Field]

_AGE = re.compile(
    r"(ikäsuositus|åldersrekommendation)(?:\s{0,5}:\s{0,5}|\s{1,5})(\S.*?)(?:(?<=[0-9])\.)?", re.IGNORECASE
)


def vocabulary_code(each: FieldView, tables: Tables) -> Fields:
    """$2 in its right form: trimmed, one slash, yso for its parts; "yso/fin" for "YSO-paikat//fi "."""
    return [each.field.map(lambda code, text: tables.subjects.code(text) if code == "2" else text)]


def heading_field(tag: str, concept: Concept, language: str) -> Field:
    """The heading of a concept in a language of its vocabulary: $a, $2, $0."""
    source = f"{concept.vocabulary}/{language}"
    return Field.data(tag, " 7", "a", concept.labels[language], "2", source, "0", concept.uri)


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
    return f"{found[1].capitalize()}: {found[2]}" if found else text
