"""For tests of derivations: what one makes of a record shown in lines, and the laws that bind all of them."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from tests import shipped
from transforms.calendar import Calendar
from transforms.profile import Profile
from transforms.record import Field, Record
from transforms.tables import Tables
from transforms.validate.derive import DERIVATIONS
from transforms.validate.examples import example_record
from transforms.validate.view import Around, FieldView, View

VENDOR = Profile(
    vendor="vendor-a",
    source="VENDORA",
    isil="FI-XXX",
    labels={"fin": "Lainaa: Toimittaja A", "swe": "Låna: Leverantör A"},
    hosts=frozenset({"vendor-a.example"}),
    converts=True,
)
TODAY = "261122"


@cache
def tables() -> Tables:
    return shipped.tables()


def made(name: str, record: Record, media: str = "ebook", profile: Profile = VENDOR) -> Record | None:
    """The record that a derivation wants; None where it has nothing to judge."""
    derivation = DERIVATIONS[name]
    if derivation.on_record is not None:
        return derivation.on_record(View(record, Around(media, profile), Calendar.of(TODAY)), tables())
    assert derivation.on_field is not None
    wanted = [derivation.on_field(FieldView(each, record.leader[6:8]), tables()) for each in record.fields]
    if all(each is None for each in wanted):
        return None
    fields = [
        new
        for each, fields in zip(record.fields, wanted, strict=True)
        for new in ((each,) if fields is None else fields)
    ]
    return record if tuple(fields) == record.fields else Record(record.leader, tuple(fields))


def lines(name: str, *shown: str, media: str = "ebook", profile: Profile = VENDOR) -> list[str] | None:
    """The same for a record shown in lines, as MarcEdit lines; None where there is nothing to judge."""
    record = made(name, example_record(shown), media, profile)
    return None if record is None else [str(each) for each in record.fields]


def is_settled(name: str, record: Record, media: str = "ebook", profile: Profile = VENDOR) -> bool:
    """True if a second run changes nothing, and says so by giving the same record."""
    once = made(name, record, media, profile)
    if once is None:
        return True
    again = made(name, once, media, profile)
    return again is None or again is once or again == once


def fields_of(*tags: str, words: list[str], codes: str = "abcuvxyz235") -> st.SearchStrategy[Field]:
    """Fields of some tags whose subfields hold words of a list, or any text."""
    text = st.one_of(st.sampled_from(words), st.text(st.characters(min_codepoint=32, max_codepoint=383), max_size=30))
    pairs = st.lists(st.tuples(st.sampled_from(codes), text), min_size=1, max_size=5)
    marks = st.text(" 0123478", min_size=2, max_size=2)
    return st.builds(lambda tag, ind, subs: Field(tag, ind).with_subfields(subs), st.sampled_from(tags), marks, pairs)


def records(*tags: str, words: list[str], codes: str = "abcuvxyz235") -> st.SearchStrategy[Record]:
    """Records of such fields, in the order of tags."""
    several = st.lists(fields_of(*tags, words=words, codes=codes), max_size=5)
    return several.map(lambda fields: Record.of(*sorted(fields)))
