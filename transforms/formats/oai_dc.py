"""Simple Dublin Core for OAI-PMH: what a MARC record says in the fifteen elements.

A writer only, and a lossy one: systems that want the record take MARCXML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from transforms.formats.escaping import escape
from transforms.record import Field, Record

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
HEAD = (
    f'<oai_dc:dc xmlns:oai_dc="{NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xsi:schemaLocation="{NAMESPACE} {SCHEMA}">'
)
END = "</oai_dc:dc>"

# LDR/06 → DCMI Type Vocabulary
_TYPES = {
    **dict.fromkeys("acdft", "Text"),
    **dict.fromkeys("ij", "Sound"),
    "g": "MovingImage",
    **dict.fromkeys("ek", "StillImage"),
    "m": "Software",
    "o": "Collection",
    "p": "Collection",
    "r": "PhysicalObject",
}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # not a Char of XML 1.0 §2.2
_SPECIAL = re.compile("[^\t\n !#-%\x27-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # illegal, or to be escaped
_FULL_STOP = re.compile(r"(?<=\w\w\w|\w\w\)|\w-\))\.$")  # ends a heading; "J. R. R." keeps its own


def oai_dc(record: Record) -> bytes:
    """The record as an `oai_dc:dc` element in UTF-8 (OAI-PMH 2.0 §3.4), ready to splice into a response."""
    lines = [HEAD]
    for name, values in ELEMENTS:
        texts = dict.fromkeys(text for value in values(record) if (text := value.strip()))
        lines += [f"<dc:{name}>{xml_text(text)}</dc:{name}>" for text in texts]
    return "\n".join((*lines, END)).encode()


def xml_text(text: str) -> str:
    """Text as XML content or attribute value: escaped, without the characters that XML 1.0 forbids."""
    if not _SPECIAL.search(text):
        return text
    return escape(_ILLEGAL.sub("", text), {'"': "&quot;", "\r": "&#13;"})


def without_isbd(text: str) -> str:
    """The text without the punctuation that leads to the next MARC subfield: "Title :" → "Title"."""
    return _FULL_STOP.sub("", text.strip().rstrip(" /:;,=").rstrip())


def title(record: Record) -> str:
    """Title proper, other title information and parts (245 $a $b $n $p) as one line; "" without a 245."""
    field = record.first("245")
    return without_isbd(" ".join(field.all("a", "b", "n", "p"))) if field else ""


def _titles(record: Record) -> Iterable[str]:
    return [title(record)]


def _name(field: Field) -> str:
    """The heading of a person, body or meeting, without its relators and identifiers."""
    return without_isbd(" ".join(field.all("a", "b", "c", "d", "n", "q")))


def _creators(record: Record) -> Iterable[str]:
    return map(_name, record.all("100", "110", "111"))


def _contributors(record: Record) -> Iterable[str]:
    return [_name(each) for each in record.all("700", "710", "711") if not each.has("t")]  # with $t it is a work


def subjects(record: Record) -> list[str]:
    """Subject headings as text, subdivisions after two hyphens, each once (600-653)."""
    fields = record.all("600", "610", "611", "630", "647", "648", "650", "651", "653")
    headings = (" -- ".join([_heading(each), *each.all("v", "x", "y", "z")]) for each in fields)
    return list(dict.fromkeys(without_isbd(each) for each in headings))


def _heading(field: Field) -> str:
    if field.tag == "653":  # every $a of an uncontrolled term stands alone
        return " -- ".join(field.all("a"))
    return without_isbd(" ".join(field.all("a", "b", "c", "d", "n", "p", "q", "t")))


def _descriptions(record: Record) -> Iterable[str]:
    return [" ".join(each.all("a", "b")) for each in record.all("520")]


def _publishers(record: Record) -> Iterable[str]:
    named = [each for each in record.all("260", "264") if each.tag == "260" or each.ind2 == "1"]
    return [without_isbd(value) for each in named for value in each.all("b")]


def year(record: Record) -> str:
    """The year of publication from 008/07-10, else the first four digits of 264 $c; "" when unknown."""
    coded = record.at("008", 7, 11)
    if len(coded) == 4 and coded.isdecimal():
        return coded
    written = next((each["c"] for each in record.all("264", "260") if each["c"]), "")
    found = re.search(r"\d{4}", written)
    return found[0] if found else ""


def _dates(record: Record) -> Iterable[str]:
    return [year(record)]


def _kinds(record: Record) -> Iterator[str]:
    yield _TYPES.get(record.at("LDR", 6), "")
    yield from (without_isbd(value) for each in record.all("655") for value in each.all("a"))


def _formats(record: Record) -> Iterator[str]:
    yield from (value for each in _online(record) for value in each.all("q"))
    yield from (value for each in record.all("347") for value in each.all("b"))


def _online(record: Record) -> list[Field]:
    """856 with the resource itself or a version of it; ind2 = 2 is a cover or another related resource."""
    return [each for each in record.all("856") if each.ind2 != "2"]


def _identifiers(record: Record) -> Iterator[str]:
    for field in record.all("020"):
        yield from (f"urn:isbn:{number}" for value in field.all("a") if (number := value.replace("-", "").strip()))
    yield from (value for each in _online(record) for value in each.all("u"))


def languages(record: Record) -> list[str]:
    """Codes of ISO 639-2/B of the text or the sound (041 $a $d, 008/35-37), each once."""
    coded = [value for each in record.all("041") if each.ind2 != "7" for value in each.all("a", "d")]
    fixed = record.at("008", 35, 38).strip(" |")
    return list(dict.fromkeys([*coded, fixed] if fixed else coded))


ELEMENTS: tuple[tuple[str, Callable[[Record], Iterable[str]]], ...] = (
    ("title", _titles),
    ("creator", _creators),
    ("contributor", _contributors),
    ("subject", subjects),
    ("description", _descriptions),
    ("publisher", _publishers),
    ("date", _dates),
    ("type", _kinds),
    ("format", _formats),
    ("identifier", _identifiers),
    ("language", languages),
)
