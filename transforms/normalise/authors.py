"""Who did what, by the statements of 245 $c: roles of 100 and 700 that have none.

ISBD names the author first, in direct order, and a bare name stands for nobody else; the statements behind say in words
what was done (schemas/codes/statement_roles.csv). What they do not say is left to people.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from transforms.normalise.context import Context
from transforms.normalise.relators import with_roles, without_stop
from transforms.personal_names import spoken
from transforms.record import SUBFIELD, Field, Record

AUTHOR = "aut"
_PERSONS = frozenset(("100", "700"))
_READ = _PERSONS | {"245"}
_NAMES = ("100", "110", "700", "710")
_IS_STATED = re.compile(f"{SUBFIELD}[e4t]").search  # a role, or a title: then it is no bare name
_OF_NAMES = frozenset("ade4019")  # subfields of a heading that is a name and its roles
_INVERTED = re.compile(r"[^,]+, [^,]+")
_ALL_INVERTED = re.compile(r"[^,;]+, [^,;]+(?:; ?[^,;]+, [^,;]+)*")
_BETWEEN = re.compile(r"(?:,| ja| och| og| and| und| &) ")
_STATEMENTS = re.compile(r" ?; ")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_MOST_WORDS = 6  # of a name

Words = list[str]


def with_statement(record: Record) -> Record:
    """245 "$a Valot / Anna Esimerkki" as $a and $c, where a heading of the record is named behind the mark."""
    title = record.first("245")
    before, found, behind = title["a"].rpartition(" / ") if title is not None else ("", "", "")
    if title is None or not found or title.codes != "a":
        return record
    families = (each["a"].partition(",")[0].casefold() for each in record.all(*_NAMES))
    if not any(family and family in behind.casefold() for family in families):
        return record
    return record.swap(title, title.with_subfields([("a", f"{before} /"), ("c", behind)]))


def with_authors(record: Record, context: Context) -> Record:
    """100 "Author, A." of "/ by A. Author and B. Writer ; edited by …" gets its role, and so does 700 "Writer, B."."""
    record = _in_direct_order(record)
    read = [each for each in record.fields if each.tag in _READ]
    main = next((each for each in read if each.tag == "100"), None)
    if main is None:
        return record
    bare = [each for each in read if each.tag != "245" and _is_bare(each)]
    if not bare or (bare[0] is not main and AUTHOR not in main.all("4")):
        return record
    title = next((each for each in read if each.tag == "245"), None)
    stated = "" if title is None else title["c"] if title.has("c") else statement_of(main)  # as T09 makes it later
    named = _named(stated, context.tables.steps.author_words)
    if not named or not _is_named(main, named[0], begins=True):
        return record
    term = context.tables.cataloguing.roles.labels[AUTHOR][context.language(record)]
    for each in bare:
        if each is main or _is_among(each, named):
            record = record.swap(each, with_roles(each, [term], [AUTHOR]))
    return record


def statement_of(main: Field) -> str:
    """The statement of responsibility that a main entry (100, 110) makes by itself: its name as it is spoken, with a
    full stop; "" where the heading is more than a name and roles, or no plain name.
    """
    name = without_stop(main["a"].rstrip(" ,"))
    found = _INVERTED.fullmatch(name) if main.tag == "100" else None
    if not name or not _OF_NAMES.issuperset(main.codes) or (main.tag == "100" and not found and main.ind1 == "1"):
        return ""
    told = spoken(name) if found else name
    return told if told.endswith(".") else f"{told}."


def with_stated_roles(record: Record, context: Context) -> Record:
    """700 "Writer, B." of "/ A. Author ; translated by B. Writer" gets the role of a translator."""
    bare = [each for each in record.fields if each.tag == "700" and _is_bare(each)]
    if not bare:
        return record
    roles, opening_of = context.tables.cataloguing.roles, context.tables.steps.statement_roles
    for statement in _STATEMENTS.split(record.value("245", "c").lower()):
        opening, code = opening_of(statement)
        term = roles.labels[code][context.language(record)] if code else ""
        if not term:
            continue
        names = [_WORD.findall(part) for part in _BETWEEN.split(statement[len(opening) :])]
        for each in bare:
            is_told = any(_is_named(each, words, begins=False) for words in names if len(words) <= _MOST_WORDS)
            if is_told and each in record.fields:
                record = record.swap(each, with_roles(each, [term], [code]))
    return record


def _in_direct_order(record: Record) -> Record:
    """245 $c "Malli, Matti; Otos, Oiva" as "Matti Malli, Oiva Otos", where these are headings of the record."""
    title = next((each for each in record.fields if each.tag == "245"), None)
    stated = title["c"].rstrip(" ") if title is not None else ""
    if title is None or ", " not in stated or not _ALL_INVERTED.fullmatch(stated):
        return record
    names = {_name(each["a"]): spoken(without_stop(each["a"].rstrip(" ,"))) for each in record.all("100", "700")}
    parts = [_name(part) for part in stated.split(";")]
    if not all(part in names for part in parts):
        return record
    return record.swap(title, title.put("c", ", ".join(names[part] for part in parts)))


def _name(text: str) -> str:
    return text.strip(" ,.")


def _is_bare(each: Field) -> bool:
    value = each.value
    if value[1:2] == "2" or _IS_STATED(value):
        return False
    return _INVERTED.fullmatch(each["a"].rstrip(" ,.")) is not None


def _named(statement: str, openings: Collection[str]) -> list[Words]:
    """The words of each name in the first statement, behind "by" and the like; [] where it opens in other words."""
    first = _STATEMENTS.split(statement.strip().lower(), maxsplit=1)[0]
    names = [_WORD.findall(part) for part in _BETWEEN.split(first)]
    if not names or not names[0]:
        return []
    for length in range(min(3, len(names[0])), 0, -1):
        if _is_opening(names[0][:length], openings):
            return [names[0][length:], *names[1:]]
    return names


def _is_opening(words: Words, openings: Collection[str]) -> bool:
    text = " ".join(words)
    return text in openings or f"{text}:" in openings


def _is_among(each: Field, named: list[Words]) -> bool:
    """True for one of the further names, where nothing but names stands up to it."""
    for words in named[1:]:
        if not 2 <= len(words) <= _MOST_WORDS:
            return False
        if _is_named(each, words, begins=False):
            return True
    return False


def _is_named(each: Field, words: Words, *, begins: bool) -> bool:
    """True if the words, or the first of them, are the name as it is spoken; an initial stands for a given name."""
    family, _, given = without_stop(each["a"].rstrip(" ,")).lower().partition(", ")
    first, last = _WORD.findall(given), _WORD.findall(family)
    for length in range(len(first), 0, -1):
        spoken = words[: length + len(last)] if begins else words
        if (
            len(spoken) == length + len(last)
            and spoken[length:] == last
            and all(map(_is_short, spoken, first[:length]))
        ):
            return True
    return False


def _is_short(told: str, full: str) -> bool:
    """True if two given names are one, or one is the initial of the other."""
    return told == full or (min(len(told), len(full)) == 1 and told[0] == full[0])
