"""Dumps that are written for a test, a refresh of them, and the index that came of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from metadata.connections import NONE
from metadata.vocabularies.index import Index
from metadata.vocabularies.refresh import Look, Outcome, Refreshed, refresh
from metadata.vocabularies.shelf import Shelf

SHIPPED = Path(__file__).parents[3] / "schemas"
NOW = "2026-11-01T00:00:00Z"
SLM = "http://urn.fi/URN:NBN:fi:au:slm:"
PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix slm: <http://urn.fi/URN:NBN:fi:au:slm:> .
@prefix yso: <http://www.yso.fi/onto/yso/> .
"""
GENRES = (
    PREFIXES
    + """
slm:s1 a skos:Concept ; skos:prefLabel "romaanit"@fi, "romaner"@sv ; skos:altLabel "pitkät kertomukset"@fi ;
  skos:closeMatch yso:p1 ; skos:broader slm:s3 .
slm:s2 a skos:Concept ; owl:deprecated true ; skos:prefLabel "romaani"@fi ; dct:isReplacedBy slm:s4 .
slm:s4 a skos:Concept ; owl:deprecated true ; skos:prefLabel "romaanikirjat"@fi ; dct:isReplacedBy slm:s1 .
slm:s3 a skos:Concept ; skos:prefLabel "proosa"@fi, "prosa"@sv .
slm:s1 skos:altLabel "romaanikirjallisuus"@fi .
slm:s861 a skos:ConceptScheme ; skos:prefLabel "SLM"@fi .
"""
)


def look(shelf: Shelf, folder: Path, *wanted: str, agreed: bool = False) -> Refreshed:
    """A refresh from dumps in a folder."""
    return refresh(Look(shelf, NOW, lambda _: NONE, wanted, folder, agreed))


def slm(shelf: Shelf, folder: Path, turtle: str, agreed: bool = True) -> Outcome:
    """A refresh of SLM from this Turtle, or from what follows the prefixes."""
    (folder / "slm-skos.ttl").write_text(turtle if "@prefix" in turtle else PREFIXES + turtle, "utf-8")
    return look(shelf, folder, "slm", agreed=agreed).vocabularies["slm"]


def many(count: int, **other: str) -> str:
    """Turtle of concepts s0, s1 …, "laji 0", "laji 1" …; `s7="…"`: another label of that one, or none at all."""
    labels = {f"s{n}": f"laji {n}" for n in range(count)} | other
    told = (f'slm:{name} a skos:Concept ; skos:prefLabel "{label}"@fi .\n' for name, label in labels.items() if label)
    return PREFIXES + "".join(told)


@contextmanager
def opened(shelf: Shelf) -> Iterator[Index]:
    """The index that counts."""
    path = shelf.current()
    assert path is not None
    with closing(Index(path)) as index:
        yield index


def declaring(folder: Path, text: str) -> Shelf:
    """An installation whose schemas declare these vocabularies alone."""
    schemas = folder / "schemas"
    shutil.copytree(SHIPPED / "vocabularies", schemas / "vocabularies", dirs_exist_ok=True)
    (schemas / "vocabularies.yml").write_text(text, "utf-8")
    return Shelf(folder / "data" / "vocabularies", schemas)
