"""Fixers that write a value in another form: by any change of a text, or in one of FORMATS.

To add a format: a function of a text, or a fixer, and a line in FORMATS.
"""

from __future__ import annotations

from collections.abc import Callable

from transforms.identifiers.isbn import find_isbn, hyphenate
from transforms.normalise.isbn import qualifiers_of
from transforms.normalise.text import clean, plain, repair_mojibake
from transforms.record import Record
from transforms.validate.edit import Fixer, Found
from transforms.validate.lists import Lists, RuleError, nearest


def on_value(change: Callable[[str], str]) -> Fixer:
    """A fixer that writes another value in the same place."""

    def fix(found: Found) -> Record:
        value = found.item.value
        changed = change(value)
        return found.record if changed == value else found.write(changed)

    return fix


def _format_isbn(found: Found) -> Record:
    """Thirteen hyphenated digits; words behind them become $q, another number a $a of its own (S09 cuts there)."""
    record, item = found.record, found.item
    number = find_isbn(item.value)
    if number is None or not number.is_valid:
        return record
    code = item.part[1:]
    behind = [(each or code, value) for each, value in qualifiers_of(number.rest)]
    mended = found.put_subfields((code, hyphenate(number.isbn13)), *behind)
    return record if mended == record else mended


FORMATS: dict[str, Fixer] = {
    "isbn": _format_isbn,
    "utf8": on_value(repair_mojibake),
    "printable": on_value(clean),
    "plain_text": on_value(plain),
}


def of_format(wanted: object, _: Lists) -> Fixer:
    """The fixer of a format; RuleError for one that FORMATS does not name."""
    if not isinstance(wanted, str) or wanted not in FORMATS:
        raise RuleError(f"no format {wanted!r}{nearest(str(wanted), FORMATS)}")
    return FORMATS[wanted]
