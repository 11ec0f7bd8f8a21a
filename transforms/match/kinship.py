"""Titles of one expression or one work: an e-book and its audiobook, a novel in two languages.

Pure and without the store: what is asked is a pair, the answer names the level and why. Candidates are the records that
share a key of kind "work" or "print", or an identifier.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.match.agents import NEAR, SAME, SIMILAR, WORTH, alike
from transforms.match.decision import EQUAL_VALID, MATCH, PRINT_SHARED, Compared, Decision, shared_keys
from transforms.match.features import Features
from transforms.match.flags import ABRIDGED, SIMPLIFIED, SYNTHETIC
from transforms.match.keys import PRINT, WORK_KIND, Key
from transforms.match.policy import MatchPolicy
from transforms.match.score import EQUAL, Evidence, publisher_likeness
from transforms.match.vetoes import vetoes
from transforms.media import Media

EXPRESSION, WORK = "E", "W"
TEXTS = frozenset((Media.EBOOK, Media.PRINT))  # one kind of content on two carriers
WITHIN_A_WORK = frozenset(  # vetoes that part titles and expressions of one work
    ("media", "format", "language", "abridged", "simplified", "accessible", "narrator", "translator", "edition")
) | {"duration", "one-vendor", "untold", "poor-title", "other-number"}
WITHIN_AN_EXPRESSION = frozenset(("media", "format", "accessible", "one-vendor"))
OF_LANGUAGE = frozenset(("title-floor", "title-tail"))  # say nothing between two languages
OF_ADAPTATION = frozenset(("author", "title-floor", "title-tail"))  # nor against an identifier of the work
PARTED_BY_MEDIA = frozenset((Media.FILM, Media.ALBUM))  # another work, if it is an adaptation at all


class Kinship(NamedTuple):
    """Two titles of one expression (E) or one work (W), and why."""

    level: str
    evidence: tuple[Evidence, ...]


def kinship(left: Compared, right: Compared, decision: Decision, policy: MatchPolicy) -> Kinship | None:
    """What two records are to each other that are not one title; None for one title, and for strangers.

    One work: they share an identifier of the work or the ISBN of the printed book, or have the same creator and the
    same title of the original, which is a title of their own where none is told; titles without a creator, one name
    and one house. What they tell of volumes, years in the title and readers' age must not differ.
    """
    if decision.decision == MATCH:
        return None
    evidence = _evidence(left, right, policy)
    if not evidence or are_strangers(left, right, policy):
        return None
    one = is_one_expression(left.features, right.features, policy)
    return Kinship(EXPRESSION if one else WORK, tuple(evidence))


def are_strangers(left: Compared, right: Compared, policy: MatchPolicy) -> bool:
    """True if something parts two records that parts works, too, whatever else says that the work is one."""
    a, b = left.features, right.features
    against = {veto.reason for veto in vetoes(a, b, policy, sure=True)} - WITHIN_A_WORK
    if a.languages != b.languages:
        against -= OF_LANGUAGE
    if any(_is_identifier(key) for key in _works(left) & _works(right)):
        against -= OF_ADAPTATION
    return bool(against)


def _evidence(left: Compared, right: Compared, policy: MatchPolicy) -> list[Evidence]:
    """What says that the work is one."""
    proofs = [_proof(key) for key in shared_keys(left.keys, right.keys)]
    proofs += [Evidence(WORK_KIND, EQUAL_VALID, 1.0) for key in _works(left) & _works(right) if _is_identifier(key)]
    a, b = left.features, right.features
    if {a.media, b.media} & PARTED_BY_MEDIA and a.media != b.media:
        return [each for each in proofs if each.field == WORK_KIND]
    creator = alike(a.authors, b.authors, policy.thresholds)
    if creator in (SAME, SIMILAR, NEAR) and any(not _is_identifier(key) for key in _works(left) & _works(right)):
        return [*proofs, Evidence("author", creator, WORTH[creator]), Evidence(WORK_KIND, EQUAL, 1.0)]
    return [*proofs, *_without_creator(a, b, policy)]


def _without_creator(a: Features, b: Features, policy: MatchPolicy) -> list[Evidence]:
    """Of titles that name no creator, such as magazines: one name and one house."""
    if a.authors or b.authors or not a.main or a.main != b.main or not a.languages & b.languages:
        return []
    house = publisher_likeness(a, b, policy) or 0.0
    if house < policy.thresholds.publisher_print:
        return []
    return [Evidence("title", EQUAL, 1.0), Evidence("publisher", EQUAL if house == 1.0 else NEAR, round(house, 2))]


def _proof(key: Key) -> Evidence:
    return Evidence("isbn", PRINT_SHARED, 1.0) if key[0] == PRINT else Evidence(key[0], EQUAL_VALID, 1.0)


def _works(side: Compared) -> frozenset[Key]:
    return frozenset(key for key in side.keys if key[0] == WORK_KIND)


def _is_identifier(key: Key) -> bool:
    """True for the URI or number of a work, false for a creator with a title."""
    return "|" not in key[1]


def is_one_expression(a: Features, b: Features, policy: MatchPolicy) -> bool:
    """The same words in the same voice: only the carrier or the format is another."""
    if a.media != b.media and not {a.media, b.media} <= TEXTS:
        return False
    told = {veto.reason for veto in vetoes(a, b, policy, sure=True)}
    versions = frozenset((ABRIDGED, SIMPLIFIED, SYNTHETIC))
    return told <= WITHIN_AN_EXPRESSION and a.languages == b.languages and a.flags & versions == b.flags & versions
