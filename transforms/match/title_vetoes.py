"""Vetoes of titles: too unlike, each with words of its own, another year, or a mark that only one of them has."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from transforms.match.agents import SAME, SIMILAR, alike
from transforms.match.features import Features
from transforms.match.flags import ABRIDGED, COMPANION, REVISED, SYNTHETIC
from transforms.match.folding import fold
from transforms.match.keys import SERIALS
from transforms.match.pairs import FAR_EXTENT, UNLIKE_EXTENT, Pair, Veto, are_apart, are_comparable, is_near, likeness
from transforms.match.policy import MatchPolicy
from transforms.match.score import year_likeness

TITLE_TAIL, UNTOLD, POOR_TITLE, OTHER_NUMBER = "title-tail", "untold", "poor-title", "other-number"
OF_SCORE = frozenset((UNTOLD, POOR_TITLE, OTHER_NUMBER))  # an identifier in common answers them
VERSIONS = frozenset((ABRIDGED, REVISED, SYNTHETIC, COMPANION))  # of a text that else is one
NEXT_YEAR = 0.8  # likeness of years that are one apart
_DOTS = str.maketrans("åäö", "aao")


def year_title(pair: Pair) -> Veto | None:
    """Each title names a year that the other does not: "2025" and "2026", "2024-2025" and "2025-2026"."""
    left, right = pair.left.years_named, pair.right.years_named
    if left <= right or right <= left:
        return None
    return Veto("title", "year-title", " ".join(sorted(left)), " ".join(sorted(right)))


def title_floor(pair: Pair) -> Veto | None:
    """Titles so unlike that even a shared identifier is no proof."""
    a, b = pair.both
    if not are_comparable(a, b) or likeness(a, b) >= pair.policy.thresholds.title_floor:
        return None
    return Veto("title", "title-floor", a.title, b.title)


def title_tail(pair: Pair) -> Veto | None:
    """Both of two like titles say something that the other does not: two works of one author, or a new subtitle."""
    a, b = pair.both
    if a.title == b.title or not are_comparable(a, b) or likeness(a, b) < pair.policy.thresholds.title_floor:
        return None
    left, right = _only_in(a.title, b.title, pair), _only_in(b.title, a.title, pair)
    return Veto("title", TITLE_TAIL, " ".join(left), " ".join(right)) if left and right else None


def _only_in(title: str, other: str, pair: Pair) -> list[str]:
    """The words and numbers of a title that the other lacks, typing errors apart; little words do not count.

    A letter at the end does: "Biologia A" and "Biologia B".
    """
    words, own = set(other.split()), title.split()
    return [
        each
        for place, each in enumerate(own, 1)
        if each not in words
        and (_tells(each, pair.policy) or (place == len(own) and len(each) == 1))
        and not (each.isalpha() and any(_is_misspelt(each, word, pair) for word in words))
    ]


def _tells(word: str, policy: MatchPolicy) -> bool:
    """True for a word that tells titles apart, and for every number."""
    if word.isalpha():
        return len(word) >= policy.word_letters and word not in policy.stop_words
    return any(map(str.isdecimal, word))


def _is_misspelt(left: str, right: str, pair: Pair) -> bool:
    """True for one word in two spellings. Without a number in common another letter with dots is another word."""
    if fuzz.ratio(left, right) < 100 * pair.policy.thresholds.word:
        return False
    return pair.sure or left.translate(_DOTS) != right.translate(_DOTS)


def untold(pair: Pair) -> Veto | None:
    """A part, a year in the title or a version that only one of two tells; an identifier in common answers for it.

    An ISSN does not, which an issue has of its magazine; nor does one whose records are of quite another length, or
    differ in year and length.
    """
    a, b = pair.both
    left, right = (_left_open(*each, pair) for each in ((a, b), (b, a)))
    return Veto("title", UNTOLD, left, right) if left or right else None


def _left_open(a: Features, b: Features, pair: Pair) -> str:
    """What a record tells that the other leaves open, and that must be told by both. One length answers for much."""
    is_like = is_near(a.extent, b.extent, FAR_EXTENT)
    if a.media in SERIALS:
        return _marks(a, b)
    if not pair.sure:
        return _marks(a, b) or ("" if is_like or _only_in(b.title, a.title, pair) else _more(a, b, pair))
    if a.extent and b.extent and not is_near(a.extent, b.extent, UNLIKE_EXTENT):  # no other layout of one text
        return _marks(a, b) or _more(a, b, pair, whole=True)
    if _is_other_edition(a, b):
        return _more(a, b, pair)
    return "" if is_like else " ".join((a.flags - b.flags) & {COMPANION})


def _is_other_edition(a: Features, b: Features) -> bool:
    """True for two that tell both years and lengths, and neither is the same."""
    is_told = bool(a.extent and b.extent)
    return is_told and not is_near(a.extent, b.extent) and year_likeness(a.years, b.years) == 0.0


def _more(a: Features, b: Features, pair: Pair, *, whole: bool = False) -> str:
    """The words of a title proper, or of the `whole` title, that the other's whole title lacks."""
    return " ".join(_only_in(a.title if whole else a.main, b.title, pair)) if are_comparable(a, b) else ""


def _marks(a: Features, b: Features) -> str:
    """What a record tells that the other leaves open."""
    volume = a.volume if a.volume and not b.volume and a.volume not in dict(b.series).values() else ""
    volume = volume or _of_its_series(a, b)
    years = sorted(a.years_named) if not b.years_named else []
    versions = sorted((a.flags - b.flags) & VERSIONS)
    return " ".join(filter(None, (volume, *years, *versions)))


def _of_its_series(a: Features, b: Features) -> str:
    """The number of a book that is called like its series, where the other has none."""
    return dict(a.series).get(a.main, "") if a.main == b.main and not b.volume and a.main not in _numbered(b) else ""


def _numbered(features: Features) -> frozenset[str]:
    return frozenset(name for name, number in features.series if number)


def poor_title(pair: Pair) -> Veto | None:
    """ "Runot" of nobody: very many books are called so, and an agreeing house and year are no proof."""
    a, b = pair.both
    if pair.sure or a.title != b.title or alike(a.authors, b.authors, pair.policy.thresholds) in (SAME, SIMILAR):
        return None
    return Veto("title", POOR_TITLE, a.title, b.title) if a.title in _poor(pair.policy) else None


@lru_cache(maxsize=8)
def _poor(policy: MatchPolicy) -> frozenset[str]:
    return frozenset(map(fold, policy.poor_titles))


def other_number(pair: Pair) -> Veto | None:
    """Titles that are only like each other, and each has an identifier of its own: mostly two books, or two films.

    So are two numbered editions: a printing is no other title, but it has no identifier of its own either.
    """
    a, b = pair.both
    if not pair.distinct or are_apart(a, b):
        return None
    if a.title != b.title:
        return Veto("title", OTHER_NUMBER, a.title, b.title)
    if a.years and b.years and (year_likeness(a.years, b.years) or 0.0) < NEXT_YEAR:
        return Veto("year", OTHER_NUMBER, _told(a.years), _told(b.years))
    return Veto("edition", OTHER_NUMBER, a.edition, b.edition) if "" != a.edition != b.edition != "" else None


def _told(years: tuple[int, ...]) -> str:
    return " ".join(map(str, years))
