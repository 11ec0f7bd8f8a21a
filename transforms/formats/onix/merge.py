"""Partial updates: the blocks that came replace those of the product that is stored (list 1, code 04).

Pure: finding the stored product is the business of the pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from transforms.formats.frame import Envelope, Unreadable
from transforms.formats.onix.dialects import Dialects
from transforms.formats.onix.message import parse
from transforms.formats.onix.node import Node, local_name
from transforms.formats.onix.release21 import BLOCKS
from transforms.formats.xml_repair import UNICODE

PARTIAL = "04"
WHOLE = frozenset({"01", "02", "03"})
SUPPLY, MARKET = "ProductSupply", "MarketReference"
ORDER = (
    "DescriptiveDetail",
    "CollateralDetail",
    "PromotionDetail",
    "ContentDetail",
    "PublishingDetail",
    "RelatedMaterial",
    "ProductionDetail",
    SUPPLY,
)
_PREFIX = re.compile(rb"\sxmlns:([^\s=]+)=")  # that the message declares
_ALONE = Envelope("onix", element="Product", head=b"<w>", tail=b"</w>")


def is_partial(product: Node) -> bool:
    """True for an update that says only what is new, also where it is notified as whole but does not describe."""
    notification = product.text("NotificationType")
    return notification == PARTIAL or (notification in WHOLE and not product.has("DescriptiveDetail"))


def portable(raw: bytes, envelope: Envelope, dialects: Dialects) -> bytes:
    """The bytes of a product as they can be read without its message: the same, but for an odd encoding or prefix."""
    if envelope.encoding in UNICODE and not any(each + b":" in raw for each in _PREFIX.findall(envelope.head)):
        return raw
    product = parse(raw, envelope, dialects)
    return raw if isinstance(product, Unreadable) else _written(_children(product), product)


def merged(stored: bytes, update: bytes, envelope: Envelope, dialects: Dialects) -> bytes | Unreadable:
    """The stored product (`portable`) with the blocks of an update of this message, as a 3.0 product in ASCII.

    A ProductSupply with a market of its own replaces only that of its market; 2.1 has no blocks, there every
    element replaces those of its name. Unreadable where one of the two is.
    """
    old, new = parse(stored, _ALONE, dialects), parse(update, envelope, dialects)
    if isinstance(old, Unreadable):
        return old
    if isinstance(new, Unreadable):
        return new
    coming = _children(new)
    if new.notification == PARTIAL:
        coming = [each for each in coming if each.tag != "NotificationType"]
    flat = envelope.release.startswith("2.")
    return _written(_replaced(_children(old), coming, flat), old)


def _children(product: Node) -> list[etree._Element]:
    """The children, with names without namespace all the way down."""
    element = product.element
    if element is None:
        return []
    for each in element.iter("*"):
        each.tag = local_name(each.tag)
    return list(element.iterchildren("*"))


def _replaced(old: list[etree._Element], new: list[etree._Element], flat: bool) -> list[etree._Element]:
    """The elements of both; where a name is in both only the new ones, market by market or child by child."""
    names = {each.tag for each in new}
    markets = {each.findtext(MARKET) for each in new if each.tag == SUPPLY}
    stay = [each for each in old if each.tag not in names]
    if None not in markets:
        stay += [each for each in old if each.tag == SUPPLY and each.findtext(MARKET) not in markets]
    if flat:
        inside = {each.tag: each for each in old if each.tag in BLOCKS}
        for each in new:
            if each.tag in inside:
                each[:] = _replaced(list(inside[each.tag]), list(each), flat=False)
    return [*stay, *new]


def _written(children: Iterable[etree._Element], product: Node) -> bytes:
    """A product of these elements in the order of the schema; ASCII, so that it reads alike in any message."""
    made = etree.Element("Product")
    made.extend(sorted(children, key=lambda each: ORDER.index(each.tag) if each.tag in ORDER else -1))
    return etree.tostring(made)


def alone(envelope: Envelope) -> Envelope:
    """The envelope of a merged product whose last update came in a message with this one."""
    return replace(_ALONE, sender=envelope.sender, sent=envelope.sent, release="3.0", language=envelope.language)
