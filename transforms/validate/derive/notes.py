"""Notes: what speaks of vendors and prices instead of the work goes, what is told in pieces is joined, print is linked.

A whole field goes only where nothing else can be in it; the vendor's own record keeps what the shared one loses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.identifiers.isbn import find_isbn, hyphenate
from transforms.record import SUBFIELD, Field, Record
from transforms.validate.derive.cataloguing_language import language_of
from transforms.validate.texts import has_price

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import FieldView, View

LONGEST_NOTE = 160  # characters of a general note that can be about one thing only
NOTES = frozenset({"500", "533"})
_REPRINT = f"{SUBFIELD}aLisäpaino"
REPRINTS = re.compile(r"Lisäpainokset?: ?", re.IGNORECASE)
_QUALIFIED = (f"{SUBFIELD}q", "(", ":")  # where words about a number stand
_BETWEEN = re.compile(r"[:;,()\[\]]")


def without_vendor_note(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """Nothing in the place of a 264 #2, 538 or 710 that names a vendor or its reader, or of such a short note; D11."""
    text = each.field.text
    if tables.lists.vendor_words(text) is None:
        return (each.field,)
    return (each.field,) if each.tag in NOTES and len(text) > LONGEST_NOTE else ()


def without_price(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """020 and 037 without $c; nothing in the place of 365, nor of a short 500 about prices or licences (D34)."""
    field = each.field
    if each.tag in ("020", "037"):
        if not field.has("c"):
            return (field,)
        rest = field.drop("c")
        return (_unmarked(rest),) if rest.subfields else ()
    if each.tag == "365":
        return ()
    text = field.text
    is_about = has_price(text) or tables.lists.licence_words(text) is not None
    return () if each.tag == "500" and is_about and len(text) <= LONGEST_NOTE else (field,)


def _unmarked(field: Field) -> Field:
    """Without the colon that announced $c."""
    *head, (code, value) = field.subfields
    return field.with_subfields([*head, (code, value.rstrip(" :"))])


def thesis_502(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """502 $a with $c and $d in one $a: "Väitöskirja : Mallin yliopisto, 2020." (D31); None for other shapes."""
    codes = each.field.codes
    if codes not in ("acd", "ac", "ad"):
        return None if codes != "a" else (each.field,)
    kind, *others = [value.strip() for _, value in each.field.subfields]
    kind, body = kind.rstrip(" .:;,"), ", ".join(part.strip(" .:;,") for part in others)
    return (each.field.with_subfields([("a", f"{kind} : {body}.")]),)


def reprints_500(view: View, _: Tables) -> Record | None:
    """Several 500 "Lisäpainokset: …" as one (D32); None with fewer than two."""
    notes = [each for each in view.groups.get("500", ()) if names_reprint(each.value)]
    fields = [each for each in notes if REPRINTS.match(each["a"]) and each.codes == "a"]
    if not fields:
        return None
    if len(fields) < 2:
        return view.record
    parts = dict.fromkeys(REPRINTS.sub("", each["a"], count=1).rstrip(" .") for each in fields)
    joined = fields[0].put("a", f"Lisäpainokset: {'. - '.join(parts)}.")
    gone = set(map(id, fields[1:]))
    return Record(
        view.record.leader,
        tuple(joined if each is fields[0] else each for each in view.record.fields if id(each) not in gone),
    )


def names_reprint(value: str) -> bool:
    """True for a 500 that may tell of reprints."""
    return _REPRINT in value


def is_qualified(value: str) -> bool:
    """True for a 020 that says more than a number."""
    return any(mark in value for mark in _QUALIFIED)


def print_links(view: View, tables: Tables) -> Record | None:
    """776 08 for each ISBN that 020 calls print's (D25); None where no such is known, or another 776 tells it."""
    known = {number.replace("-", "") for number in view.subfields("776").get("z", ())}
    printed = [number for each in view.groups.get("020", ()) for number in _printed(each, tables)]
    if not printed:
        return None
    language = language_of(view)
    new = [each for each in dict.fromkeys(printed) if each.replace("-", "") not in known]
    if not new or not language:
        return view.record
    label = tables.words[language]["print"]
    return view.record.add(*(Field.data("776", "08", "i", label, "z", each) for each in new))


def _printed(each: Field, tables: Tables) -> list[str]:
    """The valid numbers of a 020 that names a binding, in $q or behind the number."""
    if not is_qualified(each.value):
        return []
    words = (part.strip(" .").casefold() for value in each.all("q", "a", "z") for part in _BETWEEN.split(value))
    if not any(tables.isbn_qualifiers.get(word) == "print" for word in words):
        return []
    numbers = (find_isbn(value) for value in each.all("a", "z"))
    return [hyphenate(number.isbn13) for number in numbers if number is not None and number.is_valid]
