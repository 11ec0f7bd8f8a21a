"""What a record is compared by: its match keys and its features (title, languages, volume, media)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from transforms.identifiers.isbn import find_isbn
from transforms.match.folding import fold
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

_ROMAN = {"i": 1, "v": 5, "x": 10}
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


class Features(NamedTuple):
    """What the vetoes and the evidence look at."""

    title: str  # 245 $a $b $p folded, without format words
    languages: frozenset[str]
    volume: str  # of the work itself, by 245: "2"; "" when none is marked
    series: tuple[tuple[str, str], ...]  # 490: folded title and number, "" when it has none
    media: str  # "" when the record does not say
    formats: frozenset[str] = frozenset()  # of its files, where its vendor keeps one title apart for each of them


def keys_of(record: Record, media: str) -> list[tuple[str, str]]:
    """(kind, value) pairs that another record must share to be compared: valid ISBN-13 of 020 $a, without hyphens."""
    return sorted({("isbn", number) for each in record.all("020") if (number := isbn13(each["a"]))})


def weak_keys(record: Record, policy: MatchPolicy) -> frozenset[tuple[str, str]]:
    """Those of the keys that prove nothing: of a set, by 020 $q, and those that people stopped."""
    found = ((isbn13(each["a"]), is_of_set(each, policy)) for each in record.all("020"))
    return frozenset(("isbn", number) for number, of_set in found if of_set or number in policy.isbn_stop)


def is_of_set(each: Field, policy: MatchPolicy) -> bool:
    """True for a 020 that says in $q that its number is that of a set."""
    return any(word.strip(" .()").casefold() in policy.set_words for word in each.all("q"))


@lru_cache(maxsize=100_000)
def isbn13(text: str) -> str:
    """The 13 digits of a valid ISBN, an ISBN-10 converted; "" when it is none."""
    found = find_isbn(text)
    return found.isbn13 if found and found.is_valid else ""


def features_of(record: Record, media: str, policy: MatchPolicy) -> Features:
    """The features of a record of this media."""
    field = record.first("245") or Field("245", "")
    main, title = (_without_words(fold(" ".join(field.all(*codes))), policy) for codes in ("a", "abp"))
    series = {fold(each["a"]): _number_in(each["v"]) for each in record.all("490")}
    volume = next(filter(None, map(_number_in, field.all("n"))), "") or _marked(main, policy) or _marked(title, policy)
    return Features(title, _languages(record), volume, tuple(sorted(series.items())), media)


def formats_of(record: Record) -> frozenset[str]:
    """The file formats that a record names in 347 $b, in lower case."""
    return frozenset(value.casefold() for each in record.all("347") for value in each.all("b"))


def years_in(title: str) -> frozenset[str]:
    """The years that a title names: of an annual they tell one issue from another."""
    return frozenset(_YEAR.findall(title))


def _without_words(text: str, policy: MatchPolicy) -> str:
    words = _folded(policy.format_words)
    return " ".join(each for each in text.split() if each not in words)


@lru_cache(maxsize=16)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _languages(record: Record) -> frozenset[str]:
    """Languages of the text: 041 $a and $d, else 008/35-37."""
    field = record.first("041")
    found = field.all("a", "d") if field else []
    return frozenset(found or [record.at("008", 35, 38).strip(" |")])


def _number_in(text: str) -> str:
    """The number of a part or series: "osa 02" and "II" are both "2"; "" when there is none."""
    found = re.search(r"\d+", text) or re.search(r"\b[ivx]+\b", text.casefold())
    return _arabic(found.group()) if found else ""


def _marked(title: str, policy: MatchPolicy) -> str:
    """The volume marked in a folded title: "osa 2", "del ii", or a number at its end; a year is none."""
    words = "|".join(map(re.escape, policy.volume_words))
    found = re.search(rf"\b(?:{words}) (\d+|[ivx]+)\b", title) or re.search(r" (\d{1,3}|[ivx]{2,4})$", title)
    return _arabic(found.group(1)) if found and not _YEAR.fullmatch(found.group(1)) else ""


def _arabic(number: str) -> str:
    """A number in Arabic figures without leading zeros; Roman ones are of the letters i, v and x."""
    if number[0] not in _ROMAN:
        return str(int(number))
    values = [_ROMAN[each] for each in number]
    return str(sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)))
