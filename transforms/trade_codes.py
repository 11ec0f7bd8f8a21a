"""What codes of the book trade (Thema, BISAC) mean in SLM, YSO and YKL: our own table, each row with its confidence.

Read from schemas/codes when it is first asked for. Decides nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

CONFIDENCES = ("high", "medium")  # the same thing; near, or wider


class TradeConcept(NamedTuple):
    """What one code means in one vocabulary."""

    vocabulary: str  # slm, yso or ykl
    uri: str
    labels: Mapping[str, str]  # by language; of YKL the notation, as fin
    confidence: str


class TradeCodes:
    """The tables of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    def concepts(self, scheme: str, code: str) -> tuple[TradeConcept, ...]:
        """What a code means; what is near only for one that has no row of its own but a wider code has.

        Thema codes grow to the right (FFJ is a kind of FF), those of BISAC do not.
        """
        found = self._concepts.get((scheme, code), ())
        wider = code[:-1] if scheme == "thema" else ""
        while not found and len(wider) > 1:
            found = tuple(each._replace(confidence=CONFIDENCES[1]) for each in self._concepts.get((scheme, wider), ()))
            wider = wider[:-1]
        return found

    def literature(self, scheme: str, code: str, language: str) -> str:
        """The class of YKL for literature of this kind in a language: 84.2 for prose in Finnish; "" for none."""
        digits = self._languages.get(language, "")
        for length in range(len(code), 0, -1):
            begins = self._forms.get((scheme, code[:length]))
            if begins is not None:
                return begins + digits if begins and digits else ""
        return ""

    @cached_property
    def _concepts(self) -> Mapping[tuple[str, str], tuple[TradeConcept, ...]]:
        found: dict[tuple[str, str], tuple[TradeConcept, ...]] = {}
        for row in self._rows("trade_codes"):
            labels = {language: row[language] for language in ("fin", "swe") if row[language]}
            each = TradeConcept(row["vocabulary"], row["uri"], MappingProxyType(labels), row["confidence"])
            key = row["scheme"], row["code"]
            found[key] = (*found.get(key, ()), each)
        return MappingProxyType(found)

    @cached_property
    def _forms(self) -> Mapping[tuple[str, str], str]:
        return MappingProxyType({(row["scheme"], row["begins"]): row["class"] for row in self._rows("ykl_forms")})

    @cached_property
    def _languages(self) -> Mapping[str, str]:
        return MappingProxyType({row["language"]: row["digits"] for row in self._rows("ykl_languages")})

    def _rows(self, name: str) -> Iterator[dict[str, str]]:
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            yield from csv.DictReader(lines)
