"""The fast way to read a MARCXML record: cut at every "<", look each start tag up, check the shape of the whole.

It answers only where every byte is accounted for, else the caller asks lxml. What a start tag says (attributes in
any order and quoting) is asked of lxml itself, once for each different tag; they are few in a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from transforms.formats.frame import Envelope
from transforms.record import FIELD_END, SUBFIELD, Record

MOST_TAGS = 4096  # different start tags that are remembered for a kind of file; a hostile one has no end of them
LONGEST_TAG = 1000  # characters of a start tag that is remembered
_ENCODINGS = frozenset({"utf-8", "us-ascii"})
_FORBIDDEN = bytes(code for code in range(32) if code not in b"\t\n\r")  # control characters, XML 1.0 §2.2
_UNUSUAL = ("]]>", "\ufffe", "\uffff")  # not allowed in text either
_SHAPE = re.compile("RLl(?:Cc|D(?:Ss)*+d)++r")  # a record in letters: capital for a start tag, small for its end
_REFERENCE = re.compile("&(amp|lt|gt|quot|apos);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MARK = re.compile("[ -%'-~]")  # an indicator; not "&", which no attribute may bring in
_PLAIN = re.compile("[0-9A-Za-z]{3}")  # a tag; lxml sees to odd ones


class _Tag(NamedTuple):
    """What one tag means: its letter in the shape, what it adds to the packed record, whether text follows."""

    letter: str
    mark: str
    holds_text: bool


class _UnusualError(LookupError):
    """A tag that is not plain MARCXML; never leaves this module."""


def read_plain(raw: bytes, envelope: Envelope) -> Record | None:
    """The record of a `record` element; None where anything in it is not plain MARCXML in UTF-8."""
    if envelope.encoding not in _ENCODINGS or len(raw.translate(None, _FORBIDDEN)) != len(raw):
        return None
    try:
        packed = _packed(raw.decode(), _tags(envelope.head, envelope.element))
    except (UnicodeDecodeError, _UnusualError):
        return None
    if packed.count(FIELD_END + "001") > 1:
        return None
    record = Record.unpack(packed)
    return record if len(record.leader) == 24 and record.leader.isprintable() and record.leader.isascii() else None


def _packed(text: str, tags: _Tags) -> str:
    """The record as `Record.pack` writes it; XML cannot hold the marks that part its fields."""
    if "\r" in text:  # XML 1.0 §2.11: line ends
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    shape, parts = [], []
    before, *pieces = text.split("<")
    if before:
        raise _UnusualError("text before the element")
    for piece in pieces:
        known = tags.silent.get(piece)
        if known is None:
            head, is_closed, content = piece.partition(">")
            if not is_closed:
                raise _UnusualError(piece)
            letter, mark, holds_text = tags[head]
            known = (letter, mark + content) if holds_text else tags.hush(piece, content)
        shape.append(known[0])
        parts.append(known[1])
    if not _SHAPE.fullmatch("".join(shape)):
        raise _UnusualError("the order of the elements")
    packed = "".join(parts)
    if any(each in packed for each in _UNUSUAL):
        raise _UnusualError("not well-formed")
    return _without_references(packed)


def _without_references(text: str) -> str:
    """The five predefined entities of XML as characters; no attribute has brought a "&" in."""
    if "&" not in text:
        return text
    plain, count = _REFERENCE.subn(lambda found: _CHARACTERS[found.group(1)], text)
    if count != text.count("&"):
        raise _UnusualError("another reference")
    return plain


class _Tags(dict[str, _Tag]):
    """The tags of a kind of file by what stands between "<" and ">"."""

    def __init__(self, wrapper: bytes, record: str) -> None:
        super().__init__()
        self.silent: dict[str, tuple[str, str]] = {}  # tags that hold no text, with the white space behind them
        self.wrapper = wrapper
        self.prefix = record.removesuffix("record")
        for letter, name in (("r", "record"), ("l", "leader"), ("c", "controlfield"), ("d", "datafield")):
            self[f"/{self.prefix}{name}"] = _Tag(letter, "", False)
        self[f"/{self.prefix}subfield"] = _Tag("s", "", False)

    def __missing__(self, head: str) -> _Tag:
        if len(self) >= MOST_TAGS or len(head) > LONGEST_TAG:
            raise _UnusualError(head)
        tag = self._read(head)
        if tag.letter != "R" or len(self) < MOST_TAGS // 2:  # an id on every record must not fill the table
            self[head] = tag
        return tag

    def hush(self, piece: str, content: str) -> tuple[str, str]:
        """The letter and mark of a tag that holds no text; only white space may stand behind it."""
        if content and not content.isspace():
            raise _UnusualError(piece)
        letter, mark, _ = self[piece.partition(">")[0]]
        if len(self.silent) < MOST_TAGS and len(piece) <= LONGEST_TAG:
            self.silent[piece] = letter, mark
        return letter, mark

    def _read(self, head: str) -> _Tag:
        """Ask lxml what a start tag says, inside the namespaces of the file."""
        try:
            element = etree.fromstring(b"".join((self.wrapper, f"<{head}/></w>".encode())))[0]
        except (etree.XMLSyntaxError, IndexError):
            raise _UnusualError(head) from None
        name = etree.QName(element).localname
        if not head.startswith(self.prefix + name) or name not in _MEANINGS:
            raise _UnusualError(head)
        return _MEANINGS[name](element)


@lru_cache(maxsize=8)
def _tags(wrapper: bytes, record: str) -> _Tags:
    return _Tags(wrapper, record)


def _data(element: etree._Element) -> _Tag:
    tag, marks = element.get("tag") or "", (element.get("ind1", " "), element.get("ind2", " "))
    if not _PLAIN.fullmatch(tag) or tag.startswith("00") or not all(_MARK.fullmatch(each) for each in marks):
        raise _UnusualError(tag)
    return _Tag("D", FIELD_END + tag + "".join(marks), False)


def _control(element: etree._Element) -> _Tag:
    tag = element.get("tag") or ""
    if not _PLAIN.fullmatch(tag) or not tag.startswith("00"):
        raise _UnusualError(tag)
    return _Tag("C", FIELD_END + tag, True)


def _sub(element: etree._Element) -> _Tag:
    code = element.get("code") or ""
    if len(code) != 1 or code == "&" or not "!" <= code <= "~":
        raise _UnusualError(code)
    return _Tag("S", SUBFIELD + code, True)


_MEANINGS: dict[str, Callable[[etree._Element], _Tag]] = {
    "record": lambda _: _Tag("R", "", False),
    "leader": lambda _: _Tag("L", "", True),
    "controlfield": _control,
    "datafield": _data,
    "subfield": _sub,
}
