"""Marked-up text of ONIX (XHTML as elements, HTML as escaped text) as plain text in one line."""

from __future__ import annotations

import re

from lxml import etree, html

from transforms.formats.onix import Node

INLINE = frozenset(("a", "abbr", "b", "cite", "em", "i", "q", "small", "span", "strong", "sub", "sup", "u"))
HIDDEN = frozenset(("script", "style"))
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;")


def plain_text(node: Node) -> str:
    """The words of a Text element: tags left out, entities decoded once, blocks parted by one blank."""
    element = node.element
    if element is None:
        return ""
    if len(element):
        return " ".join("".join(_words(element)).split())
    text = element.text or ""
    if _MARKUP.search(text):
        text = _from_html(text)
    return " ".join(text.split())


def _from_html(text: str) -> str:
    """Escaped HTML as text; the text itself when there is nothing in it but markup."""
    try:
        return "".join(_words(html.fragment_fromstring(text, create_parent="div")))
    except (etree.ParserError, ValueError):  # control characters
        return _MARKUP.sub(" ", text)


def _words(element: etree._Element) -> list[str]:
    """The pieces of text in order, a blank around all but inline elements."""
    tag = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
    if not tag or tag in HIDDEN:
        return []
    gap = "" if tag in INLINE else " "
    pieces = [gap, element.text or ""]
    for child in element:
        pieces += _words(child)
        pieces.append(child.tail or "")
    return [*pieces, gap]
