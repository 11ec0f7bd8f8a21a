"""Subject headings: what a field of 6XX says, and what vocabularies know of it. Verdicts are three-valued.

A concept or label that no vocabulary here holds gives None: nothing is guessed. Changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from transforms.record import SUBFIELD, Field
from transforms.vocabulary import SLM, YSO, Concept, Vocabulary, canonical, folded

Verdict = bool | None
TWINNED = ("648", "650", "651", "655")
TWINS = {"fin": "swe", "swe": "fin"}
FINNISH = frozenset(("yso", "slm", "kauno", "ysa", "allars", "musa", "cilla", "kaunokki", "bella"))
FINTO = ("http://www.yso.fi/onto/", "http://urn.fi/URN:NBN:fi:")  # canonical beginnings of URIs
_OWN = {"385": ("  ", YSO), "655": (" 7", SLM)}  # tag → indicators and vocabulary of the terms of our lists
FICTION = ("80", "81", "82", "83", "84", "85")  # YKL
PERIOD = re.compile(r"(?:n\. )?[0-9]{1,4}(?:-luku|-talet|\s?-\s?[0-9]{2,4})(?: [ef]\.Kr\.| eaa\.| jaa\.)?")


class Heading(NamedTuple):
    """What a field of 6XX says."""

    label: str  # the first $a
    source: str  # $2 before the slash: yso
    language: str  # behind it: fin
    uri: str  # the first $0 that is a URI of Finto, in canonical form
    codes: str  # of its subfields, in order

    @property
    def is_plain(self) -> bool:
        """True for a label with nothing beside its source and id: no subdivision, link or institution."""
        return self.is_undivided and self.codes.count("0") < 2

    @property
    def is_undivided(self) -> bool:
        """The same of one that may have several ids."""
        return sorted(self.codes.replace("0", "")) in (["2", "a"], ["a"])


class Twin(NamedTuple):
    """The heading of the same concept in the other language."""

    source: str  # $2
    label: str
    uri: str


@lru_cache(maxsize=1024)
def heading_of(value: str) -> Heading:
    """Read a field by its ISO 2709 text."""
    label = source = uri = codes = ""
    for part in value.split(SUBFIELD)[1:]:
        code, text = part[:1], part[1:]
        codes += code
        if code == "a" and not label:
            label = text
        elif code == "2" and not source:
            source = text
        elif code == "0" and not uri and canonical(text).startswith(FINTO):
            uri = canonical(text)
    source, _, language = source.partition("/")
    return Heading(label, source, language, uri, codes)


def label_today(uri: str, language: str, listed: str, vocabulary: Vocabulary) -> str:
    """The preferred label of a concept; that of a list of ours where the vocabulary does not know it: labels age."""
    concept = vocabulary.concept(uri)
    return listed if concept is None else concept.labels.get(language, listed)


def own_term(tag: str, uri: str, language: str, listed: str, vocabulary: Vocabulary) -> Field:
    """A term of a list of ours as a field: 385 of YSO or 655 of SLM, with the label of today."""
    indicators, source = _OWN[tag]
    label = label_today(uri, language, listed, vocabulary)
    return Field.data(tag, indicators, "a", label, "2", f"{source}/{language}", "0", uri)


def trimmed(label: str) -> str:
    """A label for comparing, without the full stop that does not belong behind it."""
    return folded(label.strip().removesuffix("."))


def kind_of(value: str, vocabulary: Vocabulary) -> str:
    """What the concept of a heading is: concept, place, time or genre; "" where that is not known."""
    heading = heading_of(value)
    if heading.source == SLM:
        return "genre"
    concept = vocabulary.concept(heading.uri) if heading.uri else None
    if concept is not None:
        return concept.kind
    return "time" if heading.source in FINNISH and PERIOD.fullmatch(heading.label) else ""


def is_close_to_genre(value: str, vocabulary: Vocabulary) -> bool:
    """True for a concept of YSO that a genre of SLM is close to."""
    uri = heading_of(value).uri
    return bool(uri) and bool(vocabulary.matching(uri, SLM))


def is_fiction(fields: Iterable[Field]) -> bool:
    """True if the class by YKL (084 among the fields) says fiction."""
    return any(each.tag == "084" and "\x1f2ykl" in each.value and each["a"].startswith(FICTION) for each in fields)


def concepts_of_word(word: str, vocabulary: Vocabulary) -> tuple[tuple[str, Concept], ...]:
    """The language and the concept of YSO and SLM for each label that is this word, whatever its case."""
    found = {
        each.uri: (language, each)
        for source in (YSO, SLM)
        for language in reversed(tuple(TWINS))
        for each in vocabulary.named(source, language, word.strip())
        if each.is_current
    }
    return tuple(found.values())


def is_foreign_word(value: str, vocabulary: Vocabulary) -> Verdict:
    """False for a Finnish or Swedish word of Finto that English does not use; True for an English label of YSO."""
    word = trimmed(heading_of(value).label)
    if vocabulary.named(YSO, "eng", word):
        return True
    found = concepts_of_word(word, vocabulary)
    if any(folded(each.labels.get("fin", "")) == folded(each.labels.get("swe", "")) for _, each in found):
        return None
    is_telling = any(language == "fin" for language, _ in found) or not word.isascii()
    return False if found and is_telling else None
