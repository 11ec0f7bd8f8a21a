"""6XX of vendors: words of no vocabulary, or of their own, become keywords, words for the form genres of SLM.

Headings of known vocabularies are the affair of enrichment (transforms/enrich/subjects.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.headings import own_term
from transforms.normalise.context import Context
from transforms.normalise.remembered import remembered
from transforms.reconcile.verdicts import of_capital
from transforms.record import SUBFIELD, Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

_NO_SOURCE = frozenset(" 04")  # 655 _#, _0, _4: words without a vocabulary, or said to be LCSH's
_ENDS = " .,;:"


def headings(record: Record, context: Context) -> Record:
    """650 #7 "Classics" $2 Library-Simplified becomes 653; 655 #4 "Electronic books." becomes e-kirjat of SLM."""
    fields, language = list(record.fields), ""
    changed = False
    for index, each in enumerate(fields):
        if each.tag in ("650", "655"):
            language = language or context.language(record)
            fields[index] = _mended(each, language, context.tables)
            changed = changed or fields[index] != each
    return Record(record.leader, tuple(dict.fromkeys(fields))) if changed else record


@remembered
def _mended(each: Field, language: str, tables: Tables) -> Field:
    steps = tables.steps
    if each.ind2 == "7":
        source = each["2"].strip(_ENDS).lower()
        return _keyword(each) if source in steps.vendor_vocabularies else each
    if each.ind2 == "4" and each.tag == "650" and not (each.has("2") or each.has("0")):
        return _concept(each, language, tables) or _keyword(each)
    word = steps.form_words.get(each["a"].rstrip(_ENDS).lower()) if each.tag == "655" else None
    if word is None or each.ind2 not in _NO_SOURCE or f"{SUBFIELD}0" in each.value:
        return each
    return own_term("655", word.uri, language, word.label[language], tables.vocabulary)


def _concept(each: Field, written: str, tables: Tables) -> Field | None:
    """The heading of the one topic that a word stands for."""
    if each.codes != "a":
        return None
    answer = of_capital("653", each["a"].rstrip(_ENDS), written, tables.vocabulary)
    if answer is None or answer.concept is None or answer.concept.kind != "concept":
        return None
    concept, language = answer.concept, answer.language
    source = f"{concept.vocabulary}/{language}"
    return Field.data("650", " 7", "a", concept.labels[language], "2", source, "0", concept.uri)


def _keyword(each: Field) -> Field:
    """653 of all words of the heading; a genre is told by the second indicator 6."""
    parts = [value.rstrip(_ENDS) for code, value in each.subfields if code in "avxyz"]
    return Field("653", "  " if each.tag == "650" else " 6").with_subfields(("a", part) for part in parts if part)
