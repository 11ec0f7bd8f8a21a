"""The keys of a record: what two records share when they are one title, or may be; each kind in the registry KINDS.

A key is (kind, value), a short text that a store can index. Identifiers of tiers K1 to K3 say that two records are one
title when nothing speaks against it; blocking keys (K4) only say which records are worth comparing; work keys tell
which titles may be of one work. KEYS changes whenever another value would be made of the same record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from transforms.identifiers.isbn import find_isbn
from transforms.match.features import Features
from transforms.match.folding import fold
from transforms.match.policy import MatchPolicy, Stop
from transforms.match.tagged import Tagged, tagged
from transforms.match.titles import forms_of
from transforms.media import Media
from transforms.record import Field, Record

KEYS = "k3"

Key = tuple[str, str]
K1, K2, K3, K4, WORK = "K1", "K2", "K3", "K4", "work"
ISBN, PRINT, WORK_KIND = "isbn", "print", "work"
OTHER_FORM = "776"
SERIALS = frozenset((Media.MAGAZINE, Media.AUDIOMAGAZINE))
_NOT_OWN = frozenset(("print", "set"))  # what the qualifier of another edition's ISBN says
GTINS = frozenset("138")  # first indicator of 024
WORDS = 3  # significant words of a title in a blocking key


class Sight(NamedTuple):
    """A record and what is known of it, as the readers of keys see it."""

    record: Tagged
    features: Features
    policy: MatchPolicy
    bounds: tuple[str, ...]  # "fin|ebook": records of which one has these in common may be one title
    families: tuple[str, ...]  # names of its first authors
    controls: list[str]  # 035 $a: control numbers of catalogues


class Kind(NamedTuple):
    """A kind of key: what sharing one means, and how a record's are read."""

    tier: str
    read: Callable[[Sight], Iterable[str]]
    tags: frozenset[str] = frozenset()  # of fields without which there is none


def match_keys(record: Record, features: Features, policy: MatchPolicy) -> frozenset[Key]:
    """All keys of a record, of every tier; none of an identifier of a set, or one that people stopped."""
    sight = sight_of(record, features, policy)
    due = _due(frozenset(_KEYED.intersection(sight.record.tags)))
    return frozenset([(name, value) for name, read in due for value in read(sight) if value])


@lru_cache(maxsize=64)
def _due(tags: frozenset[str]) -> tuple[tuple[str, Callable[[Sight], Iterable[str]]], ...]:
    """The readers of the keys that a record with these tags may have."""
    return tuple((name, kind.read) for name, kind in KINDS.items() if not kind.tags or not kind.tags.isdisjoint(tags))


def sight_of(record: Record, features: Features, policy: MatchPolicy) -> Sight:
    """What the readers of keys see of a record."""
    families = {family_of(each.family, policy) for each in features.authors[:WORDS]}
    bounds = (f"{language}|{features.media}" for language in sorted(features.languages))
    record = tagged(record)
    return Sight(record, features, policy, tuple(bounds), tuple(sorted(families)), record.texts("035", "a"))


def tier_of(key: Key) -> str:
    """K1 to K4, or work."""
    return KINDS[key[0]].tier


@lru_cache(maxsize=1024)
def isbn13(text: str) -> str:
    """The 13 digits of a valid ISBN, an ISBN-10 converted; "" when it is none."""
    found = find_isbn(text)
    return found.isbn13 if found and found.is_valid else ""


def is_of_set(each: Field, policy: MatchPolicy) -> bool:
    """True for a 020 that says in $q that its number is that of a set."""
    return "set" in _said(each, policy)


def _said(each: Field, policy: MatchPolicy) -> set[str]:
    """What the qualifiers of a 020 say of the edition: print, electronic, set."""
    words = [word.strip(" .()").casefold() for word in each.all("q")]
    return {policy.qualifiers[word] for word in words if word in policy.qualifiers}


def _isbns(sight: Sight) -> Iterator[str]:
    """Own ISBNs: 020 $a that is not called a printed book's; and URN:ISBN in 024."""
    for each in sight.record.all("020"):
        if not _NOT_OWN.isdisjoint(_said(each, sight.policy)):
            continue
        yield from _unstopped(map(isbn13, each.all("a")), sight)
    urns = (sight.policy.identifiers["urn-isbn"].parse(text) for text in _numbers(sight, "urn"))
    yield from _unstopped((isbn13(urn.rpartition(":")[2]) for urn in urns if urn), sight)


def _prints(sight: Sight) -> Iterator[str]:
    """ISBNs of printed books: 020 that says so, and 776 $z."""
    fields = (each for each in sight.record.all("020") if "print" in _said(each, sight.policy))
    yield from _unstopped((isbn13(text) for each in fields for text in each.all("a")), sight)
    yield from _unstopped(map(isbn13, sight.record.texts(OTHER_FORM, "z")), sight)


def _unstopped(numbers: Iterable[str], sight: Sight) -> Iterator[str]:
    stops = sight.policy.stops
    if not stops:
        yield from filter(None, numbers)
        return
    titles = {Stop(each.isbn, each.title) for each in stops if not each.title or _is_titled(each.title, sight)}
    stopped = {each.isbn for each in titles}
    yield from (each for each in numbers if each and each not in stopped)


def _is_titled(title: str, sight: Sight) -> bool:
    return fold(title) in (sight.features.title, sight.features.main)


def _gtins(sight: Sight) -> Iterator[str]:
    """EAN, UPC and GTIN of 024 as 14 digits: leading noughts are no part of the number."""
    types = sight.policy.identifiers
    for each in sight.record.all("024"):
        if each.ind1 in GTINS:
            for text in each.all("a"):
                digits = next(filter(None, (types[name].parse(text) for name in ("gtin13", "upc", "gtin14"))), "")
                yield digits.zfill(14) if digits else ""


def _numbers(sight: Sight, source: str) -> Iterator[str]:
    """024 $a of a source of $2, or of its first indicator."""
    for each in sight.record.all("024"):
        if each["2"] == source:
            yield from each.all("a")


def _of_024(name: str, source: str) -> Callable[[Sight], Iterator[str]]:
    """Reads the identifiers of a type in 024 7#."""

    def read(sight: Sight) -> Iterator[str]:
        texts = list(_numbers(sight, source))
        return (sight.policy.identifiers[name].parse(text) or "" for text in texts)

    return read


def _dois(sight: Sight) -> Iterator[str]:
    """DOIs, but for those of films: an EIDR is one, and has its own kind."""
    eidr = sight.policy.identifiers["eidr"]
    for text in _numbers(sight, "doi"):
        yield "" if eidr.parse(text) else sight.policy.identifiers["doi"].parse(text) or ""


def _issns(sight: Sight) -> Iterator[str]:
    """ISSNs of serials; on a book it is that of its series."""
    if sight.features.media in SERIALS:
        issn = sight.policy.identifiers["issn"]
        yield from (issn.parse(text) or "" for text in sight.record.texts("022", "a"))


def _of_035(name: str) -> Callable[[Sight], Iterator[str]]:
    """Reads the control numbers of a union catalogue in 035 $a."""

    def read(sight: Sight) -> Iterator[str]:
        known = sight.policy.identifiers[name]
        return (known.parse_marked(text) or "" for text in sight.controls)

    return read


def _isrcs(sight: Sight) -> Iterator[str]:
    """All tracks of an album as one key: one recording in common is no proof."""
    texts = [text for each in sight.record.all("024") if each.ind1 == "0" for text in each.all("a")]
    codes = {code for text in texts if (code := sight.policy.identifiers["isrc"].parse(text))}
    if len(codes) > 1:
        yield " ".join(sorted(codes))


def _block(*parts: str) -> str:
    """A blocking key: language and media last, since neither may differ."""
    return "|".join(parts)


def significant(title: str, policy: MatchPolicy) -> list[str]:
    """The words of a folded title that make blocks: not the frequent ones, but for titles of nothing else."""
    words = title.split()
    return [each for each in words if len(each) > 1 and each not in policy.stop_words] or words


def _by_name_and_title(sight: Sight) -> Iterator[str]:
    """Of a short title with a subtitle the title alone as well: the subtitle may be missing elsewhere."""
    titles = {sight.features.title, sight.features.main} - {""}
    found = {" ".join(significant(each, sight.policy)[:2]) for each in titles}
    for bound in sight.bounds:
        for family in sight.families:
            yield from (_block(family, words, bound) for words in sorted(found))


def family_of(family: tuple[str, ...], policy: MatchPolicy) -> str:
    """A family name without its particles, which stand before it or behind the given names."""
    return " ".join(each for each in family if each not in policy.particles) or " ".join(family)


def _by_title(sight: Sight) -> Iterator[str]:
    words = " ".join(significant(sight.features.title, sight.policy)[:WORDS])
    return (_block(words, bound) for bound in sight.bounds if words)


def _by_authority(sight: Sight) -> Iterator[str]:
    ids = sorted({id for each in sight.features.authors for id in each.ids})
    return (_block(id, bound) for id in ids for bound in sight.bounds)


def _by_extent(sight: Sight) -> Iterator[str]:
    """Author, year and length: a title that is misspelt or written otherwise is found by what stands beside it."""
    extent = sight.features.extent
    for bound in sight.bounds if extent else ():
        for family in sight.families:
            yield from (_block(family, str(year), str(extent), bound) for year in sight.features.years)


def _by_series(sight: Sight) -> Iterator[str]:
    for series, number in sight.features.series:
        part = number or sight.features.volume
        yield from (_block(series, part, bound) for bound in sight.bounds if part)


def _works(sight: Sight) -> Iterator[str]:
    """Identifiers of works (758, $0 of 130 and 240), and the creator with the title of the original."""
    fields = (*sight.record.all("758"), *sight.record.all("130", "240"))
    yield from (text for each in fields for text in each.all("0", "1"))
    titles = original_titles(sight.record, sight.features, sight.policy)
    yield from (_block(family, title) for family in sight.families for title in sorted(titles))


def original_titles(record: Record, features: Features, policy: MatchPolicy) -> set[str]:
    """The title of the work, folded: uniform title (240), title of the original (765 $t), else the title itself."""
    uniform = (forms_of(Field("245", f"00{each.value[2:]}"), (), policy) for each in record.all("240"))
    found = {each.main for each in uniform} | {fold(each["t"]) for each in record.all("765") if each["t"]}
    return {each for each in found or {features.main} if each}


_024, _035 = frozenset(("024",)), frozenset(("035",))

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        ISBN: Kind(K1, _isbns, frozenset(("020", "024"))),
        "gtin": Kind(K1, _gtins, _024),
        "doi": Kind(K1, _dois, _024),
        "urn": Kind(K1, _of_024("urn-nbn", "urn"), _024),
        "issn": Kind(K1, _issns, frozenset(("022",))),
        "melinda": Kind(K2, _of_035("melinda"), _035),
        "oclc": Kind(K2, _of_035("oclc"), _035),
        "libris": Kind(K2, _of_035("libris"), _035),
        "eidr": Kind(K2, _of_024("eidr", "eidr"), _024),
        "isan": Kind(K2, _of_024("isan", "isan"), _024),
        "isrcs": Kind(K2, _isrcs, _024),
        PRINT: Kind(K3, _prints, frozenset(("020", OTHER_FORM))),
        "name-title": Kind(K4, _by_name_and_title),
        "title": Kind(K4, _by_title),
        "authority": Kind(K4, _by_authority),
        "series": Kind(K4, _by_series),
        "extent": Kind(K4, _by_extent),
        WORK_KIND: Kind(WORK, _works),
    }
)
_KEYED = frozenset[str]().union(*(kind.tags for kind in KINDS.values()))
TIERS = MappingProxyType({name: kind.tier for name, kind in KINDS.items()})
PROOFS = frozenset(name for name, kind in KINDS.items() if kind.tier in (K1, K2))
IDENTIFIERS = frozenset(name for name, kind in KINDS.items() if kind.tier in (K1, K2, K3))
CATALOGUES = frozenset(("melinda", "oclc", "libris"))
EDITIONS = PROOFS - CATALOGUES  # identifiers of which an edition has its own
BLOCKS = tuple(name for name, kind in KINDS.items() if kind.tier == K4)
