"""Relators: which code a term or abbreviation of $e stands for, and a name with its roles written out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transforms.cataloguing import Roles, plain
from transforms.record import Field

_AROUND = " .,;:/()[]"


def codes_of(term: str, roles: Roles, spoken: str = "") -> tuple[str, ...]:
    """The relator codes that a term or abbreviation may stand for: in the language `spoken`, where that knows it.

    Else in any: an "artist" paints in English and performs in Swedish.
    """
    word = plain(term)
    if word in roles.words:
        return roles.terms[spoken].get(word, roles.words[word]) if spoken else roles.words[word]
    if word in roles.abbreviations:
        return (roles.abbreviations[word],)
    bare = term.strip(_AROUND)  # "(kuv.)"
    return codes_of(bare, roles, spoken) if bare != term.strip() and plain(bare) != word else ()


def language_of(terms: Iterable[str], roles: Roles, text: str) -> str:
    """The language that most of the terms of a record are in; of two that of its text, "" where that is another."""
    words = [plain(term) for term in terms]
    known = {language: sum(word in each for word in words) for language, each in roles.terms.items()}
    best = [language for language, count in known.items() if count == max(known.values())]
    return best[0] if len(best) == 1 else text if text in best else ""


def with_roles(each: Field, terms: Sequence[str], codes: Sequence[str]) -> Field:
    """The field with these $e and $4 in place of its own: a comma before each $e, a stop behind the last."""
    pairs = each.subfields
    first = next((place for place, (code, _) in enumerate(pairs) if code in "e4"), _behind_name(pairs))
    before, behind = pairs[:first], [pair for pair in pairs[first:] if pair[0] not in "e4"]
    words = [term.rstrip(" .,") for term in terms]
    if before and words:
        code, value = before[-1]
        before[-1] = (code, value if value.endswith((",", "-")) else f"{without_stop(value)},")
    marked = [("e", f"{word},") for word in words[:-1]] + [("e", f"{word}.") for word in words[-1:]]
    return each.with_subfields([*before, *marked, *(("4", code) for code in codes), *behind])


def _behind_name(pairs: list[tuple[str, str]]) -> int:
    """The place behind the name, before identifiers."""
    return next((place for place, (code, _) in enumerate(pairs) if code in "01"), len(pairs))


def without_stop(value: str) -> str:
    """A name without the stop that ends its field; that of an initial or of "jr." stays."""
    word = value[:-1].rsplit(" ", 1)[-1]
    is_abbreviated = len(word) < 3 or "." in word
    return value[:-1] if value.endswith(".") and not is_abbreviated else value
