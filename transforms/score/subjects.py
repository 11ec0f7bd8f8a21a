"""Subjects for the scores: headings by vocabulary, concepts with a URI, and their Finnish and Swedish twins (6XX).

Twins are the same concept, so by $0 the same URI, with labels of two languages: yso/fin and yso/swe.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import lru_cache
from typing import NamedTuple

from transforms.score.groups import Groups, subfield, subfields

FINTO = ("yso.fi/onto/", "urn.fi/URN:NBN:fi:au:", "urn.fi/URN:NBN:fi:bib:me:")  # YSO and KAUNO; SLM; MTS
TWINNED = frozenset(("648", "650", "651", "655"))  # quality-rules.md J07
GENRE = "655"
JUVENILE = frozenset(  # SLM: children's literature, young adult literature (quality-rules.md J17)
    ("http://urn.fi/URN:NBN:fi:au:slm:s1181", "http://urn.fi/URN:NBN:fi:au:slm:s168")
)


class Heading(NamedTuple):
    """One subject heading with $2 or $0."""

    source: str  # $2 without its language
    language: str  # fin, swe, …
    uri: str  # of Finto, or ""
    concept: str  # what a twin has in common: the URI, without one the words


class Subjects(NamedTuple):
    """What the subject fields of a record hold."""

    vocabularies: Mapping[str, int]  # headings by $2 without its language: "yso", "slm", "kauno"; "" for all without $2
    uris: Set[str] = frozenset()  # concepts of Finto, 655 apart: a concept counts once for all languages
    concepts: int = 0  # that stand in Finnish or Swedish
    twins: int = 0  # of these in both
    is_juvenile: bool = False  # a genre says children or young adults


def subjects_in(groups: Groups) -> Subjects:
    """Read the 6XX of a record."""
    plain = 0
    coded: list[tuple[str, Heading]] = []  # headings with a vocabulary or an id
    for tag, values in groups.items():
        if tag[0] == "6":
            for value in values:
                if "\x1f2" in value or "\x1f0" in value:
                    coded.append((tag, _heading(value)))
                else:
                    plain += 1
    if coded:
        return _united(coded, plain)
    return Subjects({"": plain}) if plain else NONE


@lru_cache(maxsize=1024)  # vocabularies are used again and again
def _heading(value: str) -> Heading:
    source, _, language = subfield(value, "\x1f2").partition("/")
    uri = finto_uri(value)
    return Heading(source, language, uri, uri or subfield(value, "\x1fa"))


def _united(headings: list[tuple[str, Heading]], plain: int) -> Subjects:
    """Headings with $2 or $0, and the number of those without."""
    vocabularies = {"": plain} if plain else {}
    uris: set[str] = set()
    genres: set[str] = set()
    fin: set[str] = set()
    swe: set[str] = set()
    for tag, (source, language, uri, concept) in headings:
        vocabularies[source] = vocabularies.get(source, 0) + 1
        if uri:
            (genres if tag == GENRE else uris).add(uri)
        if language and tag in TWINNED:
            if language == "fin":
                fin.add(concept)
            elif language == "swe":
                swe.add(concept)
    is_juvenile = not (JUVENILE.isdisjoint(genres) and JUVENILE.isdisjoint(uris))
    return Subjects(vocabularies, uris, len(fin | swe), len(fin & swe), is_juvenile)


NONE = Subjects({})


def finto_uri(value: str) -> str:
    """The Finto URI of a heading in its canonical form, with http; "" where it has none."""
    for uri in subfields(value, "\x1f0"):
        if any(mark in uri for mark in FINTO):
            return uri.strip().replace("https://", "http://", 1)
    return ""
