"""A library's way of having its records: agency (003), modifying agency (040 $d), fields it does not want, its own.

It is what a view's profile keeps under `shows`; it comes last, upon a record that is stamped and has its links.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from transforms.merge.stamp import DELETED
from transforms.record import Field, Record


class Showing(NamedTuple):
    """How a view shows its records; the empty one shows them as they are."""

    agency: str = ""  # 003; "": as it stands
    modifying: str = ""  # ISIL that 040 $d ends with; "": none is added
    without: tuple[str, ...] = ()  # tags that are left out: "520", or "9XX" and "59X" for a class
    fields: tuple[Field, ...] = ()  # that every live record gets, each behind those of its tag


AS_IT_IS = Showing()


def showing_of(shows: Mapping[str, Any]) -> Showing:
    """The showing that a view's profile keeps as `{agency, modifying, without, with}`; each may be missing."""
    return Showing(
        shows.get("agency", ""),
        shows.get("modifying", ""),
        tuple(shows.get("without", ())),
        tuple(Field(each[:3], each[3:]) for each in shows.get("with", ())),
    )


def kept_as(showing: Showing) -> dict[str, Any]:
    """What `showing_of` reads; plain JSON. A field is packed as in `Record.pack`."""
    return {
        "agency": showing.agency,
        "modifying": showing.modifying,
        "without": list(showing.without),
        "with": ["".join(each) for each in showing.fields],
    }


def show(record: Record, showing: Showing) -> Record:
    """The record as the view shows it; the record itself where that is the same.

    A field that the record has already is not added again. The stub of a deleted title (LDR/05 d) gets no fields: a
    library has nothing of its own to say of it.
    """
    if showing.without:
        record = record.drop(*showing.without)
    before = record.value("003")
    if showing.agency and before != showing.agency:
        record = _linked(record, f"({before})", f"({showing.agency})").put(Field("003", showing.agency))
    if showing.modifying:
        record = _modified(record, showing.modifying)
    if showing.fields and record.at("LDR", 5) != DELETED:
        record = record.add(*(each for each in showing.fields if each not in record.fields))
    return record


def _linked(record: Record, before: str, now: str) -> Record:
    """The record with links ($w) by the 003 that the linked records have here: by it and 001 they are found."""

    def changed(code: str, value: str) -> str:
        return now + value.removeprefix(before) if code == "w" and value.startswith(before) else value

    return record.map(lambda field: field.map(changed) if field.has("w") else field)


def _modified(record: Record, isil: str) -> Record:
    """The record with an agency as the last that modified it; one without 040 stays as it is."""
    source = record.first("040")
    if source is None or source.all("d")[-1:] == [isil]:
        return record
    return record.swap(source, source.add("d", isil))
