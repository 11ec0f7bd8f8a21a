"""The FAIR view of a record: findable, accessible, interoperable, reusable, each 0…1 (quality-rules.md §7)."""

from __future__ import annotations

from typing import NamedTuple

from transforms.score.groups import subfields
from transforms.score.signs import Signs

HEADINGS_7XX = frozenset(("700", "710", "711", "720", "730", "740", "751", "752", "753", "754", "758"))  # no 76X-78X


class Fair(NamedTuple):
    """The four principles, 0…1; interoperable is None where there is no heading that could have a URI."""

    findable: float
    accessible: float
    interoperable: float | None
    reusable: float


def fair_of(signs: Signs) -> Fair:
    """How far a record goes towards each principle."""
    words = signs.words
    headings = [value for tag, values in signs.groups.items() if _is_heading(tag) for value in values]
    identified = sum("\x1f0" in value for value in headings)
    linked = sum(_has_uri(value) for value in headings)
    share = identified / len(headings) if headings else 0.0
    return Fair(
        findable=(("persistent_id" in words) + ("758" in words) + share) / 3,
        accessible=(("link" in words) + (not words.isdisjoint(("506", "540")))) / 2,
        interoperable=linked / len(headings) if headings else None,
        reusable=(("040" in words) + (not words.isdisjoint(("883", "884"))) + ("licence" in words)) / 3,
    )


def _is_heading(tag: str) -> bool:
    return tag[0] in "16" or tag in HEADINGS_7XX


def _has_uri(value: str) -> bool:
    ids = [*subfields(value, "\x1f0"), *subfields(value, "\x1f1")]
    return any(each.startswith(("http://", "https://")) for each in ids)
