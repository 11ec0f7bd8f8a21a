"""Persons and bodies that the content is about: 600 and 610 (NameAsSubject; onix-to-marc.md §7)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.headings_x00_x10 import heading
from transforms.crosswalks.onix.name_identifiers import links_of
from transforms.crosswalks.onix.names import name_of
from transforms.crosswalks.onix.people import is_nobody
from transforms.formats.onix import Product
from transforms.record import Field

PATH = "DescriptiveDetail/NameAsSubject"
FICTIONAL = "07"  # list 18
NO_SOURCE = "4"  # indicator 2: KANTO is no list of subjects, so there is no $2


def names_600_610(product: Product, context: Context) -> list[Field]:
    """600 and 610: names as subjects with the numbers of authorities; a fictional character is told to be one."""
    fields = []
    for node in product.all(PATH):
        name = name_of(node, context.tables, context.language)
        if name is None or is_nobody(name, context.tables):
            continue
        if node.text("NameType") == FICTIONAL and not name.is_body:
            name = name._replace(addition=context.words["fictional"])
        fields.append(heading("6", name, links=links_of(node, context.reading, PATH), ind2=NO_SOURCE))
    return sorted(dict.fromkeys(fields), key=lambda field: field.tag)
