"""Subjects for the scores: headings by vocabulary, concepts with a URI, and their Finnish and Swedish twins (6XX).

Twins are the same concept, so by $0 the same URI, with labels of two languages: yso/fin and yso/swe.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from transforms.score.groups import Groups, subfield, subfields

FINTO = ("yso.fi/onto/", "urn.fi/URN:NBN:fi:au:", "urn.fi/URN:NBN:fi:bib:me:")  # YSO and KAUNO; SLM; MTS
TWINNED = frozenset(("648", "650", "651", "655"))  # quality-rules.md J07
GENRE = "655"
JUVENILE = frozenset(  # SLM: children's literature, young adult literature (quality-rules.md J17)
    ("http://urn.fi/URN:NBN:fi:au:slm:s1181", "http://urn.fi/URN:NBN:fi:au:slm:s168")
)


class Subjects(NamedTuple):
    """What the subject fields of a record hold."""

    vocabularies: Counter[str]  # headings by $2 without its language: "yso", "slm", "kauno"; "" for all without $2
    uris: frozenset[str] = frozenset()  # concepts of Finto, 655 apart: a concept counts once for all languages
    concepts: int = 0  # that stand in Finnish or Swedish
    twins: int = 0  # of these in both
    is_juvenile: bool = False  # a genre says children or young adults

    @property
    def twin_share(self) -> float:
        """Share of the concepts that stand in both languages, 0…1; 0 where there are none."""
        return self.twins / self.concepts if self.concepts else 0.0


def subjects_in(groups: Groups) -> Subjects:
    """Read the 6XX of a record."""
    tags = [tag for tag in groups if tag[0] == "6"]
    if not tags:
        return NONE
    vocabularies: Counter[str] = Counter()
    uris: set[str] = set()
    genres: set[str] = set()
    sides: dict[str, set[str]] = {"fin": set(), "swe": set()}
    for tag in tags:
        for value in groups[tag]:
            if "\x1f2" not in value and "\x1f0" not in value:
                vocabularies[""] += 1
                continue
            source, _, language = subfield(value, "\x1f2").partition("/")
            uri = finto_uri(value)
            vocabularies[source] += 1
            if uri:
                (genres if tag == GENRE else uris).add(uri)
            if tag in TWINNED and language in sides:
                sides[language].add(uri or subfield(value, "\x1fa"))
    fin, swe = sides["fin"], sides["swe"]
    return Subjects(
        vocabularies, frozenset(uris), len(fin | swe), len(fin & swe), not JUVENILE.isdisjoint(genres | uris)
    )


NONE = Subjects(Counter())


def finto_uri(value: str) -> str:
    """The Finto URI of a heading in its canonical form, with http; "" where it has none."""
    for uri in subfields(value, "\x1f0"):
        if any(mark in uri for mark in FINTO):
            return uri.strip().replace("https://", "http://", 1)
    return ""
