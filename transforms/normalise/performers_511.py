"""511: who reads, from the entries of the readers, where no note tells it."""

from __future__ import annotations

from transforms.normalise.context import Context
from transforms.normalise.names import READER, direct
from transforms.normalise.relators import codes_of
from transforms.record import SUBFIELD, Field, Record


def performers_511(record: Record, context: Context) -> Record:
    """700 "Otos, Oiva" $4 nrt of an audiobook gives 511 0# "Lukija: Oiva Otos."."""
    if context.media != "eaudiobook" or "511" in [each.tag for each in record.fields]:
        return record
    roles = context.tables.cataloguing.roles
    readers = list(
        dict.fromkeys(
            direct(each)
            for each in record.fields
            if each.tag in ("100", "700")
            and (
                f"{SUBFIELD}4{READER}" in each.value
                or any(codes_of(term, roles) == (READER,) for term in each.all("e"))
            )
        )
    )
    if not readers or not all(readers):
        return record
    words = context.tables.words[context.language(record)]
    *first, last = readers
    told = words["and"].format(", ".join(first), last) if first else last
    told = words["readers" if first else "reader"].format(told.removesuffix("."))
    return record.add(Field.data("511", "0 ", "a", told))
