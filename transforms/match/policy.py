"""schemas/match.yml as a frozen value."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """Thresholds, words and vetoes of matching; the version is stamped on every decision."""

    version: str
    title_floor: float
    title_match: float
    word_match: float
    word_letters: int
    vetoes: tuple[str, ...]
    multilingual: frozenset[str]
    volume_words: tuple[str, ...]
    format_words: tuple[str, ...]
    max_members: int
    max_holders: int
    isbn_stop: frozenset[str]
    set_words: frozenset[str] = frozenset()  # in 020 $q: the number is that of a set
    by_format: frozenset[str] = frozenset()  # vendors with the switch manifestation_split: media_and_format


def load_match_policy(schemas: Path) -> MatchPolicy:
    """Read match.yml, and the words for the number of a set; ValueError names a key that is missing or unknown."""
    content = yaml.safe_load((schemas / "match.yml").read_text("utf-8"))
    expected = {each.name for each in fields(MatchPolicy)} - {"set_words", "by_format"}
    if set(content) != expected:
        raise ValueError(f"match.yml: keys differ from the expected ones: {sorted(set(content) ^ expected)}")
    return MatchPolicy(
        version=str(content["version"]),
        title_floor=float(content["title_floor"]),
        title_match=float(content["title_match"]),
        word_match=float(content["word_match"]),
        word_letters=int(content["word_letters"]),
        vetoes=tuple(content["vetoes"]),
        multilingual=frozenset(content["multilingual"]),
        volume_words=tuple(content["volume_words"]),
        format_words=tuple(content["format_words"]),
        max_members=int(content["max_members"]),
        max_holders=int(content["max_holders"]),
        isbn_stop=frozenset(str(each).replace("-", "") for each in content["isbn_stop"]),
        set_words=_set_words(schemas / "codes" / "isbn_qualifiers.csv"),
    )


def _set_words(path: Path) -> frozenset[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# Qualifiers of 020 $q …"
        return frozenset(row["qualifier"] for row in csv.DictReader(lines) if row["kind"] == "set")
