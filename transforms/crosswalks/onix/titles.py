"""The titles of a product as ONIX tells them, before any MARC (onix-to-marc.md §8)."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.formats.onix import Node, Product

DISTINCTIVE = ("01", "00")  # list 15, best first
ORIGINAL = ("03", "16")  # title in the original language; translated from
PRODUCT, COLLECTION, SUBCOLLECTION = "01", "02", "03"  # list 149: level of a title element

_SPLIT = re.compile(r"(?<!\d)(?:: | – )|(?:: | – )(?!\d)")  # not between digits


class Title(NamedTuple):
    """A title with its parts; `article`: length of a stated prefix with its blank, -1 when not stated."""

    text: str
    subtitle: str = ""
    part: str = ""
    article: int = -1

    def split(self) -> Title:
        """A title without subtitle split at the first colon or dash: "Meri: romaani" has two parts."""
        found = None if self.subtitle else _SPLIT.search(self.text)
        if found is None:
            return self
        return self._replace(text=self.text[: found.start()], subtitle=self.text[found.end() :])


def title_of(product: Product) -> Title | None:
    """The distinctive title of the product, or None."""
    return next((each for each in titles(product, *DISTINCTIVE) if each.text), None)


def titles(product: Product, *types: str) -> list[Title]:
    """The titles of the given types (list 15), in the order of the types."""
    found = product.all("DescriptiveDetail/TitleDetail")
    return [_title(each) for type_ in types for each in found if each.text("TitleType") == type_]


def _title(detail: Node) -> Title:
    """A TitleDetail: the element of the product, or where that is only a number, of the collection."""
    elements = detail.all("TitleElement")
    own = next((each for each in elements if each.text("TitleElementLevel") == PRODUCT), None)
    if own is None:
        own = elements[0] if elements else detail
    text, article = wording(own)
    part = own.text("PartNumber")
    if not text:
        whole = next((each for each in elements if each is not own), own)
        text, article = wording(whole)
    return Title(text, own.text("Subtitle"), part, article)


def wording(element: Node) -> tuple[str, int]:
    """The text of a TitleElement, and how many characters of it are a stated article (-1: not stated)."""
    bare = element.text("TitleWithoutPrefix")
    if not bare:
        return element.text("TitleText"), -1
    prefix = element.text("TitlePrefix")
    if not prefix:
        return bare, 0 if element.has("NoPrefix") else -1
    start = prefix if prefix.endswith(("'", "’")) else f"{prefix} "
    return start + bare, len(start)
