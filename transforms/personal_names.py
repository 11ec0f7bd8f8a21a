"""Names of persons as text: several names in one, and the two orders of a name.

Only what is certain: nothing here knows who anybody is.
"""

from __future__ import annotations

import re

_SPLIT = re.compile(r" ?[;/] ?| (?:ja|och|and|&) ")
_is_inverted = re.compile(r"[^,]+, [^,]+").fullmatch
_is_two_words = re.compile(r"[^ ,.]{2,} [^ ,.]{2,}").fullmatch


def split_names(text: str) -> list[str]:
    """ "Marx, Karl ja Engels, Friedrich" as two names: all inverted, or all of two words; [] where that is not so."""
    if not _SPLIT.search(text):
        return []
    names = [name.strip(" ,") for name in _SPLIT.split(" ".join(text.split()))]
    return names if all(map(_is_inverted, names)) or all(map(_is_two_words, names)) else []


def spoken(name: str) -> str:
    """ "Esimerkki, Anna" as "Anna Esimerkki"; a name without a comma stays."""
    surname, comma, rest = name.partition(", ")
    return f"{rest} {surname}" if comma else name
