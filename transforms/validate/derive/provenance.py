"""884: from what our own conversion made a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.origin import origin
from transforms.record import Record

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import View


def marked_conversion(view: View, _: Tables) -> Record | None:
    """884 for a converted record that has none, by the vendor's key in 035 (P02)."""
    profile, record = view.around.profile, view.record
    if not profile.converts or "884" in view.groups:
        return record
    mark = f"({profile.source})"
    own = next((each for each in view.subfields("035").get("a", ()) if each.startswith(mark)), "")
    return record.add(origin(own.removeprefix(mark), "", profile)) if own else record
