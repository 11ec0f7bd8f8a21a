"""What tells editions and versions of a text apart: abridged, easy to read, for print-disabled readers, revised …"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from transforms.match.folding import finder, fold, folded, in_figures, number_in
from transforms.match.people import is_synthetic
from transforms.match.policy import MatchPolicy
from transforms.match.tagged import Tagged

ABRIDGED, UNABRIDGED, SIMPLIFIED, ACCESSIBLE = "abridged", "unabridged", "simplified", "accessible"
ADULT, JUVENILE, COLLECTION, SYNTHETIC, REVISED = "adult", "juvenile", "collection", "synthetic", "revised"
COMPANION = "companion"

CHILDREN = frozenset("abcj")  # 008/22
AUDIENCE_TYPES = frozenset("acdgijt")  # LDR/06 of records whose 008/22 tells the audience

_ORDINAL = re.compile(r"^(\d+)[a-z]{1,2}$")  # 3rd, 14th, 2e, 2a


class _Signs(NamedTuple):
    """The words of match.yml, ready to be found."""

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
    title, edition, note = _text(record, "245", "abnp"), _text(record, "250", "ab"), _text(record, "500", "a")
    whole = f"{title} {edition} {_text(record, '245', 'c')} {_text(record, '240', 'adfklnps')} {note}"
    found = {flag for flag, sign in signs.in_description if sign.search(whole)}
    found.update(flag for flag, sign in signs.in_title if sign.search(title))
    if edition:
        found.update(flag for flag, sign in signs.in_edition if sign.search(edition))
    audience, access = _text(record, "521", "a"), (_text(record, "506", "a"), _text(record, "540", "a"))
    if signs.of_access.search(f"{note} {access[0]} {audience} {access[1]}"):
        found.add(ACCESSIBLE)
    if signs.of_language.search(f"{audience} {_text(record, '546', 'a')}"):
        found.add(SIMPLIFIED)
    found |= _by_genre(record, signs, policy) | _by_audience(record, signs) | _by_names(record, policy)
    return frozenset(found - {ABRIDGED} if UNABRIDGED in found else found)


def edition_of(record: Tagged, policy: MatchPolicy) -> str:
    """The number of the edition (250): "3., uudistettu painos" and "3rd edition" are "3"; "" without a number."""
    words = in_figures(_text(record, "250", "a").split(), _signs(policy).numbers)
    return next(filter(None, (number_in(_ORDINAL.sub(r"\1", each)) for each in words)), "")


def _text(record: Tagged, tag: str, codes: str) -> str:
    """These subfields of all fields of a tag, folded."""
    texts = record.texts(tag, *codes)
    return fold(" ".join(texts)) if texts else ""


def _by_names(record: Tagged, policy: MatchPolicy) -> set[str]:
    """What publishers, formats and readers tell."""
    found: set[str] = set()
    formats = " ".join([*record.texts("347", "b", "q"), *record.texts("020", "b", "q")])
    publishers = map(folded, (*record.texts("260", "b"), *record.texts("264", "b")))
    if "daisy" in formats.casefold() or not policy.accessible_publishers.isdisjoint(publishers):
        found.add(ACCESSIBLE)
    if is_synthetic("\n".join(each["a"] for tag in ("500", "511", "700") for each in record.all(tag)), policy):
        found.add(SYNTHETIC)
    return found


def _by_genre(record: Tagged, signs: _Signs, policy: MatchPolicy) -> set[str]:
    headings = [each for tag in ("650", "653", "655") for each in record.all(tag)]
    uris = [uri for each in headings for uri in each.all("0")]
    found = {flag for flag, known in policy.genres.items() if not known.isdisjoint(uris)}
    return found.union(*(_by_term(each["a"], signs.of_genre) for each in headings))


@lru_cache(maxsize=1024)
def _by_term(term: str, signs: tuple[tuple[str, re.Pattern[str]], ...]) -> frozenset[str]:
    """What a heading says, which comes again and again."""
    text = fold(term)
    return frozenset(flag for flag, sign in signs if sign.match(text))


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
    return _Signs(
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
