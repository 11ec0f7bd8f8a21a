"""The marks that stand between and behind subfields (ISBD; finnish-marc.md §1.2)."""

from __future__ import annotations

END_MARKS = (".", "?", "!", "-", "…")
CLOSING_QUOTES = "\"'”’»"


def full_stop(text: str) -> str:
    """The text with a final full stop, unless it ends in a mark already: "Anna" becomes "Anna."."""
    if not text or text.rstrip(CLOSING_QUOTES).endswith(END_MARKS):
        return text
    return f"{text}."


def no_full_stop(text: str) -> str:
    """The text without final full stops and blanks; three dots stay."""
    return text if text.endswith("...") else text.rstrip(" .")


def marked(*pairs: tuple[str, str, str]) -> list[str]:
    """Subfields, each with its mark behind the one before: marked(("a", "Nimi", ""), ("b", "romaani", " :")).

    Takes (code, value, mark before it), leaves out empty values, returns code, value, code, value …
    """
    parts: list[str] = []
    for code, value, mark in pairs:
        if not value:
            continue
        if parts and mark:
            parts[-1] = _stopped(parts[-1], mark) if mark.startswith(".") else parts[-1] + mark
        parts += (code, value)
    return parts


def _stopped(text: str, mark: str) -> str:
    """One full stop behind a text, none behind a question or exclamation mark."""
    bare = text.rstrip(" .")
    return bare if bare.endswith(("?", "!")) else bare + mark
