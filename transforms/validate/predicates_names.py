"""Predicates about titles and names: the script of a text, terms of roles, a title that is only a name."""

from __future__ import annotations

from transforms.cataloguing import plain
from transforms.validate.asked import Asked, Made, Plain, Verdict, is_true, string
from transforms.validate.derive.roles import is_term
from transforms.validate.lists import Lists, RuleError
from transforms.validate.paths import compile_path
from transforms.validate.view import FieldView, View

LATIN_END = 0x250  # Latin letters lie below, and in the block of the next line
LATIN_EXTENDED = range(0x1E00, 0x1F00)


def script(wanted: object, _: Lists) -> Plain:
    """Most letters are Latin: script: latin."""
    if wanted != "latin":
        raise RuleError("script: latin")
    return Plain(is_latin)


def is_latin(value: str) -> bool:
    """True if not more than half of the letters are of another script."""
    if value.isascii():
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

    return Asked(ask, is_local=False)


def names_person(wanted: object, lists: Lists) -> Asked:
    """The value is the name that stands at the path, inverted or not."""
    other = compile_path(string(wanted, "names_person"), lists.aliases)

    def ask(found: list[str], view: View | None, each: FieldView | None) -> Verdict:
        others = {_turned(name) for name in other.values(view, each)}
        return any(_turned(value) in others for value in found) if others and found else None

    return Asked(ask, is_local=other.is_relative)


def _turned(name: str) -> str:
    """A name for comparing: "Esimerkki, Anna," as "anna esimerkki"."""
    surname, comma, rest = plain(name).partition(", ")
    return f"{rest} {surname}" if comma else surname


NAMES: dict[str, Made] = {"script": script, "relator_term": relator_term, "names_person": names_person}
