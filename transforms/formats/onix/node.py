"""A read-only view on the XML of a product: children by reference name, texts without markup."""

from __future__ import annotations

from collections.abc import KeysView
from functools import lru_cache
from typing import Any

from lxml import etree

from transforms.formats.onix.marked_text import plain_text, words_of
from transforms.record import Issue

HTML_FORMATS = frozenset({"02", "03", "05"})  # list 34: HTML, XML, XHTML
_NEW = object.__new__  # makes a Node without a Python-level call: there are a hundred in a product


@lru_cache(maxsize=4096)  # ONIX has some 700 names; asked for every element
def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


class Node:
    """An ONIX element: its children by reference name, in the order of the file, namespaces aside."""

    __slots__ = ("_children", "_text", "element")

    def __init__(self, element: etree._Element | None) -> None:
        self.element = element
        self._children: dict[str, list[Node]] | None = None
        self._text: str | None = None

    def all(self, path: str) -> list[Node]:
        """Every descendant by a path of child names: `product.all("DescriptiveDetail/Contributor")`."""
        children = self._children
        if children is None:
            children = self._index()
        found = children.get(path)
        if found is not None:
            return found
        start, _, last = path.rpartition("/")
        if not start or not children:
            return []
        found = [child for node in self.all(start) for child in node.all(last)]
        children[path] = found  # asked for again and again; no element has a slash in its name
        return found

    def first(self, path: str) -> Node:
        """The first descendant by a path, or an empty node."""
        found = self.all(path)
        return found[0] if found else NOTHING

    def has(self, path: str) -> bool:
        """True if there is such a descendant, with or without text."""
        return bool(self.all(path))

    def names(self) -> KeysView[str]:
        """The names of the children, among others paths that were asked for."""
        return (self._index() if self._children is None else self._children).keys()

    def text(self, path: str = "") -> str:
        """The plain text of the first descendant by a path (without one: its own), white space in it single."""
        node = self
        if path:
            found = self.all(path)
            if not found:
                return ""
            node = found[0]
        text = node._text
        if text is None:
            text = node._text = _text(node.element)
        return text

    def texts(self, path: str) -> list[str]:
        """The texts of all descendants by a path, empty ones left out."""
        return [text for node in self.all(path) if (text := node.text())]

    def attribute(self, name: str) -> str:
        """An attribute's value, or ""."""
        return (self.element.get(name) or "") if self.element is not None else ""

    def in_language(self, path: str, language: str) -> list[Node]:
        """Of elements that repeat each other in several languages (attribute `language`) those in one of them.

        That is the asked one, else those without a language, else the first; without such attributes all.
        """
        nodes = [node for node in self.all(path) if node.text()]
        if len(nodes) > 1:
            told = [node.attribute("language") for node in nodes]
            if any(told):
                best = next((each for each in (language, "") if each in told), told[0])
                nodes = [node for node, each in zip(nodes, told, strict=True) if each == best]
        return nodes

    def texts_in(self, path: str, language: str) -> list[str]:
        """The texts of `in_language`."""
        return [node.text() for node in self.in_language(path, language)]

    def _index(self) -> dict[str, list[Node]]:
        """The children by local name; all that is below is walked once."""
        self._children, _ = _below(self.element)
        return self._children


def _below(parent: etree._Element | None) -> tuple[dict[str, list[Node]], set[str]]:
    """The children of an element by local name, with theirs all the way down, and every name that is there.

    One walk in the order of the file: how many children an element has tells where it ends.
    """
    children: dict[str, list[Node]] = {}
    names: set[str] = set()
    if parent is None:
        return children, names
    top, left, outer = children, len(parent), list[tuple[dict[str, list[Node]], int]]()
    walk = parent.iter()
    next(walk)  # the element itself
    for element in walk:
        left -= 1
        if isinstance(element.tag, str):  # a comment has no name
            name, count, node = local_name(element.tag), len(element), _NEW(Node)
            node.element = element
            if name in children:
                children[name].append(node)
            else:
                children[name] = [node]
                names.add(name)
            if count:
                node._text = None
                outer.append((children, left))
                children, left = {}, count
                node._children = children
            else:
                node._children = _NONE
                text = element.text
                node._text = text if text and text.isalnum() else None  # most are codes
        while not left and outer:
            children, left = outer.pop()
    return top, names


def _text(element: etree._Element | None) -> str:
    if element is None:
        return ""
    if len(element):  # XHTML
        return words_of(element)
    text = element.text
    if not text:
        return ""
    if ("<" in text or "&" in text) and element.get("textformat") in HTML_FORMATS:
        return plain_text(element)
    return " ".join(text.split())


_NONE: dict[str, list[Node]] = {}  # the children of whatever has none
NOTHING = Node(None)


class Product(Node):
    """One Product as an ONIX 3 tree with reference names, and what was found or mended while reading it."""

    __slots__ = ("_names", "issues", "memo")

    def __init__(self, element: etree._Element, issues: tuple[Issue, ...] = ()) -> None:
        super().__init__(element)
        self.issues = issues
        self._names: set[str] = set()
        self.memo: dict[str, Any] = {}  # what was worked out of it and is asked again, by those who did

    @property
    def reference(self) -> str:
        """RecordReference, the key of updates and deletes; "" when missing."""
        return self.text("RecordReference")

    @property
    def notification(self) -> str:
        """NotificationType, a code of list 1; "" when missing."""
        return self.text("NotificationType")

    @property
    def elements(self) -> set[str]:
        """The names of all elements in it, at whatever depth."""
        if self._children is None:
            self._index()
        return self._names

    def _index(self) -> dict[str, list[Node]]:
        self._children, self._names = _below(self.element)
        return self._children
