"""In which language a text is, by its frequent short words and its letters (schemas/codes).

Pure and deterministic. A text that says too little, or speaks for two languages, is in none: rules have nothing to
judge then. A statistical model would settle a few more at the price of 60 MB in every worker.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

LONGEST = 240  # characters of a text that are looked at
FEWEST = 3  # different frequent words without which a text says too little
OWN = 2  # words of its own that a language must have in a text
CLEAR = 3  # times as many as another language has there settle the matter


class Signs(NamedTuple):
    """What tells a language."""

    language: str  # MARC code
    letters: frozenset[str]  # beyond a to z
    words: frozenset[str]  # frequent short ones, in lower case


_NONE = Signs("", frozenset(), frozenset())


class Detected(NamedTuple):
    """A language and how sure it is, from 0 to 1."""

    language: str  # MARC code
    certainty: float


class Detector:
    """Tells languages by their signs."""

    def __init__(self, signs: Iterable[Signs]) -> None:
        self._signs = {each.language: each for each in signs}
        self._words: frozenset[str] = frozenset().union(*(each.words for each in self._signs.values()))

    def knows(self, language: str) -> bool:
        """True if texts can be told to be in this language, or not."""
        return language in self._signs

    def detect(self, text: str, claimed: str = "") -> Detected | None:
        """The language of a text, in doubt the claimed one; None where the text says too little."""
        text = text[:LONGEST].lower()
        found = self._words.intersection(text.split())
        mine = self._signs.get(claimed, _NONE)
        if len(found) < FEWEST:
            return None
        if found <= mine.words:
            return Detected(claimed, 1.0)
        best = max(self._signs.values(), key=lambda each: (len(found & each.words), each.language == claimed))
        if len(found & best.words) < FEWEST:
            return None
        is_sure = all(each is best or _speaks_for(best, each, found, text) for each in self._signs.values())
        return Detected(best.language, 1.0) if is_sure else None

    def prefers(self, title: str, language: str, claimed: str) -> bool:
        """True if a title, too short to be sure of, looks more like one language than like the claimed one."""
        found = set(title.lower().split())
        own, other = (len(found & self._signs[each].words) for each in (claimed, language))
        if own != other:
            return other > own
        letters = set(title.lower())
        own, other = (len(letters & self._signs[each].letters) for each in (claimed, language))
        return other > own


def _speaks_for(best: Signs, other: Signs, found: frozenset[str], text: str) -> bool:
    """True if the words of a text, or its letters, speak for one language and against another."""
    own, its = found & best.words - other.words, found & other.words - best.words
    if len(own) >= OWN and (not its or len(own) >= CLEAR * len(its)):
        return True
    letters = {each for each in text if each > "z" and each.isalpha()}
    return not its and letters <= best.letters and not letters <= other.letters
