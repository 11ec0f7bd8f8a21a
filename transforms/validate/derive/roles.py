"""$e and $4: what somebody did, in the words of the language of cataloguing and by the codes of LC (A06, A07, A15)."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.cataloguing import Roles, plain
from transforms.normalise.relators import codes_of, with_roles
from transforms.record import SUBFIELD, Field, Record
from transforms.tables import Tables
from transforms.validate.view import FieldView, View

NAMES = ("100", "110", "700", "710")
READER = "nrt"

Pairs = list[tuple[str, str]]


def is_term(term: str, language: str, roles: Roles) -> bool | None:
    """True for a term of $e in the language, not as the beginning of a sentence ("Kääntäjä").

    Without a known language False for abbreviations only, else None.
    """
    word = plain(term)
    if language in roles.terms:
        return word in roles.terms[language] and not (term[:1].isupper() and term[1:2].islower())
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
        if code != "e":
            return value
        if is_term(value, language, roles) is not False:
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
    if not has_several(each.value):
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


def has_several(value: str) -> bool:
    """True for the text of a field with two or more $e."""
    return value.count(f"{SUBFIELD}e") > 1


def _rank(term: str, roles: Roles) -> int | None:
    ranks = {roles.ranks.get(code) for code in codes_of(term, roles)}
    return ranks.pop() if len(ranks) == 1 else None


def is_reader_only(each: Field, roles: Roles) -> bool:
    """True if all roles of somebody are those of a reader."""
    codes = {value.strip(" .").lower() for value in each.all("4")}
    terms = {codes_of(value, roles) for value in each.all("e")}
    return bool(codes or terms) and codes <= {READER} and terms <= {(READER,)}
