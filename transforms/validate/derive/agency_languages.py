"""040 and 041: the agency chain, and the languages that a record lacks or pairs by national practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.normalise.agency_040 import agency_040
from transforms.normalise.language import language
from transforms.record import SUBFIELD, Field, Record
from transforms.validate.derive.cataloguing_language import language_of, surroundings
from transforms.validate.derive.changes import changed

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import View

SAMI = frozenset({"sma", "sme", "smj", "smn", "sms"})  # with smi before them (finnish-marc.md §1, point 12)
_SPOKEN = "ad"  # 041: of the text, or as heard
_SIGNS = tuple(f"{SUBFIELD}{code}{language}" for code in _SPOKEN for language in sorted(SAMI))


def completed_040(view: View, tables: Tables) -> Record | None:
    """040 with $b and $e rda, of a vendor's e-material: other records tell their own rules of cataloguing (D14)."""
    context = surroundings(view, tables) if view.around.profile.vendor else None
    return view.record if context is None else agency_040(view.record, context)


def agencies_040(view: View, tables: Tables) -> Record | None:
    """040 $a ours where nobody is named, $d ours where somebody else catalogued (P01)."""
    isil, record = view.around.profile.isil, view.record
    if not isil:
        return record
    first = record.first("040")
    if first is None:
        return record.add(Field.data("040", "  ", "a", isil, "b", language_of(view), "e", "rda"))
    if not first["a"]:
        return record.swap(first, first.with_subfields([("a", isil), *(p for p in first.subfields if p[0] != "a")]))
    return record if first.has("d") or first["a"] == isil else record.swap(first, first.add("d", isil))


def language_041(view: View, tables: Tables) -> Record | None:
    """041 of a valid 008/35-37 where there is none (D15)."""
    context = surroundings(view, tables)
    if context is None or "041" in view.groups:
        return view.record
    made = language(view.record, context).first("041")
    return view.record if made is None else view.record.add(made)


def sami_pairs(view: View, _: Tables) -> Record | None:
    """smi before the code of a Sámi language in 041 $a and $d, and smi in 008; None for other languages (D17)."""
    is_coded = any(is_sami(each.value[35:38]) for each in view.groups.get("008", ()))
    if not is_coded and not any(names_sami(each.value) for each in view.groups.get("041", ())):
        return None
    return changed(view, ("008", "041"), lambda each: _paired(each) if each.tag == "041" else _sami_008(each))


def is_sami(code: str) -> bool:
    """True for the code of a Sámi language."""
    return code in SAMI


def names_sami(value: str) -> bool:
    """True for a 041 that may have such a code."""
    return any(sign in value for sign in _SIGNS)


def _sami_008(each: Field) -> Field:
    value = each.value
    return Field("008", f"{value[:35]}smi{value[38:]}") if value[35:38] in SAMI else each


def _paired(each: Field) -> Field:
    """smi before the first code of a Sámi language of each subfield that has no smi."""
    if each.has("2"):
        return each
    pairs: list[tuple[str, str]] = []
    done = {code for code, value in each.subfields if value == "smi"}
    for code, value in each.subfields:
        if code in _SPOKEN and value in SAMI and code not in done:
            pairs.append((code, "smi"))
            done.add(code)
        pairs.append((code, value))
    return each.with_subfields(pairs)
