"""Derivations: named functions that say what a field or a record should be, for rules that no predicate can state.

A rule with `assert: {unchanged_by: NAME}` fires where the function would change something; `fix: {derive: NAME}` lets it.
To add one: a function in a module of its concern, and a line in DERIVATIONS. Idempotent, pure, without exceptions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from transforms.record import Field, Record
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


DERIVATIONS: dict[str, Derivation] = {}
