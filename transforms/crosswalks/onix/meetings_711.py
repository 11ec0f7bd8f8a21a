"""Meetings whose papers a book holds: 711 (Conference of 2.1 and 3.0, Event of 3.1; MARC 21, X11)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.dates import read_date
from transforms.crosswalks.onix.isbd import full_stop
from transforms.formats.onix import Node, Product
from transforms.record import Field

MEETINGS = ("Conference", "Event")  # names of the composites, with which those of their elements begin
PATH = "DescriptiveDetail"


def meetings_711(product: Product, context: Context) -> list[Field]:
    """711 2#: name, number, year and place of a conference; games, festivals and exhibitions have no heading."""
    roles = context.tables.onix_lists.descriptions.events
    fields: dict[Field, None] = {}
    for kind in MEETINGS:
        for node in product.all(f"{PATH}/{kind}"):
            role = node.text(f"{kind}Role")
            if role not in roles:
                context.note("O06", f"{PATH}/{kind}/{kind}Role", role)
            elif roles[role] and node.text(f"{kind}Name"):
                fields[_heading(node, kind, context)] = None
    return list(fields)


def _heading(node: Node, kind: str, context: Context) -> Field:
    """ "$aKirjastopäivät$n(5. :$d2025 :$cOulu)"."""
    name = next(iter(node.texts_in(f"{kind}Name", context.language)))
    number = node.text(f"{kind}Number").rstrip(".")
    told = (
        ("n", f"{number}." if number.isdecimal() else number),
        ("d", read_date(node.first(f"{kind}Date")).digits[:4]),
        ("c", node.text(f"{kind}Place")),
    )
    around = [(code, text) for code, text in told if text]
    if not around:
        return Field.data("711", "2 ", "a", full_stop(name))
    parts = ["a", name]
    for place, (code, text) in enumerate(around):
        parts += (code, f"{'' if place else '('}{text}{' :' if place < len(around) - 1 else ')'}")
    return Field.data("711", "2 ", *parts)
