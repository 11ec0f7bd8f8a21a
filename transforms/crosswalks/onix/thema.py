"""Thema as headings, genre and class of the house: qualifiers and subject categories by table (onix-to-marc.md §11)."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.crosswalks.onix.concepts import heading
from transforms.crosswalks.onix.context import Context
from transforms.onix_subjects import ThemaForm, ThemaHeading
from transforms.record import Field
from transforms.vocabulary import is_class

CATEGORY, INTEREST_AGE = "93", "98"  # list 27
SLM = "http://urn.fi/URN:NBN:fi:au:slm:"


def heading_of(code: str, context: Context) -> ThemaHeading | None:
    """The row of a qualifier, or of the broader one that stands for it too."""
    rows = context.tables.onix_subjects.thema_headings
    for length in range(len(code), 1, -1):
        row = rows.get(code[:length])
        if row is not None and (row.below or length == len(code)):
            return row if row.type in ("", context.form.type) else None
    return None


def qualifier_fields(code: str, context: Context) -> Iterator[Field]:
    """The heading of a qualifier, in both languages where it has no URI by which the other could be found."""
    row = heading_of(code, context)
    if row is None:
        return
    concept = context.tables.vocabulary.concept(row.uri) if row.uri else None
    if concept is not None and context.language in concept.labels:
        yield heading(concept, context.language)
    for language, label in row.labels.items():
        yield Field.data(row.tag, " 7", "a", label, "2", f"yso/{language}")


def genre_fields(context: Context) -> Iterator[Field]:
    """655: genres that the subject categories are."""
    for form in _forms(context):
        concept = context.tables.vocabulary.concept(SLM + form.slm) if form.slm else None
        if concept is not None and context.language in concept.labels:
            yield heading(concept, context.language)


def ykl_class(context: Context) -> str:
    """The class of YKL that the categories and the language of the text tell together; "" where they do not."""
    content = context.languages.content
    number = context.tables.onix_subjects.ykl_languages.get(content[0], "") if content else ""
    main = next((form.ykl for form in _forms(context) if form.ykl), "")
    if not number or not main:
        return ""
    notation = f"{main}{number}" if "." in main else f"{main}.{number}"
    return "" if is_class(context.tables.vocabulary, notation) is False else notation


def _forms(context: Context) -> Iterator[ThemaForm]:
    """What the subject categories say, the main one first."""
    codes = [each.code for each in context.subjects if each.scheme == CATEGORY and each.code]
    rows = context.tables.onix_subjects.thema_forms
    for code in codes:
        form = next((form for begins, form in rows if code.startswith(begins)), None)
        if form is not None and not (form.unless and any(each.startswith(form.unless) for each in codes)):
            yield form
