"""6XX of vendors: their own vocabularies become keywords, words for the form genres of SLM.

Headings of known vocabularies are the affair of rules (J03–J24).
"""

from __future__ import annotations

from transforms.normalise.context import Context
from transforms.record import SUBFIELD, Field, Record
from transforms.vocabulary import YSO

_NO_SOURCE = frozenset(" 04")  # 655 _#, _0, _4: words without a vocabulary, or said to be LCSH's
_ENDS = " .,;:"


def headings(record: Record, context: Context) -> Record:
    """650 #7 "Classics" $2 Library-Simplified becomes 653; 655 #4 "Electronic books." becomes e-kirjat of SLM."""
    fields, changed = list(record.fields), False
    for index, each in enumerate(fields):
        if each.tag in ("650", "655"):
            fields[index] = _mended(each, context, record)
            changed = changed or fields[index] is not each
    return Record(record.leader, tuple(dict.fromkeys(fields))) if changed else record


def _mended(each: Field, context: Context, record: Record) -> Field:
    steps = context.tables.steps
    if each.ind2 == "7":
        source = each["2"].strip(_ENDS).lower()
        return _keyword(each) if source in steps.vendor_vocabularies else each
    if each.ind2 == "4" and each.tag == "650" and f"{SUBFIELD}2" not in each.value:
        return _concept(each, context, record) or _keyword(each)
    word = steps.form_words.get(each["a"].rstrip(_ENDS).lower()) if each.tag == "655" else None
    if word is None or each.ind2 not in _NO_SOURCE or f"{SUBFIELD}0" in each.value:
        return each
    language = context.language(record)
    return Field.data("655", " 7", "a", word.label[language], "2", f"slm/{language}", "0", word.uri)


def _concept(each: Field, context: Context, record: Record) -> Field | None:
    """The heading of YSO for a word that is the label of just one concept, whatever its case."""
    if each.codes != "a":
        return None
    word, own = each["a"].rstrip(_ENDS), context.language(record)
    found = {
        concept.uri: (concept, language)
        for language in ("swe", "fin", own)
        for concept in context.tables.vocabulary.named(YSO, language, word)
    }
    if len(found) != 1:
        return None
    ((concept, language),) = found.values()
    label = concept.labels.get(language, "")
    if concept.kind != "concept" or label.casefold() != word.casefold():
        return None
    return Field.data("650", " 7", "a", label, "2", f"{YSO}/{language}", "0", concept.uri)


def _keyword(each: Field) -> Field:
    """653 of all words of the heading; a genre is told by the second indicator 6."""
    parts = [value.rstrip(_ENDS) for code, value in each.subfields if code in "avxyz"]
    return Field("653", "  " if each.tag == "650" else " 6").with_subfields(("a", part) for part in parts if part)
