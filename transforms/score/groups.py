"""A record's fields by tag, as every score reads them: one pass, values only."""

from __future__ import annotations

from transforms.record import Record

Groups = dict[str, list[str]]  # tag → the values of its fields (Field.value), in order
Words = set[str]  # tags and named facts that hold for a record

_EMPTY = 4  # characters of a data field that holds nothing: two indicators, delimiter and code


def grouped(record: Record) -> Groups:
    """The values of the fields by tag; a data field without any text is left out."""
    groups: Groups = {}
    for tag, value in record.fields:
        if len(value) <= _EMPTY and tag >= "010":
            continue
        if tag in groups:
            groups[tag].append(value)
        else:
            groups[tag] = [value]
    return groups


def subfield(value: str, mark: str) -> str:
    """The first subfield of a field's value by its mark ("\\x1fa"); "" when absent."""
    start = value.find(mark)
    if start < 0:
        return ""
    end = value.find("\x1f", start + 2)
    return value[start + 2 : end] if end >= 0 else value[start + 2 :]


def subfields(value: str, mark: str) -> list[str]:
    """All subfields of a field's value by their mark."""
    return [part.partition("\x1f")[0] for part in value.split(mark)[1:]] if mark in value else []
