"""$e and $4: what somebody did, in the words of the language of cataloguing and by the codes of LC (A06, A07, A15)."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.cataloguing import LANGUAGES, Roles, plain
from transforms.record import SUBFIELD, Field, Record
from transforms.tables import Tables
from transforms.validate.view import FieldView, View

NAMES = ("100", "110", "700", "710")
READER = "nrt"

Pairs = list[tuple[str, str]]


def codes_of(term: str, roles: Roles, languages: Sequence[str] = LANGUAGES) -> tuple[str, ...]:
    """The relator codes that a term or abbreviation may stand for, of the first language that knows it."""
    word = plain(term)
    for language in languages:
        if word in roles.terms[language]:
            found = roles.terms[language][word]
            return tuple(each for each in found if plain(roles.labels[each][language]) == word) or found
    return (roles.abbreviations[word],) if word in roles.abbreviations else ()


def is_term(term: str, language: str, roles: Roles) -> bool | None:
    """True for a term of $e in the language; without a known language False for abbreviations only, else None."""
    word = plain(term)
    if language in roles.terms:
        return word in roles.terms[language]
    if word in roles.abbreviations:
        return False
    return True if any(word in terms for terms in roles.terms.values()) else None


def role_terms(view: View, tables: Tables) -> Record | None:
    """$e käänt. becomes $e kääntäjä, narrator in a Swedish record inläsare; None without $e.

    Without a language of cataloguing (040 $b) nothing is changed.
    """
    roles, language = tables.cataloguing.roles, view.language
    record, is_judged = view.record, False
    for tag in NAMES:
        for each in view.groups.get(tag, ()):
            if f"{SUBFIELD}e" in each.value:
                is_judged = True
                mended = _with_terms(each, language, roles)
                record = record if mended == each else record.swap(each, mended)
    return record if is_judged else None


def _with_terms(each: Field, language: str, roles: Roles) -> Field:
    stated = [value.strip(" .").lower() for value in each.all("4")]

    def written(code: str, value: str) -> str:
        if code != "e" or is_term(value, language, roles) is not False:
            return value
        codes = codes_of(value, roles)
        wanted = [one for one in codes if one in stated] or list(codes)
        terms = {roles.labels[one].get(language, "") for one in wanted}
        term = terms.pop() if len(terms) == 1 else ""
        return term + _mark(value, each, roles) if term else value

    return each.map(written)


def _mark(value: str, each: Field, roles: Roles) -> str:
    """The mark behind a term: that of an abbreviation is part of the word, where no other subfield follows."""
    if value.endswith(","):
        return ","
    is_abbreviation = plain(value) in roles.abbreviations
    terms = each.all("e")
    return "." if value.endswith(".") and (not is_abbreviation or value == terms[-1]) else ""


def role_codes(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """$4 "AUT." becomes aut, a withdrawn code the one in its place, an unknown one that of the only $e."""
    roles, field = tables.cataloguing.roles, each.field
    terms = field.all("e")

    def written(code: str, value: str) -> str:
        if code != "4" or value.startswith(("http://", "https://")):
            return value
        known = value.strip(" .").lower()
        if known in roles.codes:
            return roles.codes[known] or known
        found = codes_of(terms[0], roles) if len(terms) == 1 else codes_of(value, roles)
        return found[0] if len(found) == 1 else value

    return (field.map(written),) if field.has("4") else None


def role_order(each: FieldView, tables: Tables) -> Sequence[Field] | None:
    """$e in the order work, expression, manifestation, item; None for less than two, or one whose level is open."""
    if each.value.count(f"{SUBFIELD}e") < 2:
        return None
    roles, field = tables.cataloguing.roles, each.field
    terms = field.all("e")
    ranks = [_rank(term, roles) for term in terms]
    known = [rank for rank in ranks if rank is not None]
    if len(known) < len(ranks):
        return None
    if known == sorted(known):
        return (field,)
    ordered = [term for _, term in sorted(zip(known, terms, strict=True), key=lambda pair: pair[0])]
    codes = field.all("4")
    code_ranks = [roles.ranks.get(code) for code in codes]
    if None not in code_ranks:
        codes = sorted(codes, key=lambda code: roles.ranks[code])
    return (with_roles(field, ordered, codes),)


def _rank(term: str, roles: Roles) -> int | None:
    ranks = {roles.ranks.get(code) for code in codes_of(term, roles)}
    return ranks.pop() if len(ranks) == 1 else None


def with_roles(each: Field, terms: Sequence[str], codes: Sequence[str]) -> Field:
    """The field with these $e and $4 in place of its own: a comma before each $e, a stop behind the last."""
    pairs = each.subfields
    first = next((place for place, (code, _) in enumerate(pairs) if code in "e4"), len(pairs))
    before, behind = pairs[:first], [pair for pair in pairs[first:] if pair[0] not in "e4"]
    words = [term.rstrip(" .,") for term in terms]
    if before and words:
        code, value = before[-1]
        before[-1] = (code, value if value.endswith((",", "-")) else f"{value},")
    marked = [("e", f"{word},") for word in words[:-1]] + [("e", f"{word}.") for word in words[-1:]]
    return each.with_subfields([*before, *marked, *(("4", code) for code in codes), *behind])


def is_reader_only(each: Field, roles: Roles) -> bool:
    """True if all roles of somebody are those of a reader."""
    codes = {value.strip(" .").lower() for value in each.all("4")}
    terms = {codes_of(value, roles) for value in each.all("e")}
    return bool(codes or terms) and codes <= {READER} and terms <= {(READER,)}
