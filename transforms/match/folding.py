"""Normal forms for comparing: each step a small function, in a fixed order. They are never written to a record.

å ä ö are letters of their own and are folded in no step: "säde" (ray) is not "sade" (rain).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u036f]+")
_KEPT = str.maketrans({"å": "\ue000", "ä": "\ue001", "ö": "\ue002"})
_BACK = str.maketrans({"\ue000": "å", "\ue001": "ä", "\ue002": "ö"})
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))  # soft hyphen, zero width, order mark
_DIGITS = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFF10, 0xFF1A), 0xB2, 0xB3, 0xB9)}
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_COMPATIBLE = {**_UNSEEN, **_DIGITS, **_LIGATURES}
_CHANGED = re.compile("[" + "".join(map(chr, _COMPATIBLE)) + "]")
_MARKED = re.compile("[^\\x00-\\x7fåäö]")  # what may have a mark that does not count
_HYPHEN = re.compile("[-\u2010\u2011]")
_JOINTS = (" och ", " ja ", " and ", " und ")
_CONJUNCTION = re.compile(r"(?<= )(?:och|ja|and|und)(?= )")
_SPAN = re.compile(r"[-\u2010\u2011](?=\d)(?<=\d.)")
_PUNCTUATION = re.compile(r"[^\w&]+|_+")
_ODD = re.compile(r"[^\w& ]|_|  ")  # what `_PUNCTUATION` changes
_LATIN = "latin-1"
_SOFT_HYPHEN = "\u00ad".encode(_LATIN)
_SPAN_IN_LATIN = re.compile(rb"-(?=[0-9])(?<=[0-9].)")
_YEAR = re.compile(r"\b(?:1[89]\d\d|20\d\d)\b")
_NUMBER = re.compile(r"\d{1,4}[a-z]?")
ROMAN_LIMIT = 39


def composed(text: str) -> str:
    """NFC in lower case, without what cannot be seen; digits and ligatures in their plain form."""
    if text.isascii():
        return text.casefold()
    if _CHANGED.search(text):
        text = text.translate(_COMPATIBLE)
    text = unicodedata.normalize("NFC", text).casefold()
    return unicodedata.normalize("NFC", text)


def without_marks(text: str) -> str:
    """Letters without their marks, but for å ä ö: "café" is "cafe"; ø and æ are no marked letters and stay."""
    if text.isascii() or not _MARKED.search(text):
        return text
    kept = unicodedata.normalize("NFC", text).translate(_KEPT)
    plain = _MARKS.sub("", unicodedata.normalize("NFD", kept))
    return unicodedata.normalize("NFC", plain.translate(_BACK))


def without_punctuation(text: str) -> str:
    """Words with one blank between them; a hyphen inside a word goes without a trace: "e-kirja" is "ekirja".

    Between figures it parts them: "2025-2026" is two years.
    """
    if _HYPHEN.search(text):
        text = _HYPHEN.sub("", _SPAN.sub(" ", text))
    return (_PUNCTUATION.sub(" ", text) if _ODD.search(text) else text).strip()


def with_one_conjunction(text: str) -> str:
    """och, ja, and, und between words as "&"."""
    for each in _JOINTS:
        if each in text:
            return _CONJUNCTION.sub("&", text)
    return text


def fold(text: str) -> str:
    """Text for comparison: case, marks and punctuation do not count, å ä ö do."""
    return with_one_conjunction(plain(text))


def plain(text: str) -> str:
    """The same with every word for "and" as it stands.

    Nearly all text is in Latin-1, where a letter becomes a letter or a blank: a table has what the steps make of it.
    """
    try:
        letters = text.casefold().encode(_LATIN).translate(_PLAIN, _SOFT_HYPHEN)
    except UnicodeEncodeError:
        return _by_steps(text)
    if b"-" in letters:
        letters = _SPAN_IN_LATIN.sub(b" ", letters).replace(b"-", b"")
    return _by_steps(text) if b"_" in letters else b" ".join(letters.split()).decode(_LATIN)


def _by_steps(text: str) -> str:
    return without_punctuation(without_marks(composed(text)))


def _in_latin(code: int) -> str:
    """What becomes of a letter of Latin-1 in lower case; hyphens and low lines are looked at together with others."""
    letter = chr(code)
    if not letter.isalnum():
        return letter if letter in "&-_" else " "
    return letter if letter in "åäö" else unicodedata.normalize("NFD", _DIGITS.get(code, letter))[0]


_PLAIN = "".join(map(_in_latin, range(256))).encode(_LATIN)


folded = lru_cache(maxsize=1024)(fold)  # for names, publishers and series, which come again and again


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return fold(text).split()


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


ROMAN: Mapping[str, str] = {_roman(number): str(number) for number in range(1, ROMAN_LIMIT + 1)}


def in_figures(words: Iterable[str], numbers: Mapping[str, str], not_roman: Collection[str] = ()) -> list[str]:
    """Number words and Roman numerals as digits; a single I, V or X is a word, and so is what `not_roman` names."""
    return [
        numbers.get(each) or (ROMAN.get(each, each) if len(each) > 1 and each not in not_roman else each)
        for each in words
    ]


def number_in(word: str) -> str:
    """The number that a word is: "02" and "ii" are "2", "3a" is "3a"; "" for another word."""
    if word in ROMAN:
        return ROMAN[word]
    return (word.lstrip("0") or "0") if _NUMBER.fullmatch(word) else ""


def part_number(text: str) -> str:
    """The number of a part or of a book in a series: "osa 02" and "II" are both "2"; "" when there is none."""
    return next(filter(None, map(number_in, words_of(text))), "")


def is_year(word: str) -> bool:
    """True for a year from 1800 to 2099."""
    return _YEAR.fullmatch(word) is not None


def years_in(title: str) -> frozenset[str]:
    """The years that a title names: of an annual they tell one issue from another."""
    return frozenset(_YEAR.findall(title))


def without_words(words: list[str], unwanted: Collection[str]) -> list[str]:
    """Words without those that say nothing; all of them where nothing else would be left."""
    return [each for each in words if each not in unwanted] or words


def script_of(text: str) -> str:
    """The script of the first letter that is not Latin: "cyrillic", "arabic"; else "latin", and "" without letters."""
    if text.isascii():
        return "latin" if any(map(str.isalpha, text)) else ""
    if max(text) < "\u0370":
        return "latin" if any(map(str.isalpha, text)) else ""
    other = next((each for each in text if each >= "\u0370" and each.isalpha()), "")
    if not other:
        return "latin" if any(map(str.isalpha, text)) else ""
    return unicodedata.name(other, "other").split()[0].lower()


@lru_cache(maxsize=256)
def finder(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of these words in folded text, as whole words; one that ends in a star with any ending."""
    parts = []
    for each in sorted(words, key=lambda word: (-len(word), word)):
        stem = re.escape(fold(each.rstrip("*")))
        parts.append(stem if each.endswith("*") else rf"{stem}\b")
    return re.compile(rf"\b(?:{'|'.join(parts)})")


def first_look(words: Iterable[str]) -> Callable[[str], bool]:
    """Tells whether a text, or one of several with line ends between them, may have any of these words when folded.

    The words are as a finder takes them; the first of each is looked for. It may be wrong in one way only: True for
    text that has none of them.
    """
    whole, begun = set[str](), set[str]()
    for each in words:
        stem = plain(each.rstrip("*"))
        first = next(iter(_parted(stem)), "")
        (begun if not first or (stem == first and each.endswith("*")) else whole).add(first)
    letters = min(map(len, begun), default=0)
    begun = {each[:letters] for each in begun}

    def may_have(text: str) -> bool:
        parts = _parted(plain(text))
        return not (whole.isdisjoint(parts) and begun.isdisjoint([each[:letters] for each in parts]))

    return may_have


def _parted(text: str) -> list[str]:
    """What stands between blanks and signs for "and": to a pattern, too, a word ends there."""
    return text.replace("&", " ").split()
