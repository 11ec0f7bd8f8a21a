"""Who did what, in words: 245 $c as the vendor has it, else built from the contributors; parts of 511."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from transforms.cataloguing import plain
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.people import FILM, Person, level_of
from transforms.crosswalks.onix.unnamed import OTHERS
from transforms.formats.onix import Product
from transforms.onix_names import Statement
from transforms.tables import Tables

EASY = "easy"  # the language column of the rows for easy-to-read editions
ACTOR = "E01"  # list 17
VARIOUS_ROLES = "Z98"
AUTHORS = ""  # the group that is told without a word for its role
AUTHOR_CODES = frozenset({"aut", "cre"})
_MARK = re.compile(r"( ?; ?|[,.] )")
UNKNOWN, ANONYMOUS, VARIOUS = "01", "02", "04"  # list 19


def statement(product: Product, context: Context) -> str:
    """For example "Anna Esimerkki ; suomentanut Kalle Kääntäjä ; lukija: Matti Malli"."""
    tables = context.tables
    for stated in product.texts_in("DescriptiveDetail/ContributorStatement", context.language)[:1]:
        if plain(stated) not in tables.cataloguing.nobody:
            return _parted(stated, tables.onix_names.beginnings)
    return " ; ".join(told(context, "245"))


def _parted(stated: str, words: tuple[str, ...]) -> str:
    """ "By Anna Exempel, illustrated by Kalle" as "by Anna Exempel ; illustrated by Kalle"."""
    parts = _MARK.split(stated)
    text = _begun(parts[0], words) or parts[0]
    for mark, part in zip(parts[1::2], parts[2::2], strict=True):
        begun = _begun(part, words)
        text += f" ; {begun or part}" if begun or mark.strip() == ";" else f"{mark}{part}"
    return text.strip(" ;,")


def _begun(part: str, words: tuple[str, ...]) -> str:
    """A part that begins as statements do, with a small letter; "" for another."""
    start = part[:40].lower()
    is_statement = start.startswith(words)
    return part[0].lower() + part[1:] if is_statement else ""


def told(context: Context, place: str) -> list[str]:
    """Each role with those who had it, as far as `place` (a tag) tells of it: authors first, then by level."""
    groups: dict[str, list[Person]] = {}
    for person in context.people:
        for roles in _groups(person, place, context):
            groups.setdefault(roles, []).append(person)
    keys = list(groups)
    if len(keys) > 1:
        keys.sort(key=lambda roles: level_of(roles.partition("+")[0], context.tables) if roles else -1)
    return [segment for roles in keys if (segment := _segment(roles, groups[roles], place, context))]


def _groups(person: Person, place: str, context: Context) -> Iterator[str]:
    """The groups to which somebody belongs: that of the authors, and roles (two joined by +) that are told there."""
    rest = person.roles
    if place == "245":
        joined = _joint(person, context) if len(rest) > 1 else ""
        if joined:
            rest = tuple(role for role in rest if role not in joined)
            yield joined
        if any(_is_author(role, person, context) for role in rest):
            yield AUTHORS
    for role in rest:
        row = _row(role, context)
        if row is None or place not in row.places or _is_author(role, person, context):
            continue
        if (role, place) != (ACTOR, "511"):  # the cast has a field alone
            yield role


def _joint(person: Person, context: Context) -> str:
    """Two roles that have a wording of their own; with the author's only where there is one author."""
    for pair in combinations(sorted(person.roles), 2):
        if _row("+".join(pair), context) is not None:
            others = (each for each in context.people if each is not person)
            is_alone = not any(_is_author(role, each, context) for each in others for role in each.roles)
            if is_alone or not any(_is_author(role, person, context) for role in pair):
                return "+".join(pair)
    return ""


def _is_author(role: str, person: Person, context: Context) -> bool:
    """True for what the main entry is, which is told without a word; and for unnamed authors."""
    if role == VARIOUS_ROLES:
        return bool(person.unnamed)
    relators = context.tables.onix_names.relators.get(role, ())
    if context.main is not None:
        return any(each.code == context.main_code for each in relators)
    return bool(person.unnamed) and context.form.type != FILM and any(each.code in AUTHOR_CODES for each in relators)


def _row(role: str, context: Context) -> Statement | None:
    """The wording for the language of the text or an easy edition, else the general one."""
    return _wording(role, context.is_easy, context.languages.content[:1], context.tables)


@lru_cache(maxsize=1024)
def _wording(role: str, is_easy: bool, languages: tuple[str, ...], tables: Tables) -> Statement | None:
    rows = tables.onix_names.statements
    found = [rows.get((role, each)) for each in (*((EASY,) if is_easy else ()), *languages, "")]
    return next(filter(None, found), None)


def _segment(roles: str, people: list[Person], place: str, context: Context) -> str:
    """ "kuvittaneet Kalle Kuvittaja ja Mari Malli", "Anna Esimerkki ja muita", "useita tekijöitä"."""
    names = [each.direct for each in people if each.direct]
    unnamed = {each.unnamed for each in people}
    if roles == AUTHORS:
        return _authors(names, unnamed, context)
    row = _row(roles, context)
    if row is None:
        return ""
    if not names:
        return _unnamed_role(roles, row, unnamed, context)
    wording = (row.one if len(names) == 1 and OTHERS not in unnamed else row.many)[context.language]
    if OTHERS in unnamed:
        return wording.format(f"{', '.join(names)} {context.words['unnamed-03']}")
    return wording.format(", ".join(names) if place == "511" else _listed(names, context))


def _authors(names: list[str], unnamed: set[str], context: Context) -> str:
    """Names without a word; of others that there are some."""
    words = context.words
    if not names and OTHERS in unnamed:
        unnamed = {VARIOUS}
    text = ", ".join([*names, *(words[f"unnamed-{code}"] for code in (UNKNOWN, ANONYMOUS, VARIOUS) if code in unnamed)])
    return f"{text} {words['unnamed-03']}" if OTHERS in unnamed else text


def _unnamed_role(role: str, row: Statement, unnamed: set[str], context: Context) -> str:
    """ "lukijat: useita", "kääntäjä: tuntematon"; voices and machines are told in notes (500)."""
    code = VARIOUS if OTHERS in unnamed else next(iter(unnamed & {UNKNOWN, ANONYMOUS, VARIOUS}), "")
    if not code:
        return ""
    wording = (row.many if code == VARIOUS else row.one)[context.language]
    if not wording.endswith(": {}"):  # a verb needs a name
        relators = context.tables.onix_names.relators.get(role, ())
        wording = f"{', '.join(each.term[context.language] for each in relators)}: {{}}"
    return wording.format(context.words[f"unnamed-role-{code}"])


def _listed(names: list[str], context: Context) -> str:
    """ "A", "A ja B" or "A, B ja C"."""
    if len(names) == 1:
        return names[0]
    return context.words["and"].format(", ".join(names[:-1]), names[-1])
