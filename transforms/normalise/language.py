"""Languages: 008/35-37 and 041. One Norwegian but by switch, one 041 with a code in each subfield.

What is heard has its languages in $d, a film its subtitles in $j. A 041 is made where the 008 alone says the language.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from transforms.normalise.context import AUDIO_MEDIA, Context
from transforms.normalise.exchange import exchanged
from transforms.normalise.remembered import remembered
from transforms.record import SUBFIELD, Field, Record

if TYPE_CHECKING:
    from transforms.tables import Tables

_NORWEGIAN = re.compile("nob|nno")  # the national practice: finnish-marc.md §1, point 12
_CODE = re.compile("[a-z]{3}")
_GLUED = re.compile(f"{SUBFIELD}[a-z0-9][a-z]{{4}}")  # several codes in a subfield, as MARC 21 had them until 2001
_SAYS_NOTHING = frozenset({"und", "mul", "zxx"})
_SPOKEN = AUDIO_MEDIA | {"film"}
_OF_SOUND, _OF_FILM = (("a", "d"),), (("a", "d"), ("b", "j"))  # subfields, and those that tell it better
_ORDER = "adbefghijkmn"  # of the subfields of 041 where two become one

Pairs = list[tuple[str, str]]


def language(record: Record, context: Context) -> Record:
    """nob and nno become nor; a missing 041 is made of a valid 008/35-37 ($d for what is heard, else $a)."""
    one_norwegian = context.profile.switches.get("iso_norwegian") != "keep"
    coded, told, result = "", list[Field](), record
    for each in record.fields:
        tag = each.tag
        if tag == "008":
            mended = _norwegian_008(each) if one_norwegian else each
            coded = coded or mended.value[35:38]
            result = result if mended == each else result.swap(each, mended)
        elif tag == "041":
            told.append(each)
    is_heard = context.media in _SPOKEN
    if told:
        better = _OF_FILM if context.media == "film" else _OF_SOUND if is_heard else ()
        mended_041 = [_mended(each, better, one_norwegian, context.tables) for each in told]
        mended_041 = mended_041 if len(told) == 1 else _together(mended_041)
        return result if mended_041 == told else exchanged(result, ("041",), mended_041)
    if coded in _SAYS_NOTHING or not _CODE.fullmatch(coded):
        return result
    return result.add(Field.data("041", "  ", "d" if is_heard else "a", coded))


def _norwegian_008(each: Field) -> Field:
    value = each.value
    if value[35:38] in ("nob", "nno"):
        return Field("008", f"{value[:35]}nor{value[38:]}")
    return each


@remembered
def _mended(each: Field, better: tuple[tuple[str, str], ...], one_norwegian: bool, tables: Tables) -> Field:
    """041 in MARC codes (no $2): one code in a subfield, each once, so that nob and nno together leave one nor."""
    value = each.value
    is_norwegian = one_norwegian and _NORWEGIAN.search(value) is not None
    renamed = {old: new for old, new in better if SUBFIELD + old in value and SUBFIELD + new not in value}
    if not (is_norwegian or renamed or _GLUED.search(value)) or each.has("2"):
        return each
    pairs = [pair for code, text in each.subfields for pair in _apart(code, text, tables.languages)]
    if is_norwegian:
        pairs = [(code, "nor" if text in ("nob", "nno") else text) for code, text in pairs]
    return each.with_subfields(dict.fromkeys((renamed.get(code, code), text) for code, text in pairs))


def _apart(code: str, text: str, known: Container[str]) -> Iterator[tuple[str, str]]:
    """ "finswe" as fin and swe, where all are codes of languages."""
    codes = [text[place : place + 3] for place in range(0, len(text), 3)]
    if len(codes) > 1 and all(one in known for one in codes):
        yield from ((code, one) for one in codes)
    else:
        yield code, text


def _together(fields: list[Field]) -> list[Field]:
    """The 041s in MARC codes as one, which says that it is a translation where one of them does."""
    coded = [each for each in fields if not each.has("2") and not each.has("8") and set(each.codes) <= set(_ORDER)]
    if len(coded) < 2:
        return fields
    pairs = sorted(
        dict.fromkeys(pair for each in coded for pair in each.subfields), key=lambda pair: _ORDER.index(pair[0])
    )
    ind1 = next((each.ind1 for each in sorted(coded, key=lambda each: each.ind1, reverse=True)), " ")
    joined = Field("041", f"{ind1} ").with_subfields(pairs)
    return [joined, *(each for each in fields if each not in coded)]
