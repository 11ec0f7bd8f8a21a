"""884: from which ONIX a record was made, and by whom (onix-to-marc.md §10)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.formats.onix import Product
from transforms.origin import origin
from transforms.record import Field


def conversion_884(product: Product, context: Context) -> list[Field]:
    """884: the process, the day the message was sent, the vendor's key of the product, our ISIL."""
    return [origin(product.reference, context.envelope.sent[:10].replace("-", ""), context.profile)]
