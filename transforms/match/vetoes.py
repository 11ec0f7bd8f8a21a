"""What forbids that two records are one title, however like they are; each veto in the registry VETOES.

A veto compares two values that both sides tell: what is missing forbids nothing. The order is that of match.yml.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from types import MappingProxyType

from transforms.match.agents import DIFFERS, Agent, alike
from transforms.match.extents import TIMED
from transforms.match.features import Features
from transforms.match.flags import (
    ABRIDGED,
    ACCESSIBLE,
    ADULT,
    COLLECTION,
    JUVENILE,
    REVISED,
    SIMPLIFIED,
    SYNTHETIC,
    UNABRIDGED,
)
from transforms.match.folding import is_year
from transforms.match.pairs import FAR_EXTENT, Pair, Veto, are_apart, is_near
from transforms.match.policy import MatchPolicy
from transforms.match.score import year_likeness
from transforms.match.title_vetoes import (
    OTHER_NUMBER,
    POOR_TITLE,
    TITLE_TAIL,
    UNTOLD,
    other_number,
    poor_title,
    title_floor,
    title_tail,
    untold,
    year_title,
)

FORMAT = "format"  # the veto that asks nobody: the vendor file has answered
ONE_VENDOR, DURATION, SCRIPT = "one-vendor", "duration", "script"
# A person may find that they are one title after all:
OPEN = frozenset((TITLE_TAIL, DURATION, ONE_VENDOR, UNTOLD, POOR_TITLE, OTHER_NUMBER))


def vetoes(
    left: Features, right: Features, policy: MatchPolicy, *, sure: bool = False, distinct: bool = False
) -> tuple[Veto, ...]:
    """Every veto that forbids the pair, in the order of match.yml.

    `sure`: the two share an identifier of the first two tiers; `distinct`: each has another one of one kind.
    """
    pair = Pair(left, right, policy, sure, distinct)
    due = _due(policy, _differing(left, right))
    return tuple([found for veto in due if (found := veto(pair)) is not None])


def _media(pair: Pair) -> Veto | None:
    a, b = pair.left.media, pair.right.media
    return Veto("media", "media", a, b) if a and b and a != b else None


def _format(pair: Pair) -> Veto | None:
    return other_format(pair.left, pair.right, pair.policy)


def other_format(a: Features, b: Features, policy: MatchPolicy) -> Veto | None:
    """EPUB against PDF, where both vendors keep them apart (switch manifestation_split)."""
    if not policy.by_format or not {a.vendor, b.vendor} <= policy.by_format or not are_apart(a, b):
        return None
    return Veto("format", FORMAT, " ".join(sorted(a.formats)), " ".join(sorted(b.formats)))


def _language(pair: Pair) -> Veto | None:
    a, b = pair.both
    if a.languages == b.languages:
        return None
    left, right = a.languages - pair.policy.multilingual, b.languages - pair.policy.multilingual
    if not left or not right or left & right:
        return None
    return Veto("language", "language", " ".join(sorted(left)), " ".join(sorted(right)))


def _volume(pair: Pair) -> Veto | None:
    """Volumes by title differ, or numbers in a series of both; a title's volume also against none in that series."""
    a, b = pair.both
    if a.volume and b.volume:
        return Veto("volume", "volume", a.volume, b.volume) if a.volume != b.volume else None
    others = dict(b.series)
    for series, number in a.series:
        other = others.get(series, "")
        left, right = (number, other) if number and other else (a.volume or number, b.volume or other)
        if series in others and left != right and ((left and right) or a.volume or b.volume):
            return Veto("volume", "volume", left, right)
    return None


def _author(pair: Pair) -> Veto | None:
    return _disjoint("author", "author", pair.left.authors, pair.right.authors, pair.policy)


def _narrator(pair: Pair) -> Veto | None:
    """Other readers, or a person against a synthetic voice."""
    a, b = pair.both
    if (SYNTHETIC in a.flags) != (SYNTHETIC in b.flags):
        human = b if SYNTHETIC in a.flags else a
        if human.performers:
            values = (SYNTHETIC, _names(b.performers)) if human is b else (_names(a.performers), SYNTHETIC)
            return Veto("narrator", "narrator", *values)
    return _disjoint("narrator", "narrator", a.performers, b.performers, pair.policy)


def _translator(pair: Pair) -> Veto | None:
    return _disjoint("translator", "translator", pair.left.translators, pair.right.translators, pair.policy)


def _disjoint(
    field: str, reason: str, left: tuple[Agent, ...], right: tuple[Agent, ...], policy: MatchPolicy
) -> Veto | None:
    if not left or not right or left == right or alike(left, right, policy.thresholds) != DIFFERS:
        return None
    return Veto(field, reason, _names(left), _names(right))


def _names(agents: Collection[Agent]) -> str:
    """Agents as a person reads them: "waltari, mika; canth, minna"."""
    return "; ".join(", ".join(filter(None, (" ".join(each.family), " ".join(each.given)))) for each in agents)


def _abridged(pair: Pair) -> Veto | None:
    """Abridged against unabridged; one that says nothing is the whole text, where its length is another."""
    a, b = pair.both
    if (ABRIDGED in a.flags) == (ABRIDGED in b.flags):
        return None
    other = b if ABRIDGED in a.flags else a
    if UNABRIDGED not in other.flags and not _is_far(a, b):
        return None
    return Veto("edition", ABRIDGED, *(ABRIDGED if ABRIDGED in each.flags else UNABRIDGED for each in pair.both))


def _is_far(a: Features, b: Features) -> bool:
    return bool(a.extent and b.extent) and not is_near(a.extent, b.extent, FAR_EXTENT)


def _flag(pair: Pair, field: str, flag: str) -> Veto | None:
    a, b = pair.both
    if (flag in a.flags) == (flag in b.flags):
        return None
    return Veto(field, flag, flag if flag in a.flags else "", flag if flag in b.flags else "")


def _simplified(pair: Pair) -> Veto | None:
    return _flag(pair, "edition", SIMPLIFIED)


def _accessible(pair: Pair) -> Veto | None:
    return _flag(pair, "edition", ACCESSIBLE)


def _edition(pair: Pair) -> Veto | None:
    """Numbers of editions differ, and one is revised; an edition by its year is another text as well.

    So is one of another year that has an identifier of its own: a mere printing has none.
    """
    a, b = pair.both
    if not a.edition or not b.edition or a.edition == b.edition:
        return None
    is_new = pair.distinct and year_likeness(a.years, b.years) == 0.0
    if not is_new and REVISED not in a.flags | b.flags and not (is_year(a.edition) and is_year(b.edition)):
        return None
    return Veto("edition", "edition", a.edition, b.edition)


def _adult(pair: Pair) -> Veto | None:
    a, b = pair.both
    if (ADULT in a.flags) == (ADULT in b.flags) or JUVENILE not in a.flags | b.flags:
        return None
    return _flag(pair, "audience", ADULT)


def _collection(pair: Pair) -> Veto | None:
    """Several works against one; records of one number and one length are of one thing, whatever one of them says."""
    a, b = pair.both
    if pair.sure and is_near(a.extent, b.extent):
        return None
    return _flag(pair, "title", COLLECTION)


def _duration(pair: Pair) -> Veto | None:
    return other_duration(pair.left, pair.right)


def other_duration(a: Features, b: Features) -> Veto | None:
    """Recordings whose running times are far apart: another cut, or an abridged reading that says nothing of it."""
    if a.extent == b.extent or a.media not in TIMED or a.media != b.media or not _is_far(a, b):
        return None
    return Veto("extent", DURATION, str(a.extent), str(b.extent))


def _one_vendor(pair: Pair) -> Veto | None:
    """Two records of one vendor are one only by number and title."""
    return None if pair.sure and pair.left.title == pair.right.title else same_vendor(pair.left, pair.right)


def same_vendor(a: Features, b: Features) -> Veto | None:
    """One vendor keeps a title in one format once."""
    if not a.vendor or a.vendor != b.vendor or are_apart(a, b):
        return None
    return Veto("vendor", ONE_VENDOR, a.vendor, b.vendor)


VETOES: Mapping[str, Callable[[Pair], Veto | None]] = MappingProxyType(
    {
        "media": _media,
        FORMAT: _format,
        "language": _language,
        "volume": _volume,
        "year-title": year_title,
        "author": _author,
        "title-floor": title_floor,
        TITLE_TAIL: title_tail,
        ABRIDGED: _abridged,
        SIMPLIFIED: _simplified,
        ACCESSIBLE: _accessible,
        "narrator": _narrator,
        "translator": _translator,
        "edition": _edition,
        ADULT: _adult,
        COLLECTION: _collection,
        DURATION: _duration,
        ONE_VENDOR: _one_vendor,
        UNTOLD: untold,
        POOR_TITLE: poor_title,
        OTHER_NUMBER: other_number,
    }
)


# What a veto looks at: where two have the same in all of it, it cannot fire; those that are not here may.
LOOKS_AT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "media": ("media",),
        FORMAT: ("formats",),
        "language": ("languages",),
        "volume": ("volume", "series"),
        "year-title": ("years_named",),
        "author": ("authors",),
        "title-floor": ("title",),
        TITLE_TAIL: ("title",),
        ABRIDGED: ("flags",),
        SIMPLIFIED: ("flags",),
        ACCESSIBLE: ("flags",),
        "narrator": ("flags", "performers"),
        "translator": ("translators",),
        "edition": ("edition",),
        ADULT: ("flags",),
        COLLECTION: ("flags",),
        DURATION: ("extent",),
        UNTOLD: ("title", "main", "volume", "series", "years_named", "flags"),
        OTHER_NUMBER: ("title", "years", "edition"),
    }
)
_FIELDS = (
    *("formats", "extent", "years", "media", "languages", "volume", "series", "years_named", "authors"),
    *("title", "main", "flags", "performers", "translators", "edition"),
)


def _differing(a: Features, b: Features) -> int:
    """What differs: a bit for each of `_FIELDS`. Two that tell the same text differ in the first three at most."""
    edition = (a.formats != b.formats) | (a.extent != b.extent) << 1 | (a.years != b.years) << 2
    if a.text and a.text == b.text:
        return edition
    work = (a.media != b.media) << 3 | (a.languages != b.languages) << 4 | (a.volume != b.volume) << 5
    work |= (a.series != b.series) << 6 | (a.years_named != b.years_named) << 7 | (a.authors != b.authors) << 8
    text = (a.title != b.title) << 9 | (a.main != b.main) << 10 | (a.flags != b.flags) << 11
    text |= (a.performers != b.performers) << 12 | (a.translators != b.translators) << 13
    return edition | work | text | (a.edition != b.edition) << 14


@lru_cache(maxsize=4096)
def _due(policy: MatchPolicy, differing: int) -> tuple[Callable[[Pair], Veto | None], ...]:
    """The vetoes that may fire, in the order of match.yml."""
    told = {name for place, name in enumerate(_FIELDS) if differing >> place & 1}
    return tuple(VETOES[name] for name in policy.vetoes if name not in LOOKS_AT or not told.isdisjoint(LOOKS_AT[name]))
