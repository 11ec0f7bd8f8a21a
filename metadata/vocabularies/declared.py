"""schemas/vocabularies.yml: which vocabularies there are, where their dumps come from and how these are read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StrictBool, ValidationError

from metadata.errors import ConfigError
from metadata.sources import AnySource, HttpSource
from metadata.vendors.parts import Words
from metadata.yaml_faults import Place, told
from metadata.yaml_files import Strict, read_document
from transforms.vocabulary import AGENTS

Kind = Literal[
    "concept", "place", "time", "genre", "class", "medium", "name", "person", "body", "term", "category", "serial"
]
Language = Literal["fin", "swe", "eng", "sme"]


class Dump(Strict):
    """A file of a vocabulary in a folder; a list of URIs and labels (TSV) does not tell its language itself."""

    pattern: str
    language: Language | Literal[""] = ""


class OtherKind(Strict):
    """Concepts of another kind than the rest of their vocabulary: by rdf:type, or by the number in their URI."""

    type: str = ""
    first: int = Field(0, alias="from")
    last: int = Field(0, alias="to")
    kind: Kind

    def suits(self, uri: str, types: frozenset[str]) -> bool:
        """True for a concept that is meant."""
        if self.type:
            return self.type in types
        number = re.search(r"(\d{1,12})$", uri)
        return number is not None and self.first <= int(number[1]) <= self.last


class Declared(Strict):
    """One vocabulary."""

    id: str
    title: Words
    fetch: AnySource
    service: HttpSource | None = None  # the vocabulary at a Skosmos service, as …/rest/v1/yso
    files: Annotated[tuple[Dump, ...], Field(min_length=1)]
    namespaces: Annotated[tuple[str, ...], Field(min_length=1)]
    kind: Kind
    kinds: tuple[OtherKind, ...] = ()
    code: str = ""  # $2 of its headings where that is not its own name
    codes: Mapping[Language, str] = {}  # the same of headings in a language that has another one: cilla of musa
    languages: tuple[Language, ...]
    complete: StrictBool = False
    licence: str

    @property
    def source(self) -> str:
        """$2 of its headings, without a language: "yso" of yso-paikat."""
        return self.code or self.id

    @property
    def sources(self) -> Mapping[str, str]:
        """$2 of its headings by language, where it is not that of all others."""
        return {str(language): code for language, code in self.codes.items()}

    @property
    def unsaid(self) -> str:
        """The language of a label that tells none: that of KANTO, whose names have seldom one, "" of all others."""
        return self.languages[0] if self.kind in AGENTS else ""

    def kind_of(self, uri: str, types: frozenset[str]) -> str:
        """What a concept is."""
        return next((each.kind for each in self.kinds if each.suits(uri, types)), self.kind)


def load_declared(schemas: Path) -> Mapping[str, Declared]:
    """The vocabularies by id, in the order of the file. Raises ConfigError with file and line of each fault."""
    document = read_document(schemas / "vocabularies.yml")
    found, faults = {}, []
    for name, content in document.content.items():
        try:
            found[name] = Declared.model_validate({**(content or {}), "id": name})
        except ValidationError as error:
            place = Place(document.node).inside(name)
            node = place.node if place and place.node else document.node
            for each in error.errors(include_url=False):
                line, fault = told(each, Declared, node)
                faults.append(f"{document.name}:{line}: {name}.{fault}")
    if faults:
        raise ConfigError("\n".join(faults))
    return found


def wanted_of(declared: Mapping[str, Declared], names: Collection[str]) -> list[Declared]:
    """The vocabularies of these names, all where there are none. Raises ConfigError for an unknown name."""
    if unknown := [each for each in names if each not in declared]:
        raise ConfigError(f"schemas/vocabularies.yml has no {', '.join(unknown)}; it has {', '.join(declared)}")
    return [each for each in declared.values() if each.id in (names or declared)]
