"""Country of publication in 008/15-17 against the ISBN and the imprint: ISO codes (F11), defaults for Finland (F12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.identifiers.isbn import find_isbn
from transforms.record import Record
from transforms.validate.derive.coded import coded
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables

_PLACE, _END = 15, 18
_DEFAULTS = frozenset(("xxu", "   ", "|||"))
_FINLAND = "fi"
_PREFIXES = range(8, 3, -1)  # lengths of 978 and a registration group


def country_of_iso(view: View, tables: Tables) -> Record | None:
    """F11: the MARC code for what is an ISO code in lower case, where the ISBN speaks for ISO's country.

    None for a code that does not look like ISO's, or is the same in MARC.
    """
    code = coded(view, _PLACE, _END).rstrip(" ")
    meant = tables.countries.get(code.upper(), code) if len(code) == 2 else code
    if meant == code:
        return None
    by_isbn = isbn_countries(view, tables)
    return _with_country(view.record, meant) if meant in by_isbn and code not in by_isbn else view.record


def country_of_finland(view: View, tables: Tables) -> Record | None:
    """F12: Finland instead of the United States or no country, where a Finnish ISBN or imprint tells it."""
    if not any(is_default(each.value) for each in view.groups.get("008", ())[:1]):
        return None
    is_finnish = isbn_countries(view, tables) == {_FINLAND} or _has_finnish_imprint(view, tables)
    return _with_country(view.record, _FINLAND) if is_finnish else view.record


def has_two_letters(value: str) -> bool:
    """True for an 008 whose code of the country may be one of ISO."""
    return len(value[_PLACE:_END].rstrip(" ")) == len("fi")


def is_default(value: str) -> bool:
    """True for an 008 of the United States, or of no country."""
    return value[_PLACE:_END] in _DEFAULTS


def isbn_countries(view: View, tables: Tables) -> frozenset[str]:
    """The MARC countries that share the registration groups of the valid ISBNs in 020 $a; empty for unknown groups."""
    groups = tables.codings.isbn_groups
    found: frozenset[str] = frozenset()
    for text in view.subfields("020").get("a", ()):
        number = find_isbn(text)
        if number is not None and number.is_valid:
            digits = number.isbn13
            found |= next((groups[digits[:end]] for end in _PREFIXES if digits[:end] in groups), frozenset())
    return found


def _has_finnish_imprint(view: View, tables: Tables) -> bool:
    """True if the publisher in 264 #1 or 260 is one of ours, or its place is in Finland."""
    places, publishers = tables.codings.finnish_places, tables.lists.places
    for each in (*view.groups.get("260", ()), *view.groups.get("264", ())):
        if each.tag == "260" or each.ind2 == "1":
            seats = [publishers.get(_plain(name), {}).get("fin", "") for name in each.all("b")]
            if any(_plain(place) in places for place in (*each.all("a"), *seats)):
                return True
    return False


def _plain(text: str) -> str:
    return text.strip(" :;,.[]").casefold()


def _with_country(record: Record, code: str) -> Record:
    return record.put_at("008", _PLACE, code.ljust(_END - _PLACE))
