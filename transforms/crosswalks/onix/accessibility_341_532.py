"""Accessibility: 341 in terms of sapdv, 532 in sentences, 856 42 to pages about it (onix-to-marc.md §12).

After the W3C's Accessibility Metadata Crosswalk; the switch accessibility_mapping takes some codes as the national
converter does. Fields come in the order of the table, whatever the order of the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from transforms.crosswalks.onix.accessibility import Told
from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.notes_5xx import shortened
from transforms.formats.onix import Product
from transforms.formats.onix.marked_text import without_markup
from transforms.record import Field
from transforms.wordlists import Feature

SOURCE = "sapdv"
CONFORMANCE = "8"  # first indicator of 532
CLAIMS = ("specification", "version", "level")  # ways of the table that make one statement together
DESCRIPTION = "ProductFormFeatureDescription"
PATH = f"DescriptiveDetail/ProductFormFeature/{DESCRIPTION}"
FREE = "{}"  # a sentence that is the vendor's own


def features_341(product: Product, context: Context) -> list[Field]:
    """341: one field for each access mode with its assistance, in the order a b c d e 2."""
    return list(_fields_341(tuple(told.features for told in context.accessibility)))


@lru_cache(maxsize=1024)  # most products of a feed tell the same
def _fields_341(told: tuple[tuple[Feature, ...], ...]) -> tuple[Field, ...]:
    modes: dict[str, dict[tuple[str, str], None]] = {}
    for mode, subfield, term in chain.from_iterable(told):
        terms = modes.setdefault(mode, {})
        if term:
            terms[subfield, term] = None
    return tuple(_field_341(mode, terms) for mode, terms in modes.items())


def _field_341(mode: str, terms: Iterable[tuple[str, str]]) -> Field:
    ordered = sorted(terms, key=lambda pair: pair[0])
    return Field.data("341", "0 ", "a", mode, *chain.from_iterable(ordered), "2", SOURCE)


def statements_532(product: Product, context: Context) -> list[Field]:
    """532: conformance, features without a term, deficiencies, exceptions, hazards; one sentence a field."""
    told = [each for each in context.accessibility if each.has_sentence]
    if not told:
        return []
    notes = sorted((*_conformance(told, context), *_sentences(told, context)), key=lambda note: note[0])
    return list(dict.fromkeys(Field.data("532", f"{indicator} ", "a", text) for _, indicator, text in notes))


def _conformance(told: list[Told], context: Context) -> Iterator[tuple[int, str, str]]:
    """ "EPUB Accessibility Specification 1.1--WCAG v2.1--WCAG level AA.", the highest version and level of all."""
    known = context.tables.lists.accessibility_codes
    claims = {way: [each.code for each in told if each.code.way == way] for way in CLAIMS}
    for start in [[each] for each in claims["specification"]] or [[]]:
        implied = [known["196", each.implies] for each in start if each.implies]
        level = sorted((*claims["level"], *implied), key=lambda code: code.place)[-1:]
        parts = [*start, *claims["version"][-1:], *level]
        if parts:
            text = "--".join(part.words[context.language] for part in parts)
            yield parts[0].place, CONFORMANCE, full_stop(text)


def _sentences(told: list[Told], context: Context) -> Iterator[tuple[int, str, str]]:
    """The sentence of each code that has one, with what the product adds to it."""
    for each in told:
        template = each.code.words[context.language]
        description = _description(each, context) if FREE in template else ""
        if each.code.way in CLAIMS or (template == FREE and is_web_address(description)):
            continue  # told above, or in 856
        text = _filled(template, description)
        if text:
            yield each.code.place, each.code.indicator, full_stop(text)


def _filled(template: str, description: str) -> str:
    """ "Not disabled.[ Except: {}]" with a description, or without the part in brackets; "" where nothing is left."""
    start, bracket, rest = template.partition("[")
    if bracket:
        return start + rest.rstrip("]").replace(FREE, description) if description else start
    return template.replace(FREE, description) if description or FREE not in template else ""


def pages_856(product: Product, context: Context) -> list[Field]:
    """856 42: pages about the accessibility of the title, and a summary that is told as a page."""
    fields = []
    for told in context.accessibility:
        is_page, template = told.code.way == "page", told.code.words[context.language]
        if not is_page and template != FREE:
            continue
        address = _description(told, context)
        if is_web_address(address):
            label = template if is_page else context.words["accessibility-page"]
            fields.append(Field.data("856", "42", "3", label, "u", address))
        elif is_page and address:
            context.note("X02", PATH, address)
    return list(dict.fromkeys(fields))


def _description(told: Told, context: Context) -> str:
    """What the product says beside a code, in the language of cataloguing where there are several."""
    return shortened(without_markup(" ".join(told.node.texts_in(DESCRIPTION, context.language))))


def is_web_address(text: str) -> bool:
    """True for one address of http or https."""
    return text.lower().startswith(("http://", "https://")) and " " not in text
