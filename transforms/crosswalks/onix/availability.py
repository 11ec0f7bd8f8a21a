"""What publishing status and availability say of a record that stays: they decide nothing (onix-to-marc.md §3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.crosswalks.onix.context import Context
from transforms.formats.onix import Product

STATUS, AVAILABILITY = "PublishingDetail/PublishingStatus", "ProductSupply/SupplyDetail/ProductAvailability"
WITHDRAWN = frozenset({"07", "11", "12", "15", "17"})  # list 64: a proposal to delete, the licence decides
UNCLEAR = frozenset({"00", "09"})
NO_LONGER = frozenset({"01", *(str(code) for code in range(40, 53))})  # list 65
UNTOLD = frozenset({"97", "98", "99"})


def note_availability(product: Product, context: Context) -> None:
    """O12 where the title is withdrawn or no supplier has it any more, O21 where nobody can say."""
    status = product.text(STATUS)
    if status in WITHDRAWN:
        context.note("O12", STATUS, status)
    elif status in UNCLEAR:
        context.note("O21", STATUS, status)
    codes = list(_codes(product))
    if codes and NO_LONGER.issuperset(codes):
        context.note("O12", AVAILABILITY, codes[0])
    elif codes and UNTOLD.issuperset(codes):
        context.note("O21", AVAILABILITY, codes[0])


def _codes(product: Product) -> Iterator[str]:
    """The availability at every supplier; searched for in the tree, since nothing else of supply is looked at."""
    for supply in product.all("ProductSupply"):
        if supply.element is not None:
            found = supply.element.iter("{*}ProductAvailability")
            yield from filter(None, ((each.text or "").strip() for each in found))
