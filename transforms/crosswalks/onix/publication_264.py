"""Edition and publication: 250, 263, 264 (onix-to-marc.md §9)."""

from __future__ import annotations

from itertools import chain

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.dates import published
from transforms.crosswalks.onix.isbd import full_stop
from transforms.formats.onix import Product
from transforms.record import Field

EXPECTED = ("01", "11")  # list 163; never role 12, the latest reprint
PUBLISHER, COPUBLISHER = "01", "02"  # list 45
COPYRIGHT_MARKS = {"C": "©", "P": "℗", "D": "©"}  # list 219


def edition_250(product: Product, context: Context) -> list[Field]:
    """250: the edition as stated, else by its number; then what kind of edition it is."""
    detail = product.first("DescriptiveDetail")
    stated = next(iter(detail.texts_in("EditionStatement", context.language)), "")
    number = detail.text("EditionNumber")
    texts = [stated]
    if not stated:
        texts = [context.words["edition-number"].format(number)] if number not in ("", "1") else []
        texts += (context.words.get(f"edition-{each}", "") for each in context.editions)
    return [Field.data("250", "  ", "a", full_stop(text)) for text in dict.fromkeys(filter(None, texts))]


def expected_263(product: Product, context: Context) -> list[Field]:
    """263: year and month (yymm) when an announced title is expected; "--" for an unknown month."""
    date = next((context.dates[role] for role in EXPECTED if role in context.dates), "")
    if not context.is_advance or not date:
        return []
    return [Field.data("263", "  ", "a", date[2:4] + (date[4:6] or "--"))]


def publication_264(product: Product, context: Context) -> list[Field]:
    """264 #1: places, publishers, year, whichever are known; 264 #4: the year of copyright."""
    publishing = product.first("PublishingDetail")
    parts: list[str] = []
    places = list(dict.fromkeys(publishing.texts_in("CityOfPublication", context.language)))
    names = _publishers(product)
    for number, place in enumerate(places):
        last = number == len(places) - 1
        parts += ("a", f"{place} {':' if names else ''}".strip() if last else f"{place} ;")
    for number, name in enumerate(names):
        parts += ("b", name if number == len(names) - 1 else f"{name} :")
    year = published(context.dates)[:4]
    if year:
        parts[-1:] = [f"{parts[-1]},"] if parts else []
        parts += ("c", full_stop(year))
    statements = [Field.data("264", " 1", *parts)] if parts else []
    return statements + _copyright(product)


def _publishers(product: Product) -> list[str]:
    """The imprint, else the publisher; then the co-publishers. Distributors are not publishers."""
    publishing = product.first("PublishingDetail")
    by_role: dict[str, list[str]] = {}
    for each in publishing.all("Publisher"):
        by_role.setdefault(each.text("PublishingRole"), []).append(each.text("PublisherName"))
    first = publishing.texts("Imprint/ImprintName")[:1] or by_role.get(PUBLISHER, [])[:1]
    return list(dict.fromkeys(filter(None, chain(first, by_role.get(COPUBLISHER, ())))))


def _copyright(product: Product) -> list[Field]:
    """264 #4: © or ℗ and the year, one field for each kind."""
    fields = []
    for each in product.all("PublishingDetail/CopyrightStatement"):
        year = each.text("CopyrightYear")[:4]
        mark = COPYRIGHT_MARKS.get(each.text("CopyrightType") or "C", "")
        if year.isdecimal() and mark:
            fields.append(Field.data("264", " 4", "c", mark + year))
    return list(dict.fromkeys(fields))
