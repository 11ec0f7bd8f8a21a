"""Words for the form of the copy that vendors add to titles: "Valot (e-kirja)", "Valot : äänikirja"."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

MARKS = " :;/=,."
_BETWEEN = re.compile(r"[,/+&]")  # format words
_AROUND = f"{MARKS}()[]&+"
_PARTS = re.compile(r"[,/+&()\[\]]")
_LONGEST = 60  # characters of them


def without_words(value: str, known: Mapping[str, object]) -> tuple[str, list[str]]:
    """The text before format words at its end, and the words: "Valot (e-kirja, EPUB)" → "Valot", e-kirja, epub."""
    text = value.rstrip(MARKS)
    words = _all_known(text, known)
    if words:
        return "", words
    if text[-1:] in ")]":
        start = max(text.rfind("("), text.rfind("["))
        words = _all_known(text[start + 1 : -1], known) if start > 0 else []
        return (text[:start].rstrip(MARKS), words) if words else (value, [])
    for mark in (" : ", " - ", " – "):
        before, _, last = text.rpartition(mark)
        words = _all_known(last, known) if before else []
        if words:
            return before.rstrip(MARKS), words
    return value, []


def may_end_in_words(value: str, endings: Container[str]) -> bool:
    """A first look: False where the last word of the text is not the last one of a format word."""
    last = value.rstrip(_AROUND).rpartition(" ")[2]
    return _PARTS.split(last)[-1].casefold() in endings or not value.isprintable()  # other blanks


def _all_known(text: str, known: Mapping[str, object]) -> list[str]:
    """The words of a text that has nothing but format words, with blanks, commas, slashes or plus signs between."""
    if len(text) >= _LONGEST:
        return []
    phrases = [each.strip().casefold() for each in _BETWEEN.split(text)]
    words = [word for each in phrases for word in ([each] if each in known else each.split())]
    return words if all(phrases) and all(each in known for each in words) else []
