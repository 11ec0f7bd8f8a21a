"""Names of persons, bodies and meetings as text: a field as KANTO would write it, its years, and the way back.

KANTO writes a name in one line, subfield after subfield: "Canth, Minna, 1844-1897", "Suomi. Eduskunta".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from transforms.record import Field
from transforms.vocabulary import folded, undated

PERSONS = frozenset(("100", "600", "700", "800"))
BODIES = frozenset(("110", "111", "610", "611", "710", "711", "810", "811"))
TAGS = PERSONS | BODIES
NAMING = {"person": "abcdgq", "body": "abcdgnq"}  # subfields of the name; in a meeting $c and $d are place and date
_CLOSE = re.compile(r"(?<=\w)\.(?=[^\W\d_])")  # "A.B.": KANTO writes "A. B."
_INITIAL = re.compile(r"(?:^|[ .-])\w\.$")  # "Wasterlain, M.": its full stop is part of the name
_DASHES = str.maketrans("–—‐‑", "----")
_LIFE = re.compile(r"(?P<born>\d{3,4})?(?: ?(?P<dash>-) ?(?P<died>\d{3,4})?)?")
_BORN = re.compile(r"^(?:s|synt|f|b|n|född|born)\.? (?=\d)", re.IGNORECASE)


class Life(NamedTuple):
    """The years of a person; "" where one is not told."""

    born: str = ""
    died: str = ""

    def agrees(self, other: Life) -> bool:
        """True where both tell of one year of birth, and not of two years of death."""
        return bool(self.born) and self.born == other.born and not self.contradicts(other)

    def contradicts(self, other: Life) -> bool:
        """True where a year is told twice and differently."""
        return any(mine and theirs and mine != theirs for mine, theirs in zip(self, other, strict=True))


def kind_of(tag: str) -> str:
    """ "person" or "body"."""
    return "person" if tag in PERSONS else "body"


def is_asked(each: Field) -> bool:
    """True for the name of an agent alone that no other file of authorities than KANTO vouches for."""
    if each.tag not in TAGS or each.has("t"):
        return False
    source = each["2"].partition("/")[0]
    return (source in ("", "finaf", "kanto")) if each.tag[0] != "6" or each.ind2 in "7 " else each.ind2 == "4"


@lru_cache(maxsize=1024)  # the same people come again and again
def name_of(each: Field) -> str:
    """A name as KANTO writes it: "Canth, Minna, 1844-1897" of $a Canth, Minna, $d 1844-1897, $e kirjoittaja."""
    kind, name = kind_of(each.tag), ""
    naming = NAMING[kind]
    for code, value in each.subfields:
        if code not in naming:
            continue
        text = " ".join((value if value.isascii() else value.translate(_DASHES)).split())
        if kind == "person" and "." in text:
            text = _CLOSE.sub(". ", text)
        if text:
            name = f"{_opened(name, code, kind, text)}{text}" if name else text
    return _closed(name)


def _opened(name: str, code: str, kind: str, following: str) -> str:
    """What has been written of a name, with the mark that comes before the next subfield."""
    if kind == "person" and code in "cd" and not following.startswith("("):
        return f"{_closed(name)}, "
    if kind == "body" and code == "b":
        return f"{name.rstrip(' .')}. "
    return f"{name} "


def _closed(name: str) -> str:
    """A name without the punctuation that only leads over to what follows it."""
    name = name.rstrip(" ,;:/")
    return name if not name.endswith(".") or _INITIAL.search(name) else name.rstrip(" .,")


def is_dated(each: Field) -> bool:
    """True for a person with years."""
    return each.tag in PERSONS and bool(each["d"].strip(" .,"))


def life_in(name: str) -> Life:
    """The years at the end of a name as KANTO writes it."""
    return _life(name[len(undated(name)) :].lstrip(" ,"))


def life_of(each: Field) -> Life:
    """The years of a person in $d; none of a meeting."""
    return _life(each["d"]) if each.tag in PERSONS else Life()


@lru_cache(maxsize=1024)
def _life(text: str) -> Life:
    found = _LIFE.fullmatch(_BORN.sub("", text.translate(_DASHES).strip(" .,")))
    return Life(found["born"] or "", found["died"] or "") if found else Life()


def is_name(label: str, name: str) -> bool:
    """True where a label is this name, years or not."""
    return folded(undated(label)) == folded(undated(name))


def in_form(each: Field, label: str) -> Field:
    """The field with its name in another form; as it was where that form has parts that only a person can tell apart.

    "Canth, Minna, 1844-1897" gives $a Canth, Minna, $d 1844-1897 in the place of those that were there.
    """
    name, years = undated(label), label[len(undated(label)) :].lstrip(" ,")
    codes = "".join(code for code in each.codes if code in NAMING["person"])
    commas = 1 if each.ind1 == "1" else 0
    if each.tag not in PERSONS or codes != "ad" or not years or name.count(",") != commas or "(" in name:
        return each
    end = next((mark for mark in ",." if each["d"].endswith(mark)), "")
    written = {"a": f"{name},", "d": years + end}
    return each.map(lambda code, value: written.get(code, value))
