"""Qualifiers of Thema as headings of Finnish vocabularies, by table (onix-to-marc.md §11).

What its subject categories are in SLM and YKL is added later, and marked (transforms/enrich).
"""

from __future__ import annotations

from collections.abc import Iterator

from transforms.crosswalks.onix.concepts import heading
from transforms.crosswalks.onix.context import Context
from transforms.onix_subjects import ThemaHeading
from transforms.record import Field

INTEREST_AGE = "98"  # list 27


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
