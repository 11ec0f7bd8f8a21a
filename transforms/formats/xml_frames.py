"""Cuts an XML file into the bytes of its record elements without parsing them, and parses one such piece.

Safe against CDATA sections, comments and processing instructions that hold a look-alike of a tag. A document
type declaration is never loaded, and refused where it could declare anything; no entity, network or huge tree.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import BinaryIO

from lxml import etree

from transforms.formats.frame import Envelope, Frame, Unreadable
from transforms.formats.xml_repair import mended

BLOCK = 1 << 18  # bytes read at a time
PROLOG_LIMIT = 1 << 20  # the first record begins within this many bytes
ELEMENT_LIMIT = 16 << 20  # bytes without the end of a record after which the file counts as broken
_HIDING = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE(?:[^>\[\"']|\"[^\"]*\"|'[^']*')*+(\[)?")
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.-]+)")
_ENCODINGS = re.compile(r"utf-8|ascii|iso8859-\d+|cp125\d|cp437|cp85\d|koi8-[rtu]|mac-\w+")  # "<" is one byte in them
_NAMES = {"ascii": "us-ascii", "iso8859": "iso-8859", "cp125": "windows-125", "mac-": "mac"}  # Python's, and libxml2's
_WIDE = re.compile(r"(?:utf|ucs|iso-10646-ucs)-?(?:16|32|2|4)(?:[bl]e)?", re.IGNORECASE)
_START = re.compile(rb"<(?:[\w.-]+:)?(\w+)[\s>/]")
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)


class XmlRefused(ValueError):  # noqa: N818  # says what happened to the file, as the others of the house do
    """The file is not XML that we read; the message says why. `formats.open_file` turns it into a value."""


def open_xml(stream: BinaryIO, elements: frozenset[str], format_name: str) -> tuple[Envelope, bytes]:
    """Find the first element with one of the local names; return the envelope and the prolog before it.

    The innermost one counts, so the OAI-PMH or SRU `record` around a MARCXML one is passed over. The stream must
    be seekable and is left at its beginning. A well-formed file without such an element has an envelope without
    `element`. Raises XmlRefused for a document type declaration (ONIX may have one without an internal subset),
    an encoding that cannot be cut by bytes, a beginning that is not XML or holds no record.
    """
    prolog = stream.read(PROLOG_LIMIT)
    stream.seek(0)
    _refuse_doctype(prolog, format_name)
    encoding = _encoding(prolog)
    if format_name == "onix":
        prolog = _mended_beginning(prolog, encoding, elements)
    parser = pull_parser(encoding)
    first, fault = _first(parser, prolog, elements)
    if first is None:
        if fault or not _ends(parser, prolog):
            raise XmlRefused(f"not well-formed XML: {fault or 'it breaks off before the first record'}")
        return Envelope(format_name), prolog
    tree = first.getroottree()
    spaces = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in first.nsmap.items()]
    wrapper = "".join(f' {name}="{_attribute(uri)}"' for name, uri in spaces)
    head = f"<?xml version='1.0' encoding='{encoding}'?><w{wrapper}>".encode(encoding, "xmlcharrefreplace")
    name = _qualified(first)
    envelope = Envelope(format_name, encoding, name, head, tail=b"</w>", root=_qualified(tree.getroot()))
    start = re.search(rb"<" + re.escape(name.encode(encoding)) + rb"[\s>/]", masked(prolog))
    return envelope, prolog[: start.start()] if start else prolog


def _refuse_doctype(prolog: bytes, format_name: str) -> None:
    declared = _DOCTYPE.search(masked(prolog))
    if declared and (declared.group(1) or format_name != "onix"):
        raise XmlRefused("it has a document type declaration, which is never loaded")


def _encoding(prolog: bytes) -> str:
    """The declared encoding by the name that libxml2 has for it; records can be cut out by their bytes in it.

    A file of wide characters is made UTF-8 before it comes here, but still says what it was.
    """
    declared = _DECLARED.match(prolog)
    encoding = declared.group(1).decode("ascii", "replace") if declared else "utf-8"
    if b"\x00" not in prolog[:4] and prolog[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        if _WIDE.fullmatch(encoding):
            return "utf-8"
        with suppress(LookupError):
            if _ENCODINGS.fullmatch(name := codecs.lookup(encoding).name):
                for python, libxml2 in _NAMES.items():
                    name = name.replace(python, libxml2)
                pull_parser(codecs.lookup(name) and name)  # both must know it
                return name
    raise XmlRefused(f"its encoding ({encoding}) is not read; UTF-8 is expected")


def pull_parser(encoding: str) -> etree.XMLPullParser:
    """A parser to be fed the beginning of a file in this encoding, whatever the file says of it."""
    return etree.XMLPullParser(
        ("start",), encoding=encoding, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )


def _mended_beginning(prolog: bytes, encoding: str, elements: frozenset[str]) -> bytes:
    """The beginning up to the first of the elements with what a parser refuses mended, in ASCII; else as it is."""
    found = (each for each in _START.finditer(masked(prolog)) if each.group(1).decode() in elements)
    start = next(found, None)
    end = prolog.find(b">", start.end() - 1) + 1 if start else 0
    sound = mended(prolog[:end].removeprefix(codecs.BOM_UTF8), encoding) if end else None
    if sound is None or sound.unknown:
        return prolog
    return sound.text.encode("ascii", "xmlcharrefreplace")


def _first(parser: etree.XMLPullParser, prolog: bytes, elements: frozenset[str]) -> tuple[etree._Element | None, str]:
    """The first named element that holds no other named one, and what is wrong with the XML behind it."""
    fault, first = "", None
    element: etree._Element
    try:
        parser.feed(prolog)
    except etree.XMLSyntaxError as error:
        fault = str(error)
    for _, element in parser.read_events():  # type: ignore[assignment]  # the stubs do not know which events
        if _local_name(element) in elements:
            if first is not None and first not in element.iterancestors():
                break
            first = element
    return first, fault


def _ends(parser: etree.XMLPullParser, prolog: bytes) -> bool:
    """True if the whole file was seen and is well-formed."""
    try:
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return len(prolog) < PROLOG_LIMIT


def _local_name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _qualified(element: etree._Element) -> str:
    name = _local_name(element)
    return f"{element.prefix}:{name}" if element.prefix else name


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def xml_frames(stream: BinaryIO, envelope: Envelope) -> Iterator[Frame]:
    """Cut the stream into record elements; a last frame with `complete=False` when the file broke off.

    It broke off inside an element, or the end of the root is missing (not asked for when `envelope.root` is "", as
    in a part of a file). What stands between records is kept until the next one ends, so that nothing hides in it.
    """
    if not envelope.element:
        return
    buffer, base = b"", 0
    while block := stream.read(max(BLOCK, len(buffer))):  # twice as much each time: linear for a huge element
        buffer += block
        place = 0
        for start, place in _spans(masked(buffer), envelope.element.encode(envelope.encoding)):
            yield Frame(base + start, buffer[start:place])
        buffer, base = buffer[place:], base + place
        if len(buffer) > ELEMENT_LIMIT:
            break
    started = re.search(rb"<" + re.escape(envelope.element.encode(envelope.encoding)) + rb"[\s>/]", masked(buffer))
    if started or (envelope.root not in ("", envelope.element) and not is_whole(buffer, envelope.root)):
        begin = started.start() if started else 0
        yield Frame(base + begin, buffer[begin:], complete=False)


def masked(buffer: bytes) -> bytes:
    """The same bytes with blanks for CDATA sections, comments and processing instructions, where tags may hide."""
    if b"<!" not in buffer and b"<?" not in buffer:
        return buffer
    return _HIDING.sub(lambda found: b" " * len(found.group()), buffer)


def _spans(buffer: bytes, name: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of every innermost element of this name that is complete; nothing may hide a tag in the buffer."""
    opening, closing = b"<" + name, b"</" + name
    low = place = 0  # an element begins behind the last one; a longer name that ends between them is passed over
    while (found := buffer.find(closing, place)) >= 0:
        place = buffer.find(b">", found) + 1
        if not place:
            return
        if buffer[found + len(closing) : place - 1].strip():
            continue
        start = buffer.rfind(opening, low, found)
        while start >= 0 and buffer[start + len(opening)] not in b" \t\r\n>":
            start = buffer.rfind(opening, low, start)
        if start >= 0:
            yield start, place
        low = place


def is_whole(tail: bytes, root: str = "") -> bool:
    """True if the last tag of an XML file, of which `tail` is the end, closes the root (or, not known, an element)."""
    found = re.search(rb"</([^<>\s]+)\s*>\s*\Z", masked(tail))
    return found is not None and root.encode() in (b"", found.group(1))


def parse_frame(raw: bytes, envelope: Envelope) -> etree._Element | Unreadable:
    """Parse one cut-out record element; Unreadable with rule O01 (ONIX) or S01 when it is not well-formed."""
    try:
        wrapper = etree.fromstring(b"".join((envelope.head, raw, envelope.tail)), _PARSER)
    except etree.XMLSyntaxError as error:
        return Unreadable("O01" if envelope.format == "onix" else "S01", f"not well-formed XML: {error.msg}")
    return wrapper[0]


def parse_text(text: str, envelope: Envelope) -> etree._Element | Unreadable:
    """The same of a record element that was decoded."""
    head = envelope.head[envelope.head.find(b"<w") :]  # without the declaration of another encoding
    return parse_frame(text.encode(), replace(envelope, head=head))
