"""Fields that a vendor file promises (marc21: promises): S25 tells which of them a record has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.record import Field, Record
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables


def promised(view: View, _: Tables) -> Record | None:
    """The record with an empty field in the place of each that is promised and absent; None where none is promised.

    For telling only: no rule may write it.
    """
    wanted = view.around.profile.promises
    if not wanted:
        return None
    missing = [spec[:3] for spec in wanted if not _has(view, spec)]
    return view.record.add(*(Field(tag, "  ") for tag in missing)) if missing else view.record


def _has(view: View, spec: str) -> bool:
    """True if the field of "520", or a subfield of "264$b" with text in it, is there."""
    tag, _, code = spec.partition("$")
    return any(map(str.strip, view.subfields(tag).get(code, ()))) if code else tag in view.groups
