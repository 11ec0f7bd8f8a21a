"""506 and 540: on what terms a title may be used, in words and in codes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.licences import code_in_text, code_of_address
from transforms.record import Field, Record
from transforms.validate.derive.cataloguing_language import language_of
from transforms.validate.derive.links import OPEN

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import FieldView, View

_CODED = re.compile(r"CC[ 0]", re.IGNORECASE)


def terms_506(view: View, tables: Tables) -> Record | None:
    """506 for what a vendor lends, where no 506 and no licence is (X10)."""
    record, language = view.record, language_of(view)
    is_licensed = bool(view.around.profile.vendor) and not any(each["7"] == OPEN for each in view.groups.get("856", ()))
    if not is_licensed or not language or "506" in view.groups or view.subfields("540").get("u"):
        return record
    terms = tables.words[language]["authorized"]
    return record.add(Field.data("506", "1 ", "a", terms, "f", "Online access with authorization", "2", "star"))


def cc_licence(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """540 with a Creative Commons licence as $f "CC BY 4.0" $2 cc; None for other terms (X14)."""
    field = each.field
    code = _code(field)
    if not code:
        return None
    if field.has("f"):
        coded = _CODED.match(field["f"]) is not None
        return (field.add("2", "cc") if coded and not field.has("2") else field,)
    if field.has("2"):
        return (field,)
    order = [pair for pair in field.subfields if pair[0] < "f" and pair[0].isalpha()]
    rest = [pair for pair in field.subfields if pair not in order]
    return (field.with_subfields([*order, ("f", code), ("2", "cc"), *rest]),)


def _code(field: Field) -> str:
    """The short name of the licence that $u, else $a or $c name."""
    found = (*map(code_of_address, field.all("u")), *map(code_in_text, field.all("a", "c")))
    return next(filter(None, found), "")
