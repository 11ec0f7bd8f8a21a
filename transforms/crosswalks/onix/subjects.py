"""The subjects of a product as ONIX tells them, and whether it is fiction (onix-to-marc.md §11 and §5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node, Product
from transforms.onix_subjects import OnixSubjects
from transforms.profile import Profile
from transforms.record import Issue

CODE_PATH = "DescriptiveDetail/Subject/SubjectCode"
SCHEME_PATH = "DescriptiveDetail/Subject/SubjectSchemeIdentifier"
THEMA = "93"  # list 27
QUALIFIERS = {str(digit): str(int(THEMA) + digit) for digit in range(1, 7)}  # "1DNF" is of list 27, 94
CAPITALS = frozenset({"10", THEMA, *QUALIFIERS.values()})  # whose codes have capital letters: BISAC, Thema
PROPRIETARY = frozenset({"23", "24"})  # list 27: the publisher's own category, a proprietary scheme


class Subject(NamedTuple):
    """A Subject composite: its scheme (list 27), code, texts with their language ("" when not told), and version."""

    scheme: str
    code: str
    texts: tuple[tuple[str, str], ...]
    version: str = ""


def subjects_of(product: Product, profile: Profile, issues: list[Issue]) -> tuple[Subject, ...]:
    """The subjects, those marked as main first; those of the vendor's own schemes by its look-ups."""
    nodes = product.all("DescriptiveDetail/Subject")
    if len(nodes) > 1:
        nodes = sorted(nodes, key=lambda each: not each.has("MainSubject"))
    lookup = profile.lookups.get("subject", {})
    found: list[Subject] = []
    for node in nodes:
        subject = _in_its_scheme(_subject(node), issues)
        if subject.scheme in PROPRIETARY:
            found += _looked_up(subject, node.text("SubjectSchemeName"), lookup, issues)
        else:
            found.append(subject)
    return tuple(found)


def _subject(node: Node) -> Subject:
    texts = node.all("SubjectHeadingText")
    scheme, code = node.text("SubjectSchemeIdentifier"), node.text("SubjectCode")
    return Subject(
        scheme,
        code.upper() if scheme in CAPITALS and " " not in code else code,
        tuple((each.attribute("language"), text) for each in texts if (text := each.text())) if texts else (),
        node.text("SubjectSchemeVersion"),
    )


def _in_its_scheme(subject: Subject, issues: list[Issue]) -> Subject:
    """A qualifier of Thema that was sent as a category is read as what it is: its first digit says of which kind."""
    digit = subject.code[:1] if subject.scheme == THEMA else ""
    if digit not in QUALIFIERS:
        return subject
    issues.append(issue("O06", SCHEME_PATH, f"{THEMA} {subject.code}", after=QUALIFIERS[digit]))
    return subject._replace(scheme=QUALIFIERS[digit])


def _looked_up(subject: Subject, name: str, lookup: Mapping[str, str], issues: list[Issue]) -> Iterator[Subject]:
    """What the vendor file says of a proprietary subject: "66 84.2", or several parted by "|"; an issue for nothing.

    It is asked for "name of the scheme/code", for the code alone, and for the words. Without look-ups nobody wants
    the vendor's own subjects.
    """
    if not lookup:
        return
    keys = (f"{name}/{subject.code}", subject.code, *(text for _, text in subject.texts))
    told = next((lookup[key] for key in keys if key in lookup), "")
    if not told:
        issues.append(issue("O06", CODE_PATH, subject.code or "; ".join(text for _, text in subject.texts)))
    for each in filter(None, told.split("|")):
        scheme, _, value = each.strip().partition(" ")
        yield Subject(scheme, value.strip(), () if value.startswith("http") else (("", value.strip()),))


def is_fiction(subjects: Iterable[Subject], lists: OnixSubjects) -> bool | None:
    """True or False by the classes that tell it; None when none does."""
    signs = lists.fiction
    told = {
        _sign(each.code, signs[each.scheme]) for each in subjects if each.scheme in signs and (each.code or each.texts)
    }
    return True if True in told else False if False in told else None


@lru_cache(maxsize=1024)  # the classes of a feed come again and again
def _sign(code: str, signs: tuple[tuple[str, bool | None], ...]) -> bool | None:
    """The answer of the first beginning that a code has."""
    return next((answer for begins, answer in signs if code.startswith(begins)), None)
