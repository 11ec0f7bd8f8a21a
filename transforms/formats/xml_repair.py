"""Mends XML that a parser refuses where it is certain what was meant: encoding, HTML entities, control characters.

Nothing is guessed at: what is not certain stays as it is, and the parser refuses it.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import NamedTuple

UNICODE = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})  # encodings that are read as UTF-8
LATIN = frozenset({"iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252"})  # mistaken for each other
WINDOWS = "windows-1252"
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_C1 = re.compile(rb"[\x80-\x9f]")  # control characters in ISO 8859, but quotation marks and dashes in windows-1252
_MARKS = frozenset("\xa0–—‘’“”‚„†‡•…‰‹›€™©®°·«»¡¿§´ªº¹²³½¼¾×÷±£¥¢¶")
_NO_WORD = re.compile(r"[^\W\d_\x00-\x7f]{4}")  # so many accented letters in a row are another alphabet
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 §2.2
_LOOSE = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z))|&(?:#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));|([A-Za-z][A-Za-z0-9]*);)?",
    re.DOTALL,
)
_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_C1_REFERENCE = re.compile(rb"&#(?:1[2-5]\d|x[89][0-9a-fA-F]);")


class Mended(NamedTuple):
    """The same text in a form that a parser reads, and what had to be done for it."""

    text: str
    encoding: str  # that it was found to be in
    changes: tuple[str, ...] = ()  # each as it stood: "&nbsp;", "U+000B"
    unknown: str = ""  # an entity that nobody defines; the text is not readable then


def is_plain(raw: bytes, encoding: str) -> bool:
    """True if a parser may be asked first: what it accepts is what was meant."""
    told = encoding in UNICODE or encoding_of(raw, encoding) == encoding
    return told and not (b"&#" in raw and _C1_REFERENCE.search(raw))


def mended(raw: bytes, declared: str) -> Mended | None:
    """Read bytes that were declared to be in an encoding; None where it is not certain which one they are in."""
    encoding = encoding_of(raw, declared)
    if not encoding:
        return None
    repair = _Repair()
    text = _LOOSE.sub(repair.reference, _CONTROL.sub(repair.control, raw.decode(encoding)))
    return Mended(text, encoding, tuple(repair.changes), repair.unknown)


class _Repair:
    """What is done to one text, and a list of it."""

    def __init__(self) -> None:
        self.changes: dict[str, None] = {}
        self.unknown = ""

    def control(self, found: re.Match[str]) -> str:
        """A character that XML forbids has no meaning."""
        self.changes[f"U+{ord(found.group()):04X}"] = None
        return ""

    def reference(self, found: re.Match[str]) -> str:
        """A named or numeric reference, or a bare "&", in a form that needs no definition."""
        meant = self._meant(*found.groups())
        if meant is None:
            return found.group()
        self.changes[found.group()] = None
        return "".join(f"&#{ord(each)};" for each in meant)

    def _meant(self, hidden: str, hexadecimal: str, decimal: str, name: str) -> str | None:
        """The characters that are meant; None for what stays as it is."""
        if hidden or name in _XML:
            return None
        if name:
            self.unknown = self.unknown or ("" if f"{name};" in html5 else name)
            return html5.get(f"{name};")
        if hexadecimal or decimal:
            return _character(int(hexadecimal, 16) if hexadecimal else int(decimal))
        return "&"


def encoding_of(raw: bytes, declared: str) -> str:
    """The encoding that bytes are in: UTF-8 where they are, else the declared one, windows-1252 where that is certain.

    Much that is declared ISO 8859-1 or UTF-8 is windows-1252. "" where nothing fits.
    """
    if raw.isascii():
        return declared
    if _is_in("utf-8", raw):
        return "utf-8"
    if declared in UNICODE:
        return WINDOWS if _is_windows(raw) else ""
    if declared in LATIN and _C1.search(raw) and _is_in(WINDOWS, raw):
        return WINDOWS
    return declared if _is_in(declared, raw) else ""


def is_same(encoding: str, other: str) -> bool:
    """True for two names of one encoding."""
    return codecs.lookup(encoding).name == codecs.lookup(other).name


def _is_windows(raw: bytes) -> bool:
    """True if bytes that are not UTF-8 make words of a western language in windows-1252, and nothing in UTF-8."""
    if _MULTIBYTE.search(raw) or not _is_in(WINDOWS, raw):
        return False
    text = raw.decode(WINDOWS)
    return not _NO_WORD.search(text) and all(each.isascii() or each.isalpha() or each in _MARKS for each in text)


def _is_in(encoding: str, raw: bytes) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _character(number: int) -> str | None:
    """What a numeric reference means that XML forbids or HTML reads by windows-1252; None for a plain one."""
    if 0x80 <= number <= 0x9F:
        return bytes([number]).decode(WINDOWS, "ignore")
    if number in (0x9, 0xA, 0xD) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD:
        return None
    return None if 0x10000 <= number <= 0x10FFFF else ""
