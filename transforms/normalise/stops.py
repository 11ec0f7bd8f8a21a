"""Full stops at the end of a text: those of abbreviations, and the others."""

from __future__ import annotations

from collections.abc import Collection

_SHORTEST = 4  # letters of a word that is none


def is_abbreviated(value: str, abbreviations: Collection[str]) -> bool:
    """True if the stop at the end belongs to the last word: "cm.", "J.", "2."."""
    word = value[:-1].rsplit(" ", 1)[-1].lstrip("([").casefold()
    return len(word) < 2 or word in abbreviations or "." in word or word.isdigit()


def before_mark(value: str, abbreviations: Collection[str]) -> str:
    """A text as it stands before a mark of ISBD: "Valot," and "Valot." are "Valot", "Valot etc." and "…" stay.

    A short word may be an abbreviation that no list has.
    """
    text = value.rstrip(" ,")
    is_end = text.endswith(".") and text[-1 - _SHORTEST : -1].isalpha() and not is_abbreviated(text, abbreviations)
    return text[:-1] if is_end and len(text) > _SHORTEST else text or value
