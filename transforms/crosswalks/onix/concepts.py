"""Subjects of Finnish vocabularies as concepts, by URI, by number or by label (onix-to-marc.md §11).

Only what is certain by the one policy (transforms/reconcile) is resolved. Twins, and words in doubt, are left to the
step "subjects" of enrichment.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.subjects import CODE_PATH, Subject
from transforms.onix_subjects import SubjectScheme
from transforms.reconcile import Asked, reconcile
from transforms.record import Field
from transforms.vocabulary import SLM, Concept, Vocabulary, canonical, folded, plain

TAGS = {"concept": "650", "place": "651", "time": "648", "genre": "655"}  # by kind of concept
WORD_KINDS = {"651": " 5", "655": " 6"}  # second indicator of 653: a place, a genre
CATALOGUED = ("fin", "swe")
WITHDRAWN_LABEL = "withdrawn-label"  # a situation of schemas/codes/heading_situations.csv
SOURCES = frozenset(("fin", "swe", "eng", "sme"))  # the part of $2 behind the slash


def concept_fields(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """The heading of a subject for each of its texts; 653 for a text that no vocabulary has as a label."""
    uri = uri_of(subject.code, scheme)
    concept = concept_of(uri, scheme, context) if uri else None
    if concept is not None:
        concept = _as_genre(concept, context.tables.vocabulary, fiction=bool(context.fiction))
        yield from _by_uri(concept, subject, scheme, context)
    elif uri and scheme.source and subject.texts:
        yield from _as_told(uri, subject, scheme, context)
    elif subject.texts:
        for language, text in subject.texts:
            for word in filter(None, (each.strip() for each in text.split(";"))):
                yield field_of_label(word, language, scheme, context) or word_653(word, scheme.tag)
    elif subject.code:
        context.note("O06", CODE_PATH, subject.code)


def uri_of(code: str, scheme: SubjectScheme) -> str:
    """The code as a canonical URI of the scheme: a URI, or the number that ends one ("p5131", "yso:p5131"); else ""."""
    if not code or not scheme.id:
        return ""
    uri = canonical(code).rstrip("/")
    number = uri.removeprefix(scheme.id) if uri.startswith(scheme.id) else code.removeprefix(f"{scheme.source}:")
    is_number = number[:1].isalpha() and number[1:].isdecimal() and number.isascii()
    return scheme.id + number if is_number else ""


def concept_of(uri: str, scheme: SubjectScheme, context: Context) -> Concept | None:
    """The concept of a URI; of a withdrawn one, or one of KAUNO, what YSO or SLM has in its place."""
    vocabulary = context.tables.vocabulary
    found = vocabulary.concept(uri)
    if found is not None and found.vocabulary in (scheme.source, ""):
        return found
    instead = [vocabulary.concept(each) for each in found.matches] if found is not None else []
    matching = [each for name in scheme.vocabularies for each in vocabulary.matching(uri, name)]
    concepts = {each.uri: each for each in (*instead, *matching) if each is not None}
    return next(iter(concepts.values())) if len(concepts) == 1 else None


def heading(concept: Concept, language: str, label: str = "") -> Field:
    """The heading of a concept in a language, by its preferred label."""
    source = f"{concept.vocabulary}/{language}"
    tag = TAGS.get(concept.kind, "650")
    return Field.data(tag, " 7", "a", label or concept.labels.get(language), "2", source, "0", concept.uri)


def word_653(word: str, tag: str) -> Field:
    """A word that no vocabulary has, as an uncontrolled term of the kind that its tag would say."""
    return Field.data("653", WORD_KINDS.get(tag, "  "), "a", word)


def field_of_label(word: str, language: str, scheme: SubjectScheme, context: Context) -> Field | None:
    """The heading of the one concept that has this label: the preferred one of a language, else another."""
    label = word.strip().removesuffix(".")
    spoken = language if language in CATALOGUED else scheme.language
    fiction = bool(context.fiction)
    vocabulary = context.tables.vocabulary  # the cache tells vocabularies apart by identity
    return _field_of_label(label, spoken, scheme, context.language, fiction, vocabulary)


@lru_cache(maxsize=1024)  # the subjects of a feed come again and again
def _field_of_label(
    label: str,
    spoken: str,
    scheme: SubjectScheme,
    language: str,
    fiction: bool,
    vocabulary: Vocabulary,
) -> Field | None:
    """`spoken` is the language of the label where that is known, else both are tried."""
    for name in scheme.vocabularies:
        answer = reconcile(Asked(scheme.tag, plain(label), name, spoken, written=language), vocabulary)
        if answer.situation == WITHDRAWN_LABEL:
            return Field.data(scheme.tag, " 7", "a", label, "2", name)  # a person chooses what it is now
        if answer.result == "review":
            return None  # a keyword until a person chooses
        if answer.concept is not None and answer.result == "auto" and _suits(answer.concept, scheme):
            concept = _as_genre(answer.concept, vocabulary, fiction=fiction)
            return heading(concept, answer.language) if answer.language in concept.labels else None
    return None


def _suits(concept: Concept, scheme: SubjectScheme) -> bool:
    """True for a concept of the kind that the scheme holds: places are no topics, topics no places."""
    return concept.kind in TAGS and (scheme.tag == "650" or TAGS[concept.kind] == scheme.tag)


def _as_genre(concept: Concept, vocabulary: Vocabulary, *, fiction: bool) -> Concept:
    """The genre of SLM that a concept of YSO is close to, where it tells what a work of fiction is, not its topic."""
    genres = vocabulary.matching(concept.uri, SLM) if fiction and concept.kind == "concept" else ()
    return genres[0] if len(genres) == 1 else concept


def _by_uri(concept: Concept, subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """A heading for each text of a known concept: by its preferred label, unless the text is none of its labels."""
    default = scheme.language or context.language
    for told, text in subject.texts or (("", ""),):
        label = text.removesuffix(".")
        order = (told, default, *SOURCES) if text else (default, *CATALOGUED)
        spoken = [each for each in order if any(folded(name) == folded(label) for name in concept.names(each))]
        if spoken or not text:
            languages = spoken or [each for each in order if each in concept.labels]
            if languages:
                yield heading(concept, languages[0])
        else:
            yield heading(concept, told if told in SOURCES else default, label)


def _as_told(uri: str, subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """Headings by the vendor's own words for a URI that no vocabulary here holds."""
    for language, text in subject.texts:
        source = f"{scheme.source}/{language if language in SOURCES else context.language}"
        yield Field.data(scheme.tag, scheme.indicators, "a", text.removesuffix("."), "2", source, "0", uri)
