"""1XX and 7XX: names that stand for nobody, several in one field, names in direct order, roles, the main entry.

A name is changed only where it is plain which part is what; the rest is told by rules (A02–A16).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from transforms.cataloguing import Cataloguing, Roles, plain
from transforms.normalise.authors import with_authors, with_stated_roles, with_statement
from transforms.normalise.context import Context
from transforms.normalise.relators import codes_of, language_of, with_roles, without_stop
from transforms.normalise.remembered import remembered
from transforms.personal_names import split_names, spoken
from transforms.record import SUBFIELD, Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

NAMES = frozenset(("100", "110", "111", "700", "710", "711", "720"))
KNOWN_PERSON = frozenset("bcdqt01")  # subfields that say who is meant: such a heading is not split
AUTHOR = "aut"
READER = "nrt"

_READ = NAMES | {"008", "041", "245"}
_PERSONS = frozenset(("100", "700"))
_MAIN_ENTRIES = frozenset(("100", "110", "111", "130"))
_ROLES = frozenset(("100", "110", "700", "710"))
_ADDED = frozenset(("700", "710", "711"))
_TERM = f"{SUBFIELD}e"
_WITH_MAIN_ENTRY = frozenset(("ebook", "eaudiobook"))  # films and albums are works of many
_INVERTED = re.compile(r"[^,]+, [^,]+")
_DIRECT = re.compile(r"([^\W\d_]{2,}(?:-[^\W\d_]{2,})?) ([^\W\d_]{2,}(?:-[^\W\d_]{2,})?)")
_DATED = re.compile(r"([^,]+, [^,0-9]+), ([12][0-9]{3}-(?:[12][0-9]{3})?)")
_YEAR = re.compile("[12][0-9]{3}-")
_WITH_ROLE = re.compile(r"([^,()]+, [^,()]+) \(([^()]{3,20})\)")
_INITIALS = re.compile(r"([A-ZÅÄÖÉÜ])\.(?=[A-ZÅÄÖÉÜ])")


def names(record: Record, context: Context) -> Record:
    """700 "Matti Malli" $e luk. becomes "Malli, Matti," $e luk. $4 nrt; the first author becomes the main entry."""
    present = [each for each in record.fields if each.tag in _READ]
    named = [each for each in present if each.tag in NAMES]
    if not named:
        return record
    lists, language = context.tables.cataloguing, context.language(record)
    told = {each.tag: each.value for each in reversed(present)}  # of each tag the first
    is_family_first = _is_family_first(told, context.tables.steps.family_name_first)
    spoken = _spoken(named, lists.roles, told)
    became = {
        each: parts
        for each in named
        if (parts := _parts(each, is_family_first, language, spoken, context.tables)) != (each,)
    }
    result = _with_parts(record, became) if became else record
    stated = told.get("245", "")
    if " / " in stated:
        result = with_statement(result)
    if ";" in stated and "700" in told:
        result = with_stated_roles(result, context)
    if context.media in _WITH_MAIN_ENTRY:
        result = _with_main_entry(with_authors(result, context), lists)
    return result


def _is_family_first(told: Mapping[str, str], languages: frozenset[str]) -> bool:
    """True if the text, or its original, is in a language whose names begin with the family name."""
    original = Field("041", told.get("041", ""))["h"]
    return told.get("008", "")[35:38] in languages or (original != "" and not languages.isdisjoint(original.split()))


def _spoken(named: Iterable[Field], roles: Roles, told: Mapping[str, str]) -> str:
    """The language of the terms in $e, where one of them means another role in another language; else ""."""
    having = [each for each in named if each.tag in _ROLES and _TERM in each.value]
    terms = "".join([each.value for each in having]).lower() if having else ""
    if not terms or not any(word in terms for word in roles.doubtful):
        return ""
    return language_of((term for each in having for term in each.all("e")), roles, told.get("008", "")[35:38])


@remembered
def _parts(each: Field, is_family_first: bool, language: str, spoken: str, tables: Tables) -> tuple[Field, ...]:
    """The names of one field in our form; () where it stands for nobody."""
    if is_nobody(each, tables.cataloguing):
        return ()
    return tuple([_named(part, is_family_first, language, spoken, tables.cataloguing.roles) for part in split(each)])


def _with_parts(record: Record, became: Mapping[Field, tuple[Field, ...]]) -> Record:
    """The record with what became of these fields."""
    fields = [one for each in record.fields for one in (became.get(each, (each,)) if each.tag in NAMES else (each,))]
    is_split = any(len(parts) > 1 for parts in became.values())
    return Record(record.leader, _in_order(fields) if is_split else tuple(fields))


def _in_order(fields: Iterable[Field]) -> tuple[Field, ...]:
    """What was split off a 100 is a 700, and stands there."""
    mains = 0
    placed: list[Field] = []
    late: list[Field] = []
    for each in fields:
        mains += each.tag == "100"
        if each.tag == "100" and mains > 1:
            late.append(each.with_tag("700"))
        else:
            placed.append(each)
    for each in late:
        place = next((at for at, other in enumerate(placed) if other.tag >= "700"), len(placed))
        placed.insert(place, each)
    return tuple(placed)


def is_nobody(each: Field, lists: Cataloguing) -> bool:
    """True for "Useita tekijöitä", and for a brand where a person is wanted."""
    name = plain(each["a"])
    return bool(name) and (name in lists.nobody or (each.tag[1:] == "00" and name in lists.brands))


def split(each: Field) -> list[Field]:
    """ "Malli, Matti ; Otos, Oiva" as two fields, where every part is a whole name; else the field alone."""
    if each.tag not in _PERSONS:
        return [each]
    found = names_in(each)
    return [renamed(each, name) for name in found] if len(found) > 1 else [each]


def names_in(each: Field) -> list[str]:
    """The names in $a: all inverted, or all of two words; [] where that is not so."""
    text = each["a"].rstrip(" ,")
    if text.endswith(".") and text[-3:-2].isalpha():
        text = text[:-1]  # the end of the field, not of an initial
    found = split_names(text)
    if len(found) < 2:
        return []
    codes = each.codes
    return found if KNOWN_PERSON.isdisjoint(codes) and codes.count("a") == 1 else []


def renamed(each: Field, name: str) -> Field:
    """The field with another name; a family name before a comma is told by the first indicator."""
    mark = "," if each.has("e") else ""
    indicator = "1" if "," in name else each.ind1
    return each.put("a", name + mark).with_indicators(indicator + each.ind2)


def _named(each: Field, is_family_first: bool, language: str, spoken: str, roles: Roles) -> Field:
    if each.tag in _PERSONS:
        each = _in_form(_apart(each, roles), is_family_first)
    has_term, has_code = f"{SUBFIELD}e" in each.value, f"{SUBFIELD}4" in each.value
    if each.tag in _ROLES and has_term != has_code and f"{SUBFIELD}t" not in each.value:
        each = _with_codes(each, spoken, roles) if has_term else _with_terms(each, language, roles)
    return each


def _apart(each: Field, roles: Roles) -> Field:
    """Dates and a role out of $a: "Kivi, Aleksis, 1834-1872" and "Malli, Matti (toim.)"."""
    name = each["a"].rstrip(" ,")
    if "(" not in name and not _YEAR.search(name):
        return each
    if dated := None if each.has("d") else _DATED.fullmatch(name.removesuffix(".")):
        pairs = each.subfields
        place = each.codes.index("a")
        return each.with_subfields([*pairs[:place], ("a", f"{dated[1]},"), ("d", dated[2]), *pairs[place + 1 :]])
    found = None if each.has("e") or each.has("4") else _WITH_ROLE.fullmatch(name)
    if found is None or not codes_of(found[2], roles):
        return each
    return with_roles(each.put("a", found[1]), [found[2]], [])


def _in_form(each: Field, is_family_first: bool) -> Field:
    """A family name first, and an indicator that says so."""
    name = each["a"].rstrip(" ,")
    if "," in name:
        return each.with_indicators("1" + each.ind2) if each.ind1 == "0" and _INVERTED.fullmatch(name) else each
    found = _DIRECT.fullmatch(name.removesuffix(".")) if each.ind1 == "1" and not is_family_first else None
    if found is None or KNOWN_PERSON.intersection(each.codes) or not _are_names(found):
        return each
    return renamed(each, f"{found[2]}, {found[1]}")


def _are_names(found: re.Match[str]) -> bool:
    return all(part[:1].isupper() and not part.isupper() for part in found.groups())


def _with_codes(each: Field, spoken: str, roles: Roles) -> Field:
    """$4 for each $e, where every term stands for one code."""
    found = [codes_of(term, roles, spoken) for term in each.all("e")]
    if not all(len(codes) == 1 for codes in found):
        return each
    codes = dict.fromkeys(code for (code,) in found)
    pairs = each.subfields
    place = max(at for at, (code, _) in enumerate(pairs) if code == "e") + 1
    return each.with_subfields([*pairs[:place], *(("4", code) for code in codes), *pairs[place:]])


def _with_terms(each: Field, language: str, roles: Roles) -> Field:
    """$e for each $4 in the language of cataloguing, where each has a term."""
    codes = [code.rstrip(" .") for code in each.all("4")]  # "$4 aut." ends its field
    terms = [roles.labels.get(code, {}).get(language, "") for code in codes]
    return with_roles(each, list(dict.fromkeys(terms)), codes) if all(terms) else each


def _with_main_entry(record: Record, lists: Cataloguing) -> Record:
    """The first of the added entries as 1XX, where it is an author and there is no main entry."""
    first = None
    for each in record.fields:
        tag = each.tag
        if tag in _MAIN_ENTRIES:
            return record
        if tag in _ADDED:
            first = first or each
    if first is None or first.tag == "711" or first.has("t") or first.has("i") or first.ind2 == "2":
        return record
    is_author = AUTHOR in first.all("4") or any(codes_of(term, lists.roles) == (AUTHOR,) for term in first.all("e"))
    if not is_author:
        return record
    rest = list(record.fields)
    rest.remove(first)
    return Record(record.leader, tuple(rest)).add(first.with_tag("1" + first.tag[1:]))


def direct(each: Field) -> str:
    """The name as it is spoken: "Oiva Otos" for "Otos, Oiva,"."""
    name = _INITIALS.sub(r"\1. ", without_stop(each["a"].rstrip(" ,")))
    return spoken(name) if each.tag[1:] == "00" else name
