"""884: from which ONIX a record was made, and by whom (onix-to-marc.md §10)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.formats.onix import Product
from transforms.profile import Profile
from transforms.record import Field

PROCESS = "ONIX to MARC"


def conversion_884(product: Product, context: Context) -> list[Field]:
    """884: the process, the day the message was sent, the vendor's key of the product, our ISIL."""
    return [origin(product.reference, context.envelope.sent[:10].replace("-", ""), context.profile)]


def origin(reference: str, sent: str, profile: Profile) -> Field:
    """884 of a record by the vendor's key and the day (yyyymmdd or "") of its message."""
    key = f"{profile.source}:{reference}"
    return Field.data("884", "  ", "a", PROCESS, "g", sent, "k", key, "q", profile.isil)
