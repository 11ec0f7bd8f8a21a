"""What a record is compared by: its match keys and its features (title, languages, volume, media)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from stdnum import isbn

from transforms.match.policy import MatchPolicy
from transforms.record import Record

_MARKS = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans({"å": "\ue000", "ä": "\ue001", "ö": "\ue002"})  # letters of their own: never folded
_BACK = str.maketrans({"\ue000": "å", "\ue001": "ä", "\ue002": "ö"})
_CONJUNCTION = re.compile(r"\s(?:och|ja|and|und)\s")
_PUNCTUATION = re.compile(r"[^\w&]+")
_ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
}
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


class Features(NamedTuple):
    """What the vetoes and the evidence look at."""

    title: str  # 245 $a $b folded
    main: str  # 245 $a folded
    languages: frozenset[str]
    volume: str  # "2"; "" when none is marked
    media: str


def keys_of(record: Record, media: str) -> list[tuple[str, str]]:
    """(kind, value) pairs that another record must share to be compared: valid ISBN-13 of 020 $a, without hyphens."""
    return sorted({("isbn", number) for each in record.all("020") if (number := isbn13(each["a"]))})


@lru_cache(maxsize=100_000)
def isbn13(text: str) -> str:
    """The 13 digits of a valid ISBN, an ISBN-10 converted; "" when it is none."""
    number = isbn.compact(text.split(" ", 1)[0])
    if not isbn.is_valid(number):
        return ""
    return str(isbn.to_isbn13(number)).replace("-", "")


def fold(text: str) -> str:
    """Text for comparison (matching.md §3): å ä ö stay letters, other marks, case and punctuation do not count."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_BACK)
    return _PUNCTUATION.sub(" ", _CONJUNCTION.sub(" & ", text.replace("-", ""))).strip()


def features_of(record: Record, media: str, policy: MatchPolicy) -> Features:
    """The features of a record of this media."""
    field = record.first("245")
    main = _without_words(fold(field["a"]), policy) if field else ""
    rest = _without_words(fold(" ".join(field.all("b"))), policy) if field else ""
    numbers = [
        *(field.all("n") if field else []),
        *(part for each in record.all("490") for part in each.all("v")),
    ]
    title = f"{main} {rest}".strip()
    return Features(title, main, _languages(record), _volume(numbers, title, policy), media)


def _without_words(text: str, policy: MatchPolicy) -> str:
    words = {fold(each) for each in policy.format_words}
    return " ".join(each for each in text.split() if each not in words)


def _languages(record: Record) -> frozenset[str]:
    """Languages of the text: 041 $a and $d, else 008/35-37."""
    field = record.first("041")
    found = field.all("a", "d") if field else []
    return frozenset(found or [record.at("008", 35, 38).strip(" |")])


def _volume(numbers: list[str], title: str, policy: MatchPolicy) -> str:
    """The volume of a part field or marked in the title: "osa 2", "II", a number at its end that is not a year."""
    for each in numbers:
        found = re.search(r"\d+", each) or re.search(r"\b[ivx]+\b", each.casefold())
        if found:
            return _ROMAN.get(found.group(), found.group().lstrip("0") or "0")
    words = "|".join(map(re.escape, policy.volume_words))
    marked = re.search(rf"\b(?:{words}) (\d+|[ivx]+)\b", title) or re.search(r" (\d{1,3}|[ivx]{2,4})$", title)
    if not marked or _YEAR.fullmatch(marked.group(1)):
        return ""
    return _ROMAN.get(marked.group(1), marked.group(1).lstrip("0") or "0")
