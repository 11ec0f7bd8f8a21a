"""Other standard numbers: 024 (onix-to-marc.md §6; identifiers.md §1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.identifiers import GTIN13, ISMN10, ISMN13, read_isbn
from transforms.crosswalks.onix.numbers import read
from transforms.formats.onix import Product
from transforms.identifiers.digits import compact
from transforms.identifiers.isbn import MUSIC as PRINTED_MUSIC
from transforms.identifiers.recordings import EIDR_PREFIX
from transforms.identifiers.trade import parse_ismn
from transforms.onix_codes import NumberUse
from transforms.record import Field

MANIFESTATION_OF = frozenset({"01", "06", "98", "99"})  # list 164: the work is that of the product itself
TRADE, MUSIC = "3", "2"  # first indicators


class _Found(NamedTuple):
    """An identifier and where it stands in the product."""

    use: NumberUse
    value: str
    path: str


def standard_number_024(product: Product, context: Context) -> list[Field]:
    """024: GTIN, UPC, ISMN, DOI, URN, ARK; ISAN, EIDR and ISRC of what is seen or heard. Wrong ones in $z."""
    found = chain(_of_product(context), _of_works(product, context), _of_tracks(product, context))
    fields = dict.fromkeys(_field(each, context) for each in found)
    return sorted(fields, key=lambda each: (each.ind1, each["2"]))


def _of_product(context: Context) -> Iterator[_Found]:
    """Identifiers of the product; a GTIN that is an ISBN or repeats the ISMN is left out."""
    uses = context.tables.onix_codes.identifiers
    music = {parse_ismn(value) for kind in (ISMN13, ISMN10) for value in context.identifiers.get(kind, ())}
    for kind, values in context.identifiers.items():
        use = uses.get(kind)
        if use is None:
            context.note("O06", "ProductIdentifier/ProductIDType", kind)
            continue
        if use.tag != "024":
            continue
        for value in values:
            if kind != GTIN13 or not (read_isbn(value).valid or compact(value) in music):
                yield _Found(_placed(use, kind, value, context), value, "ProductIdentifier/IDValue")


def _placed(use: NumberUse, kind: str, value: str, context: Context) -> NumberUse:
    """The use of a number whose own prefix says more than its type: music sent as GTIN, EIDR sent as DOI."""
    if kind == GTIN13:
        if compact(value).startswith(PRINTED_MUSIC):
            return context.tables.onix_codes.identifiers[ISMN13]
        if context.profile.switches.get("gtin_field") == "024 8#":
            return use._replace(ind1="8")
    if use.form == "doi" and EIDR_PREFIX in value:
        return use._replace(source="eidr", form="eidr")
    return use


def _of_works(product: Product, context: Context) -> Iterator[_Found]:
    """What names the film or recording, of the work that the product is a manifestation of."""
    for work in product.all("RelatedMaterial/RelatedWork"):
        if work.text("WorkRelationCode") in MANIFESTATION_OF:
            for each in work.all("WorkIdentifier"):
                use = context.tables.onix_codes.recordings.get(each.text("WorkIDType"))
                if use is not None and each.text("IDValue"):
                    yield _Found(use, each.text("IDValue"), "RelatedMaterial/RelatedWork/WorkIdentifier/IDValue")


def _of_tracks(product: Product, context: Context) -> Iterator[_Found]:
    """What names the tracks of an album or the films of a collection."""
    for each in product.all("ContentDetail/ContentItem/AVItem/AVItemIdentifier"):
        use = context.tables.onix_codes.recordings.get(each.text("AVItemIDType"))
        if use is not None and each.text("IDValue"):
            yield _Found(use, each.text("IDValue"), "ContentDetail/ContentItem/AVItem/AVItemIdentifier/IDValue")


def _field(found: _Found, context: Context) -> Field:
    """One 024; of printed music with its formats."""
    use = found.use
    number = read(use.form, found.value, context.tables.identifiers)
    if not number.valid:
        context.note("I11", found.path, found.value, after="024 $z")
    formats = (each.qualifier for each in context.formats) if use.ind1 == MUSIC else ()
    qualifiers = chain.from_iterable(("q", each) for each in dict.fromkeys(formats))
    parts = ("a" if number.valid else use.wrong, number.written, "d", number.rest, *qualifiers, "2", use.source)
    return Field.data("024", f"{use.ind1} ", *parts)
