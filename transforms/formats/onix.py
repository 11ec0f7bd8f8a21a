"""ONIX for Books 3.0 and 3.1 with reference tags: the message is opened, cut into products, a product parsed.

A product is a read-only view on its XML; what it means in MARC is the business of crosswalks/onix.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import BinaryIO

from lxml import etree

from transforms.formats.frame import Envelope, Unreadable
from transforms.formats.xml_frames import open_xml, parse_frame, xml_frames

RELEASES = ("3.0", "3.1")
_NAMESPACE = re.compile(r"/onix/(\d\.\d)/")
_TIME = re.compile(r"(\d{8})(?:T?(\d{4})(\d\d)?(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")
_ROOTS = frozenset({"ONIXMessage", "ONIXmessage"})


@lru_cache(maxsize=4096)  # ONIX has some 500 names; asked for every element
def _local_name(tag: str) -> str:
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
        children = self._index() if self._children is None else self._children
        found = children.get(path)
        if found is None:
            found = []
            if "/" in path:
                start, _, last = path.rpartition("/")
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

    def text(self, path: str = "") -> str:
        """The text of the first descendant by a path (without one: its own), white space in it single."""
        node = self.first(path) if path else self
        if node._text is None:
            text = node.element.text if node.element is not None else None
            node._text = " ".join(text.split()) if text else ""
        return node._text

    def texts(self, path: str) -> list[str]:
        """The texts of all descendants by a path, empty ones left out."""
        return [text for node in self.all(path) if (text := node.text())]

    def attribute(self, name: str) -> str:
        """An attribute's value, or ""."""
        return (self.element.get(name) or "") if self.element is not None else ""

    def _index(self) -> dict[str, list[Node]]:
        """The children by local name, walked once."""
        children: dict[str, list[Node]] = {}
        if self.element is not None:
            for child in self.element.iterchildren("*"):  # "*" leaves comments out
                children.setdefault(_local_name(child.tag), []).append(Node(child))
        self._children = children
        return children


NOTHING = Node(None)


class Product(Node):
    """One Product of an ONIX 3 message."""

    __slots__ = ()

    @property
    def reference(self) -> str:
        """RecordReference, the key of updates and deletes; "" when missing."""
        return self.text("RecordReference")

    @property
    def notification(self) -> str:
        """NotificationType, a code of list 1; "" when missing."""
        return self.text("NotificationType")


def open_message(stream: BinaryIO) -> Envelope:
    """Read what the message says of itself: sender, time sent and release.

    Only the part before the first product is looked at and the stream is left at its beginning.
    Raises XmlRefused as `open_xml` does.
    """
    envelope, prolog = open_xml(stream, frozenset({"Product", "product"}), "onix")
    root = _root(prolog)
    if root is None:  # a bare product: its namespace may still tell the release
        found = _NAMESPACE.search(envelope.head.decode("utf-8", "replace"))
        return replace(envelope, release=found.group(1) if found else "")
    message = Node(root)
    return replace(
        envelope,
        sender=message.text("Header/Sender/SenderName"),
        sent=utc(message.text("Header/SentDateTime")),
        release=_release(root),
    )


frames = xml_frames


def parse(raw: bytes, envelope: Envelope) -> Product | Unreadable:
    """Read one product; Unreadable (O01) for bad XML, short tags or another release than 3.0 and 3.1."""
    element = parse_frame(raw, envelope)
    if isinstance(element, Unreadable):
        return element
    if _local_name(element.tag) != "Product":
        return Unreadable("O01", "ONIX with short tags is not read; reference tags are needed")
    product = Product(element)
    release = envelope.release or _guessed_release(product)
    if release not in RELEASES:
        return Unreadable("O01", f"ONIX {release} is not read; 3.0 or 3.1 is needed")
    return product


def utc(text: str) -> str:
    """SentDateTime as ISO 8601 in UTC: "20261101T0415+0200" becomes "2026-11-01T02:15:00Z"; "" for no time.

    A time without an offset is taken as UTC.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return ""
    day, minutes, seconds, offset = found.groups()
    zone = (offset or "Z").replace("Z", "+0000").replace(":", "")
    try:
        moment = datetime.strptime(f"{day}{minutes or '0000'}{seconds or '00'}{zone}", "%Y%m%d%H%M%S%z")
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""


def _root(prolog: bytes) -> etree._Element | None:
    """The root of a message of which only the beginning is given; None where that is no ONIX message."""
    parser = etree.XMLPullParser(("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with suppress(etree.XMLSyntaxError):  # what stands before the fault is enough
        parser.feed(prolog)
    _, root = next(parser.read_events(), (None, None))
    if not isinstance(root, etree._Element) or _local_name(root.tag) not in _ROOTS:
        return None
    return root


def _release(root: etree._Element) -> str:
    """The release by the attribute of the message, else by its namespace; "" when neither says."""
    found = _NAMESPACE.search(root.tag)
    return (root.get("release") or "").strip() or (found.group(1) if found else "")


def _guessed_release(product: Product) -> str:
    """The release where the message is silent: only 2.1 has these elements right under Product."""
    return "2.1" if any(map(product.has, ("ProductForm", "Title", "Contributor", "Publisher"))) else "3.0"
