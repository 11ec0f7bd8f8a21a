"""344 and 347: sound and file characteristics (RDA), in the language of cataloguing.

344 tells of audio alone that it is digital, and what AACR2 told of channels in 300 $b; 347 $a follows from the media,
$b is as the list of formats has it. $2 of these fields names lists of terms that we do not write.
"""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.normalise.remembered import remembered_together
from transforms.record import SUBFIELD, Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

_TAGS = frozenset(("344", "347"))
_FIRST = frozenset("368")  # what the field is about, and what links it, stand before $a
_READ = frozenset(("ebook", "magazine"))
_DETAILS = f"{SUBFIELD}b"
_KEPT = frozenset("cdfg0")  # of 347: size, resolution, transmission, link; a region ($e) is that of a disc


def terms_34x(record: Record, context: Context) -> Record:
    """347 "audio file" $2 rda of an audiobook becomes "äänitiedosto", and 344 "digitaalinen" is there."""
    present = tuple([each for each in record.fields if each.tag in _TAGS])
    channels = "" if context.media in _READ else _channels(record, context.tables.steps.rda["344", "g"])
    mended = _mended(present, context.media, context.language(record), channels, context.tables)
    return record if mended == present else exchanged(record, _TAGS, mended)


def _channels(record: Record, known: Container[str]) -> str:
    """The word for channels in 300 $b, in lower case; "" for none."""
    extents = [each.value for each in record.fields if each.tag == "300" and _DETAILS in each.value]
    words = "".join(extents[:1]).lower().partition(_DETAILS)[2].partition(SUBFIELD)[0].split(", ")
    return next((word for each in words if (word := each.strip(" .:;+")) in known), "")


@remembered_together
def _mended(present: tuple[Field, ...], media: str, language: str, channels: str, tables: Tables) -> tuple[Field, ...]:
    """Both fields as the form of the media wants them."""
    form, words = tables.forms[media], tables.words[language]
    term, known = words[form.file_type], tables.steps.rda["347", "a"]
    files = [each for each in present if each.tag == "347"]
    terms = [known[word][language] if (word := each["a"].lower()) in known else term for each in files]
    if term not in terms:
        terms = [term] * len(terms)
    mended = [_file(each, word, tables) for each, word in zip(files, terms, strict=True)]
    digital = words["digital"] if form.is_heard else ""
    recorded = [_recording(each, digital, language, tables) for each in present if each.tag == "344"]
    if digital and not recorded:
        recorded = [Field.data("344", "  ", "a", digital)]
    if channels and not any(each.has("g") for each in recorded):
        first = recorded[0] if recorded else Field("344", "  ")
        told = ("g", tables.steps.rda["344", "g"][channels][language])
        recorded[:1] = [first.with_subfields([*first.subfields, told])]
    return tuple(dict.fromkeys((*recorded, *mended)))


def _recording(each: Field, term: str, language: str, tables: Tables) -> Field:
    """344 with $a as the term, where the media wants one; other subfields tell more of the sound and stay."""
    rda = tables.steps.rda
    first = [pair for pair in each.subfields if pair[0] in _FIRST]
    kept = []
    for code, value in each.subfields:
        if code not in ("a02368" if term else "02368"):
            known = rda.get(("344", code), {}).get(value.strip(" .").lower())
            kept.append((code, known[language] if known else value))
    return each.with_subfields([*first, ("a", term), *kept] if term else [*first, *kept])


def _file(each: Field, term: str, tables: Tables) -> Field:
    """347 with $a as the term, and its formats as the list spells them."""
    known = tables.lists.formats
    pairs = [pair for pair in each.subfields if pair[0] in _FIRST]
    pairs.append(("a", term))
    for code, value in each.subfields:
        if code == "b":
            found = known.get(value.strip(" ().,:;").casefold())
            pairs.append(("b", found.name if found else value))
        elif code in _KEPT:
            pairs.append((code, value))
    return each.with_subfields(pairs)
