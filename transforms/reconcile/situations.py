"""What can be said of a heading or name that is looked up: a code, its result, the rule that tells it, and words.

The list is data (schemas/codes/heading_situations.csv), after the check codes of yso-marcbib; nothing is decided here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple, cast

Result = Literal["auto", "review", "none"]


class Situation(NamedTuple):
    """One row of the list."""

    code: str
    result: Result  # auto: it is written; review: a person chooses; none: it stays, or becomes a keyword
    rule: str  # the rule that tells it; "" where there is nothing to tell
    is_keyword: bool  # a heading of which it is true is a keyword (653) until that changes
    words: Mapping[str, str]  # fi, sv, en


@lru_cache(maxsize=4)
def load_situations(codes: Path) -> Mapping[str, Situation]:
    """Every situation by its code. Raises OSError or KeyError where the list of schemas/codes is missing or broken."""
    with (codes / "heading_situations.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# source: …"
        rows = list(csv.DictReader(lines))
    return MappingProxyType({row["code"]: _situation(row) for row in rows})


def _situation(row: Mapping[str, str]) -> Situation:
    words = MappingProxyType({language: row[language] for language in ("fi", "sv", "en")})
    return Situation(row["code"], cast(Result, row["result"]), row["rule"], bool(row["keyword"]), words)
