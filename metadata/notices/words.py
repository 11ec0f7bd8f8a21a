"""The texts of notices (schemas/notices.yml), and which roles are told what."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from metadata.errors import ConfigError
from metadata.vendors.parts import Words
from metadata.yaml_files import Strict, load_model

Role = Literal["operator", "librarian", "manager"]
ROLES: tuple[Role, ...] = ("operator", "librarian", "manager")
LANGUAGES = ("fi", "sv", "en")


class Kind(Strict):
    """One kind of notice."""

    roles: Annotated[tuple[Role, ...], Field(min_length=1)]


class Texts(Strict):
    """schemas/notices.yml."""

    kinds: dict[str, Kind]
    texts: dict[str, Words]

    def say(self, key: str, language: str, **values: object) -> str:
        """A text, filled in. Raises ConfigError for one that is missing."""
        if key not in self.texts:
            raise ConfigError(f"notices.yml: texts: {key} is missing")
        return self.texts[key][language].format(**values)


@lru_cache(maxsize=4)
def load_texts(schemas: Path) -> Texts:
    """The texts of a schemas folder. Raises ConfigError."""
    return load_model(schemas / "notices.yml", Texts)


def day(at: str, zone: ZoneInfo, language: str) -> str:
    """The day of a time in UTC where the consortium is: 28.11.2026, in English 2026-11-28."""
    found = datetime.fromisoformat(at).astimezone(zone)
    return f"{found:%Y-%m-%d}" if language == "en" else f"{found.day}.{found.month}.{found.year}"
