"""Persons and bodies: 100, 110, 700, 710, and 511 for who reads or plays (onix-to-marc.md §7)."""

from __future__ import annotations

from itertools import chain

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.people import NARRATOR, READER, Person
from transforms.formats.onix import Product
from transforms.record import Field

ACTOR = "E01"
ADAPTER = "B05"


def main_entry_1xx(product: Product, context: Context) -> list[Field]:
    """100 or 110: the first contributor with a role that makes a main entry."""
    _report(product, context)
    return [_heading("1", context.main, context)] if context.main else []


def added_entries_7xx(product: Product, context: Context) -> list[Field]:
    """700 and 710: every other named contributor, persons first."""
    others = (each for each in context.people if each.name and each is not context.main)
    return sorted((_heading("7", each, context) for each in others), key=lambda field: field.tag)


def performers_511(product: Product, context: Context) -> list[Field]:
    """511: the readers of an audiobook (ind1 0) or the cast of a film (ind1 1)."""
    if context.form.type == "g":
        cast = _names(context, ACTOR)
        return [Field.data("511", "1 ", "a", full_stop(", ".join(cast)))] if cast else []
    for role, word in ((READER, "reader"), (NARRATOR, "narrator")):
        names = _names(context, role)
        if names:
            wording = context.words[word if len(names) == 1 else f"{word}s"]
            return [Field.data("511", "0 ", "a", wording.format(", ".join(names)))]
    return []


def _names(context: Context, role: str) -> list[str]:
    return [each.direct for each in context.people if each.name and role in each.roles]


def _heading(hundreds: str, person: Person, context: Context) -> Field:
    """X00 or X10: name, addition, terms, codes, identifiers; a comma before $e, a full stop at last."""
    relators = [each for role in person.roles for each in context.tables.relators.get(role, ())]
    terms = dict.fromkeys(chain.from_iterable(_terms(role, context) for role in person.roles))
    codes = dict.fromkeys(each.code for each in relators)
    texts = [("a", person.name), ("c", person.suffix)]
    texts = [*((code, text) for code, text in texts if text), *(("e", term) for term in terms)]
    pairs = [(code, text if text.endswith((",", "-")) else f"{text},") for code, text in texts[:-1]]
    pairs.append((texts[-1][0], _closed(texts[-1][1])))
    pairs += (("4", code) for code in codes)
    pairs += person.links
    kind = "10" if person.corporate else "00"
    indicator = "2" if person.corporate else "1" if "," in person.name else "0"
    return Field.data(f"{hundreds}{kind}", f"{indicator} ", *chain.from_iterable(pairs))


def _terms(role: str, context: Context) -> list[str]:
    """$e of a role in the language of cataloguing; the adapter of an easy edition has another term."""
    if role == ADAPTER and context.is_easy:
        return [context.words["easy-adapter"]]
    terms = (each.term[context.language] for each in context.tables.relators.get(role, ()))
    return [term for term in terms if term]


def _closed(text: str) -> str:
    """The last text before the codes ends in a mark."""
    return text if text.endswith((")", ",")) else full_stop(text)


def _report(product: Product, context: Context) -> None:
    """Report roles that no table knows, names whose surname nobody tells, and a missing sequence."""
    for person in context.people:
        for role in person.roles:
            if role not in context.tables.relators:
                context.note("O06", "DescriptiveDetail/Contributor/ContributorRole", role)
        if not person.coded:
            context.note("O08", "DescriptiveDetail/Contributor/PersonName", person.name)
        elif person.built:
            context.note("O08", "DescriptiveDetail/Contributor/PersonNameInverted", person.direct, after=person.name)
    contributors = product.all("DescriptiveDetail/Contributor")
    if len(contributors) > 1 and not all(each.has("SequenceNumber") for each in contributors):
        context.note("O10", "DescriptiveDetail/Contributor/SequenceNumber", after=f"1–{len(contributors)}")
