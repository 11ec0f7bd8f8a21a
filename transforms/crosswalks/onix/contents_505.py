"""Contents: 505 from the table of contents, else from the content items (onix-to-marc.md §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.notes_5xx import LONGEST
from transforms.crosswalks.onix.titles import wording
from transforms.formats.onix import Node, Product
from transforms.formats.onix.marked_text import lines_of
from transforms.record import Field

CONTENTS = "04"  # list 153
SEPARATOR = " -- "
COMPLETE, PARTIAL = "0 ", "2 "
AUTHORS = "A"  # beginning of roles in list 17
_BULLET = re.compile(r"[•·*▪–—-]\s+")
_PAGE = re.compile(r"(?:\s?[.…·_]){3,}\s*\d{1,4}$|\s*\t\s*\d{1,4}$")


def contents_505(product: Product, context: Context) -> list[Field]:
    """505: the parts, joined by two hyphens; as many as there is room for."""
    parts = list(filter(None, _listed(context))) or list(filter(None, _items(product)))
    kept = _fitting(parts)
    if not kept:
        return []
    indicators = COMPLETE if len(kept) == len(parts) else PARTIAL
    return [Field.data("505", indicators, "a", full_stop(SEPARATOR.join(kept)))]


def _fitting(parts: list[str]) -> list[str]:
    """The first parts that make no longer note than is allowed."""
    kept, length = [], 0
    for part in parts:
        length += len(part) + len(SEPARATOR)
        if length > LONGEST:
            break
        kept.append(part)
    return kept


def _listed(context: Context) -> Iterator[str]:
    """The lines of a table of contents without its heading, bullets and page numbers."""
    headings = context.tables.lists.contents_headings
    for content in context.texts.get(CONTENTS, ()):
        for node in content.in_language("Text", context.language):
            for line in lines_of(node.element):
                text = _PAGE.sub("", _BULLET.sub("", line.text, count=1) if _BULLET.match(line.text) else line.text)
                if not text.isdecimal() and text.casefold().rstrip(" :.") not in headings:
                    yield text.rstrip(" .;,")


def _items(product: Product) -> Iterator[str]:
    """Title and authors of the content items of the first level, in their order."""
    items = [(_level(each), each) for each in product.all("ContentDetail/ContentItem")]
    top = min((len(level) for level, _ in items), default=0)
    for _, item in sorted(items, key=lambda pair: pair[0]):
        if len(_level(item)) == top:
            yield _item(item)


def _level(item: Node) -> tuple[int, ...]:
    """LevelSequenceNumber "2.10" as (2, 10), so that 10 comes behind 9."""
    return tuple(int(part) if part.isdecimal() else 0 for part in item.text("LevelSequenceNumber").split("."))


def _item(item: Node) -> str:
    """ "Tuuri / Eino Leino": title, and authors where the item tells its own."""
    element = item.first("TitleDetail").first("TitleElement")
    title, _ = wording(element)
    if not title:
        return ""
    subtitle = element.text("Subtitle")
    text = f"{title} : {subtitle}" if subtitle else title
    people = [each for each in item.all("Contributor") if each.text("ContributorRole").startswith(AUTHORS)]
    names = list(filter(None, map(_name, people)))
    return f"{text} / {', '.join(names)}" if names else text


def _name(person: Node) -> str:
    """The name as it stands on a title page."""
    plain = person.text("PersonName") or person.text("CorporateName")
    if plain:
        return plain
    parts = (person.text(each) for each in ("NamesBeforeKey", "PrefixToKey", "KeyNames", "NamesAfterKey"))
    surname, _, rest = person.text("PersonNameInverted").partition(", ")
    return " ".join(filter(None, parts)) or f"{rest} {surname}".strip()
