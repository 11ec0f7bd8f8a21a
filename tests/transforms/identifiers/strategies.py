"""Right numbers of each type, made by working out their check digits (all invented), in their canonical form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from stdnum import ean, isbn, issn
from stdnum.iso7064 import mod_11_2, mod_37_36

DIGITS, HEX = "0123456789", "0123456789ABCDEF"


def _text(alphabet: str, least: int, most: int | None = None) -> SearchStrategy[str]:
    return st.text(alphabet=alphabet, min_size=least, max_size=most or least)


def _digits(least: int, most: int | None = None) -> SearchStrategy[str]:
    return _text(DIGITS, least, most)


def _gtin(length: int, start: str = "") -> SearchStrategy[str]:
    return _digits(length - 1 - len(start)).map(lambda rest: start + rest + ean.calc_check_digit(start + rest))


def _iswc(nine: str) -> str:
    total = 1 + sum(int(digit) * place for place, digit in enumerate(nine, 1))
    return f"T-{nine[:3]}.{nine[3:6]}.{nine[6:]}-{-total % 10}"


def _eidr(digits: str) -> str:
    groups = "-".join(digits[place : place + 4] for place in range(0, 20, 4))
    return f"10.5240/{groups}-{mod_37_36.calc_check_digit(digits)}"


def _isni(digits: str) -> str:
    return digits + str(mod_11_2.calc_check_digit(digits))


def _grouped(digits: str) -> str:
    return "-".join(digits[place : place + 4] for place in range(0, 16, 4))


ISBN = st.one_of(_gtin(13, "978"), _gtin(13, "9791"))
ISSN = _digits(7).map(lambda each: f"{each[:4]}-{each[4:]}{issn.calc_check_digit(each)}")
URN_NBN = st.builds("URN:NBN:{}{}".format, st.sampled_from(["fi-fe", "fi:au:x:", "se:"]), _digits(1, 12))
URN_ISBN = _gtin(13, "97895210").map(lambda each: f"URN:ISBN:{isbn.format(each)}")
DOI = st.builds("10.{}/{}".format, _digits(4, 9), _text("abcdefghij0123456789.-_()", 1, 20))
WIKIDATA = st.integers(1, 10**9).map("Q{}".format)
P, Y, S, M = (_digits(1, 9).map(f"{letter}{{}}".format) for letter in "pYsm")
UUID = st.uuids().map(lambda each: str(each).upper())

RIGHT: Mapping[str, SearchStrategy[str]] = {
    "isbn": ISBN,
    "issn": ISSN,
    "issn-l": ISSN,
    "ismn": _gtin(13, "9790"),
    "gtin8": _gtin(8),
    "upc": _gtin(12),
    "gtin13": _gtin(13),
    "gtin14": _gtin(14),
    "doi": DOI,
    "urn-nbn": URN_NBN,
    "urn-isbn": URN_ISBN,
    "urn": st.one_of(URN_NBN, URN_ISBN, _digits(1, 9).map("URN:EXAMPLE:{}".format)),
    "ark": st.builds("ark:/{}/{}".format, _digits(5), _text("bcdfghjk0123456789", 1, 12)),
    "isrc": st.builds("{}{}{}".format, st.sampled_from(["FIZZZ", "SE1A2", "QM000"]), _digits(2), _digits(5)),
    "iswc": _digits(9).map(_iswc),
    "isan": st.one_of(_text(HEX, 16), _text(HEX, 24)),
    "eidr": _text(HEX, 20).map(_eidr),
    "isni": _digits(15).map(_isni),
    "orcid": _digits(15).map(_isni).map(_grouped),
    "viaf": st.integers(1, 10**20).map(str),
    "wikidata": WIKIDATA,
    "ror": st.builds("0{}{}".format, _text("abcdefghjkmnpqrstvwxyz0123456789", 6), _digits(2)),
    "gnd": st.builds("{}{}".format, _digits(8), st.sampled_from([*DIGITS, "X", "-4"])),
    "naco": st.builds("n{}{}".format, st.sampled_from(["", "b", "o", "r"]), _digits(8, 10)),
    "kanto": _digits(9),
    "asteri-s": _digits(9),
    "asteri-a": _digits(9),
    "asteri-w": _digits(9),
    "yso": P,
    "yso-paikat": P,
    "yso-aika": P,
    "slm": S,
    "kauno": P,
    "kaunokki": _digits(1, 6),
    "muso": P,
    "ysa": Y,
    "allars": Y,
    "mts": M,
    "seko": _digits(5),
    "ykl": st.one_of(_digits(1, 3), st.builds("{}.{}".format, _digits(1, 2), _digits(1, 5))),
    "melinda": _digits(9),
    "oclc": st.integers(1, 10**10).map(str),
    "libris": _text("bcdfghjklmnpqrstvwxyz0123456789", 7, 16),
    "lccn": st.one_of(_digits(8), _digits(10), _digits(8).map("n{}".format)),
    "isil": _text("ABCDEFGHabcdefgh0123456789", 1, 10).map("FI-{}".format),
    "overdrive": UUID,
}

# Types with a check digit → the places in the displayed number where every wrong digit is noticed; none told: all.
CHECKED: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("isbn", "issn", "issn-l", "ismn", "gtin8", "upc", "gtin13", "gtin14", "urn-isbn"), ()),
    **dict.fromkeys(("isan", "isni", "orcid"), ()),
    "iswc": (2, 4, 10, 12, 14),  # its weights run from 1 to 9 under modulus 10: even ones and 5 let some errors pass
    "eidr": tuple(range(8, 34)),  # behind the prefix, which is not counted
}


def in_groups(number: str, mark: str) -> str:
    """A number of digits with marks between groups of them, as vendors write it."""
    return mark.join(number[place : place + 4] for place in range(0, len(number), 4))


Form = Callable[[str], str]
GROUPED: tuple[Form, ...] = (lambda each: in_groups(each, "-"), lambda each: in_groups(each, " "))
BARE: tuple[Form, ...] = (lambda each: each.replace("-", ""), lambda each: each.replace("-", " "))
# Forms of the bare number besides the canonical one. What stands before it comes from the table.
FORMS: Mapping[str, tuple[Form, ...]] = {
    "isbn": (isbn.format, *GROUPED),
    "issn": (*BARE, str.lower),
    "issn-l": BARE,
    "ismn": (*GROUPED, lambda each: f"M{each[4:]}", lambda each: f"m-{in_groups(each[4:], '-')}"),
    "gtin8": GROUPED,
    "upc": (*GROUPED, "0{}".format),
    "gtin13": GROUPED,
    "gtin14": GROUPED,
    "doi": (str.upper,),
    "urn-nbn": (lambda each: f"urn:nbn:{each[8:]}",),
    "urn-isbn": (lambda each: f"urn:isbn:{each[9:].replace('-', '')}",),
    "urn": (lambda each: f"Urn{each[3:]}",),
    "isrc": (str.lower, lambda each: f"{each[:2]}-{each[2:5]}-{each[5:7]}-{each[7:]}"),
    "iswc": (lambda each: each.replace(".", "").replace("-", ""), str.lower),
    "isan": (str.lower, *GROUPED),
    "eidr": (str.lower, lambda each: f"10.5240/{each[8:].replace('-', '')}"),
    "isni": (*GROUPED, str.lower),
    "orcid": BARE,
    "wikidata": (str.lower,),
    "naco": (str.upper, lambda each: f"{each[:1]} {each[1:]}"),
    "oclc": ("ocm00{}".format, "ocn{}".format, "on{}".format),
    "overdrive": (str.lower, lambda each: each.replace("-", "")),
}
