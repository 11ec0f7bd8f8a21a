"""336-338: content, media and carrier type (RDA). Term, code and source in one language, from the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.normalise.remembered import remembered_together
from transforms.record import Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

Terms = Mapping[tuple[str, str], Mapping[str, str]]  # ("336", "txt") → {"fin": "teksti", "swe": "text", "eng": …}

SOURCES = {"336": "rdacontent", "337": "rdamedia", "338": "rdacarrier"}

_READABLE = frozenset({"txt", "sti", "ntm", "cri", "tct", "tci"})  # an e-book may be pictures or music alone


def terms_33x(record: Record, context: Context) -> Record:
    """Rebuild 336-338 of an online resource: "puhuttu sana" becomes $a puhe $b spw $2 rdacontent."""
    present = tuple([each for each in record.fields if each.tag in SOURCES])
    rebuilt = _rebuilt(present, context.media, context.language(record), context.tables)
    return record if rebuilt == present else exchanged(record, SOURCES, rebuilt)


@remembered_together
def _rebuilt(present: tuple[Field, ...], media: str, language: str, tables: Tables) -> tuple[Field, ...]:
    """The fields as the form of the media wants them; several 336 where all suit it."""
    terms, wanted = tables.rda_terms, tables.forms[media]
    codes = {"336": [wanted.content], "337": [wanted.media], "338": [wanted.carrier]}
    codes["336"] = _content(_codes("336", present, terms), wanted.content)
    return tuple([_field(tag, code, present, terms[tag, code][language]) for tag in SOURCES for code in codes[tag]])


def _codes(tag: str, present: Iterable[Field], terms: Terms) -> list[str]:
    """The known codes of one tag, each once; found by the term where the code is missing or wrong."""
    found: dict[str, None] = {}
    for each in present:
        if each.tag == tag:
            known = [code for code in each.all("b") if (tag, code) in terms]
            found.update(dict.fromkeys(known or _codes_of_terms(tag, each.all("a"), terms)))
    return list(found)


def _codes_of_terms(tag: str, labels: list[str], terms: Terms) -> list[str]:
    wanted = {label.casefold() for label in labels}
    return [code for (field, code), names in terms.items() if field == tag and wanted & set(names.values())]


def _content(codes: list[str], main: str) -> list[str]:
    """The codes that stand, if they suit the media; else the media's own."""
    suits = main in codes or (main == "txt" and any(code in _READABLE for code in codes))
    return codes if suits else [main]


def _field(tag: str, code: str, present: Iterable[Field], term: str) -> Field:
    """The field for a code; further subfields ($0, $3) of the one that had it stay."""
    field = Field.data(tag, "  ", "a", term, "b", code, "2", SOURCES[tag])
    for each in present:
        if each.tag == tag and each.all("b") == [code]:
            if each.value == field.value:
                return each
            return field.with_subfields([*field.subfields, *each.drop("a", "b", "2").subfields])
    return field
