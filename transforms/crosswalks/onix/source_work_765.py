"""765: the work that a translation was made from, where ONIX says that it knows it (onix-to-marc.md §8 and §13)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.filing import filed
from transforms.crosswalks.onix.identifiers import read_isbn
from transforms.crosswalks.onix.isbd import full_stop, no_full_stop
from transforms.crosswalks.onix.titles import ORIGINAL, first_of
from transforms.formats.onix import Product
from transforms.record import Field

TRANSLATED_FROM = "29"  # list 164
ISBN = "15"  # list 16


def source_work_765(product: Product, context: Context) -> list[Field]:
    """765 08: author, original title and ISBN of the source work, of which one may be unknown; $t has no articles."""
    works = [
        each for each in product.all("RelatedMaterial/RelatedWork") if each.text("WorkRelationCode") == TRANSLATED_FROM
    ]
    if not works:
        return []
    title = first_of(context.titles, ORIGINAL)
    identifiers = (each for work in works for each in work.all("WorkIdentifier") if each.text("WorkIDType") == ISBN)
    numbers = [number for each in identifiers if (number := read_isbn(each.text("IDValue"))).valid]
    if title is None and not numbers:
        return []
    name = full_stop(context.main.name.heading) if context.main else ""
    text = no_full_stop(filed(title, context.languages.original, context.tables)) if title else ""
    parts = ["i", context.words["source-work"], "a", name, "t", text]
    parts += (part for number in dict.fromkeys(numbers) for part in ("z", number.written))
    return [Field.data("765", "08", *parts)]
