"""The words of the mapping: what schemas/schema_org.yml and the code lists say. Decides nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from transforms.identifiers import IdentifierType, IdentifierTypes
from transforms.media import Media
from transforms.yaml_text import read_yaml

_CODE = re.compile("[A-Za-z]{2,3}")  # of ISO 639; a record may have any text in its place
_KEYS = {"media", "roles", "encodings", "schemes", "headings"}


class Kind(NamedTuple):
    """What titles of one kind of material are in schema.org."""

    types: tuple[str, ...]
    format: str  # a BookFormatType; "" for what is no book
    main: str  # property of 1XX without a relator
    time: str  # property of 306
    edition: str  # property of 250


@dataclass(frozen=True, eq=False)
class SchemaOrg:
    """The vocabulary of the mapping."""

    kinds: Mapping[Media, Kind]
    roles: Mapping[tuple[str, Media], str]  # relator and media → property
    encodings: Mapping[str, str]  # 347 $b → media type
    schemes: Mapping[str, str]  # $2 before its slash → URI
    headings: Mapping[str, str]  # tag → type
    language_tags: Mapping[str, str]  # MARC's code of a language → BCP 47, where they differ
    identifiers: IdentifierTypes

    @classmethod
    def load(cls, schemas: Path) -> SchemaOrg:
        """Read `schema_org.yml` and its code lists; raises OSError, KeyError or ValueError where one is wrong."""
        content: dict[str, Any] = read_yaml((schemas / "schema_org.yml").read_text("utf-8"))
        if set(content) != _KEYS:
            raise ValueError(f"schema_org.yml: keys differ from the expected ones: {sorted(set(content) ^ _KEYS)}")
        return cls(
            kinds=MappingProxyType({each: _kind(content["media"][each]) for each in Media}),
            roles=MappingProxyType(_roles(content["roles"])),
            encodings=MappingProxyType(content["encodings"]),
            schemes=MappingProxyType(content["schemes"]),
            headings=MappingProxyType(content["headings"]),
            language_tags=load_language_tags(schemas),
            identifiers=IdentifierTypes(schemas / "codes"),
        )

    @cached_property
    def standards(self) -> Mapping[tuple[str, str], tuple[IdentifierType, ...]]:
        """First indicator and $2 of 024 → the types that stand there."""
        found: dict[tuple[str, str], tuple[IdentifierType, ...]] = {}
        for each in self.identifiers:
            if each.place.tag == "024":
                key = (each.place.ind1, each.place.source)
                found[key] = (*found.get(key, ()), each)
        return MappingProxyType(found)

    @cached_property
    def names(self) -> tuple[IdentifierType, ...]:
        """The types of persons and bodies that have a URI."""
        return (self.identifiers["kanto"], *self.identifiers.agents)

    def language(self, code: str) -> str:
        """The language tag of a MARC code, as of `language_tag`."""
        return language_tag(code, self.language_tags)


def language_tag(code: str, tags: Mapping[str, str]) -> str:
    """ "fi" for "fin", the code itself where there is no shorter one, "" for what is no code of a language."""
    return tags.get(code) or (code if _CODE.fullmatch(code) else "")


def load_language_tags(schemas: Path) -> Mapping[str, str]:
    """MARC's code of a language → its tag in BCP 47, where that is another; raises OSError or KeyError."""
    with (schemas / "codes" / "language_tags.csv").open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# source: …"
        return MappingProxyType({row["code"]: row["tag"] for row in csv.DictReader(lines)})


def _kind(row: Mapping[str, Any]) -> Kind:
    return Kind(tuple(row["types"]), row["format"], row["main"], row["time"], row["edition"])


def _roles(rows: list[Mapping[str, Any]]) -> dict[tuple[str, Media], str]:
    """The first row of a relator in a media counts."""
    found: dict[tuple[str, Media], str] = {}
    for row in rows:
        for media in map(Media, row["media"] or Media):
            for relator in row["relators"]:
                found.setdefault((relator, media), row["property"])
    return found
