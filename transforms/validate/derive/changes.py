"""Changing the fields of some tags of a record, the others and the equal ones left as they are.

Rules tell changed fields by identity (view.Changed), so what comes out equal must be the same object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from transforms.record import Field, Record

Change = Callable[[Field], Field | None]  # None: the field goes


def changed(record: Record, tags: tuple[str, ...], change: Change) -> Record:
    """The record with each field of the tags changed; the record itself where nothing was to do."""
    fields: list[Field] = []
    is_changed = False
    for each in record.fields:
        made = change(each) if each.tag in tags else each
        if made is not None:
            fields.append(each if made == each else made)
        is_changed = is_changed or made != each
    return replace(record, fields=tuple(fields)) if is_changed else record
