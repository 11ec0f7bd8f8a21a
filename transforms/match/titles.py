"""A title in its forms for comparing (245): whole, without its subtitle, and the number of the part kept apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from transforms.match.folding import composed, fold, in_figures, is_year, number_in, without_words, words_of
from transforms.match.policy import MatchPolicy
from transforms.record import Field, Record

_DASH = re.compile("[-\u2010-\u2015]")
_RANGE = re.compile(r"\b(\d{1,3})\s*[-\u2010-\u2015]\s*(\d{1,3})(?=\s*(?:$|[:;/.,)\]]))")
_PARTED = re.compile(r"\s?:\s")  # a subtitle that stands in $a
_DESIGNATION = "h"
ALONE = frozenset("iv")  # a Roman numeral by itself at the end of a title; "Malcolm X" has none
JOINED = "&"
EMPTY = Field("245", "00")


class TitleForms(NamedTuple):
    """A title for comparing. All text is folded, numbers are in figures, format words and an article are left out."""

    full: str = ""  # $a $b $n $p without the mark of the part
    main: str = ""  # $a alone
    has_rest: bool = False  # there is a subtitle
    volume: str = ""  # "2", "3a", "2.1" of a part in parts, "1-3"; "" when none is marked
    is_range: bool = False  # several parts in one


class _Language(NamedTuple):
    """What the languages of a text tell about its words."""

    numbers: Mapping[str, str]
    of_parts: Mapping[str, str]  # in $n, which may be in the language of the cataloguing instead
    articles: frozenset[str]
    elided: tuple[str, ...]  # of these, those that a word follows without a blank: "l'"
    not_roman: tuple[str, ...]


class _Words(NamedTuple):
    """The words of match.yml, folded."""

    formats: frozenset[str]
    volumes: frozenset[str]


def title_forms(record: Record, languages: Collection[str], policy: MatchPolicy) -> TitleForms:
    """The forms of 245; empty ones for a record without it."""
    return forms_of(record.first("245") or EMPTY, languages, policy)


def forms_of(field: Field, languages: Collection[str], policy: MatchPolicy) -> TitleForms:
    """The forms of a field of titles (245, 240): $a $b $n $p; `languages` are those of the text."""
    words, language = _words(policy), _language(tuple(sorted(languages)), policy)
    volumes: dict[str, str] = {}  # subfield → the part that it marks
    parts: list[tuple[str, list[str]]] = []
    for code, text in _parts(field):
        if code == "a" and not parts:
            text = _without_article(text, field, language)
        text, whole = _without_range(text)
        numbers = language.of_parts if code == "n" else language.numbers
        tokens = in_figures(words_of(text), numbers, language.not_roman)
        tokens, number = _parted(without_words(tokens, words.formats), code, words)
        if whole and tokens and tokens[-1] in words.volumes:  # "osat", behind which the range stood
            tokens = tokens[:-1]
        if whole or number:
            volumes[code] = ".".join(filter(None, (volumes.get(code), whole or number)))
        parts.append((code, tokens))
    volume = volumes.get("n") or volumes.get("a") or next(iter(volumes.values()), "")
    main = " ".join(chain.from_iterable(tokens for code, tokens in parts if code == "a"))
    full = " ".join(chain.from_iterable(tokens for _, tokens in parts))
    return TitleForms(full, main, any(tokens for code, tokens in parts if code == "b"), volume, "-" in volume)


def _parts(field: Field) -> list[tuple[str, str]]:
    """The subfields that make the title; what stands behind a colon in $a is a subtitle."""
    found: list[tuple[str, str]] = []
    for code, text in field.subfields:
        if code == "a" and not found and (at := _PARTED.search(text)) and text[at.end() :].strip():
            found += [("a", text[: at.start()]), ("b", text[at.end() :])]
        elif code in "abnp":
            found.append((code, text))
    return found


def _without_article(text: str, field: Field, language: _Language) -> str:
    """Without what filing skips, by the indicator or else by the language."""
    skipped = field.ind2
    if skipped.isdecimal() and skipped != "0":
        return text[int(skipped) :] or text
    whole = composed(text)
    first, blank, rest = whole.partition(" ")
    if blank and first in language.articles:
        return rest
    elided = next((each for each in language.elided if first.startswith(each)), "")
    return whole[len(elided) :] if elided else text


def _without_range(text: str) -> tuple[str, str]:
    """Several parts in one, "1-3" at the end of a title or of its $n, kept apart."""
    if not _DASH.search(text):
        return text, ""
    found = _RANGE.search(composed(text))
    if found is None or int(found[1]) >= int(found[2]):
        return text, ""
    return text[: found.start()] + text[found.end() :], f"{int(found[1])}-{int(found[2])}"


def _parted(tokens: list[str], code: str, words: _Words) -> tuple[list[str], str]:
    """Words without the mark of the part, and its number."""
    if code == "n" and tokens:
        return _numbered(tokens)
    for place, word in enumerate(() if words.volumes.isdisjoint(tokens) else tokens):
        if word in words.volumes:
            for at in (place + 1, place - 1):  # "osa 2", and "2 osa" as of "toinen osa"
                number = number_in(tokens[at]) if 0 <= at < len(tokens) else ""
                if number and not is_year(tokens[at]):
                    first = min(place, at)
                    return tokens[:first] + tokens[first + 2 :], number
    return _numbered_at_the_end(tokens) if code == "a" and tokens else (tokens, "")


def _numbered(tokens: list[str]) -> tuple[list[str], str]:
    """$n is the number of the part, whatever stands around it; a letter is one as well, a year is none."""
    if any(map(is_year, tokens)):
        return tokens, ""
    numbers = list(filter(None, map(number_in, _with_letter(tokens))))
    if not numbers and len(tokens[-1]) == 1:
        numbers = tokens[-1:]
    return ([], ".".join(numbers)) if numbers else (tokens, "")


def _with_letter(tokens: list[str]) -> list[str]:
    """ "3 A" at the end as one word, "3a"."""
    if len(tokens) > 1 and len(tokens[-1]) == 1 and tokens[-1].isalpha() and tokens[-2].isdecimal():
        return [*tokens[:-2], "".join(tokens[-2:])]
    return tokens


def _numbered_at_the_end(tokens: list[str]) -> tuple[list[str], str]:
    """ "Sarja 2", "Kuningas Henrik V"; a year and a number that is all of the title are none."""
    tokens = _with_letter(tokens)
    last = tokens[-1]
    if len(tokens) < 2 or tokens[-2] == JOINED or is_year(last):
        return tokens, ""
    if last in ALONE or last[:1].isdecimal():
        number = number_in(last)
        return (tokens[:-1], number) if number and len(number) <= 4 else (tokens, "")
    return tokens, ""


@lru_cache(maxsize=8)
def _words(policy: MatchPolicy) -> _Words:
    return _Words(frozenset(map(fold, policy.format_words)), frozenset(map(fold, policy.volume_words)))


@lru_cache(maxsize=256)
def _language(languages: tuple[str, ...], policy: MatchPolicy) -> _Language:
    """What is known of these languages."""
    numbers = _numbers(languages, policy)
    of_parts = {**_numbers(sorted(policy.number_words), policy), **numbers}
    articles = frozenset().union(*(policy.articles.get(each, frozenset()) for each in languages))
    may_be_swedish = not policy.multilingual.isdisjoint(languages) or "swe" in languages
    elided = tuple(each for each in articles if each[-1:] in "'’")
    return _Language(numbers, of_parts, articles, elided, ("vi",) if may_be_swedish else ())  # "vi" is "we" there


def _numbers(languages: Collection[str], policy: MatchPolicy) -> dict[str, str]:
    """Number words of these languages, folded, with their digits."""
    known = _number_words(policy)
    found: dict[str, str] = {}
    for each in languages:
        found |= known.get(each, {})
    return found


@lru_cache(maxsize=8)
def _number_words(policy: MatchPolicy) -> dict[str, dict[str, str]]:
    """Language → its number words, folded, with their digits."""
    told = policy.number_words.items()
    return {language: {fold(word): number for word, number in words.items()} for language, words in told}
