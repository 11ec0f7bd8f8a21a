"""Terms of access and use of what is open to everybody: 506 and 540 (onix-to-marc.md §10).

Licensed titles get their 506 from rule X10; what lending allows (EpubUsageConstraint) belongs to the licence.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.calendar import Asks
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.days import holds
from transforms.formats.onix import Node, Product
from transforms.licences import code_in_text, code_of_address
from transforms.record import Field

LICENCE = "DescriptiveDetail/EpubLicense"
OPEN_ACCESS = "20"  # list 153
READABLE = ("01", "02")  # list 218: for everybody, for lawyers; 03, 04 and 21 are further licences to be had
UNRESTRICTED = "Unrestricted online access"  # term of star


class Licence(NamedTuple):
    """An open licence."""

    name: str
    address: str


def open_access_506(product: Product, context: Context) -> list[Field]:
    """506 0#: open to everybody, by a Creative Commons licence or the publisher's word."""
    nodes = product.all(LICENCE)
    is_open = _is_called_open(nodes, context) if OPEN_ACCESS in context.texts else bool(_licences(nodes, context))
    return [Field.data("506", "0 ", "a", context.words["open"], "f", UNRESTRICTED, "2", "star")] if is_open else []


def open_licence_540(product: Product, context: Context) -> list[Field]:
    """540: name and address of each open licence; its code is added by rule X14."""
    return [
        Field.data("540", "  ", "a", each.name, *(("u", each.address) if each.address else ()))
        for each in _licences(product.all(LICENCE), context)
    ]


def _licences(nodes: list[Node], context: Context) -> list[Licence]:
    """Creative Commons licences; others too where the publisher calls the product open."""
    is_open = _is_called_open(nodes, context)
    licences = (_licence(each, is_open, context) for each in nodes if _is_in_force(each, context))
    return list(dict.fromkeys(filter(None, licences)))


def _is_called_open(nodes: list[Node], context: Context) -> bool:
    """True for an open access statement, unless none of the licences is in force."""
    return OPEN_ACCESS in context.texts and (not nodes or any(_is_in_force(each, context) for each in nodes))


def _is_in_force(licence: Node, context: Context) -> bool:
    """False before the first or after the last day of a licence."""
    return holds(licence.all("EpubLicenseDate"), "EpubLicenseDateRole", context.calendar, Asks.LICENCE)


def _licence(node: Node, is_open: bool, context: Context) -> Licence | None:
    """One EpubLicense; None where it is not open."""
    name = next(iter(node.texts_in("EpubLicenseName", context.language)), "")
    links = {each.text("EpubLicenseExpressionType"): each for each in reversed(node.all("EpubLicenseExpression"))}
    addresses = [links[kind].text("EpubLicenseExpressionLink") for kind in READABLE if kind in links]
    addresses = [each for each in addresses if each.lower().startswith(("https://", "http://"))]
    code = next(filter(None, map(code_of_address, addresses)), "") or code_in_text(name)
    if not (code or (is_open and (name or addresses))):
        return None
    return Licence(name or code or addresses[0], next(iter(addresses), ""))
