"""What two fields that stand for the same thing add to each other: the formats of an ISBN, the roles of a name.

Everything else of the second field is passed over: the first is of the higher rank.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from transforms.record import Field

NAMES = frozenset({"100", "110", "111", "700", "710", "711"})
_LINKING = "012578"  # subfields that stand behind the roles
_FULL_STOP = re.compile(r"(?<=\w{3})\.$")  # of a sentence, not of an initial or a short abbreviation


def united(kept: Field, other: Field) -> Field:
    """`kept` with the format ($q) of an ISBN or the roles ($e, $4) of a name that only `other` tells."""
    if kept.tag == "020":
        return _with_formats(kept, other)
    if kept.tag in NAMES and not kept.has("t"):
        return _with_roles(kept, other)
    return kept


def _with_formats(kept: Field, other: Field) -> Field:
    for each in other.all("q"):
        if each not in kept.all("q"):
            kept = kept.add("q", each)
    return kept


def _with_roles(kept: Field, other: Field) -> Field:
    """`$aMalli, Matti,$ekirjoittaja,$elukija.$4aut$4nrt` from a writer and a reader."""
    terms, codes = [_bare(each) for each in kept.all("e")], kept.all("4")
    fresh = [
        (term, code)
        for term, code in zip_longest(map(_bare, other.all("e")), other.all("4"), fillvalue="")
        if code not in codes and term not in terms
    ]
    if not fresh:
        return kept
    terms += [term for term, _ in fresh if term]
    codes += [code for _, code in fresh if code]
    name = [pair for pair in kept.subfields if pair[0] not in f"e4{_LINKING}"]
    if terms and name:
        name[-1] = (name[-1][0], _FULL_STOP.sub("", name[-1][1].rstrip(" ,")) + ",")
    linking = [pair for pair in kept.subfields if pair[0] in _LINKING]
    marks = [*[","] * (len(terms) - 1), "."]
    roles = [("e", term + mark) for term, mark in zip(terms, marks, strict=False)]
    return kept.with_subfields([*name, *roles, *(("4", code) for code in codes), *linking])


def _bare(term: str) -> str:
    return term.strip(" ,.")
