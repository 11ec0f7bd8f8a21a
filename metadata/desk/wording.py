"""The words of the feedback to vendors, for what the desk shows too: states, levels, numbers, days."""

from __future__ import annotations

from metadata.desk.asked import Asked
from metadata.feedback.words import Wording, load_texts


def wording(asked: Asked, timezone: str = "") -> Wording:
    """They in the reader's language; days are of this time zone, by default the consortium's."""
    texts = load_texts(asked.home.settings.schemas)
    return Wording(texts, asked.lang, timezone or asked.home.consortium.timezone)
