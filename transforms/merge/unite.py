"""What two fields that stand for the same thing add to each other: the formats of an ISBN, the roles of a name.

And the id of what it names, where the first has none. Everything else of the second field is passed over: the first is
of the higher rank.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from transforms.record import Field

NAMES = frozenset({"100", "110", "111", "700", "710", "711"})
_LINKING = "012578"  # subfields that stand behind the roles
_BEHIND_IDS = {"0": "158", "1": "58"}  # what stands behind $0 and $1
_FULL_STOP = re.compile(r"(?<=\w{3})\.$")  # of a sentence, not of an initial or a short abbreviation


def united(kept: Field, other: Field) -> Field:
    """`kept` with the format ($q) of an ISBN or the roles ($e, $4) of a name that only `other` tells."""
    if kept.value == other.value:
        return kept
    if kept.tag == "020":
        return _with_formats(kept, other)
    if kept.tag in NAMES:
        kept = kept if kept.has("t") else _with_roles(kept, other)
        return _with_ids(_with_ids(kept, other, "0"), other, "1")
    return _with_ids(kept, other, "0") if kept.tag[0] == "6" else kept


def _with_ids(kept: Field, other: Field, code: str) -> Field:
    """The ids of what both fields name, of which the first says nothing."""
    if kept.has(code) or not other.has(code):
        return kept
    place = next((n for n, (each, _) in enumerate(kept.subfields) if each in _BEHIND_IDS[code]), len(kept.subfields))
    pairs = kept.subfields
    pairs[place:place] = [(code, value) for value in other.all(code)]
    return kept.with_subfields(pairs)


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
