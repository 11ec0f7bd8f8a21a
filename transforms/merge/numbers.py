"""By which numbers titles in several forms find each other: a record's own, and those of other forms that it names."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from transforms.identifiers.isbn import hyphenate
from transforms.identifiers.trade import parse_issn
from transforms.match.keys import is_of_set, isbn13
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

OTHER_FORM = "776"
NUMBERED = frozenset(("020", "022", OTHER_FORM))  # the fields that numbers are in
CODES = {"isbn": "z", "issn": "x"}  # subfields of 776


class Number(NamedTuple):
    """A valid number in its one form: 13 digits of an ISBN; of an ISSN "0039-5552"."""

    kind: str  # isbn or issn; of a link by the work: work, and no value
    value: str

    @property
    def subfield(self) -> tuple[str, str]:
        """As it stands in 776: ("z", "978-952-10-8321-1") or ("x", "0039-5552")."""
        return CODES[self.kind], hyphenate(self.value) if self.kind == "isbn" else self.value


class Numbers(NamedTuple):
    """The numbers of a record: its own, and what it names as those of other forms."""

    own: frozenset[Number]
    other: frozenset[Number]


def numbers_of(record: Record, policy: MatchPolicy) -> Numbers:
    """The numbers of 020 $a and 022 $a; of other forms those of 776 $z and $x, and 022 $l, the link of a serial.

    None is of a set, and none is one that people stopped.
    """
    own: set[Number] = set()
    other: set[Number] = set()
    for each in record.fields:
        if each.tag == "020" and not is_of_set(each, policy):
            own.update(_isbns(each, "a"))
        elif each.tag == "022":
            own.update(_issns(each, "a"))
            other.update(_issns(each, "l"))
        elif each.tag == OTHER_FORM:
            other.update(named_by(each))
    own = {each for each in own if each.value not in policy.isbn_stop}
    return Numbers(frozenset(own), frozenset(each for each in other - own if each.value not in policy.isbn_stop))


def named_by(each: Field) -> frozenset[Number]:
    """The valid numbers in a 776."""
    return frozenset((*_isbns(each, "z"), *_issns(each, "x")))


def _isbns(each: Field, code: str) -> list[Number]:
    return [Number("isbn", found) for text in each.all(code) if (found := isbn13(text))]


def _issns(each: Field, code: str) -> list[Number]:
    return [Number("issn", found) for text in each.all(code) if (found := _issn(text))]


_issn = lru_cache(maxsize=16_384)(parse_issn)
