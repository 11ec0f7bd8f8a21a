"""What tells editions and versions of a text apart: abridged, easy to read, for print-disabled readers, revised …"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from transforms.match.folding import finder, first_look, fold, folded, in_figures, number_in, words_of
from transforms.match.people import is_synthetic
from transforms.match.policy import MatchPolicy
from transforms.match.tagged import Tagged
from transforms.record import SUBFIELD

ABRIDGED, UNABRIDGED, SIMPLIFIED, ACCESSIBLE = "abridged", "unabridged", "simplified", "accessible"
ADULT, JUVENILE, COLLECTION, SYNTHETIC, REVISED = "adult", "juvenile", "collection", "synthetic", "revised"
COMPANION = "companion"

CHILDREN = frozenset("abcj")  # 008/22
AUDIENCE_TYPES = frozenset("acdgijt")  # LDR/06 of records whose 008/22 tells the audience

_NAMING = ("500", "511", "700")  # where readers are named
_HEADINGS = ("650", "653", "655")
_ORDINAL = re.compile(r"^(\d+)[a-z]{1,2}$")  # 3rd, 14th, 2e, 2a


class _Texts(NamedTuple):
    """Where words are looked for, folded."""

    title: str
    edition: str
    statement: str  # of responsibility
    uniform: str  # uniform title
    note: str
    access: str
    audience: str
    terms: str  # of use
    language: str


_PLACES = (  # fields and subfields of _Texts
    ("245", "abnp"),
    ("250", "ab"),
    ("245", "c"),
    ("240", "adfklnps"),
    ("500", "a"),
    ("506", "a"),
    ("521", "a"),
    ("540", "a"),
    ("546", "a"),
)


_WORDED = tuple(dict.fromkeys(tag for tag, _ in _PLACES))


class _Signs(NamedTuple):
    """The words of match.yml, ready to be found."""

    may_be_in: Callable[[str], bool]  # a first look for the words that are looked for in _Texts
    in_description: tuple[tuple[str, re.Pattern[str]], ...]  # in title, statement, edition, uniform title and notes
    in_title: tuple[tuple[str, re.Pattern[str]], ...]
    in_edition: tuple[tuple[str, re.Pattern[str]], ...]
    of_genre: tuple[tuple[str, re.Pattern[str]], ...]
    of_audience: re.Pattern[str]
    of_access: re.Pattern[str]
    of_language: re.Pattern[str]
    numbers: dict[str, str]


def flags_of(record: Tagged, policy: MatchPolicy) -> frozenset[str]:
    """The flags that a record raises."""
    signs = _signs(policy)
    found = _by_words(record, signs)
    found |= _by_genre(record, policy) | _by_audience(record, signs) | _by_names(record, policy)
    return frozenset(found - {ABRIDGED} if UNABRIDGED in found else found)


def _by_words(record: Tagged, signs: _Signs) -> set[str]:
    told = record.whole(*_WORDED).split(SUBFIELD)
    if not signs.may_be_in("\n".join([each[1:] for each in told])):
        return set()
    texts = _Texts._make([fold(" ".join(record.texts(tag, *codes))) for tag, codes in _PLACES])
    whole = f"{texts.title} {texts.edition} {texts.statement} {texts.uniform} {texts.note}"
    found = {flag for flag, sign in signs.in_description if sign.search(whole)}
    found.update(flag for flag, sign in signs.in_title if sign.search(texts.title))
    if texts.edition:
        found.update(flag for flag, sign in signs.in_edition if sign.search(texts.edition))
    if signs.of_access.search(f"{texts.note} {texts.access} {texts.audience} {texts.terms}"):
        found.add(ACCESSIBLE)
    if signs.of_language.search(f"{texts.audience} {texts.language}"):
        found.add(SIMPLIFIED)
    return found


def edition_of(record: Tagged, policy: MatchPolicy) -> str:
    """The number of the edition (250): "3., uudistettu painos" and "3rd edition" are "3"; "" without a number."""
    told = record.texts("250", "a")
    if not told:
        return ""
    words = in_figures(words_of(" ".join(told)), _signs(policy).numbers)
    return next(filter(None, (number_in(_ORDINAL.sub(r"\1", each)) for each in words)), "")


def _by_names(record: Tagged, policy: MatchPolicy) -> set[str]:
    """What publishers, formats and readers tell."""
    found: set[str] = set()
    if "daisy" in record.whole("347", "020").casefold():
        formats = " ".join([*record.texts("347", "b", "q"), *record.texts("020", "b", "q")])
        found.update((ACCESSIBLE,) if "daisy" in formats.casefold() else ())
    publishers = map(folded, (*record.texts("260", "b"), *record.texts("264", "b")))
    if not policy.accessible_publishers.isdisjoint(publishers):
        found.add(ACCESSIBLE)
    if is_synthetic(record.whole(*_NAMING), policy):
        names = "\n".join(each["a"] for tag in _NAMING for each in record.all(tag))
        found.update((SYNTHETIC,) if is_synthetic(names, policy) else ())
    return found


def _by_genre(record: Tagged, policy: MatchPolicy) -> set[str]:
    headings = [each for tag in _HEADINGS for each in record.all(tag)]
    whole = record.whole(*_HEADINGS)
    found = {flag for flag, uris in policy.genres.items() if any(map(whole.__contains__, uris))}
    if found:
        uris = [uri for each in headings for uri in each.all("0")]
        found = {flag for flag in found if not policy.genres[flag].isdisjoint(uris)}
    return found.union(*[_by_term(each["a"], policy) for each in headings])


@lru_cache(maxsize=1024)
def _by_term(term: str, policy: MatchPolicy) -> frozenset[str]:
    """What a heading says, which comes again and again."""
    text = fold(term)
    return frozenset(flag for flag, sign in _signs(policy).of_genre if sign.match(text))


def _by_audience(record: Tagged, signs: _Signs) -> set[str]:
    found: set[str] = set()
    if record.at("008", 22) in CHILDREN and record.at("LDR", 6) in AUDIENCE_TYPES:
        found.add(JUVENILE)
    if any(signs.of_audience.search(fold(each["a"])) for each in record.all("521")):
        found.add(ADULT)
    return found


@lru_cache(maxsize=8)
def _signs(policy: MatchPolicy) -> _Signs:
    easy = (*policy.simplified, *policy.lists.easy_words)
    numbers = {fold(word): number for words in policy.number_words.values() for word, number in words.items()}
    told = (policy.abridged, policy.unabridged, policy.collection, policy.companion, policy.revised)
    readers = (policy.accessible, policy.for_the_disabled, easy, ("daisy", "selko*"))
    return _Signs(
        may_be_in=first_look(chain.from_iterable((*told, *readers))),
        in_description=(
            (ABRIDGED, finder(policy.abridged)),
            (UNABRIDGED, finder(policy.unabridged)),
            (SIMPLIFIED, finder(easy)),
        ),
        in_title=(
            (COLLECTION, finder(policy.collection)),
            (ACCESSIBLE, finder(policy.accessible)),
            (COMPANION, finder(policy.companion)),
        ),
        in_edition=((REVISED, finder(policy.revised)), (ACCESSIBLE, finder((*policy.accessible, "daisy")))),
        of_genre=(
            (ACCESSIBLE, finder(policy.accessible)),
            (SIMPLIFIED, finder(("selkokirjat", "ll-böcker", "selkokirja"))),
            (JUVENILE, finder(policy.juvenile)),
        ),
        of_audience=finder(policy.adult),
        of_access=finder(policy.for_the_disabled),
        of_language=finder(("selko*", *easy)),
        numbers=numbers,
    )
