"""The names of OAI-PMH sets in the three languages: words from schemas/oai_sets.yml, languages from the code list."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from metadata.publish.oai_pmh.exchange import LANGUAGES
from metadata.vendors import Vendor, Words
from metadata.yaml_files import Strict, load_model


class Kind(Strict):
    """The sets of one kind: what stands before the first colon."""

    all: Words
    one: Words


class _File(Strict):
    kinds: dict[str, Kind]
    media: dict[str, Words]


@dataclass(frozen=True, slots=True)
class SetNames:
    """Words for setSpecs of the published views: `collection:x`, `vendor:x`, `type:x`, `lang:x`, `new:yyyy-mm`."""

    kinds: Mapping[str, Kind]
    members: Mapping[str, Mapping[str, Mapping[str, str]]]  # kind → what stands behind the colon → language → name

    def __call__(self, spec: str, language: str) -> str:
        """The name of a set in "fi", "sv" or "en"; what has no words is told by its code."""
        kind, _, code = spec.partition(":")
        words = self.kinds.get(kind)
        if words is None:
            return spec
        if not code:
            return words.all[language]
        name = self.members.get(kind, {}).get(code, {}).get(language) or code
        return words.one[language].replace("{name}", name)


def load_set_names(schemas: Path, vendors: Mapping[str, Vendor]) -> SetNames:
    """The names as the schemas have them. Raises ConfigError."""
    told = load_model(schemas / "oai_sets.yml", _File)
    titles = {each.id: _of(each.title) for each in vendors.values()}
    members = {
        "collection": titles,  # a vendor's usual collection has its name
        "vendor": titles,
        "type": {code: _of(words) for code, words in told.media.items()},
        "lang": _languages(schemas / "codes" / "marc_languages.csv"),
    }
    return SetNames(told.kinds, members)


def _of(words: Words) -> dict[str, str]:
    return {each: words[each] for each in LANGUAGES}


def _languages(path: Path) -> dict[str, dict[str, str]]:
    """Names by code; one that has no name in a language is told in English."""
    with path.open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {
            row["code"]: {each: row[f"name_{each}"] or row["name_en"] for each in LANGUAGES}
            for row in rows
            if row["status"] != "obsolete"
        }
