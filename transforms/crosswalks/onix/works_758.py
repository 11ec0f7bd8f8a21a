"""758: the work or expression that the product is a manifestation of (onix-to-marc.md §13), by switch."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.works import PATH, related_works
from transforms.formats.onix import Product
from transforms.record import Field


def works_758(product: Product, context: Context) -> list[Field]:
    """758: an identifier of the work with its relationship; many library systems drop the field, so only by switch."""
    known = context.tables.onix_codes.works
    for code in product.texts(f"{PATH}/WorkRelationCode"):
        if code not in known:
            context.note("O06", f"{PATH}/WorkRelationCode", code)
    if context.profile.switches.get("work_links") != "758":
        return []
    return [
        Field.data("758", "  ", "i", each.relation.heading[context.language], "4", each.relation.relationship, *name)
        for each in related_works(product, context)
        if each.relation.tag == "758"
        for name in each.names
    ]
