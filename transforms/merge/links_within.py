"""Links between titles as one view has them: a title that is not in the view is not pointed at.

A record of a shared title says `776 08 $i E-kirja: $z 978-952-7999-01-1 $w (FI-EMAT)…`. In a library that has not
acquired the e-book the control number leads nowhere; that there is one, and its ISBN, is true there too.
"""

from __future__ import annotations

from collections.abc import Container

from transforms.record import SUBFIELD, Field, Record

TAGS = frozenset(
    ("758", "760", "762", "765", "767", "770", "772", "773", "774", "775", "776", "777", "780", "785", "786", "787")
)
_WORDS = frozenset("i4578")  # subfields that say nothing of the other title by themselves


def within(record: Record, titles: Container[str], prefix: str) -> Record:
    """The record with control numbers of those titles only that are among `titles`; $z and all else stays.

    `prefix` stands before our ids: "(FI-EMAT)". Control numbers of others, as of Melinda, are left alone. A field that
    says nothing more without its $w goes. The same record where nothing is to be done.
    """
    mark = f"{SUBFIELD}w{prefix}"
    if not any(mark in each.value for each in record.fields if each.tag in TAGS):
        return record
    found = tuple(kept for each in record.fields if (kept := _within(each, titles, prefix)) is not None)
    return record if found == record.fields else Record(record.leader, found)


def _within(field: Field, titles: Container[str], prefix: str) -> Field | None:
    if field.tag not in TAGS:
        return field
    pairs = [pair for pair in field.subfields if not _leads_out(*pair, titles, prefix)]
    if len(pairs) == len(field.subfields):
        return field
    return field.with_subfields(pairs) if any(code not in _WORDS for code, _ in pairs) else None


def _leads_out(code: str, value: str, titles: Container[str], prefix: str) -> bool:
    return code == "w" and value.startswith(prefix) and value.removeprefix(prefix) not in titles
