"""336-338: content, media and carrier type (RDA). Term, code and source in one language, from the list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.record import Field, Record

Terms = Mapping[tuple[str, str], Mapping[str, str]]  # ("336", "txt") → {"fin": "teksti", "swe": "text", "eng": …}

SOURCES = {"336": "rdacontent", "337": "rdamedia", "338": "rdacarrier"}

_READABLE = frozenset({"txt", "sti", "ntm", "cri", "tct", "tci"})  # an e-book may be pictures or music alone


def terms_33x(record: Record, context: Context) -> Record:
    """Rebuild 336-338 of an online resource: "puhuttu sana" becomes $a puhe $b spw $2 rdacontent."""
    terms, language = context.tables.rda_terms, context.language(record)
    present = [each for each in record.fields if each.tag in SOURCES]
    wanted = context.tables.forms[context.media]
    main = {"336": wanted.content, "337": wanted.media, "338": wanted.carrier}
    if present == [_made(tag, code, terms[tag, code][language]) for tag, code in main.items()]:
        return record
    codes = {tag: [code] for tag, code in main.items()}
    codes["336"] = _content(_codes("336", present, terms), main["336"])
    rebuilt = [_field(tag, code, present, terms[tag, code][language]) for tag in SOURCES for code in codes[tag]]
    if rebuilt == present:
        return record
    return exchanged(record, SOURCES, rebuilt)


def _codes(tag: str, present: list[Field], terms: Terms) -> list[str]:
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


@lru_cache(maxsize=1024)
def _made(tag: str, code: str, term: str) -> Field:
    return Field.data(tag, "  ", "a", term, "b", code, "2", SOURCES[tag])


def _field(tag: str, code: str, present: list[Field], term: str) -> Field:
    """The field for a code; further subfields ($0, $3) of the one that had it stay."""
    field = _made(tag, code, term)
    for each in present:
        if each.tag == tag and each.all("b") == [code]:
            if each.value == field.value:
                return each
            return field.with_subfields([*field.subfields, *each.drop("a", "b", "2").subfields])
    return field
