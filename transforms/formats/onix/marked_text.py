"""Marked-up text of ONIX (XHTML as elements, HTML as escaped text or CDATA) as plain text, in one line or several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import groupby
from typing import NamedTuple

from lxml import etree

INLINE = frozenset(("a", "abbr", "b", "cite", "em", "i", "q", "small", "span", "strong", "sub", "sup", "u"))
HIDDEN = frozenset(("script", "style"))
END_MARKS = (".", "?", "!", "…", ":", ";", "-", "–", ",")
CLOSING = "\"'”’»)"
_HTML = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|div|ul|ol|li|h[1-6]|b|i|em|strong|span)\b[^<>&]*/?&gt;", re.IGNORECASE)


class Line(NamedTuple):
    """A piece of text between two breaks."""

    text: str
    is_item: bool  # of a list
    ends_block: bool  # False: only a line break follows


def plain_text(element: etree._Element | None) -> str:
    """The words of an element that may hold HTML: tags left out, entities decoded once, blocks parted by one blank."""
    if element is None:
        return ""
    if len(element):
        return words_of(element)
    return without_markup(element.text or "")


def without_markup(text: str) -> str:
    """A text that may hold HTML in one line: "a &amp;lt; b" and "<b>a</b>" lose their markup, "a < b" has none."""
    return " ".join((_from_html(text) if _MARKUP.search(text) else text).split())


def words_of(element: etree._Element) -> str:
    """The words of an element with elements in it; script and style are none."""
    return " ".join("".join(_words(element)).split())


def lines_of(element: etree._Element | None) -> list[Line]:
    """The text of an element that may hold HTML, cut where a block, an item, a row or a line of it ends."""
    if element is None:
        return []
    if len(element):
        return list(_lines(_pieces(element, False)))
    text = element.text or ""
    if _ESCAPED_TAG.search(text):
        text = unescape(text)  # escaped twice
    if not _MARKUP.search(text):
        return _plain_lines(text)
    root = _parsed(text)
    return _plain_lines(_MARKUP.sub(" ", text)) if root is None else list(_lines(_pieces(root, False)))


def prose(lines: list[Line]) -> str:
    """Lines as running text: each paragraph ends in a mark, the items of a list are parted by semicolons."""
    text = " ".join(filter(None, (_closed(each) for each in _paragraphs(lines))))
    return _closed(text.rstrip(" :;,")) if text.endswith((":", ";", ",")) else text


def _paragraphs(lines: list[Line]) -> Iterator[str]:
    """Lines that belong together as one text; a list follows the words that announce it."""
    for is_item, group in groupby(lines, key=lambda line: line.is_item):
        if is_item:
            yield _list([line.text for line in group])
            continue
        open_lines: list[str] = []
        for line in group:
            open_lines.append(line.text)
            if line.ends_block:
                yield " ".join(open_lines)
                open_lines = []
        yield " ".join(open_lines)


def _list(items: list[str]) -> str:
    """The items of a list in one text; sentences stay sentences."""
    if any(item.endswith((".", "?", "!")) for item in items[:-1]):
        return " ".join(map(_closed, items))
    return "; ".join(item.rstrip(" ;,") for item in items)


def _closed(text: str) -> str:
    """With a full stop, unless a mark is there: the next paragraph begins a sentence."""
    return text if not text or text.rstrip(CLOSING).endswith(END_MARKS) else f"{text}."


def _plain_lines(text: str) -> list[Line]:
    """The lines of text without markup; an empty one ends a paragraph."""
    lines: list[Line] = []
    for each in text.splitlines():
        line = " ".join(each.split())
        if line:
            lines.append(Line(line, is_item=False, ends_block=False))
        elif lines:
            lines[-1] = lines[-1]._replace(ends_block=True)
    return lines


def _lines(pieces: Iterator[tuple[str, str, bool]]) -> Iterator[Line]:
    """Join pieces of text up to each break; two line breaks together end a block."""
    held: list[str] = []
    last, in_item = None, False
    for text, breaks, is_item in pieces:
        if text.strip():
            held.append(text)
            in_item = is_item
        elif text:
            held.append(" ")
        if not breaks:
            continue
        words = " ".join("".join(held).split())
        held.clear()
        if words:
            if last is not None:
                yield last
            last = Line(words, in_item, breaks == "block")
        elif last is not None:
            last = last._replace(ends_block=True)
    if last is not None:
        yield last


def _pieces(element: etree._Element, is_item: bool) -> Iterator[tuple[str, str, bool]]:
    """(text, kind of break, is in a list) in the order of the document."""
    tag = _tag(element)
    if not tag or tag in HIDDEN:
        return
    is_item = is_item or tag == "li"
    breaks = "" if tag in INLINE else "line" if tag == "br" else "block"
    if breaks:
        yield "", breaks, is_item
    yield element.text or "", "", is_item
    for child in element:
        yield from _pieces(child, is_item)
        yield child.tail or "", "", is_item
    if breaks == "block" or (breaks and (element.text or len(element))):
        yield "", breaks, is_item


def _from_html(text: str) -> str:
    """Escaped HTML as text; what no parser takes loses its tags only."""
    root = _parsed(text)
    return _MARKUP.sub(" ", text) if root is None else "".join(_words(root))


def _parsed(text: str) -> etree._Element | None:
    """Escaped HTML as elements; None where the parser gives up."""
    try:
        return etree.fromstring(f"<div>{text}</div>", _HTML)
    except (etree.ParseError, ValueError):
        return None


def _words(element: etree._Element) -> list[str]:
    """The pieces of text in order, a blank around all but inline elements."""
    tag = _tag(element)
    if not tag or tag in HIDDEN:
        return []
    gap = "" if tag in INLINE else " "
    pieces = [gap, element.text or ""]
    for child in element:
        pieces += _words(child)
        pieces.append(child.tail or "")
    return [*pieces, gap]


def _tag(element: etree._Element) -> str:
    """The name of an element in lower case without its namespace; "" for comments and the like."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
