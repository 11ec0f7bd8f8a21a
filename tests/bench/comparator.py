"""FROZEN: the five-step chain of performance.md §5 on pymarc.Record, the yardstick that the refine chain is held to.

Copy (deepcopy) · strip punctuation, ISBN-13, NFC, 336-338 · 31 checks · match keys · MARCXML and ISO 2709 out.
It must not grow with the project, nor be made faster or slower: the goal "five times the comparator" means this one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from copy import deepcopy

import pymarc
from pymarc.marcxml import record_to_xml

PUNCTUATED = frozenset({"100", "110", "245", "246", "250", "264", "300", "490", "650", "651", "655", "700", "710"})
CARRIERS = {
    "336": ("text", "txt", "rdacontent"),
    "337": ("computer", "c", "rdamedia"),
    "338": ("online resource", "cr", "rdacarrier"),
}
_TRAILING = re.compile(r"[ ]*[/:;,=][ ]*$")
_ISBN = re.compile(r"[\dXx-]{10,17}")
_WORDS = re.compile(r"[^\w ]+")
_YEAR = re.compile(r"\d{4}")


def chain(record: pymarc.Record) -> tuple[list[str], list[str], bytes, bytes]:
    """The whole chain: the checks that failed, the match keys, MARCXML and ISO 2709."""
    refined = normalise(deepcopy(record))
    failed = [name for name, check in CHECKS.items() if not check(refined)]
    return failed, keys(refined), record_to_xml(refined, namespace=True), refined.as_marc()


def normalise(record: pymarc.Record) -> pymarc.Record:
    """Strip trailing punctuation, ISBN-13 without hyphens, NFC, and 336-338 where they are missing."""
    for field in record.fields:
        if field.control_field:
            continue
        last = len(field.subfields) - 1
        for place, (code, value) in enumerate(field.subfields):
            new = unicodedata.normalize("NFC", value)
            if field.tag in PUNCTUATED and place == last:
                new = _TRAILING.sub("", new)
            if field.tag == "020" and code == "a":
                new = isbn13(new) or new
            if new != value:
                field.subfields[place] = pymarc.Subfield(code, new)
    for tag, (term, code, source) in CARRIERS.items():
        if not record.get_fields(tag):
            parts = [pymarc.Subfield("a", term), pymarc.Subfield("b", code), pymarc.Subfield("2", source)]
            record.add_ordered_field(pymarc.Field(tag, pymarc.Indicators(" ", " "), parts))
    return record


def isbn13(text: str) -> str:
    """The 13 digits of the first ISBN in a text; "" when there is none with a right check digit."""
    found = _ISBN.search(text)
    digits = found.group().replace("-", "").upper() if found else ""
    if len(digits) == 10 and digits[:9].isdigit():
        total = sum((10 - at) * (10 if each == "X" else int(each)) for at, each in enumerate(digits))
        if total % 11:
            return ""
        digits = f"978{digits[:9]}"
        return f"{digits}{-_weighted(digits) % 10}"
    return digits if len(digits) == 13 and digits.isdigit() and _weighted(digits) % 10 == 0 else ""


def _weighted(digits: str) -> int:
    return sum(int(each) * (3 if at % 2 else 1) for at, each in enumerate(digits))


def keys(record: pymarc.Record) -> list[str]:
    """ISBNs, and title with year."""
    isbns = [f"isbn:{value}" for field in record.get_fields("020") for value in field.get_subfields("a")]
    title = record.get("245")
    if title is None:
        return isbns
    words = _WORDS.sub(" ", " ".join(title.get_subfields("a", "b")).casefold()).split()
    return [*isbns, f"title:{' '.join(words)}|{_position(record, '008', 7, 11)}"]


def _position(record: pymarc.Record, tag: str, start: int, end: int) -> str:
    field = record.get(tag)
    return (field.data or "")[start:end] if field is not None else ""


def _has(tag: str, code: str = "") -> Callable[[pymarc.Record], bool]:
    def check(record: pymarc.Record) -> bool:
        return any(not code or field.get_subfields(code) for field in record.get_fields(tag))

    return check


def _once(tag: str) -> Callable[[pymarc.Record], bool]:
    return lambda record: len(record.get_fields(tag)) <= 1


def _indicator(tag: str, which: int, allowed: str) -> Callable[[pymarc.Record], bool]:
    return lambda record: all(field.indicators[which] in allowed for field in record.get_fields(tag))


def _leader(position: int, allowed: str) -> Callable[[pymarc.Record], bool]:
    return lambda record: str(record.leader)[position] in allowed


def _every_value(wanted: Callable[[str], bool]) -> Callable[[pymarc.Record], bool]:
    def check(record: pymarc.Record) -> bool:
        return all(wanted(value) for field in record if not field.control_field for _, value in field.subfields)

    return check


CHECKS: dict[str, Callable[[pymarc.Record], bool]] = {
    "001": _has("001"),
    "003": _has("003"),
    "008": _has("008"),
    "008 length": lambda record: all(len(field.data or "") == 40 for field in record.get_fields("008")),
    "008 date": lambda record: bool(_YEAR.match(_position(record, "008", 7, 11))),
    "008 language": lambda record: _position(record, "008", 35, 38).isalpha(),
    "008 country": lambda record: bool(_position(record, "008", 15, 18).strip()),
    "020": _has("020", "a"),
    "020 valid": lambda record: all(
        isbn13(each) for field in record.get_fields("020") for each in field.get_subfields("a")
    ),
    "040": _has("040", "a"),
    "041": _indicator("041", 0, " 01"),
    "100 once": _once("100"),
    "100 indicator": _indicator("100", 0, "013"),
    "245": _has("245", "a"),
    "245 once": _once("245"),
    "245 first": _indicator("245", 0, "01"),
    "245 second": _indicator("245", 1, "0123456789"),
    "264": _has("264", "b"),
    "300": _has("300", "a"),
    "336": _has("336", "b"),
    "337": _has("337", "b"),
    "338": _has("338", "b"),
    "520": _has("520", "a"),
    "650 indicator": _indicator("650", 1, "01234567"),
    "856": _has("856", "u"),
    "856 indicator": _indicator("856", 0, " 012347"),
    "leader status": _leader(5, "acdnp"),
    "leader type": _leader(6, "acdefgijkmoprt"),
    "leader level": _leader(7, "abcdims"),
    "no control characters": _every_value(lambda value: value.isprintable()),
    "no double blanks": _every_value(lambda value: "  " not in value),
}
