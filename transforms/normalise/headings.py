"""6XX of vendors: words of no vocabulary, or of their own, become keywords, what is certain a term of YSO or SLM.

Headings of known vocabularies are the affair of enrichment (transforms/enrich/subjects.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transforms.headings import own_term
from transforms.normalise.context import Context
from transforms.normalise.remembered import remembered
from transforms.reconcile.verdicts import of_capital
from transforms.record import SUBFIELD, Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

_A = f"{SUBFIELD}a"
_MENDED = frozenset(("650", "651", "653", "655"))
_KINDS = {"650": ("653", "concept"), "651": ("651", "place"), "655": ("655", "genre")}  # how it is asked, what it is
_PATH = re.compile(r"(?:[A-Z]{3}[0-9]{6}/)+(?:[A-Z]{3}[0-9]{6})?")  # of codes of BISAC, the narrowest last
_SEPARATED = re.compile(r" ?; ?|, ")  # keywords
_NO_SOURCE = frozenset(" 04")  # 655 _#, _0, _4: words without a vocabulary, or said to be LCSH's
_ENDS = " .,;:"


def headings(record: Record, context: Context) -> Record:
    """650 #7 "Classics" $2 Library-Simplified becomes 653; 655 #4 "Electronic books." becomes e-kirjat of SLM."""
    fields: list[Field] = []
    for each in record.fields:
        if each.tag[:1] == "6":
            if _A not in each.value and _is_empty(each):
                continue
            if each.tag in _MENDED:
                each = _mended(each, context.language(record), context.tables)
        elif each.tag == "072" and "/" in each.value and _PATH.fullmatch(each["a"]):
            each = each.put("a", each["a"].strip("/").rpartition("/")[2])
        fields.append(each)
    made = tuple(fields)
    return record if made == record.fields else Record(record.leader, tuple(dict.fromkeys(fields)))


def _is_empty(each: Field) -> bool:
    """True for a heading of which nothing but vocabulary and identifier is left."""
    return all(code.isdigit() for code in each.codes)


@remembered
def _mended(each: Field, language: str, tables: Tables) -> Field:
    steps = tables.steps
    if each.tag == "653":
        return _apart(each)
    source = each["2"].strip(_ENDS).lower() if each.ind2 == "7" else ""
    if source in steps.vendor_vocabularies:
        return _apart(_keyword(each))
    if each.ind2 == "4" and not (each.has("2") or each.has("0")) and (found := _concept(each, language, tables)):
        return found
    if each.tag == "651":
        return each
    if each.tag == "650":
        return (
            _apart(_keyword(each))
            if each.ind2 == "4" and not (each.has("2") or each.has("0"))
            else _unpiped(each, source)
        )
    told = each["a"].rstrip(_ENDS).lower()
    word = steps.form_words.get(told)
    is_free = each.ind2 in _NO_SOURCE and f"{SUBFIELD}0" not in each.value
    if word is None or not (is_free or (told in steps.form_words_of_any and not source.startswith("slm"))):
        return each
    return own_term("655", word.uri, language, word.label[language], tables.vocabulary)


def _unpiped(each: Field, source: str) -> Field:
    """BISAC's own text of "FICTION|Literary|" of some vendors."""
    if source != "bisacsh" or "|" not in each.value:
        return each
    return each.map(lambda code, value: " / ".join(filter(None, value.split("|"))) if code == "a" else value)


def _concept(each: Field, written: str, tables: Tables) -> Field | None:
    """The heading of the one topic, place or genre that a word stands for."""
    if each.codes != "a":
        return None
    tag, kind = _KINDS[each.tag]
    answer = of_capital(tag, each["a"].rstrip(_ENDS), written, tables.vocabulary)
    if answer is None or answer.concept is None or answer.concept.kind != kind:
        return None
    concept, language = answer.concept, answer.language
    heading = f"{concept.vocabulary}/{language}"
    return Field.data(each.tag, " 7", "a", concept.labels[language], "2", heading, "0", concept.uri)


def _apart(each: Field) -> Field:
    """653 "saaret ; meri" as two $a, and so three words or more with commas between: one comma may belong to a name."""
    if ";" not in each.value and ", " not in each.value:
        return each
    pairs: list[tuple[str, str]] = []
    for code, value in each.subfields:
        words = [word.strip(_ENDS) for word in _SEPARATED.split(value)]
        is_list = ";" in value or (len(words) > 2 and all(word.count(" ") < 2 for word in words))
        pairs += [(code, word) for word in words if word] if code == "a" and is_list else [(code, value)]
    return each.with_subfields(pairs)


def _keyword(each: Field) -> Field:
    """653 of all words of the heading; a genre is told by the second indicator 6."""
    parts = [value.rstrip(_ENDS) for code, value in each.subfields if code in "avxyz"]
    return Field("653", "  " if each.tag == "650" else " 6").with_subfields(("a", part) for part in parts if part)
