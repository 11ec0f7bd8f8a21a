"""Records for the tests of matching, in a few words; every identifier is invented."""

from __future__ import annotations

from transforms.match.decision import Compared
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

BOOK = "00000nam a22000002i 4500"


def book(
    title: str = "Saaren valot",
    *more: Field,
    isbn: str = "",
    name: str = "Malli, Matti",
    year: str = "2020",
    house: str = "Otava",
    pages: int = 200,
    language: str = "fin",
    leader: str = BOOK,
) -> Record:
    """A book that tells all that the score looks at; what is empty is left out."""
    fields = [Field("008", f"261101s{year or 'uuuu'}    fi |||||o|||||||||||{language}||")]
    if isbn:
        fields.append(Field.data("020", "  ", "a", isbn))
    fields += [Field.data("041", "0 ", "a", language), Field.data("245", "10", "a", title)]
    if name:
        fields.append(Field.data("100", "1 ", "a", name, "4", "aut"))
    if house or year:
        fields.append(Field.data("264", " 1", "b", house, "c", year))
    if pages:
        fields.append(Field.data("300", "  ", "a", f"1 verkkoaineisto ({pages} sivua)"))
    return Record.of(*fields, *more, leader=leader).sorted()


def compared(record: Record, policy: MatchPolicy, media: str = "ebook", vendor: str = "") -> Compared:
    """The compared side of it."""
    return Compared.of(record, media, policy, vendor)
