"""884: from what our own conversion made a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.record import Field, Record

if TYPE_CHECKING:
    from transforms.profile import Profile
    from transforms.tables import Tables
    from transforms.validate.view import View

PROCESS = "ONIX to MARC"


def conversion_884(reference: str, sent: str, profile: Profile) -> Field:
    """884 of a record made from ONIX: the process, the day the message was sent (yyyymmdd or ""), the key, our ISIL."""
    key = f"{profile.source}:{reference}"
    return Field.data("884", "  ", "a", PROCESS, "g", sent, "k", key, "q", profile.isil)


def marked_conversion(view: View, _: Tables) -> Record | None:
    """884 for a converted record that has none, by the vendor's key in 035 (P02)."""
    profile, record = view.around.profile, view.record
    if not profile.converts or "884" in view.groups:
        return record
    mark = f"({profile.source})"
    own = next((each for each in view.subfields("035").get("a", ()) if each.startswith(mark)), "")
    return record.add(conversion_884(own.removeprefix(mark), "", profile)) if own else record
