"""Audience: 385 by groups of people, 521 in words (onix-to-marc.md §14)."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.crosswalks.onix.context import Context
from transforms.formats.onix import Product
from transforms.headings import own_term
from transforms.onix_subjects import AudienceSign
from transforms.record import Field


def groups_385(product: Product, context: Context) -> list[Field]:
    """385: children, young people, pupils of a school, as pairs of YSO."""
    return list(dict.fromkeys(field for sign in context.audience.signs for field in _group(sign, context)))


def _group(sign: AudienceSign, context: Context) -> Iterator[Field]:
    group = context.tables.onix_subjects.groups[sign.group]
    for language, listed in group.labels.items():
        yield own_term("385", group.uri, language, listed, context.tables.vocabulary)


def notes_521(product: Product, context: Context) -> list[Field]:
    """521: ages and grades as spans, levels of school and ratings as prose."""
    fields = []
    for note in context.audience.notes:
        words = note.words[context.language]
        text = words.format(note.span) if note.span else f"{words}."
        fields.append(Field.data("521", f"{note.ind} ", "a", text))
    return list(dict.fromkeys(fields))
