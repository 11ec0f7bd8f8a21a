"""Identifiers and classification for the scores, as facts.

isbn, issn, upc (EAN too), registered; identifier: any of them. persistent_id (024 7#), vendor_id (035), agency (003,
040 $a), language_040, rda_040, ykl and ykl_juvenile (084).
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from transforms.identifiers.agents import parse_isil
from transforms.identifiers.isbn import find_isbn, has_check_digit
from transforms.identifiers.trade import is_gtin, parse_issn
from transforms.score.groups import Groups, Words, subfield, subfields

REGISTERED = frozenset(("doi", "urn", "hdl", "ark", "eidr", "isan", "iswc", "uri"))  # 024 7# $2
PERSISTENT = frozenset(("doi", "urn", "hdl", "ark", "eidr"))  # those of them that resolve for good
PLACES = {"0": "isrc", "2": "ismn"}  # 024 ind1 of other registered numbers
SHARED = frozenset(("FI-MELINDA", "FIN01", "OCoLC", "DE-599", "DLC", "LIBRIS"))  # 035 $a of union catalogues
_NOTHING = ("", " ", "\x1f")  # behind the bracket of 035 $a: no id
CATALOGUING = ("fin", "swe", "eng")  # 040 $b


def add_identifiers(words: Words, groups: Groups, print_words: Set[str]) -> None:
    """Add what 003, 020-040 and 084 say."""
    if "020" in groups:
        _add_020(words, groups["020"], print_words)
    if "022" in groups and any(parse_issn(subfield(value, "\x1fa")) for value in groups["022"]):
        words.update(("issn", "identifier"))
    if "024" in groups:
        for value in groups["024"]:
            words |= _of_024(value)
    for value in groups.get("035", ()):
        if _traces(value):
            words.add("vendor_id")
            break
    if "040" in groups:
        for value in groups["040"]:
            words |= _of_040(value)
    if "003" in groups and _is_known_agency(groups["003"][0]):
        words.add("agency")
    if "084" in groups:
        for value in groups["084"]:
            words |= _of_084(value)


def _traces(value: str) -> bool:
    """True if 035 $a is "(SOURCE)id" of a vendor; numbers of union catalogues are shared and trace none (rule I16)."""
    start = value.find("\x1fa(")
    end = value.find(")", start)
    return 0 <= start < end and value[start + 3 : end] not in SHARED and value[end + 1 : end + 2] not in _NOTHING


def _add_020(words: Words, values: list[str], print_words: Set[str]) -> None:
    for value in values:
        if "\x1fz" in value:
            words.add("020z")
        if "\x1fq" in value:
            words.add("020q")
        if "isbn" not in words and is_e_isbn(value, print_words):
            words.update(("isbn", "identifier"))


def is_e_isbn(value: str, print_words: Set[str]) -> bool:
    """True if 020 $a holds an ISBN with the right check digit and $q does not say that it is a printed book's."""
    digits = subfield(value, "\x1fa").replace("-", "")
    if len(digits) != 13 or not digits.isdecimal():  # something stands before, between or after the digits
        number = find_isbn(digits)
        digits = number.digits if number else ""
    if not has_check_digit(digits):
        return False
    return not ("\x1fq" in value and any(_plain(each) in print_words for each in subfields(value, "\x1fq")))


def _plain(qualifier: str) -> str:
    return qualifier.strip(" .()").casefold()


def _of_024(value: str) -> frozenset[str]:
    """Facts of one 024 by its first indicator: 1 is a UPC, 3 an EAN, 7 names its scheme in $2."""
    number, kind = subfield(value, "\x1fa").strip(), value[:1]
    if not number:
        return frozenset()
    if kind in "13":
        return frozenset(("upc", "identifier")) if is_gtin(number.zfill(13), 13) else frozenset()
    source = subfield(value, "\x1f2") if kind == "7" else PLACES.get(kind, "")
    if source in PERSISTENT:
        return frozenset(("registered", "identifier", "persistent_id"))
    return frozenset(("registered", "identifier")) if source in REGISTERED or kind in PLACES else frozenset()


@lru_cache(maxsize=1024)
def _of_040(value: str) -> frozenset[str]:
    """Facts of 040. Without $b the language is the agency's own, which Thompson and Traill's article accepts."""
    found = set()
    if any(_is_known_agency(each) for each in subfields(value, "\x1fa")):
        found.add("agency")
    if subfield(value, "\x1fb") in (*CATALOGUING, ""):
        found.add("language_040")
    if "rda" in subfields(value, "\x1fe"):
        found.add("rda_040")
    return frozenset(found)


@lru_cache(maxsize=1024)
def _is_known_agency(code: str) -> bool:
    return parse_isil(code.strip()) is not None


@lru_cache(maxsize=1024)
def _of_084(value: str) -> frozenset[str]:
    """Facts of one 084: a notation of YKL; main class 85 is children's literature."""
    if subfield(value, "\x1f2") != "ykl":
        return frozenset()
    notations = [each for each in subfields(value, "\x1fa") if each.strip()]
    found = ["ykl"] if notations else []
    return frozenset([*found, *("ykl_juvenile" for each in notations if each.startswith("85"))])
