"""What publishing status and availability say of a record that stays: they decide nothing (onix-to-marc.md §3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.gate import MARKET_STATUS, STATUS, status_of
from transforms.formats.onix import Product
from transforms.onix_lists import OnixGate

AVAILABILITY = "ProductSupply/SupplyDetail/ProductAvailability"


def note_availability(product: Product, context: Context) -> None:
    """O12 where the title is withdrawn or no supplier has it, O21 where nobody can say, O06 for other codes."""
    gate = context.tables.onix_lists.gate
    status, is_of_market = status_of(product, context.profile.territory, gate)
    path = f"ProductSupply/{MARKET_STATUS}" if is_of_market else STATUS
    if status in gate.withdrawn.statuses:
        context.note("O12", path, status)
    elif status in gate.unclear.statuses:
        context.note("O21", path, status)
    elif status and not _is_known(status, gate):
        context.note("O06", path, status)
    codes = list(dict.fromkeys(_codes(product)))
    if codes and gate.withdrawn.availability.issuperset(codes):
        context.note("O12", AVAILABILITY, codes[0])
    elif codes and gate.unclear.availability.issuperset(codes):
        context.note("O21", AVAILABILITY, codes[0])
    for code in codes:
        if not any(code in each.availability for each in (gate.known, gate.withdrawn, gate.unclear)):
            context.note("O06", AVAILABILITY, code)


def _is_known(status: str, gate: OnixGate) -> bool:
    """True for a code of lists 64 or 68; those by which a product stays out are seen here without a vendor file."""
    return any(
        status in each for each in (gate.known.statuses, gate.forthcoming, gate.held, gate.cancelled, gate.not_here)
    )


def _codes(product: Product) -> Iterator[str]:
    """The availability at every supplier; searched for in the tree, since nothing else of supply is looked at."""
    for supply in product.all("ProductSupply"):
        if supply.element is not None:
            found = supply.element.iter("{*}ProductAvailability")
            yield from filter(None, ((each.text or "").strip() for each in found))
