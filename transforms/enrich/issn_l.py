"""ISSN-L: 022 $l of a serial, by the table of the ISSN International Centre (identifiers.md §1).

The table is a vocabulary without labels: an ISSN-L, which is itself an ISSN, matches the other ISSNs of its serial.
"""

from __future__ import annotations

from transforms.identifiers.trade import parse_issn
from transforms.normalise.context import Context
from transforms.record import Field, Record
from transforms.vocabulary import Vocabulary

ISSN_L = "issn-l"  # the vocabulary
URN = "urn:ISSN:"  # an ISSN follows (RFC 3044)
SERIALS = frozenset(("magazine", "audiomagazine"))


def issn_l(record: Record, context: Context) -> Record:
    """Add $l to every 022, and a 022 of $l alone where only 776 tells an ISSN of the serial: that of its print."""
    if context.media not in SERIALS:
        return record
    vocabulary = context.tables.vocabulary
    present = record.all("022")
    if not present:
        told = {linking(vocabulary, text) for each in record.all("776") for text in each.all("x")} - {""}
        return record.add(Field.data("022", "  ", "l", told.pop())) if len(told) == 1 else record
    for each in present:
        known = linking(vocabulary, each["a"])
        if known and each["l"] != known:
            record = record.swap(each, _with_link(each, known))
    return record


def linking(vocabulary: Vocabulary, text: str) -> str:
    """The ISSN-L of an ISSN; "" for one that is wrong, or not in the table."""
    issn = parse_issn(text)
    if issn is None:
        return ""
    itself = vocabulary.concept(URN + issn)
    if itself is not None and itself.vocabulary == ISSN_L:
        return issn
    found = vocabulary.matching(URN + issn, ISSN_L)
    return found[0].uri.removeprefix(URN) if len(found) == 1 else ""


def _with_link(each: Field, known: str) -> Field:
    """The field with $l right behind $a."""
    pairs = each.drop("l").subfields
    place = next(number for number, (code, _) in enumerate(pairs, 1) if code == "a")
    return each.with_subfields([*pairs[:place], ("l", known), *pairs[place:]])
