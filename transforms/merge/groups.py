"""A group of fields as schemas/merge.yml has it: which fields, which strategy, and what the strategy goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Words = Mapping[str, str]  # by language: fi, sv, en


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that one strategy makes, and what it goes by; a strategy reads only what concerns it."""

    name: str
    strategy: str
    tags: tuple[str, ...]  # "245", or a class "9XX"
    words: Words
    keys: Mapping[str, str] = field(default_factory=dict)  # tag → the subfields that tell two fields apart
    positions: Mapping[str, tuple[slice, ...]] = field(default_factory=dict)  # material group → stretches of 008
    likeness: float = 1.0  # of two names that are one
    controlled: frozenset[str] = frozenset()
    cap: int = 0
    stopped: frozenset[str] = frozenset()  # letters and digits in lower case
    shortest: int = 0  # characters of a text
    longest: int = 0
    codes: str = ""  # subfields that are dropped from all fields
