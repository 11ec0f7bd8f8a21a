"""What is asked of a heading and what comes of it; and what became of a concept that was given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from transforms.vocabulary import Concept, Vocabulary

SPOKEN = ("fin", "swe")
KINDS: Mapping[str, frozenset[str]] = MappingProxyType(  # tag → kinds of concepts that a word of it may mean
    {
        "648": frozenset(("time",)),
        "650": frozenset(("concept", "place", "time", "genre")),
        "651": frozenset(("place",)),
        "653": frozenset(("concept", "genre")),
        "655": frozenset(("genre",)),
    }
)
APART = MappingProxyType({"648": "time", "651": "place"})  # tag → kind of concepts that are a dump of their own


class Asked(NamedTuple):
    """A heading as it is looked up."""

    tag: str  # 648, 650, 651, 655; of a keyword the tag that its second indicator speaks of, else 653
    label: str
    source: str = ""  # $2 before the slash; "" of a keyword
    language: str = ""  # behind it; "" where it does not say
    uri: str = ""  # $0, if it lies where URIs of the source do
    written: str = "fin"  # language of cataloguing
    literary: frozenset[str] = (
        frozenset()
    )  # URIs of the genres that tell what a record is; none unless it is of fiction
    others: tuple[str, ...] = ()  # further $0 of the field that lie where URIs of the source do


class Answer(NamedTuple):
    """What came of it."""

    result: str  # auto, review or none
    situation: str  # its code
    concept: Concept | None = None  # to be written; of none the one that speaks against it, where there is one
    language: str = ""  # in which it is written
    candidates: tuple[Concept, ...] = ()  # for a person, the likeliest first


def followed(concept: Concept, asked: Asked, vocabulary: Vocabulary) -> Answer:
    """What took the place of a concept that was given up, through a chain and never in a circle."""
    seen = {concept.uri}
    while not concept.is_current:
        following = concept.following
        known = once(one for uri in following if (one := vocabulary.concept(uri)) is not None)
        if len(following) > 1:
            return Answer("review", "replaced-several", concept, asked.language, known)
        if not known:
            return Answer("none", "deprecated", concept, asked.language)
        (concept,) = known
        if concept.uri in seen:
            return Answer("none", "cycle", concept, asked.language)
        seen.add(concept.uri)
    return written(concept, asked.language or asked.written, "replaced")


def written(concept: Concept, language: str, situation: str) -> Answer:
    """The concept in a language that it has a label in; no label is invented."""
    if language in concept.labels:
        return Answer("auto", situation, concept, language)
    return Answer("none", "no-label", concept, language)


def is_whole(source: str, tag: str, vocabulary: Vocabulary) -> bool:
    """True where what a heading of this tag may stand for would be known: YSO may be here without its places."""
    return vocabulary.is_whole(source, APART.get(tag, ""))


def once(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """Each concept once, in order."""
    return tuple({each.uri: each for each in concepts}.values())
