"""The contributors of a product: who they are and what they did, one entry for each name (onix-to-marc.md §7)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from transforms.cataloguing import plain
from transforms.crosswalks.onix.issues import issue
from transforms.crosswalks.onix.name_identifiers import Links, Reading, links_of
from transforms.crosswalks.onix.names import BUILT, PLAIN, TOLD, Name, name_of
from transforms.formats.onix import Node
from transforms.normalise.relators import codes_of
from transforms.personal_names import split_names, spoken
from transforms.record import Issue
from transforms.tables import MediaForm, Tables

PATH = "DescriptiveDetail/Contributor"
FILM, MUSIC = "g", "j"  # LDR/06
NO_LEVEL = 9  # behind work, expression, manifestation and item
UNNAMED = Name("", "")
READING = frozenset({"E03", "E07", "E11"})  # list 17
MACHINES = {"synthetic-voice": "07", "generated": "09"}  # keys of synthetic_words.csv → list 19
UNNAMED_PERSONS = frozenset({"01", "02", "03", "04", "05", "06", "07", "08", "09"})  # list 19


class Person(NamedTuple):
    """A contributor: a person, a body, or somebody unnamed (then `name` is empty)."""

    name: Name
    roles: tuple[str, ...]  # list 17: those of the work first, then of the expression, of the manifestation
    links: Links  # ("0", URI), ("1", URI)
    unnamed: str  # list 19

    @property
    def direct(self) -> str:
        """The name in natural order; "" of somebody unnamed."""
        return self.name.direct


def people_in(parent: Node, reading: Reading) -> list[Person]:
    """The contributors of a DescriptiveDetail or ContentItem in sequence, without names that stand for nobody."""
    nodes = parent.all("Contributor")
    if len(nodes) > 1:
        nodes = sorted(nodes, key=_sequence)
    people: dict[tuple[object, ...], Person] = {}
    for node in nodes:
        for person in _people(node, reading):
            key = _identity(person)
            known = people.get(key)
            if known is not None and _contradict(known, person):  # two of one name
                key += (person.links, person.name.years)
                known = people.get(key)
            people[key] = person if known is None else _joined(known, person, reading.tables)
    return list(people.values())


def note_sequence(nodes: list[Node], issues: list[Issue]) -> None:
    """Tell that the order of a product's contributors is that of the file."""
    if len(nodes) > 1 and not all(each.has("SequenceNumber") for each in nodes):
        issues.append(issue("O10", f"{PATH}/SequenceNumber", after=f"1–{len(nodes)}"))


def _sequence(node: Node) -> int:
    """SequenceNumber; contributors without one come last, in the order of the file."""
    number = node.text("SequenceNumber")
    return int(number) if number.isdecimal() and len(number) < 9 else 1 << 30


def _people(node: Node, reading: Reading) -> list[Person]:
    """The people of one Contributor: one, or several whose names were put into one element."""
    tables, issues = reading.tables, reading.issues
    roles = _ordered(node.texts("ContributorRole"), tables)
    for role in roles:
        if role not in tables.onix_names.relators:
            issues.append(issue("O06", f"{PATH}/ContributorRole", role))
    name = name_of(node, tables, reading.language)
    if name is None:
        return _unnamed(node, roles, reading)
    machine = _machine(name, roles, tables)
    if machine or is_nobody(name, tables):
        issues.append(issue("A02", f"{PATH}/PersonName", name.direct, is_mended=True))
        return [Person(UNNAMED, roles, (), machine)] if machine else []
    links = links_of(node, reading, PATH)
    name = _without_role(name, tables, issues)
    names = [name] if name.is_body or links else _split(name, issues)
    for each in names:
        _tell_form(each, issues)
    return [Person(each, roles, links, "") for each in names]


def _unnamed(node: Node, roles: tuple[str, ...], reading: Reading) -> list[Person]:
    """Somebody who is not named; nobody where that is not told either."""
    code = node.text("UnnamedPersons")
    if code in UNNAMED_PERSONS:
        return [Person(UNNAMED, roles, (), code)]
    path = f"{PATH}/UnnamedPersons" if code else PATH
    reading.issues.append(issue("O06" if code else "O09", path, code or "PersonName"))
    return []


def _machine(name: Name, roles: tuple[str, ...], tables: Tables) -> str:
    """The code of list 19 for "Virtual Voice" as a reader and the like; "" for people."""
    if READING.isdisjoint(roles):
        return ""
    text = name.direct.casefold()
    return next((MACHINES[key] for word, key in tables.cataloguing.synthetic if word in text), "")


def is_nobody(name: Name, tables: Tables) -> bool:
    """True for a name that stands for nobody; a brand may be a body, but is no person (rule A02)."""
    return _is_nobody(name.heading, name.direct, name.is_body, tables)


@lru_cache(maxsize=1024)  # the same people come again and again
def _is_nobody(heading: str, direct: str, is_body: bool, tables: Tables) -> bool:
    names = {plain(heading), plain(direct)}
    lists = tables.cataloguing
    if not names.isdisjoint(lists.nobody) or not any(map(str.isalnum, heading)):
        return True
    return not is_body and not names.isdisjoint(lists.brands)


def _without_role(name: Name, tables: Tables, issues: list[Issue]) -> Name:
    """A name without the word for a role in brackets behind it: "Malli, Matti (lukija)"; ContributorRole tells it."""
    bare, bracket, word = name.heading.rpartition(" (")
    if not bare or name.is_body or not word.endswith(")") or not codes_of(word[:-1], tables.cataloguing.roles):
        return name
    issues.append(issue("O23", f"{PATH}/PersonName", name.heading, after=bare))
    return name._replace(heading=bare, direct=" ".join(name.direct.replace(bracket + word, " ").split()))


def _split(name: Name, issues: list[Issue]) -> list[Name]:
    """Several names in one, where that is certain (rule A03 tells of the others)."""
    headings = split_names(name.heading)
    if not headings or name.addition or name.years:
        return [name]
    issues.append(issue("A03", f"{PATH}/PersonName", name.heading, after="; ".join(headings)))
    direct = split_names(name.direct)
    if len(direct) != len(headings) or "," in name.direct:
        direct = list(map(spoken, headings))
    form = TOLD if "," in name.heading else PLAIN
    return [Name(heading, spelt, form=form) for heading, spelt in zip(headings, direct, strict=True)]


def _tell_form(name: Name, issues: list[Issue]) -> None:
    """Report a name whose surname nobody told, and one that had to be put together."""
    if name.form == PLAIN:
        issues.append(issue("O08", f"{PATH}/PersonName", name.heading))
    elif name.form == BUILT:
        issues.append(issue("O08", f"{PATH}/PersonNameInverted", name.direct, after=name.heading))


def _ordered(roles: list[str], tables: Tables) -> tuple[str, ...]:
    """Roles by their level (work, expression, manifestation), as they were told within one."""
    if len(roles) < 2:
        return tuple(roles)
    return tuple(sorted(dict.fromkeys(roles), key=lambda role: level_of(role, tables)))


@lru_cache(maxsize=1024)
def level_of(role: str, tables: Tables) -> int:
    """The place of a role in the order work, expression, manifestation, item."""
    ranks = tables.cataloguing.roles.ranks
    return min((ranks.get(each.code, NO_LEVEL) for each in tables.onix_names.relators.get(role, ())), default=NO_LEVEL)


def _identity(person: Person) -> tuple[object, ...]:
    """What one entry is made of: the name as it is spoken, with what stands around it."""
    name = person.name
    return (name.direct.casefold(), name.addition, name.is_body, person.unnamed)


def _contradict(one: Person, other: Person) -> bool:
    """True for namesakes: they have different numbers in one scheme, or different years."""
    if one.name.years and other.name.years and one.name.years != other.name.years:
        return True
    known = {_scheme(value): value for _, value in one.links}
    return any(known.get(_scheme(value), value) != value for _, value in other.links)


def _scheme(link: str) -> str:
    """An identifier without its number."""
    return link.rpartition("/")[0] or link.partition(")")[0]


def _joined(first: Person, second: Person, tables: Tables) -> Person:
    """One person under the roles of both, by the better form of the name."""
    name = second.name if first.name.form == PLAIN else first.name
    return first._replace(
        name=name._replace(years=first.name.years or second.name.years),
        roles=_ordered([*first.roles, *second.roles], tables),
        links=tuple(sorted({*first.links, *second.links})),
    )


def main_entry_of(
    people: Iterable[Person], form: MediaForm, switch: str, tables: Tables
) -> tuple[Person, str] | tuple[None, str]:
    """The first with a role that may be the main entry, and the code of that role.

    A film has none: it is entered under its title, whoever wrote it (finnish-marc.md §4). `switch` is main_entry_roles.
    """
    if form.type == FILM:
        return None, ""
    is_music = form.type == MUSIC
    for person in people:
        for role in person.roles if person.name.heading else ():
            for relator in tables.onix_names.relators.get(role, ()):
                is_allowed = relator.national if switch == "national" else relator.main
                if is_allowed and (is_music or relator.only_for != "music"):
                    return person, relator.code
    return None, ""
