"""ONIX for Books 2.1, 3.0 and 3.1: the message is opened and a product of it parsed into a 3.0 tree.

What a product means in MARC is the business of crosswalks/onix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from transforms.formats.every_frame import ONIX, every_frame
from transforms.formats.frame import Envelope, Frame, Unreadable
from transforms.formats.onix.dialects import Dialects
from transforms.formats.onix.node import Node, Product, local_name
from transforms.formats.onix.release21 import as_30, is_21
from transforms.formats.onix.validity import schema_issues
from transforms.formats.xml_frames import open_xml, parse_frame, parse_text, pull_parser
from transforms.formats.xml_repair import Mended, is_plain, is_same, mended
from transforms.record import Issue, Level

MOST_CHANGES = 10  # that are told of one product
_NAMESPACE = re.compile(r"/onix/(\d\.\d)/")
_TIME = re.compile(  # basic form of ISO 8601, as ONIX has it, and the extended one, as many send it
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?"
)
_ROOTS = frozenset({"ONIXMessage", "ONIXmessage"})
SENDER = ("Header/Sender/SenderName", "header/sender/x298", "Header/FromCompany", "header/m174")
NOTES = ("Header/MessageNote", "header/m183")  # no release has an element for the number: senders write it here
_NUMBER = re.compile(
    r"(?:(?:total|number of)\s+)?(?:products|records|tuotteita|produkter)\s*[:=]\s*(\d{1,9})"
    r"|(?:total:?\s+)?(\d{1,9})\s+(?:products?|records?|tuotetta|produkter)",
    re.IGNORECASE,
)
LANGUAGE = ("Header/DefaultLanguageOfText", "header/m184")
SENT = ("Header/SentDateTime", "header/x307", "Header/SentDate", "header/m182")


def open_message(stream: BinaryIO) -> Envelope:
    """Read what the message says of itself: sender, time sent, number of products, release and default language.

    Only the part before the first product is looked at and the stream is left at its beginning.
    Raises XmlRefused as `open_xml` does.
    """
    envelope, prolog = open_xml(stream, frozenset({"Product", "product"}), "onix")
    root = _root(prolog, envelope.encoding)
    if root is None:  # a bare product: its namespace may still tell the release
        found = _NAMESPACE.search(envelope.head.decode("utf-8", "replace"))
        return replace(envelope, release=found.group(1) if found else "")
    message = Node(root)
    return replace(
        envelope,
        sender=next(filter(None, map(message.text, SENDER)), ""),
        sent=utc(next(filter(None, map(message.text, SENT)), "")),
        products=_products(message),
        release=_release(root),
        language=next(filter(None, map(message.text, LANGUAGE)), ""),
    )


def frames(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """The products of a message, as `every_frame`."""
    return every_frame(stream, envelope, ONIX)


def _products(message: Node) -> int:
    """How many products the header says there are: a note, or a part of one, that says nothing else."""
    notes = [note for path in NOTES for note in message.texts(path)]
    told = [_NUMBER.fullmatch(part.strip()) for note in notes for part in re.split(r"[;,.|]", note)]
    numbers = {int(found[1] or found[2]) for found in told if found}
    return numbers.pop() if len(numbers) == 1 else 0


def parse(raw: bytes, envelope: Envelope, dialects: Dialects, schemas: Path | None = None) -> Product | Unreadable:
    """Read one product of any release and kind of tags as a 3.0 tree; Unreadable (O01) where that cannot be.

    With the folder of EDItEUR's XSDs the product is held against them; what they say are issues.
    """
    element, issues = _element(raw, envelope)
    if isinstance(element, Unreadable):
        return element
    release = envelope.release[:2]
    if release not in ("", "2.", "3."):
        return Unreadable("O01", f"ONIX {envelope.release} is not read; 2.1, 3.0 or 3.1 is needed")
    if schemas is not None:
        issues += schema_issues(element, envelope.release, schemas)
    is_release3 = release == "3."
    if local_name(element.tag) == "product" or not is_release3:
        _rename(element, dialects)
    if not is_release3 and is_21(element):
        element = as_30(element, dialects.release21)
    return Product(element, issues)


def _rename(element: etree._Element, dialects: Dialects) -> None:
    """Give every element its reference name; short tags are found among others too, and composites in lower case."""
    short = dialects.short
    for each in element.iter("*"):
        name = local_name(each.tag)
        each.tag = short.get(name) or short.get(name.lower(), name)


def _element(raw: bytes, envelope: Envelope) -> tuple[etree._Element | Unreadable, tuple[Issue, ...]]:
    """The XML of one product; what a parser refuses is mended where it is certain what was meant."""
    if is_plain(raw, envelope.encoding):
        element = parse_frame(raw, envelope)
        if not isinstance(element, Unreadable):
            return element, ()
    sound = mended(raw, envelope.encoding)
    if sound is None:
        return Unreadable("O01", f"its bytes are not {envelope.encoding}, nor surely anything else"), ()
    if sound.unknown:
        return Unreadable("O01", f"not well-formed XML: nobody defines the entity &{sound.unknown};"), ()
    return parse_text(sound.text, envelope), tuple(_told(sound, envelope))


def _told(sound: Mended, envelope: Envelope) -> list[Issue]:
    """O18 and O19 as mended: what stood there, and what it was read as."""
    issues = [
        Issue("O18", "xml-mended", Level.WARNING, "Product", each, fixed=True) for each in sound.changes[:MOST_CHANGES]
    ]
    if not is_same(sound.encoding, envelope.encoding):
        name, encoding = "encoding-misdeclared", envelope.encoding
        issues.append(Issue("O19", name, Level.WARNING, "Product", encoding, fixed=True, after=sound.encoding))
    return issues


def utc(text: str) -> str:
    """SentDateTime as ISO 8601 in UTC: "20261101T0415+0200" becomes "2026-11-01T02:15:00Z"; "" for no time.

    A time without an offset is taken as UTC.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return ""
    *day, hours, minutes, seconds, offset = found.groups()
    zone = f"{(offset or '+0000').replace('Z', '+0000').replace(':', '')}00"[:5]
    clock = "".join(each or "00" for each in (hours, minutes, seconds))
    try:
        moment = datetime.strptime(f"{''.join(day)}{clock}{zone}", "%Y%m%d%H%M%S%z")
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""


def _root(prolog: bytes, encoding: str) -> etree._Element | None:
    """The root of a message of which only the beginning is given; None where that is no ONIX message."""
    parser = pull_parser(encoding)
    with suppress(etree.XMLSyntaxError):  # what stands before the fault is enough
        parser.feed(prolog)
    _, root = next(parser.read_events(), (None, None))
    if not isinstance(root, etree._Element) or local_name(root.tag) not in _ROOTS:
        return None
    return root


def _release(root: etree._Element) -> str:
    """The release by the attribute of the message, else by its namespace; "" when neither says."""
    found = _NAMESPACE.search(root.tag)
    return (root.get("release") or "").strip() or (found.group(1) if found else "")
