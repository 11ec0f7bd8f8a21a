"""What a single field should look like: control subfields (S27), dashes and quotes (S22), parts of contents (D21)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.record import Field
from transforms.validate.view import FieldView

if TYPE_CHECKING:
    from transforms.tables import Tables

_CONTROL = {"4": 1, "2": 2, "0": 3, "1": 4, "5": 5, "9": 6}  # places of control subfields behind the content
_BEHIND = frozenset("e420159")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"))
_QUOTES = str.maketrans(
    {**dict.fromkeys("\u201c\u201d\u201e\u201f", '"'), **dict.fromkeys("\u2018\u2019\u201a\u201b", "'")}
)
_ODD_MARK = re.compile("[\u2010-\u2015\u2018-\u201f]")
_BETWEEN_PARTS = re.compile(" [\u2013-\u2015] ")
_TIGHT = re.compile(r"(?<=\S)--(?=\S)")
_NOBODY = re.compile(r" / ?-- ")  # an empty statement of responsibility
_MANY = 5  # semicolons that can only stand between parts
_CODED = frozenset("01256789uw")  # addresses, numbers and links


def subfield_order(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """S27: control subfields behind the content as $4 $2 $0 $1 $5 $9; fields with content behind them stay."""
    codes = [part[:1] for part in each.parts]
    first = next((place for place, code in enumerate(codes) if code in _CONTROL), None)
    if first is None:
        return None
    tail = codes[first:]
    wanted = sorted(each.parts[first:], key=lambda part: _CONTROL.get(part[:1], 0))
    if wanted == each.parts[first:] or not _BEHIND.issuperset(tail):
        return (each.field,)
    pairs = [(part[:1], part[1:]) for part in (*each.parts[:first], *wanted)]
    return (each.field.with_subfields(pairs),)


def plain_marks(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """S22: hyphens and straight quotes in the text of a field; 505 divides its parts by two hyphens."""
    value = each.value
    if has_plain_marks(value):
        return (each.field,)

    def change(code: str, text: str) -> str:
        if code in _CODED:
            return text
        text = _BETWEEN_PARTS.sub(" -- ", text) if each.tag == "505" else text
        return text.translate(_DASHES).translate(_QUOTES)

    return (each.field.map(change),)


def contents_separators(each: FieldView, _: Tables) -> Sequence[Field] | None:
    """505 "Aamu ; Ranta" and "Aamu--Ranta" as "Aamu -- Ranta" (D21); what may stand inside a part stays."""
    return (each.field.map(lambda code, text: _parted(text) if code == "a" else text),)


def _parted(text: str) -> str:
    if " -- " in text:
        return _NOBODY.sub(" -- ", text)
    if "--" in text:
        return _TIGHT.sub(" -- ", text)
    if " / " in text:
        return text
    return text.replace("; ", " -- ") if text.count("; ") >= _MANY > text.count(" ; ") else text.replace(" ; ", " -- ")


def has_plain_marks(value: str) -> bool:
    """True for the text of a field without dashes and typographic quotes."""
    return value.isascii() or _ODD_MARK.search(value) is None
