"""Genre, subject and class by the codes of the book trade (072), where no person gave any (identifiers.md §3).

What is added is marked as made by a machine: $8 links it to an 883 with the confidence. It never stands above what a
person gave: each kind is added only where the record has nothing of that kind, and behind what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from transforms.headings import FINNISH, heading_of
from transforms.identifiers.digits import is_digits
from transforms.normalise.context import Context
from transforms.reconcile.answer import SPOKEN
from transforms.record import Field, Record
from transforms.trade_codes import TradeConcept
from transforms.vocabulary import SLM, YKL, YSO, is_class

PROCESS = "Thema and BISAC to SLM, YSO and YKL"
CONFIDENCE = {"high": "0.9", "medium": "0.6"}  # 883 $c
MOST = 3  # headings of a kind
LONGEST_LINK = 9  # digits of a number in $8


class Made(NamedTuple):
    """A field that a machine made, and how sure it is."""

    field: Field
    confidence: str


def trade_subjects(record: Record, context: Context) -> Record:
    """Add 084, 650 and 655 by 072: thema FFJ gives pehmodekkarit and mysigdeckare, in Finnish prose 84.2."""
    codes = list(_codes(record))
    if not codes:
        return record
    made = [*_classes(record, codes, context), *_headings(record, codes, context)]
    if not made:
        return record
    number = _next_link(record)
    linked, marks = [], []
    for confidence in dict.fromkeys(each.confidence for each in made):
        link = f"{number}\\p"
        linked += [_linked(each.field, link) for each in made if each.confidence == confidence]
        marks.append(_mark(link, confidence, context))
        number += 1
    return record.add(*linked, *marks)


def _codes(record: Record) -> Iterator[tuple[str, str]]:
    """(scheme, code) of each 072."""
    for each in record.fields:
        if each.tag == "072":
            scheme, code = each["2"], each["a"]
            if scheme in ("thema", "bisacsh") and code:
                yield scheme, code


def _classes(record: Record, codes: list[tuple[str, str]], context: Context) -> list[Made]:
    """084 of YKL: literature by its kind and language, else by the subject of the first code that has a class."""
    if any(each["2"] == YKL for each in record.all("084")):
        return []
    language = _language(record)
    for scheme, code in codes:
        notation = _known(context.tables.trade.literature(scheme, code, language), context)
        if notation:
            return [Made(Field.data("084", "  ", "a", notation, "2", YKL), "high")]
        for each in context.tables.trade.concepts(scheme, code):
            if each.vocabulary == YKL:
                return [Made(Field.data("084", "  ", "a", each.labels["fin"], "2", YKL), each.confidence)]
    return []


def _known(notation: str, context: Context) -> str:
    """The notation as far as YKL has it: 82.251 is only in some of its classes, then 82.25."""
    while len(notation) > 3 and is_class(context.tables.vocabulary, notation) is False:
        notation = notation[:-1]
    return notation


def _language(record: Record) -> str:
    """The language of the text or of what is heard: the first 041 $a or $d, else 008/35-37."""
    field = record.first("041")
    stated = (field["a"] or field["d"]) if field else ""
    return stated or record.at("008", 35, 38)


def _headings(record: Record, codes: list[tuple[str, str]], context: Context) -> Iterator[Made]:
    """655 and 650, at most so many of each, each as a pair."""
    found = [each for scheme, code in codes for each in context.tables.trade.concepts(scheme, code)]
    written = context.language(record)
    if not _has_genre(record, context):
        yield from _pairs("655", _sure(found, SLM, context), written)
    if not any(_is_controlled(each) for each in record.fields if each.tag in ("648", "650", "651")):
        yield from _pairs("650", _sure(found, YSO, context), written)


def _has_genre(record: Record, context: Context) -> bool:
    """True if a person gave a genre that tells more than the form of the material."""
    forms = context.tables.subjects.form_uris
    return any(each.tag == "655" and heading_of(each.value).uri not in forms for each in record.fields)


def _is_controlled(each: Field) -> bool:
    return heading_of(each.value).source in FINNISH


def _sure(found: Iterable[TradeConcept], vocabulary: str, context: Context) -> list[TradeConcept]:
    """What is certain, with the labels that the vocabulary has today; what is only near is no heading.

    A concept that the vocabulary gave up since the table was made is left out.
    """
    sure = {each.uri: each for each in found if each.vocabulary == vocabulary and each.confidence == "high"}
    known = {uri: context.tables.vocabulary.concept(uri) for uri in sure}
    current = [(each, known[each.uri]) for each in sure.values()]
    return [
        each if concept is None else each._replace(labels=concept.labels)
        for each, concept in current
        if concept is None or concept.is_current
    ][:MOST]


def _pairs(tag: str, found: Iterable[TradeConcept], written: str) -> Iterator[Made]:
    """The headings of concepts in both languages, that of cataloguing first."""
    for each in found:
        for language in dict.fromkeys((written, *SPOKEN)):
            if language in each.labels:
                source = f"{each.vocabulary}/{language}"
                parts = ("a", each.labels[language], "2", source, "0", each.uri)
                yield Made(Field.data(tag, " 7", *parts), each.confidence)


def _next_link(record: Record) -> int:
    """The first number that no $8 of the record has; what is too long to count with is no number."""
    used = {part.partition("\\")[0].partition(".")[0] for each in record.fields for part in _links(each)}
    return max((int(each) for each in used if is_digits(each) and len(each) <= LONGEST_LINK), default=0) + 1


def _links(each: Field) -> list[str]:
    return each.all("8") if "\x1f8" in each.value else []


def _linked(each: Field, link: str) -> Field:
    return each.with_subfields([("8", link), *each.subfields])


def _mark(link: str, confidence: str, context: Context) -> Field:
    """883: made by a machine, from what, how sure; without a date, for a rerun says the same."""
    parts = ("8", link, "a", PROCESS, "c", CONFIDENCE[confidence], "q", context.profile.isil)
    return Field.data("883", "0 ", *parts)
