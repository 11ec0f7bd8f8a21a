"""Audience: 385 by groups of people, 521 in words (onix-to-marc.md §14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.notes_5xx import shortened
from transforms.formats.onix import Product
from transforms.formats.onix.marked_text import lines_of, prose
from transforms.headings import own_term
from transforms.onix_subjects import AudienceSign
from transforms.record import Field

LONGEST_CODE = 20  # characters of a level of reading


def groups_385(product: Product, context: Context) -> list[Field]:
    """385: children, young people, pupils of a school, as pairs of YSO."""
    return list(dict.fromkeys(field for sign in context.audience.signs for field in _group(sign, context)))


def _group(sign: AudienceSign, context: Context) -> Iterator[Field]:
    group = context.tables.onix_subjects.groups[sign.group]
    for language, listed in group.labels.items():
        yield own_term("385", group.uri, language, listed, context.tables.vocabulary)


def notes_521(product: Product, context: Context) -> list[Field]:
    """521: ages and grades as spans, levels of school and ratings as prose; what the vendor says, and how it reads."""
    return list(dict.fromkeys(chain(_described(product, context), _noted(context), _measured(product, context))))


def _noted(context: Context) -> Iterator[Field]:
    for note in context.audience.notes:
        words = note.words[context.language]
        text = words.format(note.span) if note.span else f"{words}."
        yield Field.data("521", f"{note.ind} ", "a", text)


def _described(product: Product, context: Context) -> Iterable[Field]:
    """521 ##: for whom it is in the vendor's words, in the language of cataloguing where they are in several."""
    detail = product.first("DescriptiveDetail")
    headings = chain.from_iterable(
        each.in_language("AudienceHeadingText", context.language) for each in detail.all("Audience")
    )
    for node in chain(detail.in_language("AudienceDescription", context.language), headings):
        text = prose(lines_of(node.element))
        yield Field.data("521", "  ", "a", full_stop(shortened(text)))


def _measured(product: Product, context: Context) -> Iterator[Field]:
    """521 8#: how easily it reads by a scheme of list 32; a scheme that is none is told."""
    for each in product.all("DescriptiveDetail/Complexity"):
        scheme, code = each.text("ComplexitySchemeIdentifier"), each.text("ComplexityCode")
        if f"complexity-{scheme}" not in context.words:
            context.note("O06", "DescriptiveDetail/Complexity/ComplexitySchemeIdentifier", scheme)
        elif code and len(code) <= LONGEST_CODE:
            yield Field.data("521", "8 ", "a", full_stop(context.words[f"complexity-{scheme}"].format(code)))
