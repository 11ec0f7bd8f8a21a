"""Marked-up text of ONIX (XHTML as elements, HTML as escaped text or CDATA) as plain text in one line."""

from __future__ import annotations

import re

from lxml import etree, html

INLINE = frozenset(("a", "abbr", "b", "cite", "em", "i", "q", "small", "span", "strong", "sub", "sup", "u"))
HIDDEN = frozenset(("script", "style"))
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;")


def plain_text(element: etree._Element | None) -> str:
    """The words of an element that may hold HTML: tags left out, entities decoded once, blocks parted by one blank."""
    if element is None:
        return ""
    if len(element):
        return words_of(element)
    text = element.text or ""
    return " ".join((_from_html(text) if _MARKUP.search(text) else text).split())


def words_of(element: etree._Element) -> str:
    """The words of an element with elements in it; script and style are none."""
    return " ".join("".join(_words(element)).split())


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
