"""Is a pair of source records one title? The answer carries its evidence and its vetoes (matching.md §4, §6, §8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz import fuzz

from transforms.match.keys import Features, features_of, keys_of, weak_keys, years_in
from transforms.match.policy import MatchPolicy
from transforms.record import Record

FORMAT = "format"  # the veto that asks nobody: the vendor file has answered


class Evidence(NamedTuple):
    """One comparison: what was compared, the reason from a closed list, and how much it speaks for a match."""

    field: str
    reason: str
    score: float


class Veto(NamedTuple):
    """What forbids a match, with both values."""

    field: str
    reason: str
    left: str
    right: str


class Decision(NamedTuple):
    """match, review or no, and why."""

    decision: str
    score: float
    evidence: tuple[Evidence, ...]
    vetoes: tuple[Veto, ...]
    profile: str  # version of match.yml


class Compared(NamedTuple):
    """One side of a comparison."""

    keys: frozenset[tuple[str, str]]
    features: Features

    @classmethod
    def of(cls, record: Record, media: str, policy: MatchPolicy) -> Compared:
        """The compared side of a record."""
        keys = frozenset(keys_of(record, media)) - weak_keys(record, policy)
        return cls(keys, features_of(record, media, policy))


def likeness(left: Features, right: Features) -> float:
    """Token-set likeness of two titles, 0-1."""
    return round(fuzz.token_set_ratio(left.title, right.title) / 100, 2)


def _media(a: Features, b: Features, policy: MatchPolicy) -> Veto | None:
    return Veto("media", "media", a.media, b.media) if a.media and b.media and a.media != b.media else None


def _format(a: Features, b: Features, policy: MatchPolicy) -> Veto | None:
    """EPUB against PDF, where both vendors keep them apart (switch manifestation_split)."""
    if not a.formats or not b.formats or a.formats & b.formats:
        return None
    return Veto("format", FORMAT, " ".join(sorted(a.formats)), " ".join(sorted(b.formats)))


def _language(a: Features, b: Features, policy: MatchPolicy) -> Veto | None:
    left, right = a.languages - policy.multilingual, b.languages - policy.multilingual
    if not left or not right or left & right:
        return None
    return Veto("language", "language", " ".join(sorted(left)), " ".join(sorted(right)))


def _volume(a: Features, b: Features, policy: MatchPolicy) -> Veto | None:
    """Volumes by title differ, or numbers in a series of both; a title's volume also against none in that series."""
    if a.volume and b.volume:
        return Veto("volume", "volume", a.volume, b.volume) if a.volume != b.volume else None
    others = dict(b.series)
    for series, number in a.series:
        other = others.get(series, "")
        left, right = (number, other) if number and other else (a.volume or number, b.volume or other)
        if series in others and left != right and ((left and right) or a.volume or b.volume):
            return Veto("volume", "volume", left, right)
    return None


def _year_title(a: Features, b: Features, policy: MatchPolicy) -> Veto | None:
    left, right = years_in(a.title), years_in(b.title)
    if not left or not right or left & right:
        return None
    return Veto("title", "year-title", " ".join(sorted(left)), " ".join(sorted(right)))


def _title_floor(a: Features, b: Features, policy: MatchPolicy) -> Veto | None:
    if not _are_comparable(a.title, b.title) or likeness(a, b) >= policy.title_floor:
        return None
    return Veto("title", "title-floor", a.title, b.title)


def _are_comparable(left: str, right: str) -> bool:
    """True if both titles are there, in one script: a romanised title says nothing against a Cyrillic one."""
    return bool(left and right) and _is_latin(left) == _is_latin(right)


def _is_latin(text: str) -> bool:
    return all(each < "\u0370" for each in text if each.isalpha())


def _title_tail(a: Features, b: Features, policy: MatchPolicy) -> Veto | None:
    """Both of two like titles say something that the other does not: two works of one author, or a new subtitle."""
    if not _are_comparable(a.title, b.title) or likeness(a, b) < policy.title_floor:
        return None
    left, right = _only_in(a.title, b.title, policy), _only_in(b.title, a.title, policy)
    return Veto("title", "title-tail", " ".join(left), " ".join(right)) if left and right else None


def _only_in(title: str, other: str, policy: MatchPolicy) -> list[str]:
    """The words of a title that the other lacks, typing errors apart; little words and numbers do not count."""
    words = set(other.split())
    return [
        each
        for each in title.split()
        if len(each) >= policy.word_letters
        and each.isalpha()
        and each not in words
        and not any(fuzz.ratio(each, word) >= 100 * policy.word_match for word in words)
    ]


VETOES: dict[str, Callable[[Features, Features, MatchPolicy], Veto | None]] = {
    "media": _media,
    FORMAT: _format,
    "language": _language,
    "volume": _volume,
    "year-title": _year_title,
    "title-floor": _title_floor,
    "title-tail": _title_tail,
}


def vetoes(left: Features, right: Features, policy: MatchPolicy) -> tuple[Veto, ...]:
    """Every veto that forbids the pair, in the order of match.yml."""
    found = (VETOES[name](left, right, policy) for name in policy.vetoes)
    return tuple(each for each in found if each is not None)


def decide(left: Compared, right: Compared, policy: MatchPolicy) -> Decision:
    """Compare two records: a shared valid ISBN without a veto is a match, with one a case for a person, else no."""
    shared = sorted(left.keys & right.keys)
    a, b = left.features, right.features
    same_title = likeness(a, b)
    evidence = [Evidence(kind, "equal-valid", 1.0) for kind, _ in shared]
    if not shared:
        missing = "missing-left" if not left.keys else "missing-right" if not right.keys else "differs"
        evidence.append(Evidence("isbn", missing, 0.0))
    evidence.append(Evidence("title", _title_reason(a, b, same_title, policy), same_title))
    if a.languages & b.languages:
        evidence.append(Evidence("language", "equal", 1.0))
    found = vetoes(a, b, policy)
    answer = "no" if not shared else "review" if found else "match"
    return Decision(answer, 1.0 if shared else 0.0, tuple(evidence), found, policy.version)


def _title_reason(a: Features, b: Features, same_title: float, policy: MatchPolicy) -> str:
    if not a.title or not b.title:
        return "missing-right" if a.title else "missing-left"
    return "token-set" if same_title >= policy.title_match else "differs"
