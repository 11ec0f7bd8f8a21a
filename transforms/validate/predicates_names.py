"""Predicates about titles and names: the script of a text, terms of roles, a title that is only a name."""

from __future__ import annotations

import re

from transforms.cataloguing import plain
from transforms.record import SUBFIELD
from transforms.validate.asked import Asked, Made, Plain, Verdict, is_true, string
from transforms.validate.derive.authorities import person_id
from transforms.validate.derive.roles import is_term
from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.paths import compile_path
from transforms.validate.predicates_agents import is_current_agent
from transforms.validate.view import FieldView, View
from transforms.vocabulary import YKL_URI

MAIN = ("100", "110", "111", "130")
AROUND = " .,;:/=!?[](){}*<>-\"'"
JOINTS = re.compile(" (?:ja|och|and|&) |[;/^:!?]")  # onix-to-marc.md §7
PERSON_ID_NAMES = re.compile(r"(?:isni|orcid)[.):]", re.IGNORECASE)
LATIN_END = 0x250  # Latin letters lie below, and in the block of the next line
LATIN_EXTENDED = range(0x1E00, 0x1F00)
_OTHER = re.compile("[^\u0000-\u024f\u1e00-\u1eff]")


def script(wanted: object, _: Lists) -> Plain:
    """Most letters are Latin: script: latin."""
    if wanted != "latin":
        raise RuleError("script: latin")
    return Plain(is_latin)


def is_latin(value: str) -> bool:
    """True if not more than half of the letters are of another script."""
    if value.isascii() or not _OTHER.search(value):
        return True
    letters = [each for each in value if each.isalpha()]
    others = sum(ord(each) >= LATIN_END and ord(each) not in LATIN_EXTENDED for each in letters)
    return 2 * others <= len(letters)


def relator_term(wanted: object, lists: Lists) -> Asked:
    """A term of a role in the language of 040 $b; without one an abbreviation is none, and no term is judged."""
    is_true(wanted, "relator_term")

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        roles = lists.tables().cataloguing.roles
        language = view.language if view is not None else ""
        told = [is_term(value, language, roles) for value in found]
        return None if not told or None in told else all(told)

    return Asked(ask, is_local=False, besides=("040",))


def names_person(wanted: object, lists: Lists) -> Asked:
    """The value is the name that stands at a path, inverted or not: {path: "100$a"}."""
    if not isinstance(wanted, dict) or wanted.keys() != {"path"}:
        raise RuleError("names_person: path")
    other = compile_path(string(wanted["path"], "names_person"), lists.aliases)

    def ask(found: list[str], view: View | None, each: FieldView | None) -> Verdict:
        others = {_turned(name) for name in other.values(view, each)}
        return any(_turned(value) in others for value in found) if others and found else None

    return Asked(ask, is_local=other.is_relative)


def _turned(name: str) -> str:
    """A name for comparing: "Esimerkki, Anna," as "anna esimerkki"."""
    surname, comma, rest = plain(name).partition(", ")
    return f"{rest} {surname}" if comma else surname


def resolvable(wanted: object, lists: Lists) -> Asked:
    """A URI that the vocabularies know; False below a class whose classes are all known, and of what KANTO gave up;
    NA outside of what they hold.

    A URI of another form, a control number and a concept that only the full index would hold are not judged.
    """
    is_true(wanted, "resolvable")

    def tell(value: str) -> Verdict:
        agent = is_current_agent(value, lists.tables())
        if agent is not None:
            return agent
        vocabulary = lists.tables().vocabulary
        if vocabulary.concept(value) is not None:
            return True
        above = vocabulary.concept(value[:-1].rstrip(".")) if value.startswith(YKL_URI) else None
        return False if above is not None and above.all_below else None

    return Asked(lambda found, *_: tell(found[0]), tell=tell)


def name_form(wanted: object, _: Lists) -> Asked:
    """A field X00 whose first indicator fits its $a: a comma inside it with 1, none with 0; NA for families."""
    is_true(wanted, "name_form")

    def tell(value: str) -> Verdict:
        start = value.find(SUBFIELD + "a") + 2
        if start < 2 or value[0] not in "01":
            return None
        end = value.find(SUBFIELD, start)
        name = (value[start:] if end < 0 else value[start:end]).rstrip(" ,")
        return ("," in name) is (value[0] == "1")

    return Asked(lambda found, *_: tell(found[0]), tell=tell)


def person_ids(wanted: object, lists: Lists) -> Asked:
    """A field whose ISNI and ORCID are canonical URIs with right check characters; NA without any."""
    is_true(wanted, "person_ids")

    def ask(found: list[str], _: View | None, each: FieldView | None) -> Verdict:
        if each is None or not _may_name_person(found[0]):
            return None
        told = [part[1:] for part in each.parts if _may_be_person_id(part, each)]
        types = lists.tables().identifiers
        return all(person_id(one, types) == one for one in told) if told else None

    return Asked(ask, unless=_may_name_person)


def _may_name_person(value: str) -> bool:
    """A first look at a field: without either name there is neither id."""
    lowered = value.lower()
    return "isni" in lowered or "orcid" in lowered


def _may_be_person_id(part: str, each: FieldView) -> bool:
    """True for $0 and $1 that name ISNI or ORCID, and for a 024 $a whose $2 does."""
    if each.tag == "024":
        return part[:1] == "a" and ("2isni" in each.parts or "2orcid" in each.parts)
    return part[:1] in "01" and PERSON_ID_NAMES.search(part) is not None


def main_entry(wanted: object, _: Lists) -> Asked:
    """245 ind1 tells whether there is a main entry (1XX)."""
    is_true(wanted, "main_entry")

    def ask(found: list[str], view: View | None, _: FieldView | None) -> Verdict:
        return None if view is None else found == ["0" if view.groups.keys().isdisjoint(MAIN) else "1"]

    return Asked(ask, is_local=False, besides=MAIN)


def plain_in_set(wanted: object, lists: Lists) -> Plain:
    """In lower case and without the marks around it, the value is one of a named set."""
    name = string(wanted, "plain_in_set")
    if name not in lists.sets:
        raise RuleError(f"no set {name!r} in schemas/rules{nearest(name, lists.sets)}")
    known = lists.sets[name]
    return Plain(lambda value: value.strip(AROUND).casefold() in known)


def one_name(wanted: object, _: Lists) -> Plain:
    """No word or mark that joins several names, or that no name has."""
    is_true(wanted, "one_name")
    return Plain(lambda value: JOINTS.search(value) is None)


NAMES: dict[str, Made] = {
    "script": script,
    "relator_term": relator_term,
    "names_person": names_person,
    "name_form": name_form,
    "person_ids": person_ids,
    "main_entry": main_entry,
    "resolvable": resolvable,
    "plain_in_set": plain_in_set,
    "one_name": one_name,
}
