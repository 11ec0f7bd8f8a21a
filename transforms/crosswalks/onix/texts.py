"""The texts of a product that libraries may have, by their type (list 153; onix-to-marc.md §2)."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node, Product
from transforms.record import Issue

FOR_LIBRARIES = frozenset({"", "00", "03", "04"})  # list 154: everybody, end customers, librarians


def texts_of(product: Product, known: frozenset[str], issues: list[Issue]) -> Mapping[str, list[Node]]:
    """TextContent by TextType, without those for the trade, the press, schools and machines; other types are told."""
    found: dict[str, list[Node]] = {}
    for each in product.all("CollateralDetail/TextContent"):
        kind = each.text("TextType")
        if kind not in known:
            issues.append(issue("O06", "CollateralDetail/TextContent/TextType", kind))
        if is_for_libraries(each):
            found.setdefault(kind, []).append(each)
    return found


def is_for_libraries(node: Node) -> bool:
    """True if a text or resource is meant for everybody, end customers or librarians."""
    return not FOR_LIBRARIES.isdisjoint(node.texts("ContentAudience") or [""])
