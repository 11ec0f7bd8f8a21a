"""Contents: 505 from the table of contents, else from the content items (onix-to-marc.md §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.extents import ITEM, levels_of, spoken
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.notes_5xx import LONGEST, shortened
from transforms.crosswalks.onix.titles import wording
from transforms.formats.onix import Node, Product
from transforms.formats.onix.marked_text import lines_of
from transforms.record import Field

CONTENTS = "04"  # list 153
SEPARATOR = " -- "
COMPLETE, PARTIAL = "0 ", "2 "
AUTHORS, PERFORMERS = ("A",), ("A", "E")  # beginnings of roles in list 17
MUSIC = "j"  # LDR/06
LEADERS = ".…·_"  # between a heading and its page
_BULLET = re.compile(r"[•·*▪–—-]\s+")
_NUMBER = re.compile(r"(?:^|[ ;])(\d{1,3})\. ")


def contents_505(product: Product, context: Context) -> list[Field]:
    """505: the parts, joined by two hyphens; as many as there is room for."""
    parts = list(filter(None, _listed(context))) or list(filter(None, _items(product, context)))
    if not parts:
        return []
    kept = _fitting(parts) or [shortened(parts[0])]
    indicators = COMPLETE if kept == parts else PARTIAL
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
    """The parts of a table of contents without its heading, bullets and page numbers."""
    headings = context.tables.lists.contents_headings
    for content in context.texts.get(CONTENTS, ()):
        for node in content.in_language("Text", context.language):
            lines = [line.text for line in lines_of(node.element)]
            for line in _numbered(lines[0]) if len(lines) == 1 else lines:
                text = _without_page(line[2:].lstrip() if _BULLET.match(line) else line)
                if not text.isdecimal() and text.casefold().rstrip(" :.") not in headings:
                    yield text.rstrip(" .:;,")


def _numbered(line: str) -> list[str]:
    """ "1. Meri 2. Ranta" as its parts; a line without numbers that follow each other is one part."""
    starts: list[int] = []
    for found in _NUMBER.finditer(line):
        if int(found[1]) == len(starts) + 1:
            starts.append(found.start(1))
    if len(starts) < 2 or line[: starts[0]].strip():
        return [line]
    return [line[start:end] for start, end in pairwise([*starts, len(line)])]


def _without_page(text: str) -> str:
    """ "Meri ....... 5" without the page and what leads to it; a number that belongs to the words stays."""
    words = text.rstrip("0123456789")
    bare = words.rstrip(f" {LEADERS}")
    leaders = sum(map(words[len(bare) :].count, LEADERS))
    return bare if words != text and leaders > 2 else text


def _items(product: Product, context: Context) -> Iterator[str]:
    """The content items of the first level, in their order, with how long they are where that is told."""
    items = product.all(ITEM)
    parts = context.extents.parts or (0,) * len(items)
    levels = [levels_of(each) for each in items]
    top = min(map(len, levels), default=0)
    roles = PERFORMERS if context.form.type == MUSIC else AUTHORS
    for level, item, seconds in sorted(zip(levels, items, parts, strict=True), key=lambda each: each[0]):
        text = _item(item, roles) if len(level) == top else ""
        yield f"{text} ({spoken(seconds)})" if text and seconds else text


def _item(item: Node, roles: tuple[str, ...]) -> str:
    """ "Tuuri / Eino Leino": title and people of these roles where the item tells its own; without a title "Luku 3"."""
    element = item.first("TitleDetail").first("TitleElement")
    title, _ = wording(element)
    number, subtitle = element.text("PartNumber").rstrip(" ."), element.text("Subtitle")
    if not title:
        kind = item.text("ComponentTypeName") or ("" if number.isdecimal() else number)
        return f"{kind} {item.text('ComponentNumber')}".strip() if kind else ""
    text = " : ".join(filter(None, (f"{title}. {number}" if number else title, subtitle)))
    people = [each for each in item.all("Contributor") if each.text("ContributorRole").startswith(roles)]
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
