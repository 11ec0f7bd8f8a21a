"""Changing the fields of some tags of a record, the others and the equal ones left as they are.

Rules tell changed fields by identity (view.Changed), so what comes out equal must be the same object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from transforms.record import Field, Record
from transforms.validate.view import View

Change = Callable[[Field], Field | None]  # None: the field goes


def changed(view: View, tags: tuple[str, ...], change: Change) -> Record:
    """The record of a view with each field of the tags changed; the record itself where nothing was to do."""
    groups = view.groups
    made = {
        id(each): new
        for tag in tags
        if tag in groups
        for each in groups[tag]
        if (new := change(each)) is not each and new != each
    }
    if not made:
        return view.record
    fields = (made.get(id(each), each) for each in view.record.fields)
    return replace(view.record, fields=tuple(each for each in fields if each is not None))
