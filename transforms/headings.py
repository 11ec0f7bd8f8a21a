"""Subject headings: what a field of 6XX says, and what vocabularies know of it. Verdicts are three-valued.

A concept or label that no vocabulary here holds gives None: nothing is guessed. Changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from transforms.record import SUBFIELD
from transforms.vocabulary import LANGUAGES, SLM, YSO, Concept, Vocabulary, canonical, folded

if TYPE_CHECKING:
    from transforms.validate.view import View

Verdict = bool | None
TWINNED = ("648", "650", "651", "655")
TWINS = {"fin": "swe", "swe": "fin"}
FINNISH = frozenset(("yso", "slm", "kauno", "ysa", "allars", "musa", "cilla", "kaunokki", "bella"))
FINTO = ("http://www.yso.fi/onto/", "http://urn.fi/URN:NBN:fi:")  # canonical beginnings of URIs
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
        return sorted(self.codes) in (["2", "a"], ["0", "2", "a"], ["0", "a"], ["a"])


class Twin(NamedTuple):
    """The heading of the same concept in the other language."""

    source: str  # $2
    label: str
    uri: str


@lru_cache(maxsize=4096)
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


def trimmed(label: str) -> str:
    """A label for comparing, without the full stop that does not belong behind it."""
    return folded(label.strip().removesuffix("."))


def languages_of(label: str, concept: Concept) -> tuple[str, ...]:
    """The languages in which a concept has this label, whatever its case."""
    wanted = trimmed(label)
    return tuple(each for each in LANGUAGES if any(folded(name) == wanted for name in concept.names(each)))


def has_label_of_uri(value: str, vocabulary: Vocabulary) -> Verdict:
    """Whether $a is a label of the concept of $0, to the letter."""
    heading = heading_of(value)
    concept = vocabulary.concept(heading.uri) if heading.uri else None
    if concept is None or not heading.label:
        return None
    if any(heading.label in concept.names(language) for language in LANGUAGES):
        return True
    return False if concept.all_labels or languages_of(heading.label, concept) else None


def is_in_its_language(value: str, vocabulary: Vocabulary) -> Verdict:
    """Whether the label is of the language that $2 names."""
    heading = heading_of(value)
    concept = vocabulary.concept(heading.uri) if heading.uri else None
    if concept is None or heading.language not in concept.labels:
        return None
    found = languages_of(heading.label, concept)
    return heading.language in found if found else None


def twin_of(value: str, vocabulary: Vocabulary) -> Twin | None:
    """The twin that a heading should have; None for one without a URI, or whose parts contradict one another."""
    heading = heading_of(value)
    if not heading.uri or heading.language not in TWINS:
        return None
    concept = vocabulary.concept(heading.uri)
    other = TWINS[heading.language]
    if concept is None or concept.vocabulary != heading.source or concept.replaced_by or not concept.labels.get(other):
        return None
    if has_label_of_uri(value, vocabulary) is False or is_in_its_language(value, vocabulary) is False:
        return None  # the label contradicts $0 or $2: that comes first
    return Twin(f"{heading.source}/{other}", concept.labels[other], heading.uri)


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


def is_fiction(view: View) -> bool:
    """True if the class by YKL says fiction."""
    return any("\x1f2ykl" in each.value and each["a"].startswith(FICTION) for each in view.groups.get("084", ()))


def genre_of_fiction(concepts: Sequence[Concept]) -> Concept | None:
    """Of a genre of SLM and the concept of YSO that it is close to the genre: in fiction the word tells what it is."""
    genres = [each for each in concepts if each.kind == "genre"]
    others = {each.uri for each in concepts if each.kind != "genre"}
    return genres[0] if len(genres) == 1 and others <= set(genres[0].matches) else None


def concepts_of_word(word: str, vocabulary: Vocabulary) -> tuple[tuple[str, Concept], ...]:
    """The language and the concept of YSO and SLM for each label that is this word, whatever its case."""
    found = {
        each.uri: (language, each)
        for source in (YSO, SLM)
        for language in reversed(tuple(TWINS))
        for each in vocabulary.named(source, language, word.strip())
        if not each.replaced_by
    }
    return tuple(found.values())


def is_free_word(word: str, vocabulary: Vocabulary) -> Verdict:
    """False for a word that is a label of YSO or SLM; True for one that only begins several of them."""
    found = concepts_of_word(word, vocabulary)
    if not found:
        return None
    wanted = folded(word.strip())
    return not any(folded(name) == wanted for language, each in found for name in each.names(language))


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
