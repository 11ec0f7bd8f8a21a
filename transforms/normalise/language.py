"""Languages: 008/35-37 and 041. One Norwegian but by switch, and a 041 where the 008 alone says the language."""

from __future__ import annotations

import re

from transforms.normalise.context import AUDIO_MEDIA, Context
from transforms.record import SUBFIELD, Field, Record

_NORWEGIAN = re.compile("nob|nno")  # the national practice: finnish-marc.md §1, point 12
_CODE = re.compile("[a-z]{3}")
_SAYS_NOTHING = frozenset({"und", "mul", "zxx"})
_SPOKEN = AUDIO_MEDIA | {"film"}


def language(record: Record, context: Context) -> Record:
    """nob and nno become nor; a missing 041 is made of a valid 008/35-37 ($d for what is heard, else $a)."""
    one_norwegian = context.profile.switches.get("iso_norwegian") != "keep"
    coded, has_041, result = "", False, record
    for each in record.fields:
        tag = each.tag
        if tag == "008":
            mended = _norwegian_008(each) if one_norwegian else each
            coded = coded or mended.value[35:38]
        elif tag == "041":
            has_041 = True
            mended = _norwegian_041(each) if one_norwegian else each
        else:
            continue
        if mended != each:
            result = result.swap(each, mended)
    if has_041 or coded in _SAYS_NOTHING or not _CODE.fullmatch(coded):
        return result
    return result.add(Field.data("041", "  ", "d" if context.media in _SPOKEN else "a", coded))


def _norwegian_008(each: Field) -> Field:
    value = each.value
    if value[35:38] in ("nob", "nno"):
        return Field("008", f"{value[:35]}nor{value[38:]}")
    return each


def _norwegian_041(each: Field) -> Field:
    """041 in MARC codes (no $2): each code once, so that nob and nno beside each other leave one nor."""
    if not _NORWEGIAN.search(each.value) or each.has("2"):
        return each
    pairs = ((code, "nor" if value in ("nob", "nno") else value) for code, value in each.subfields)
    return Field("041", each.value[:2] + "".join(dict.fromkeys(f"{SUBFIELD}{c}{v}" for c, v in pairs)))
