"""Persons and bodies: 100, 110, 700, 710, and 511 for who reads or plays (onix-to-marc.md §7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.headings_x00_x10 import heading
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.name_identifiers import links_of
from transforms.crosswalks.onix.names import Name
from transforms.crosswalks.onix.people import Person
from transforms.crosswalks.onix.statement import ACTOR, told
from transforms.formats.onix import Product
from transforms.record import Field
from transforms.tables import Tables

ADAPTER = "B05"
CAST_LIST = "28"  # list 153
PUBLISHER = "01"  # list 45
PUBLISHER_CODE = "pbl"


def main_entry_1xx(product: Product, context: Context) -> list[Field]:
    """100 or 110: the first contributor with a role that makes a main entry."""
    return [_entry("1", context.main, context)] if context.main else []


def added_entries_7xx(product: Product, context: Context) -> list[Field]:
    """700 and 710: every other named contributor, persons first; by a switch the publisher."""
    others = [each for each in context.people if each.name.heading and each is not context.main]
    fields = [_entry("7", each, context) for each in others]
    if context.profile.switches.get("publisher_added_entry") == "on":
        fields += _publisher(product, context)
    return sorted(fields, key=lambda field: field.tag) if len(fields) > 1 else fields


def performers_511(product: Product, context: Context) -> list[Field]:
    """511: readers, musicians and others by what they did (ind1 0), and the cast (ind1 1)."""
    fields: list[Field] = []
    if all(context.tables.onix_names.performing.isdisjoint(each.roles) for each in context.people):
        return _cast_list(context)
    roles = " ; ".join(told(context, "511"))
    if roles:
        fields.append(Field.data("511", "0 ", "a", full_stop(roles[0].upper() + roles[1:])))
    cast = [each.direct for each in context.people if each.direct and ACTOR in each.roles]
    if cast:
        fields.append(Field.data("511", "1 ", "a", full_stop(", ".join(cast))))
    return fields or _cast_list(context)


def _cast_list(context: Context) -> list[Field]:
    """The cast as a text, where no actor is a contributor."""
    lists = context.texts.get(CAST_LIST, [])
    texts = [text for each in lists[:1] for text in each.texts_in("Text", context.language)[:1]]
    return [Field.data("511", "1 ", "a", full_stop(text)) for text in texts]


def _publisher(product: Product, context: Context) -> Iterator[Field]:
    """710 of the publisher, which is no imprint."""
    for each in product.all("PublishingDetail/Publisher"):
        name = each.text("PublisherName")
        if name and each.text("PublishingRole") == PUBLISHER:
            links = links_of(each, context.reading, "PublishingDetail/Publisher", "PublisherIdentifier")
            term = context.tables.cataloguing.roles.labels[PUBLISHER_CODE][context.language]
            yield heading("7", Name(name, name, is_body=True), (term,), (PUBLISHER_CODE,), links)
            return


def _entry(hundreds: str, person: Person, context: Context) -> Field:
    """X00 or X10 of a contributor with all that he or she did."""
    terms, codes = _done(person.roles, context.language, context.is_easy, context.tables)
    return heading(hundreds, person.name, terms, codes, person.links)


@lru_cache(maxsize=1024)  # most people did one thing
def _done(
    roles: tuple[str, ...], language: str, is_easy: bool, tables: Tables
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Terms and codes of what somebody did, each once."""
    relators = [(role, each) for role in roles for each in tables.onix_names.relators.get(role, ())]
    easy = tables.words[language]["easy-adapter"] if is_easy else ""
    terms = dict.fromkeys(easy if easy and role == ADAPTER else each.term[language] for role, each in relators)
    return tuple(terms), tuple(dict.fromkeys(each.code for _, each in relators))
