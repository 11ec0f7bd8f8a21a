"""The words of the desk: `schemas/desk/desk.yml` for all pages, and a file for each page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from metadata.publish.web.pages import number
from metadata.vendors import Words
from metadata.yaml_files import Strict, load_model

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
SHARED = "desk"


class Texts(Strict):
    """One file of schemas/desk/."""

    texts: dict[str, Words]


def counted(words: Mapping[str, str], key: str, count: int, lang: str, **values: object) -> str:
    """A sentence about a number of things: `key`_one or `key`_many, with the number as {n}."""
    return words[f"{key}_one" if count == 1 else f"{key}_many"].format(n=number(count, lang), **values)


def lasting(words: Mapping[str, str], seconds: int, lang: str) -> str:
    """A time in days, or in hours where it is not whole days."""
    days, rest = divmod(seconds, 86_400)
    return counted(words, "hours", seconds // 3_600, lang) if rest else counted(words, "days", days, lang)


@cache
def words_of(schemas: Path, name: str, lang: str) -> Mapping[str, str]:
    """What a page says in a language, with what all pages say. Raises ConfigError for wrong texts."""
    files = [schemas / "desk" / f"{each}.yml" for each in dict.fromkeys((SHARED, name))]
    return {key: each[lang] for path in files if path.exists() for key, each in load_model(path, Texts).texts.items()}
