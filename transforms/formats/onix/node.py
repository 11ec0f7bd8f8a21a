"""A read-only view on the XML of a product: children by reference name, texts without markup."""

from __future__ import annotations

from collections.abc import KeysView
from functools import lru_cache
from typing import Any

from lxml import etree

from transforms.formats.onix.marked_text import plain_text, words_of
from transforms.record import Issue

BLOCKS = ("DescriptiveDetail", "CollateralDetail", "ContentDetail", "PublishingDetail", "RelatedMaterial")
HTML_FORMATS = frozenset({"02", "03", "05"})  # list 34: HTML, XML, XHTML


MOST_NAMES = 4096  # that are remembered; ONIX has some 700


@lru_cache(maxsize=MOST_NAMES)  # asked for every element
def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2]


class Node:
    """An ONIX element: its children by reference name, in the order of the file, namespaces aside.

    The nodes that are asked for are remembered by their path. Most children are codes of which only the text is
    asked: those become no Node.
    """

    __slots__ = ("_children", "_nodes", "element")

    def __init__(self, element: etree._Element | None) -> None:
        self.element = element
        self._nodes: dict[str, list[Node]] = {}
        self._children = _by_name(element) if element is not None and len(element) else _CHILDLESS

    def all(self, path: str) -> list[Node]:
        """Every descendant by a path of child names: `product.all("DescriptiveDetail/Contributor")`."""
        found = self._nodes.get(path)
        if found is None:
            if "/" in path:
                start, last = _parted(path)
                nodes = self.all(start)
                found = nodes[0].all(last) if len(nodes) == 1 else [each for node in nodes for each in node.all(last)]
            elif path in self._children:
                found = [Node(each) for each in self._children[path]]
            else:
                found = []
            self._nodes[path] = found
        return found

    def first(self, path: str) -> Node:
        """The first descendant by a path, or an empty node."""
        found = self.all(path)
        return found[0] if found else NOTHING

    def has(self, path: str) -> bool:
        """True if there is such a descendant, with or without text."""
        return path in self._children or ("/" in path and bool(self.all(path)))

    def names(self) -> KeysView[str]:
        """The names of the children."""
        return self._children.keys()

    def text(self, path: str = "") -> str:
        """The plain text of the first descendant by a path (without one: its own), white space in it single."""
        found = self._children.get(path)
        if found:
            return _text(found[0])
        if "/" in path:
            start, last = _parted(path)
            for node in self.all(start):
                if found := node._children.get(last):
                    return _text(found[0])
            return ""
        return "" if path or self.element is None else _text(self.element)

    def texts(self, path: str) -> list[str]:
        """The texts of all descendants by a path, empty ones left out."""
        if "/" in path:
            start, last = _parted(path)
            nodes = self.all(start)
            return nodes[0].texts(last) if len(nodes) == 1 else [text for node in nodes for text in node.texts(last)]
        found = self._children.get(path)
        return [text for each in found if (text := _text(each))] if found else []

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
        texts = self.texts(path)
        return texts if len(texts) < 2 else [node.text() for node in self.in_language(path, language)]


@lru_cache(maxsize=1024)
def _parted(path: str) -> tuple[str, str]:
    """A path without its last name, and that."""
    start, _, last = path.rpartition("/")
    return start, last


class _Names(dict[Any, str]):
    """Tag → local name. A comment, whose tag is a function, has none."""

    def __missing__(self, tag: Any) -> str:
        name = local_name(tag) if isinstance(tag, str) else ""
        if len(self) < MOST_NAMES:
            self[tag] = name
        return name


_NAMES = _Names()
_CHILDLESS: dict[str, list[etree._Element]] = {}


def _by_name(parent: etree._Element) -> dict[str, list[etree._Element]]:
    """The children by local name."""
    found: dict[str, list[etree._Element]] = {}
    for child in parent[:]:  # type: ignore[index]  # the stubs know no slices, which are as fast again as iterators
        name = _NAMES[child.tag]
        if name in found:
            found[name].append(child)
        else:
            found[name] = [child]
    found.pop("", None)  # comments
    return found


def _text(element: etree._Element) -> str:
    text = element.text
    if text is not None and text.isalnum() and not len(element):  # most are codes
        return text
    if len(element):  # XHTML
        return words_of(element)
    if not text:
        return ""
    if ("<" in text or "&" in text) and element.get("textformat") in HTML_FORMATS:
        return plain_text(element)
    return " ".join(text.split())


NOTHING = Node(None)


class Product(Node):
    """One Product as an ONIX 3 tree with reference names, and what was found or mended while reading it."""

    __slots__ = ("issues", "memo")

    def __init__(self, element: etree._Element, issues: tuple[Issue, ...] = ()) -> None:
        super().__init__(element)
        self.issues = issues
        self.memo: dict[str, Any] = {}  # what was worked out of it and is asked again, by those who did

    def told(self, names: frozenset[str]) -> frozenset[str]:
        """Which of these names it tells: among its own elements, or right in the blocks that describe it."""
        inside = [node._children for block in BLOCKS if block in self._children for node in self.all(block)]
        return names.intersection(set(self._children).union(*inside))

    @property
    def reference(self) -> str:
        """RecordReference, the key of updates and deletes; "" when missing."""
        return self.text("RecordReference")

    @property
    def notification(self) -> str:
        """NotificationType, a code of list 1; "" when missing."""
        return self.text("NotificationType")
