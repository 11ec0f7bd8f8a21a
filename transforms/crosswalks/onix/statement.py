"""The statement of responsibility, 245 $c: as the vendor words it, else built from the contributors."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.people import Person
from transforms.formats.onix import Product
from transforms.tables import Statement

EASY = "easy"  # the language column of the rows for easy-to-read editions


def statement(product: Product, context: Context) -> str:
    """For example "Anna Esimerkki ; suomentanut Kalle Kääntäjä ; lukija: Matti Malli"."""
    stated = product.texts_in("DescriptiveDetail/ContributorStatement", context.language)
    if stated:
        return stated[0]
    authors = [each.direct for each in context.people if each.name and _is_author(each, context)]
    segments = [", ".join(authors)] if authors else []
    segments += (_told(role, people, context) for role, people in _by_role(context).items())
    segments += (context.words.get(f"unnamed-{each.unnamed}", "") for each in context.people if each.unnamed)
    return " ; ".join(filter(None, segments))


def _is_author(person: Person, context: Context) -> bool:
    """True if the first role may be a main entry: such names stand without a word for the role."""
    role = person.roles[0] if person.roles else ""
    if role.startswith("E") and context.form.type != "j":  # performers of anything but music
        return False
    return not role or any(each.main for each in context.tables.relators.get(role, ()))


def _by_role(context: Context) -> dict[str, list[str]]:
    """The names of the others by their first role, in the order in which the roles come."""
    found: dict[str, list[str]] = {}
    for each in context.people:
        if each.name and not _is_author(each, context):
            found.setdefault(each.roles[0], []).append(each.direct)
    return found


def _told(role: str, names: list[str], context: Context) -> str:
    """A role in words: "kuvittanut Kalle Kuvittaja"; "" where no wording is settled."""
    row = _row(role, context)
    if row:
        return (row.one if len(names) == 1 else row.many)[context.language].format(_listed(names, context))
    terms = [each.term[context.language] for each in context.tables.relators.get(role, ())]
    return f"{', '.join(terms)}: {_listed(names, context)}" if all(terms) and terms else ""


def _row(role: str, context: Context) -> Statement | None:
    """The wording for the language of the text or an easy edition, else the general one."""
    languages = [EASY] if context.is_easy else []
    rows = context.tables.statements
    found = (rows.get((role, each)) for each in (*languages, *context.languages.content[:1], ""))
    return next(filter(None, found), None)


def _listed(names: list[str], context: Context) -> str:
    """ "A", "A ja B" or "A, B ja C"."""
    if len(names) == 1:
        return names[0]
    return context.words["and"].format(", ".join(names[:-1]), names[-1])
