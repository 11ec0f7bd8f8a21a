"""The subjects of a product as ONIX tells them, and whether it is fiction (onix-to-marc.md §11 and §5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from transforms.formats.onix import Node, Product

YKL, THEMA, BISAC = "66", "93", "10"  # list 27
FICTION = {  # beginnings of codes of fiction
    YKL: ("80", "81", "82", "83", "84", "85"),
    THEMA: ("F", "YF"),
    BISAC: ("FIC", "JUV", "YAF"),
}
EITHER = ("X", "YB")  # Thema: comics and picture books, which may be fiction or not


class Subject(NamedTuple):
    """A Subject composite: its scheme (list 27), code, and texts with their language ("" when not told)."""

    scheme: str
    code: str
    texts: tuple[tuple[str, str], ...]


def subjects_of(product: Product) -> tuple[Subject, ...]:
    """The subjects, those marked as main first."""
    nodes = product.all("DescriptiveDetail/Subject")
    return tuple(map(_subject, sorted(nodes, key=lambda each: not each.has("MainSubject"))))


def _subject(node: Node) -> Subject:
    texts = ((each.attribute("language"), each.text()) for each in node.all("SubjectHeadingText"))
    return Subject(
        node.text("SubjectSchemeIdentifier"),
        node.text("SubjectCode"),
        tuple(each for each in texts if each[1]),
    )


def is_fiction(subjects: Iterable[Subject]) -> bool | None:
    """True or False by YKL, Thema or BISAC; None when none of them tells."""
    told = [
        each.code.startswith(FICTION[each.scheme])
        for each in subjects
        if each.scheme in FICTION and each.code and not (each.scheme == THEMA and each.code.startswith(EITHER))
    ]
    return any(told) if told else None
