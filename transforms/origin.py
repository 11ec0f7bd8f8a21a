"""884: from what our own conversion made a record, and by whom (onix-to-marc.md §10)."""

from __future__ import annotations

from transforms.profile import Profile
from transforms.record import Field

PROCESS = "ONIX to MARC"


def origin(reference: str, sent: str, profile: Profile) -> Field:
    """884 of a record by the vendor's key and the day (yyyymmdd or "") of its message."""
    key = f"{profile.source}:{reference}"
    return Field.data("884", "  ", "a", PROCESS, "g", sent, "k", key, "q", profile.isil)
