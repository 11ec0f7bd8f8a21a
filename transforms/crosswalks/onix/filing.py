"""How many characters of a title filing skips, and the title without them (MARC 21; onix-to-marc.md §8)."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.crosswalks.onix.titles import Title
from transforms.filing import not_filed as articles_of
from transforms.tables import Tables

MOST = 9  # one digit


def not_filed(title: Title, languages: Sequence[str], tables: Tables) -> int:
    """Characters before the first word that files: a stated prefix, else an article of the language, if certain."""
    if title.article >= 0:
        return min(title.article, MOST)
    language = title.language or (languages[0] if languages else "")
    known = tables.cataloguing.articles.get(language)
    return (articles_of(title.text, known) or 0) if known else 0


def filed(title: Title, languages: Sequence[str], tables: Tables) -> str:
    """The title from its first word that files, for fields without a count: "The lights" becomes Lights."""
    start = not_filed(title, languages, tables)
    rest = title.text[start:]
    return rest[:1].upper() + rest[1:] if start and rest else title.text
