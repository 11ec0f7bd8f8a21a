"""What a product should tell beside its name (O09): a description, accessibility, how long it is, a front cover."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.formats.onix import Product

DESCRIPTION = "03"  # list 153
ACCESSIBILITY = "09"  # list 79; its values are those of list 196
FRONT_COVER = "01"  # list 158


def note_gaps(product: Product, context: Context) -> None:
    """One O09 that names what is missing, as ONIX names it."""
    detail, collateral = product.first("DescriptiveDetail"), product.first("CollateralDetail")
    missing = []
    if DESCRIPTION not in [each.text("TextType") for each in collateral.all("TextContent")]:
        missing.append("TextContent 03")
    if ACCESSIBILITY not in [each.text("ProductFormFeatureType") for each in detail.all("ProductFormFeature")]:
        missing.append("ProductFormFeature 09")
    if not detail.has("Extent"):
        missing.append("Extent")
    if FRONT_COVER not in [each.text("ResourceContentType") for each in collateral.all("SupportingResource")]:
        missing.append("SupportingResource 01")
    if missing:
        context.note("O09", "Product", ", ".join(missing))
