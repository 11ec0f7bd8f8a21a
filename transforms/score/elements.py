"""The elements of all scores as bits: which words of a record make an element present, and which make it apply.

What is present always applies. What is absent applies by the record's media, or by a sign of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

from transforms.media import Media
from transforms.score.fills import ALIASES, FILLS
from transforms.score.signs import FACTS

EVERY = frozenset(map(str, Media))
_WIDTH = 120  # bits; above them stand, moved up, the bits of elements that a word makes apply
_FULL = (1 << _WIDTH) - 1
_TAG = re.compile(r"[0-9]{3}|[0-9]XX")


class Elements:
    """Numbers the elements as they are added; frozen in use, when all lists are read."""

    def __init__(self, not_for: Mapping[str, Iterable[str]], only_with: Mapping[str, str]) -> None:
        self._not_for = {name: _media(name, those) for name, those in not_for.items()}
        self._only_with = only_with
        self._count = 0
        self._words: dict[str, int] = {}
        self._by_media = dict.fromkeys(EVERY, 0)

    def add(self, name: str) -> int:
        """The bit of an element that applies as the file's general lists and the fill facts say."""
        asked = FILLS.get(name, EVERY) - self._not_for.get(name, frozenset())
        return self._put(name, asked, self._only_with.get(name, ""))

    def add_only(
        self,
        name: str,
        not_for: Iterable[str] = (),
        only_for: Iterable[str] = (),
        only_with: str = "",
        optional: bool = False,
    ) -> int:
        """The bit of an element with conditions of its own; an optional one applies where it is present."""
        asked = (_media(name, only_for) or EVERY) - _media(name, not_for)
        return self._put(name, frozenset() if optional else asked, only_with)

    def masks(self, words: Iterable[str], media: str) -> tuple[int, int]:
        """What is present, and what applies, of a record with these words."""
        found = 0
        known = self._words.get
        for word in words:
            found |= known(word, 0)
        present = found & _FULL
        by_media = self._by_media.get(media, self._by_media[Media.OTHER])
        return present, present | by_media | found >> _WIDTH

    def _put(self, name: str, asked: Set[str], only_with: str) -> int:
        if self._count == _WIDTH:
            raise ValueError(f"scores.yml: more than {_WIDTH} elements")
        bit = 1 << self._count
        self._count += 1
        for word in _words(name):
            self._words[word] = self._words.get(word, 0) | bit
        if only_with:
            for word in _words(only_with):
                self._words[word] = self._words.get(word, 0) | bit << _WIDTH
        else:
            for media in asked:
                self._by_media[media] |= bit
        return bit


def _words(name: str) -> list[str]:
    """The words that an element's name stands for. Raises ValueError for one that no record ever has."""
    found = []
    for part in name.split("|"):
        word = ALIASES.get(part, part)
        if word not in FACTS and not _TAG.fullmatch(word):
            raise ValueError(f"scores.yml: {part!r} is neither a tag nor a fact (transforms/score/signs.py)")
        found += [f"{word[0]}{number:02}" for number in range(100)] if word.endswith("XX") else [word]
    return found


def _media(name: str, those: Iterable[str]) -> frozenset[str]:
    unknown = set(those) - EVERY
    if unknown:
        raise ValueError(f"scores.yml: {name}: no such media: {sorted(unknown)}")
    return frozenset(those)
