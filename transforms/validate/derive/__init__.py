"""Derivations: named functions that say what a field or a record should be, for rules that no predicate can state.

A rule with `assert: {unchanged_by: NAME}` fires where the function would change something; `fix: {derive: NAME}` lets it.
To add one: a function in a module of its concern, and a line in DERIVATIONS. Idempotent, pure, without exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from transforms.record import Field, Record
from transforms.validate.derive import (
    authorities,
    contributors,
    identifiers,
    nonfiling,
    punctuation,
    roles,
    titles,
)
from transforms.validate.view import FieldView, View

if TYPE_CHECKING:
    from transforms.tables import Tables

OnField = Callable[["FieldView", "Tables"], "Sequence[Field] | None"]  # what should stand in its place; None: NA
OnRecord = Callable[["View", "Tables"], "Record | None"]  # the record as it should be; None: nothing to judge


class Derivation(NamedTuple):
    """One of the two functions, and what it needs."""

    on_field: OnField | None = None  # depends on the field, and on the media group (LDR/06-07), alone
    on_record: OnRecord | None = None
    needs: tuple[str, ...] = ()  # tags or classes ("6XX") without which there is nothing to judge; (): none


DERIVATIONS: dict[str, Derivation] = {
    "contributor_twice": Derivation(on_record=contributors.contributor_twice, needs=("100", "110", "700", "710")),
    "dates_of_authority": Derivation(on_field=authorities.dates_of_authority),
    "doi": Derivation(on_field=identifiers.doi),
    "ean_of_isbn": Derivation(on_record=identifiers.ean_of_isbn, needs=("024",)),
    "easy_language": Derivation(on_record=titles.easy_language, needs=("245", "655")),
    "format_word": Derivation(on_record=titles.format_word, needs=("245",)),
    "issn_place": Derivation(on_record=identifiers.issn_place, needs=("020", "022")),
    "nonfiling": Derivation(on_record=nonfiling.nonfiling, needs=("130", "240", "245")),
    "one_authority": Derivation(on_field=authorities.one_authority),
    "one_format": Derivation(on_record=identifiers.one_format, needs=("020",)),
    "person_ids": Derivation(on_field=authorities.person_ids),
    "placeholder_name": Derivation(on_field=contributors.placeholder_name),
    "print_isbn": Derivation(on_record=identifiers.print_isbn, needs=("020",)),
    "punctuated": Derivation(on_field=punctuation.punctuated),
    "punctuated_as_told": Derivation(on_field=punctuation.punctuated_as_told),
    "qualifiers": Derivation(on_field=identifiers.qualifiers),
    "reader_to_700": Derivation(on_record=contributors.reader_to_700, needs=("100",)),
    "responsibility": Derivation(on_record=titles.responsibility, needs=("245",)),
    "role_codes": Derivation(on_field=roles.role_codes),
    "role_order": Derivation(on_field=roles.role_order),
    "role_terms": Derivation(on_record=roles.role_terms, needs=("100", "110", "700", "710")),
    "split_names": Derivation(on_record=contributors.split_names, needs=("100", "700")),
    "subtitle": Derivation(on_field=titles.subtitle),
    "synthetic_note": Derivation(on_record=contributors.synthetic_note, needs=("245", "250", "508", "511", "700")),
    "title_case": Derivation(on_field=titles.title_case),
    "uniform_title": Derivation(on_field=titles.uniform_title),
    "uri_of_vocabulary": Derivation(on_field=authorities.uri_of_vocabulary),
    "urn": Derivation(on_field=identifiers.urn),
}
