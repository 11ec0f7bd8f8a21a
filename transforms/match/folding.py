"""Titles and names folded for comparing; what is written is never folded."""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
_LETTERS = str.maketrans({"å": "\ue000", "ä": "\ue001", "ö": "\ue002"})  # letters of their own: never folded
_BACK = str.maketrans({"\ue000": "å", "\ue001": "ä", "\ue002": "ö"})
_CONJUNCTION = re.compile(r"\s(?:och|ja|and|und)\s")
_PUNCTUATION = re.compile(r"[^\w&]+")


def fold(text: str) -> str:
    """Text for comparison (matching.md §3): å ä ö stay letters, other marks, case and punctuation do not count."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_BACK)
    return _PUNCTUATION.sub(" ", _CONJUNCTION.sub(" & ", text.replace("-", ""))).strip()
