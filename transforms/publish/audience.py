"""For whom a title is, as libraries choose by it."""

from __future__ import annotations

from transforms.record import Record

_TELLS = "acdgijkmort"  # LDR/06: books, music, visual materials, computer files (MARC 21, 008/22 by material)
_SERIAL = "bis"  # LDR/07: there 008/22 is the form of the original


def audience_of(record: Record) -> str:
    """The code of target audience in 008/22; "" where the record's material has none there, as serials have not."""
    if record.at("LDR", 6) not in _TELLS or record.at("LDR", 7) in _SERIAL:
        return ""
    return record.at("008", 22)
