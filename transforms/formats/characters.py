"""Finds how the characters of an ISO 2709 record are coded, from its bytes; LDR/09 is only a hint.

UTF-8 proves itself. Between MARC-8 and Windows-1252 the reading decides that has nothing odd in it, in all of the
record's foreign text together. Where none or both are possible nothing is guessed: the record is not decoded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from transforms.record import FIELD_END, SUBFIELD

UTF8, MARC8, WINDOWS = "UTF-8", "MARC-8", "Windows-1252"
DECLARED = {b"a": f"a ({UTF8})", b" ": f"blank ({MARC8})"}  # LDR/09, MARC 21 Format for Bibliographic Data
# MARC codes of languages that Windows-1252 can write, and of none: 008/35-37 rules it out for all others.
WESTERN = re.compile(
    "fin|swe|sm[eijns]|nor|nob|nno|dan|ice|fao|est|eng|sco|gle|gla|wel|ger|gsw|nds|dut|fry|afr|ltz|fre|frm|oci|bre|"
    "baq|spa|cat|glg|por|ita|roh|lat|ind|may|swa|tgl"
)
UNSAID = frozenset({"", "und", "mul", "zxx", "mis"})
# Letters that are at home in every record of ours, and those of some languages; more are no proof against LDR/09.
NORDIC = "äåæéöøüÄÅÆÉÖØÜ"
ALPHABETS = {
    "cat": "àçèéíïòóúü",
    "dut": "éèëïóö",
    "est": "äõöüšž",
    "fao": "áæðíóøúý",
    "fre": "àâæçèéêëîïôœùûüÿ",
    "ger": "äöüß",
    "ice": "áæðéíóöþúý",
    "ita": "àèéìíòóù",
    "por": "àáâãçéêíóôõúü",
    "sme": "ášž",
    "spa": "áéíñóúü",
}
_FEW = 4  # odd places of one reading for each in another reading that is allowed

# Marks that romanisation sets on letters with which they make no character of their own (ALA-LC tables).
_ROMANISED = "\u0310\u0313\u0315\u031c\u0323-\u0326\u032e\u0332\u0333\ufe20-\ufe23"
_MARKS = "\u0300-\u0338\ufe20-\ufe23"
_LATIN = "A-Za-z\u00c0-\u024f"
_ODD_MARC8 = re.compile(
    rf"(?:^|[^\w{_MARKS}]|[\d_])[{_MARKS}]"  # a mark on no letter: Latin-1 "ä " read as MARC-8
    rf"|[{_LATIN}][\u0300-\u0304\u0306-\u030c\u0327\u0328]"  # one that makes no character: "v̈" is Latin-1 "èv"
    r"|[a-z][ŁØĐÞÆŒƠƯ]|(?<![^\W\d_])ß"  # a capital within a word, "ß" without one
    r"|[℗©♯€ℓ®±][^\W\d_]|[^\W\d_][℗©ℓ¿¡]|°[a-z]|(?<![A-G])♭|¿(?![^?]*\?)|¡(?![^!]*!)",  # "¿bo" is Latin-1 "Åbo"
    re.MULTILINE,
)
_ODD_ROMANISED = re.compile(rf"[{_LATIN}][{_ROMANISED}]")  # "Kl̲n" is Latin-1 "Köln"
_ODD_WINDOWS = re.compile(
    r"[À-ÖØ-öø-ÿ]{4}|[a-zà-öø-ÿ]{2}[À-ÖØ-Þ]|[A-Z][À-ÖØ-Þ][a-zà-öø-ÿ]"  # another alphabet; a capital within a word
    r"|[^\W\d_][¡-¦¨-¬®-³¶¸¹»-¿×÷][^\W\d_]|[¢¤¦±²³¹¼½¾][^\W\d_]|[¹²³]\d"  # a sign in a word, or where none stands
    r"|â(?![bcçdfghjklmnpqrstvwxz])|[êÊ][aouAOU]|[èÈ][aeiouyAEIOUY]|á[aeAE]|å[auAU]|ð[bcdfgkpstz]"  # MARC-8 marks
    r"|ë\w{1,2}ì|ú\w{1,2}û|[à-öø-ÿ][A-Z]"  # its ligatures, a mark before a capital
)
_WESTERN_WORD = re.compile("[A-Za-z][À-ÖØ-öø-ÿŠšŽžŒœ]|[À-ÖØ-öø-ÿŠšŽžŒœ][A-Za-z]|[‘’“”„«»–—…]")
_MARK = re.compile(rb"[\xe0-\xfe]")  # combining marks of MARC-8
_UNICODE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")  # a character of UTF-8, which makes no sense in the others
_REFERENCE = re.compile("&#x([0-9A-Fa-f]{4,6});")


class Text(NamedTuple):
    """Fields as text, and how their characters were found to be coded ("" for plain ASCII)."""

    values: list[str]
    coding: str


def decoded(values: Sequence[bytes], coding: bytes, language: str) -> Text | None:
    """The fields as text by LDR/09 and 008/35-37 of their record; None where some cannot be decoded for certain.

    A subfield is the unit, for one record may hold several codings and MARC-8 begins anew in each.
    """
    plain = _plain(b"\x1e".join(values))
    if plain is not None:
        return Text(plain.split(FIELD_END), "" if plain.isascii() else UTF8)
    parts = [value.split(b"\x1f") for value in values]
    foreign = [_uncoded(part) for value in parts for part in value if _kind(part, coding) == ""]
    chosen = _chosen(foreign, coding == b" ", language) if foreign else ""
    if foreign and not chosen:
        return None
    kinds = {_kind(part, coding) or chosen for value in parts for part in value} - {"ASCII"}
    texts = [SUBFIELD.join([_text(part, _kind(part, coding) or chosen) for part in value]) for value in parts]
    return Text(texts, ", ".join(sorted(kinds)))


def _plain(data: bytes) -> str | None:
    """All of a record as UTF-8, which most of what comes here is; None where it is not, or begins MARC-8 somewhere."""
    try:
        return None if b"\x1b" in data else data.decode()
    except UnicodeDecodeError:
        return None


def _uncoded(part: bytes) -> bytes:
    """A subfield without its code, which is no letter of a word (nor is an indicator)."""
    return part[1:] if part[:1].isascii() and part[:1] != b"\x1b" else part


def _kind(part: bytes, coding: bytes) -> str:
    """The coding that a subfield shows by itself; "" where it takes a choice."""
    if part.isascii() and b"\x1b" not in part:
        return "ASCII"
    if b"\x1b" in part and (coding != b"a" or part.isascii()):
        if _marc8(part) is not None:
            return MARC8
        if coding != b"a":
            return ""
    try:
        part.decode()
    except UnicodeDecodeError:
        return ""
    return UTF8


def _text(part: bytes, kind: str) -> str:
    if kind == MARC8:
        whole = _marc8(part)  # None only for a control character in the place of the code, which `salvage` sees to
        return part[:1].decode("ascii") + (_marc8(part[1:]) or "") if whole is None else whole
    return part.decode("cp1252" if kind == WINDOWS else "utf-8")


def _marc8(part: bytes) -> str | None:
    from transforms.formats.marc8 import decode_marc8  # only here: its tables are slow to import and rarely needed

    return decode_marc8(part)


def _chosen(foreign: list[bytes], is_marc8_declared: bool, language: str) -> str:
    """MARC-8 or Windows-1252, whichever is the only certain reading of all these subfields; "" where none is."""
    if any(map(_UNICODE.search, foreign)):
        return ""
    marc8, windows = _odd_marc8(foreign, language), _odd_windows(foreign, language, is_marc8_declared)
    if marc8 is None:
        return WINDOWS if windows == 0 else ""
    if windows == 0 and marc8:
        return WINDOWS
    if is_marc8_declared or marc8 * _FEW < (len(foreign) if windows is None else windows):
        return MARC8
    return ""


def _odd_marc8(foreign: list[bytes], language: str) -> int | None:
    """How many odd places there are in the text when read as MARC-8; None where a byte has no meaning in it."""
    texts = [_marc8(part) for part in foreign]
    known = [text for text in texts if text is not None]
    if len(known) < len(texts):
        return None
    text = "\n".join(known)
    romanised = len(_ODD_ROMANISED.findall(text))
    if not _is_western(language):  # such marks are odd there only where there are hardly any others
        romanised = max(0, 2 * romanised - len(_MARK.findall(b"".join(foreign))))
    return len(_ODD_MARC8.findall(text)) + romanised


def _odd_windows(foreign: list[bytes], language: str, is_marc8_declared: bool) -> int | None:
    """How many odd places there are in the text when read as Windows-1252; None where nothing speaks for that.

    Against LDR/09, letters that are at home neither here nor in the language of the record are odd, too.
    """
    data = b"\n".join(foreign)
    if b"\x1b" in data or not _is_western(language):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if not _WESTERN_WORD.search(text):
        return None
    return len(_ODD_WINDOWS.findall(text)) + (is_marc8_declared and not _is_at_home(text, language))


def _is_western(language: str) -> bool:
    return language in UNSAID or WESTERN.fullmatch(language) is not None


def _is_at_home(text: str, language: str) -> bool:
    """True if the letters of a text are Nordic ones or those of the record's language."""
    letters = {each for each in text if each.isalpha() and not each.isascii()}
    known = ALPHABETS.get(language, "")
    return letters <= {*NORDIC, *known, *known.upper()}


def without_references(text: str) -> str:
    """MARC-8 text with the characters for which it writes "&#x4E2D;" because it has none (LC's lossless conversion)."""
    return _REFERENCE.sub(_referred, text) if "&#x" in text else text


def _referred(found: re.Match[str]) -> str:
    """The character of a reference; the reference itself where it means one that MARC-8 has, or none."""
    code = int(found.group(1), 16)
    character = chr(code) if 0x80 <= code <= 0x10FFFF else ""
    return character if character.isprintable() and character not in ("", "\ufffd") else found.group()
