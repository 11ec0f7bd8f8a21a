"""Subjects, genres, places and times: each heading as the policy says of it (transforms/reconcile), in both languages.

What is certain is written, what a person must choose waits as a keyword, nothing is lost. A field that a person owns,
one that a machine made, and one with more than a label, a source and an id stay as they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from transforms.enrich.chosen import key_of, key_of_label
from transforms.headings import FINNISH, FINTO, heading_of, is_fiction
from transforms.normalise.context import Context
from transforms.reconcile import WITHDRAWN, Answer, Asked, reconcile
from transforms.reconcile.answer import SPOKEN, followed
from transforms.reconcile.twins import paired, twin_of
from transforms.reconcile.verdicts import TAG_OF_WORD, label_of
from transforms.reconcile.words import SAME_AS
from transforms.record import SUBFIELD, Field, Record
from transforms.vocabulary import YSO, Concept, canonical

HEADINGS = frozenset(("648", "650", "651", "655"))
TAGS = HEADINGS | {"653"}
BY_KIND = {"place": "651", "time": "648", "genre": "655"}  # of a concept; any other is a topic
WORD_OF = {"648": " 4", "650": "  ", "651": " 5", "655": " 6"}  # indicators of 653: what a keyword tells
PARTS = {"v": "655", "x": "650", "y": "648", "z": "651"}  # subdivision → the tag of a heading of its kind
_DIVIDED = frozenset("a2vxyz")
PERIODS = ("period", "withdrawn-period")
UNLABELLED = ("period", "label-unknown")  # situations in which the kind is certain, and the label stays as it is
_SOURCE, _ID = f"{SUBFIELD}2", f"{SUBFIELD}0"
_OWNED = (f"{SUBFIELD}5", f"{SUBFIELD}8", "<KEEP>")  # of an institution; made by a machine, or linked; a person's


class Change(NamedTuple):
    """What the policy says of one heading, or of one word of a keyword field."""

    field: Field  # as it came
    occurrence: int  # among the fields of its tag, from 0
    text: str  # the label that was looked up
    key: str  # by which a person's choice is kept (transforms/enrich/chosen.py)
    answer: Answer
    asked: Asked  # as it was looked up
    became: tuple[Field, ...]  # headings, or the keyword that it is now; () for a word that stays where it is


def subjects(record: Record, context: Context) -> Record:
    """The record with its headings reconciled, twins beside them; the record itself where nothing is to be done."""
    if TAGS.isdisjoint([each.tag for each in record.fields]):
        return record
    changes = changes_of(record, context)
    is_other = any(change.became not in ((), (change.field,)) for change in changes)
    fields = _changed(record, changes) if is_other else record.fields
    made = tuple(paired(fields, context.language(record), context.tables.vocabulary))
    return record if made == record.fields else Record(record.leader, made)


def _changed(record: Record, changes: Sequence[Change]) -> Sequence[Field]:
    """The fields with what became of them, what has another tag now in its new place."""
    by_place: dict[tuple[str, int], list[Change]] = {}
    for change in changes:
        by_place.setdefault((change.field.tag, change.occurrence), []).append(change)
    kept: list[Field] = []
    moved: list[Field] = []
    counts: dict[str, int] = {}
    for each in record.fields:
        if each.tag not in TAGS:
            kept.append(each)
            continue
        number = counts[each.tag] = counts.get(each.tag, -1) + 1
        for one in _instead(each, by_place.get((each.tag, number), ())):
            (kept if one.tag == each.tag else moved).append(one)
    whole = Record(record.leader, tuple(kept)).add(*moved) if moved else Record(record.leader, tuple(kept))
    made = {one for change in changes for one in change.became if one is not change.field}
    return _once(whole.fields, made)


def changes_of(record: Record, context: Context) -> list[Change]:
    """What the policy says of each heading and keyword of a record, in the order of its fields."""
    found: list[Change] = []
    counts: dict[str, int] = {}
    literary: frozenset[str] | None = None
    written = ""
    for each in record.fields:
        tag, value = each
        if tag not in TAGS:
            continue
        number = counts[tag] = counts.get(tag, -1) + 1
        if tag != "653" and _SOURCE not in value and _ID not in value:
            continue  # of no vocabulary
        if literary is None:
            literary = context.tables.subjects.literary_genres if is_fiction(record.fields) else frozenset()
            written = context.language(record)
        asked_of = _words_of if tag == "653" else _heading_of
        asked = asked_of(each, written, context, literary)
        found += [_change(each, number, one, context) for one in asked] or _split(each, number, written, context)
    return found


def _heading_of(each: Field, written: str, context: Context, literary: frozenset[str]) -> Iterator[Asked]:
    """The one heading of a field, as it is looked up; nothing for one that is not ours to look up."""
    heading = heading_of(each.value)
    source, _, language = context.tables.subjects.code(each["2"]).partition("/")
    if not source:
        concept = context.tables.vocabulary.concept(heading.uri) if heading.uri and each.ind2 in " 47" else None
        source = concept.vocabulary if concept is not None else ""
    label = label_of(heading.label) if source in FINNISH else ""
    if not label or not heading.is_undivided or any(mark in each.value for mark in _OWNED):
        return
    ids = each.all("0")
    uris = tuple(dict.fromkeys(uri for text in ids if (uri := own_uri(text, source, context))))
    if uris or all(text.startswith("http") for text in ids):  # else an id of another kind: not ours to judge
        yield Asked(each.tag, label, source, language, uris[0] if uris else "", written, literary, uris[1:])


def _split(each: Field, number: int, written: str, context: Context) -> list[Change]:
    """A term of a withdrawn thesaurus with its subdivisions as headings of their own, where all of them are certain.

    YSO has no subdivisions: "elokuvat $z Yhdysvallat $y 1950-luku" is a topic, a place and a time.
    """
    source = context.tables.subjects.code(each["2"]).partition("/")[0]
    if source not in WITHDRAWN or not set(each.codes) <= _DIVIDED or each.has("5"):
        return []
    pairs = [(code, text) for code, text in each.subfields if code != "2"]
    parts = [Field.data(PARTS.get(code, each.tag), " 7", "a", text, "2", source) for code, text in pairs]
    asked = [one for part in parts for one in _heading_of(part, written, context, frozenset())]
    if len(asked) != len(parts):
        return []
    changes = [_change(part, number, one, context) for part, one in zip(parts, asked, strict=True)]
    if not all(change.answer.result == "auto" or change.answer.situation in PERIODS for change in changes):
        return []
    return [change._replace(field=each) for change in changes]


def own_uri(text: str, source: str, context: Context) -> str:
    """The URI of a concept of the vocabulary in any of its written forms: "yso:p5131" and "p5131" for YSO.

    "" for one that lies elsewhere: it is not followed (rule I20 tells of it); and for digits alone, which may be of any
    file. Of a vocabulary without a namespace of its own, elsewhere is where another one has the concept.
    """
    own = context.tables.identifiers.vocabularies.get(source)
    if own is None:
        concept = context.tables.vocabulary.concept(text) if canonical(text).startswith(FINTO) else None
        is_own = concept is None or concept.vocabulary in (source, SAME_AS.get(source))
        return canonical(text) if canonical(text).startswith(FINTO) and is_own else ""
    number = own.parse_marked(text) or (None if text.strip().isdecimal() else own.parse(text))
    return own.uri_of(number) if number else ""


def _words_of(each: Field, written: str, context: Context, literary: frozenset[str]) -> Iterator[Asked]:
    """The words of a keyword field."""
    tag = TAG_OF_WORD.get(each.ind2)
    if tag is None or set(each.codes) != {"a"}:
        return  # a name, or more than words
    for word in each.all("a"):
        yield Asked(tag, label_of(word), written=written, literary=literary)


def _change(each: Field, number: int, asked: Asked, context: Context) -> Change:
    """What a person has chosen, else what the policy says, and what becomes of the field or word."""
    key = key_of(each) if each.tag != "653" else key_of_label("", asked.label)
    answer = _chosen(key, asked, context) or _chosen(_twins_key(asked, context), asked, context)
    answer = answer or reconcile(asked, context.tables.vocabulary)
    became = _became(each, asked, answer, context)
    if len(became) == 1 and became[0].tag == "653" != each.tag:  # what is a keyword now is looked up as one
        keyword, key = became[0], key_of_label("", asked.label)
        word = Asked(TAG_OF_WORD[keyword.ind2], asked.label, written=asked.written, literary=asked.literary)
        as_word = _chosen(key, word, context) or reconcile(word, context.tables.vocabulary)
        if as_word.result == "auto":
            answer, became = as_word, _became(keyword, word, as_word, context)
    return Change(each, number, asked.label, key, answer, asked, became)


def _chosen(key: str, asked: Asked, context: Context) -> Answer | None:
    """What a person said that a heading means; None where nobody did, or the concept is not known any more."""
    uri = context.chosen.get(key) if context.chosen else None
    if not uri:
        return None if uri is None else Answer("none", "none-of-these")
    concept = context.tables.vocabulary.concept(uri)
    if concept is None:
        return None
    if not concept.is_current:
        return followed(concept, asked, context.tables.vocabulary)
    languages = (asked.language, asked.written, *SPOKEN)
    return next((Answer("auto", "chosen", concept, each) for each in languages if each in concept.labels), None)


def _twins_key(asked: Asked, context: Context) -> str:
    """The key of the heading's twin: what a person chose for one of a pair holds for both."""
    twin = twin_of(asked, context.tables.vocabulary) if context.chosen and asked.uri else None
    return key_of_label(twin.source, twin.label) if twin is not None else ""


def _became(each: Field, asked: Asked, answer: Answer, context: Context) -> tuple[Field, ...]:
    """What stands in the place of a heading, or of a word."""
    if answer.result == "auto" and answer.concept is not None:
        return (_heading(each, answer.concept, answer.language),)
    if each.tag == "653":
        return ()
    if answer.situation == "withdrawn-period":
        return (Field.data("648", " 7", "a", asked.label, "2", f"{YSO}/{answer.language}"),)
    if answer.situation in UNLABELLED and each.tag == "650":
        tag = "648" if answer.concept is None else BY_KIND.get(answer.concept.kind, "650")
        return (each if tag == "650" else each.with_tag(tag).with_indicators(" " + each.ind2),)
    if context.tables.subjects.situations[answer.situation].is_keyword:
        return (Field.data("653", WORD_OF[each.tag], "a", asked.label),)
    return (each,)


def _heading(each: Field, concept: Concept, language: str) -> Field:
    """The heading of a concept: the field itself where it says the same already."""
    label, source = concept.labels[language], f"{concept.vocabulary}/{language}"
    tag = BY_KIND.get(concept.kind, "650") if each.tag in ("650", "653") else each.tag
    is_same = each["a"] == label and each["2"] == source and list(map(canonical, each.all("0"))) == [concept.uri]
    if is_same and tag == each.tag:
        return each
    ind1 = each.ind1 if tag == each.tag else " "
    return Field.data(tag, f"{ind1}7", "a", label, "2", source, "0", concept.uri)


def _instead(each: Field, changes: Sequence[Change]) -> Iterable[Field]:
    """What stands in the place of a field: headings, and the words that are left of a keyword."""
    if not any(change.became for change in changes):
        return (each,)
    headings = tuple(one for change in changes for one in change.became)
    if each.tag != "653":
        return headings
    left = [("a", word) for word, change in zip(each.all("a"), changes, strict=True) if not change.became]
    return (*headings, each.with_subfields(left)) if left else headings


def _once(fields: Iterable[Field], made: set[Field]) -> list[Field]:
    """Without the second of two equal fields, where one of them was made here."""
    seen: set[Field] = set()
    result = []
    for each in fields:
        if each not in made or each not in seen:
            result.append(each)
            seen.add(each)
    return result
