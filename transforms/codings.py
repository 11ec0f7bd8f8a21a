"""Code lists that rules about fixed fields and structure ask, each read from schemas/codes when it is first needed.

Nothing here decides anything, and nothing ever changes.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from transforms.detect_language import Detector, Signs

Row = dict[str, str]


class AudienceSigns(NamedTuple):
    """What tells the audience of a title, and its code in 008/22."""

    labels: Mapping[str, str]  # term of 385 $a in lower case → code
    uris: Mapping[str, str]  # $0 of 385 or 655 → code
    classes: Mapping[str, str]  # beginning of a class of YKL → code
    age_words: frozenset[str]  # words in lower case by which a note in 521 gives ages
    notes: Mapping[str, str]  # beginning of a note in 521 in lower case → code


class Codings:
    """The lists of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    @cached_property
    def isbn_groups(self) -> Mapping[str, frozenset[str]]:
        """Beginning of an ISBN-13 without hyphens → the MARC countries that share the registration group."""
        rows = self._rows("isbn_groups")
        return MappingProxyType({row["prefix"]: frozenset(row["countries"].split()) for row in rows})

    @cached_property
    def finnish_places(self) -> frozenset[str]:
        """Names of Finnish places of publication, in lower case."""
        return frozenset(row["place"] for row in self._rows("finnish_places"))

    @cached_property
    def preferred_indicators(self) -> Mapping[str, str]:
        """Tag → the values of its first indicator, the one to keep first."""
        return MappingProxyType({row["tag"]: row["ind1"].replace("_", " ") for row in self._rows("preferred_ind1")})

    @cached_property
    def audience(self) -> AudienceSigns:
        """Signs of the audience."""
        by_kind: dict[str, dict[str, str]] = {"label": {}, "uri": {}, "ykl": {}, "age": {}, "note": {}}
        for row in self._rows("audience_signs"):
            by_kind[row["kind"]][row["value"]] = row["code"]
        return AudienceSigns(
            by_kind["label"], by_kind["uri"], by_kind["ykl"], frozenset(by_kind["age"]), by_kind["note"]
        )

    @cached_property
    def languages(self) -> Detector:
        """Tells in which language a text is."""
        rows = self._rows("stop_words")
        signs = (Signs(row["language"], frozenset(row["letters"]), frozenset(row["words"].split())) for row in rows)
        return Detector(signs)

    def _rows(self, name: str) -> list[Row]:
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return list(csv.DictReader(lines))
