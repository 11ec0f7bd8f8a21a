"""Classes: 050, 060, 072, 080, 082, 084 (onix-to-marc.md §6 and §11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.subjects import CODE_PATH, Subject
from transforms.crosswalks.onix.thema import INTEREST_AGE, heading_of
from transforms.formats.onix import Product
from transforms.onix_subjects import SubjectScheme
from transforms.record import Field
from transforms.vocabulary import canonical, is_class

LONGEST = 40  # characters of a class
_TRADE_CODE = r"[A-Za-z0-9][A-Za-z0-9.-]*"
_NOTATION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,6})?")


def classes_05x_08x(product: Product, context: Context) -> list[Field]:
    """Codes of subject categories and classes, the main one first."""
    schemes = context.tables.onix_subjects.schemes
    fields: dict[Field, None] = {}
    for subject in context.subjects:
        scheme = schemes.get(subject.scheme)
        if scheme is None:
            context.note("O06", "DescriptiveDetail/Subject/SubjectSchemeIdentifier", subject.scheme)
        elif scheme.way in WAYS:
            fields.update(dict.fromkeys(WAYS[scheme.way](subject, scheme, context)))
    return sorted(fields, key=lambda field: field.tag)


def _code(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """The code as it is; Dewey without the marks of its segments. What has not the form of its scheme is no code."""
    code = subject.code.replace("/", "").replace("'", "") if scheme.tag == "082" else subject.code
    if len(code) > LONGEST or (code and not _has_form(code, scheme)):
        context.note("O06", CODE_PATH, code)
    elif code:
        yield Field.data(scheme.tag, scheme.indicators, "a", code, "2", _source(scheme.source, subject.version))


def _has_form(code: str, scheme: SubjectScheme) -> bool:
    """True for a code of the form that the table tells; of one of the book trade at least no words."""
    form = scheme.id or (_TRADE_CODE if scheme.tag == "072" else "")
    return not form or re.fullmatch(form, code) is not None


def _source(source: str, version: str) -> str:
    """$2 with the version of the scheme; without one what stands before it."""
    if "{}" not in source:
        return source
    return (
        source.format(version) if version.isdecimal() and version.isascii() else source.partition("{}")[0].rstrip("/")
    )


def _ykl(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """A class that YKL has, or of which that is not known here; words behind it ("84.2 Proosa") are no part of it."""
    told = subject.code or (subject.texts[0][1] if subject.texts else "")
    notation = canonical(told).removeprefix(scheme.id).partition(" ")[0]
    if _NOTATION.fullmatch(notation) and is_class(context.tables.vocabulary, notation) is not False:
        yield Field.data(scheme.tag, scheme.indicators, "a", notation, "2", scheme.source)
    else:
        context.note("O06", CODE_PATH, told)


def _fiction_genre(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """084 9#: one of the words of the closed list."""
    told = subject.texts[0][1] if subject.texts else subject.code
    word = context.tables.onix_subjects.fiction_genres.get(told.casefold())
    if word:
        yield Field.data(scheme.tag, scheme.indicators, "a", word, "2", scheme.source)
    else:
        context.note("O06", CODE_PATH, subject.code or told)


def _qualifier(subject: Subject, scheme: SubjectScheme, context: Context) -> Iterator[Field]:
    """A qualifier of Thema that becomes no heading and tells no age."""
    ages = context.tables.onix_subjects.audiences[INTEREST_AGE]  # told in 008/22 and 521
    is_age = subject.scheme == INTEREST_AGE and subject.code in ages
    if not is_age and heading_of(subject.code, context) is None:
        yield from _code(subject, scheme, context)


WAYS: dict[str, Callable[[Subject, SubjectScheme, Context], Iterator[Field]]] = {
    "code": _code,
    "ykl": _ykl,
    "genre": _fiction_genre,
    "qualifier": _qualifier,
}
