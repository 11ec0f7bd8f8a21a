"""Text in XML. As xml.sax.saxutils does it, which is not asked because it brings a client for HTTP along."""

from __future__ import annotations

from collections.abc import Mapping


def escape(text: str, entities: Mapping[str, str]) -> str:
    """The text with "&", "<" and ">" as entities, and whatever else `entities` names."""
    text = text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    for character, entity in entities.items():
        text = text.replace(character, entity)
    return text
