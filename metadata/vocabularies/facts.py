"""What a dump says, fact by fact, whatever it is written in; nothing of it is held in memory here.

rdflib reads RDF and hands every triple to a store of ours that keeps none: a dump of a million names streams through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from metadata.errors import SourceError

SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
FIELDS = {  # predicate → field
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "type",
    f"{SKOS}prefLabel": "pref",
    f"{SKOS}altLabel": "alt",
    f"{SKOS}hiddenLabel": "hidden",
    f"{SKOS}exactMatch": "exact",
    f"{SKOS}closeMatch": "close",
    f"{SKOS}broader": "broader",
    f"{SKOS}notation": "notation",
    f"{DCT}isReplacedBy": "replaced",
    "http://www.w3.org/2002/07/owl#deprecated": "deprecated",
}
LABELS = ("pref", "alt", "hidden")
LANGUAGES = {"fi": "fin", "sv": "swe", "en": "eng", "se": "sme"}  # BCP 47 → MARC
RDF = {".ttl": "turtle", ".rdf": "xml", ".xml": "xml", ".nt": "nt"}
_LABELLED = re.compile(r"<([^<>\s]{1,500})>\t(.{1,1000})")  # of a list of URIs and labels


class Fact(NamedTuple):
    """One statement about a concept; `language` is MARC's code, "" for none and BCP 47's own where we have no other."""

    uri: str
    field: str
    value: str
    language: str = ""


Take = Callable[[Fact], None]


def read_facts(path: Path, name: str, language: str, take: Take) -> None:
    """Hand over every fact of a dump, whose name tells how it is written: RDF (.ttl, .rdf, .nt), URIs and labels
    (.tsv), or Thema (.json). Raises SourceError with the name and, where it is known, the line of what cannot be read.
    """
    suffix = Path(name).suffix.lower()
    try:
        if suffix in RDF:
            _read_rdf(path, RDF[suffix], take)
        elif suffix in (".tsv", ".json"):
            for each in (_of_list if suffix == ".tsv" else _of_thema)(path, language):
                take(each)
        else:
            raise SourceError(f"{suffix or 'no suffix'}: a vocabulary is .ttl, .rdf, .nt, .tsv or .json")
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None


def _read_rdf(path: Path, syntax: str, take: Take) -> None:
    from rdflib import Graph  # only where a dump is read: it is slow to import and a night needs none of it

    from metadata.vocabularies.rdf_sink import Sink

    graph = Graph(store=Sink(take), bind_namespaces="none")
    try:
        with path.open("rb") as stream:
            graph.parse(file=stream, format=syntax, publicID="urn:x-vocabulary:")
    except Exception as error:  # noqa: BLE001  # rdflib's parsers raise whatever their grammar trips over
        said = str(error).replace(str(path), "").replace("file://", "")
        raise SourceError(f"not {syntax}: {said[:300]}") from None


def _of_list(path: Path, language: str) -> Iterator[Fact]:
    """Preferred labels of a list: "<http://www.yso.fi/onto/yso/p19899>", a tab, "Häme Castle"."""
    if not language:
        raise SourceError("schemas/vocabularies.yml does not say in which language this list is")
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                found = _LABELLED.fullmatch(line.rstrip("\r\n"))
                if found is None and line.strip():
                    raise SourceError(f"line {number}: not <URI>, a tab and a label")
                if found:
                    yield Fact(found[1], "type", f"{SKOS}Concept")
                    yield Fact(found[1], "pref", found[2], language)
    except UnicodeDecodeError as error:
        raise SourceError(f"not UTF-8: {error}") from None


def _of_thema(path: Path, language: str) -> Iterator[Fact]:
    """The categories of EDItEUR's own JSON: code, heading, code above."""
    try:
        codes = json.loads(path.read_bytes())["CodeList"]["ThemaCodes"]["Code"]
        for each in codes:
            yield from _of_category(each, f"https://ns.editeur.org/thema/en/{each['CodeValue']}", language)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SourceError(f"not the list of Thema as EDItEUR writes it: {error!r}") from None


def _of_category(each: dict[str, Any], uri: str, language: str) -> Iterator[Fact]:
    yield Fact(uri, "type", f"{SKOS}Concept")
    yield Fact(uri, "notation", str(each["CodeValue"]))
    yield Fact(uri, "pref", str(each["CodeDescription"]), language)
    if each.get("CodeParent"):
        yield Fact(uri, "broader", f"https://ns.editeur.org/thema/en/{each['CodeParent']}")
