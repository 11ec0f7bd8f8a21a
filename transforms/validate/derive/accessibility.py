"""341 and 532: terms of accessibility in their place, and no "unknown" beside what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.record import Field

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import FieldView

SOURCE = "sapdv"
ASSISTANCE = "abcde"
_ORDER = "abcde2"


def accessibility_341(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """341 with terms as the vocabulary writes them, in the subfields where they belong, and $2 (Y02).

    A field with a term that is not in the vocabulary stays as it is, but for what is sure in it.
    """
    field, known = each.field, tables.lists.accessibility
    if field.has("2") and field["2"] != SOURCE:
        return None
    pairs: list[tuple[str, str]] = []
    is_known = True
    for code, value in field.subfields:
        term = known.get(value.strip(" .").lower()) if code in ASSISTANCE else None
        is_known = is_known and (term is not None or code not in ASSISTANCE)
        pairs.append((code, value) if term is None else (code if code in term[1] else term[1][0], term[0]))
    if not field.has("2") and is_known and pairs:
        pairs.append(("2", SOURCE))
    if pairs != field.subfields:
        pairs.sort(key=lambda pair: place if (place := _ORDER.find(pair[0])) >= 0 else len(_ORDER))
    return (field.with_subfields(pairs),)
