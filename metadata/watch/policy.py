"""schemas/watch.yml: thresholds; and of each kind of fact who is told, when, where it is shown, in what words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, StrictBool

from metadata.errors import ConfigError
from metadata.notices.words import Role, day
from metadata.sources import Size
from metadata.vendors.parts import Words
from metadata.vendors.values import Duration, Share
from metadata.yaml_files import Strict, load_model

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Said = Mapping[str, Any]  # of a sentence: text, numbers, days and moments (ISO 8601), or texts by language


class Disk(Strict):
    """How little room is little."""

    share: Share
    bytes: Size


class Keep(Strict):
    """How long things are kept; in seconds. None: for ever."""

    work: Duration
    deliveries: Duration | None


class Links(Strict):
    """How links are asked after; see the file."""

    again: Duration
    least: Annotated[int, Field(ge=1)]
    most: Annotated[int, Field(ge=1)]
    per_second: Annotated[float, Field(gt=0, le=20)]
    hosts: Annotated[int, Field(ge=1, le=32)]
    minutes: Annotated[int, Field(ge=1)]
    fine: frozenset[int]
    private_addresses: StrictBool


class Kind(Words):
    """One kind of fact."""

    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    patience: Duration | None
    path: Annotated[str, Field(pattern=r"^/desk/")]

    def say(self, subject: str, said: Said, language: str, zone: ZoneInfo) -> str:
        """The sentence in a language, with days as it writes them."""
        values = {key: _worded(value, language, zone) for key, value in said.items()}
        return self[language].format(subject=subject, **values)


class Policy(Strict):
    """All of it. Durations are seconds."""

    notice: Duration
    vocabulary: Duration
    disk: Disk
    keep: Keep
    links: Links
    facts: dict[str, Kind]

    def kind(self, name: str) -> Kind:
        """A kind of fact. Raises ConfigError for one that the file does not have."""
        if name not in self.facts:
            raise ConfigError(f"watch.yml: facts: {name} is missing")
        return self.facts[name]


@lru_cache(maxsize=4)
def load_policy(schemas: Path) -> Policy:
    """The policy of a schemas folder. Raises ConfigError."""
    return load_model(schemas / "watch.yml", Policy)


def _worded(value: Any, language: str, zone: ZoneInfo) -> Any:
    """A value as a sentence has it."""
    if isinstance(value, Mapping):
        return value[language]
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return day(value, zone, language)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return day(f"{value}T12:00:00+00:00", zone, language)
    return value
