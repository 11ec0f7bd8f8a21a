"""Edition and publication: 250, 263, 264 (onix-to-marc.md §9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.dates import is_year, published
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node, Product
from transforms.record import Field

EXPECTED = ("01", "11")  # list 163; never role 12, the latest reprint
PUBLISHER, COPUBLISHER = "01", "02"  # list 45
LONGEST_NUMBER, LONGEST_VERSION = 4, 12  # characters
FIRST_VERSIONS = frozenset({"", "0", "1", "1.0"})
NUMBERED = frozenset({"number", "version"})  # ends of keys that are no edition types
LOOSE = " :;,"  # marks that vendors put behind places and names
COPYRIGHT = "C"  # list 219: what a statement without a type is
_YEARS = re.compile(r"(?<!\d)\d{4}(?!\d)")


def edition_250(product: Product, context: Context) -> list[Field]:
    """250: the edition as stated, else by its number; then what kind of edition it is."""
    detail = product.first("DescriptiveDetail")
    stated = _stated(detail, context)
    kinds = _kinds(context)
    texts = [stated]
    if stated:  # it speaks of the whole edition; but abridged and unabridged are never left unsaid
        texts += (kinds[code] for code in kinds if code in _complete(context) and not _says(stated, code, context))
    else:
        number = _numbered(detail.text("EditionNumber"), context)
        texts = [_versioned(number, detail.text("EditionVersionNumber"), context), *kinds.values()]
    return [Field.data("250", "  ", "a", full_stop(text)) for text in dict.fromkeys(filter(None, texts))]


def _stated(detail: Node, context: Context) -> str:
    """EditionStatement as it stands; where it is a word for the form of the copy it states no edition, and is told."""
    text = next(iter(detail.texts_in("EditionStatement", context.language)), "")
    word = context.tables.cataloguing.format_words.get(text.strip(" ()[].").casefold())
    if word is None or word.kind == "edition":
        return text
    context.issues.append(issue("D12", "DescriptiveDetail/EditionStatement", text, is_mended=True))
    return ""


def _numbered(number: str, context: Context) -> str:
    """ "2. painos."; the first edition needs no words."""
    bare = number.strip(" .")
    if not bare.isdecimal() or len(bare) > LONGEST_NUMBER:
        return number
    return context.words["edition-number"].format(int(bare)) if int(bare) > 1 else ""


def _versioned(number: str, version: str, context: Context) -> str:
    """ "2. painos, versio 3.": the edition with the number of its version; the first one needs no words."""
    bare = version.strip(" .")
    if bare in FIRST_VERSIONS or len(bare) > LONGEST_VERSION or not bare.isprintable():
        return number
    words = context.words["edition-version"].format(bare)
    return f"{number.rstrip(' .')}, {words}" if number else words[0].upper() + words[1:]


def _kinds(context: Context) -> dict[str, str]:
    """The wording of each edition type that has one; a type that no list knows is told."""
    silent, words = context.tables.onix_lists.descriptions.silent_editions, context.words
    kinds: dict[str, str] = {}
    for code in context.editions:
        if f"edition-{code}" in words and code not in NUMBERED:
            kinds[code] = words[f"edition-{code}"]
        elif code not in silent:
            context.note("O06", "DescriptiveDetail/EditionType", code)
    return kinds


def _complete(context: Context) -> frozenset[str]:
    return context.tables.onix_lists.descriptions.complete_editions


def _says(statement: str, code: str, context: Context) -> bool:
    """True if a statement of edition says what an edition type does, in our words or in those of the table."""
    plain = statement.strip(" ()[].").casefold()
    known = context.tables.lists.editions.get(plain) == f"edition-{code}"
    return known or context.words[f"edition-{code}"].rstrip(".").casefold() in plain


def expected_263(product: Product, context: Context) -> list[Field]:
    """263: year and month (yymm) when an announced title is expected; "--" for an unknown month."""
    date = next((context.dates[role] for role in EXPECTED if role in context.dates), "")
    if not context.is_advance or not date:
        return []
    return [Field.data("263", "  ", "a", date[2:4] + (date[4:6] or "--"))]


def publication_264(product: Product, context: Context) -> list[Field]:
    """264 #1: places, publishers, year, whichever are known; 264 #4: the year of copyright."""
    publishing = product.first("PublishingDetail")
    parts: list[str] = []
    places = _named(publishing.texts_in("CityOfPublication", context.language))
    names = _publishers(publishing, context)
    for number, place in enumerate(places):
        last = number == len(places) - 1
        parts += ("a", f"{place} {':' if names else ''}".strip() if last else f"{place} ;")
    for number, name in enumerate(names):
        parts += ("b", name if number == len(names) - 1 else f"{name} :")
    year = published(context.dates)[:4]
    if year:
        parts[-1:] = [f"{parts[-1]},"] if parts else []
        parts += ("c", full_stop(year))
    statements = [Field.data("264", " 1", *parts)] if parts else []
    return statements + _rights(publishing, context)


def _publishers(publishing: Node, context: Context) -> list[str]:
    """The imprint, else the publisher; then the co-publishers. Distributors are not publishers."""
    known = context.tables.onix_lists.descriptions.publishers
    by_role: dict[str, list[str]] = {}
    for each in publishing.all("Publisher"):
        role = each.text("PublishingRole") or PUBLISHER
        if role not in known:
            context.note("O06", "PublishingDetail/Publisher/PublishingRole", role)
        by_role.setdefault(role, []).append(each.text("PublisherName"))
    first = publishing.texts("Imprint/ImprintName")[:1] or by_role.get(PUBLISHER, [])[:1]
    return _named(chain(first, by_role.get(COPUBLISHER, ())))


def _named(texts: Iterable[str]) -> list[str]:
    """Each once, without loose marks behind it."""
    return list(dict.fromkeys(text for each in texts if (text := each.rstrip(LOOSE))))


def _rights(publishing: Node, context: Context) -> list[Field]:
    """264 #4: © or ℗ and the year, one field for each kind; without any, by what is told in words."""
    fields, marks = [], context.tables.onix_lists.descriptions.rights
    for each in publishing.all("CopyrightStatement"):
        year, kind = each.text("CopyrightYear")[:4], each.text("CopyrightType") or COPYRIGHT
        mark = marks.get(kind, "")
        if not mark:
            context.note("O06", "PublishingDetail/CopyrightStatement/CopyrightType", kind)
        elif is_year(year):
            fields.append(Field.data("264", " 4", "c", mark + year))
    return list(dict.fromkeys(fields or _rights_in_words(publishing, context)))


def _rights_in_words(publishing: Node, context: Context) -> Iterator[Field]:
    """264 #4 of statements in words that begin with a mark and name one year: "© 2026 Anna Esimerkki"."""
    marks = context.tables.onix_lists.descriptions.rights_words
    for text in publishing.texts_in("CopyrightStatementText", context.language):
        mark = next((sign for word, sign in marks.items() if text.casefold().startswith(word)), "")
        years = {each for each in _YEARS.findall(text) if is_year(each)}
        if mark and len(years) == 1:
            yield Field.data("264", " 4", "c", mark + years.pop())
