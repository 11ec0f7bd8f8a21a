"""In which language a text is, in two steps: frequent short words, which settle most, then a statistical model.

The model (py3langid) is only loaded when the words of a text speak against the language it should have and do not
settle the matter. Pure and deterministic; a text that says too little is in no language.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from transforms.language_model import Classify, load_classifier

LONGEST = 240  # characters of a text that are looked at
LONG = 40  # characters without any sign of the claimed language are strange
FEWEST = 3  # different frequent words without which a text says too little
CLEAR = 3  # times as many words as of any other language settle the matter
LIKELY = 0.5  # certainty below which the model says nothing


class Signs(NamedTuple):
    """What tells a language."""

    language: str  # MARC code
    model: str  # its code in the model, "" where it does not know the language
    letters: frozenset[str]  # beyond a to z
    words: frozenset[str]  # frequent short ones, in lower case


_NONE = Signs("", "", frozenset(), frozenset())


class Detected(NamedTuple):
    """A language and how sure it is, from 0 to 1."""

    language: str  # MARC code
    certainty: float


class Detector:
    """Tells languages by their signs."""

    def __init__(self, signs: Iterable[Signs]) -> None:
        self._signs = {each.language: each for each in signs}
        self._words: frozenset[str] = frozenset().union(*(each.words for each in self._signs.values()))
        self._models = {each.model: each.language for each in self._signs.values() if each.model}

    def knows(self, language: str) -> bool:
        """True if texts can be told to be in this language, or not."""
        return language in self._signs

    def detect(self, text: str, claimed: str = "") -> Detected | None:
        """The language of a text, in doubt the claimed one; None where the text says too little."""
        text = text[:LONGEST].lower()
        found = self._words.intersection(text.split())
        mine = self._signs.get(claimed, _NONE)
        if len(found) >= FEWEST and found <= mine.words:
            return Detected(claimed, 1.0)
        counted = sorted(
            (-len(found & each.words), language != claimed, language) for language, each in self._signs.items()
        )
        (most, is_other, best), (second, _, _) = counted[:2]
        if -most < FEWEST:
            is_strange = len(text) >= LONG and found.isdisjoint(mine.words) and mine.letters.isdisjoint(text)
            return self._by_model(text) if is_strange and claimed else None
        if not is_other or most <= CLEAR * min(second, -1):
            return Detected(best, 1.0)
        return self._by_model(text)

    def prefers(self, title: str, language: str, claimed: str) -> bool:
        """True if a title, too short to be sure of, looks more like one language than like the claimed one."""
        found = set(title.lower().split())
        own, other = (len(found & self._signs[each].words) for each in (claimed, language))
        if own != other:
            return other > own
        letters = set(title.lower())
        own, other = (len(letters & self._signs[each].letters) for each in (claimed, language))
        if own != other:
            return other > own
        guess = self._by_model(title)
        return guess is not None and guess.language == language

    def _by_model(self, text: str) -> Detected | None:
        code, certainty = _classifier(frozenset(self._models))(text)
        return Detected(self._models[code], certainty) if code in self._models and certainty >= LIKELY else None


@cache
def _classifier(codes: frozenset[str]) -> Classify:
    """The model, loaded once per process when first needed."""
    return load_classifier(codes)
