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
    told = {
        "TextContent 03": DESCRIPTION in collateral.texts("TextContent/TextType"),
        "ProductFormFeature 09": ACCESSIBILITY in detail.texts("ProductFormFeature/ProductFormFeatureType"),
        "Extent": detail.has("Extent"),
        "SupportingResource 01": FRONT_COVER in collateral.texts("SupportingResource/ResourceContentType"),
    }
    missing = [name for name, is_told in told.items() if not is_told]
    if missing:
        context.note("O09", "Product", ", ".join(missing))
