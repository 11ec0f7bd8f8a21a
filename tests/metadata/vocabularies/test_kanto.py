"""KANTO's dump in the shape that Finto gives it: names with years, identifiers, merged entries. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from metadata.connections import NONE
from metadata.vocabularies.agents import identifiers_of, notes_of, titles_of
from metadata.vocabularies.index import Index
from metadata.vocabularies.refresh import Look, refresh
from metadata.vocabularies.shelf import Shelf
from transforms.vocabulary import KANTO

SHIPPED = Path(__file__).parents[3] / "schemas"
FINAF = "http://urn.fi/URN:NBN:fi:au:finaf:"
DUMP = """
@prefix dct: <http://purl.org/dc/terms/> .
@prefix finaf: <http://urn.fi/URN:NBN:fi:au:finaf:> .
@prefix mts: <http://urn.fi/URN:NBN:fi:au:mts:> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdaa: <http://rdaregistry.info/Elements/a/> .
@prefix rdac: <http://rdaregistry.info/Elements/c/> .
@prefix rdau: <http://rdaregistry.info/Elements/u/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

finaf: a skos:ConceptScheme .

finaf:990000001 a rdac:C10004, skos:Concept ;
    rdaa:P50094 <http://isni.org/isni/0000000799900018>, "Asteri ID: 990000001" ;
    rdaa:P50103 "Esimerkki, A., 1970-"@fi ;
    rdaa:P50104 mts:m3004 ;
    rdaa:P50121 "1970" ;
    rdaa:P50395 "Kirjoittaa myös nimellä Aino Malli"@fi ;
    rdaa:P50411 "Esimerkki, Anna, 1970-"@fi ;
    rdau:P61101 "Malli, Matti. Saaren valot : romaani, 2004"@fi,
        "<a href='https://anna.example/'>Kotisivu</a>, katsottu 4.10.2024"@fi ;
    skos:altLabel "Esimerkki, A., 1970-"@fi ;
    skos:closeMatch <https://www.wikidata.org/wiki/Q999999901> ;
    skos:hiddenLabel "Anna Esimerkki"@fi ;
    skos:inScheme finaf: ;
    skos:prefLabel "Esimerkki, Anna, 1970-"@fi .

finaf:990000002 a rdac:C10004, skos:Concept ;
    skos:altLabel "Esimerkki, Anna-Liisa" ;
    skos:prefLabel "Esimerkki, Anna"@fi .

finaf:990000003 a rdac:C10005, skos:Concept ;
    skos:prefLabel "Esimerkin lautakunta. Jaosto"@fi, "Exempelnämnden. Sektionen"@sv .

finaf:990000004finaf dct:isReplacedBy finaf:990000001 .
finaf:990000005 dct:isReplacedBy finaf:990000001 ; owl:deprecated "true"^^xsd:boolean ;
    skos:prefLabel "Esimerkki, Anne" .
<http://urn.fi/URN:NBN:fi:au:cn:99A> dct:isReplacedBy finaf:990000003 .
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("kanto")
    (folder / "finaf-skos.ttl").write_text(DUMP, "utf-8")
    done = refresh(Look(Shelf(folder / "data", SHIPPED), "2026-11-01T00:00:00Z", lambda _: NONE, (KANTO,), folder))
    assert done.path is not None
    with closing(Index(done.path)) as opened:
        yield opened


def test_a_person_is_known_with_names_identifiers_titles_and_notes(index: Index) -> None:
    anna = index.concept(f"{FINAF}990000001")
    assert anna is not None
    assert (anna.kind, anna.labels) == ("person", {"fin": "Esimerkki, Anna, 1970-"})
    assert set(anna.others["fin"]) == {"Esimerkki, A., 1970-", "Anna Esimerkki"}
    assert anna.titles == ("Saaren valot : romaani",)
    assert set(anna.notes) == {"http://urn.fi/URN:NBN:fi:au:mts:m3004", "Kirjoittaa myös nimellä Aino Malli"}
    assert index.matching("https://isni.org/isni/0000000799900018", KANTO) == (anna,)
    assert index.matching("http://www.wikidata.org/entity/Q999999901", KANTO) == (anna,)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("Esimerkki, Anna, 1970-", {"990000001"}),
        ("ESIMERKKI, ANNA, 1970-", {"990000001"}),
        ("Esimerkki, A., 1970-", {"990000001"}),
        ("Esimerkki, Anna", {"990000001", "990000002"}),
        ("Esimerkki, Anna-Liisa", {"990000002"}),
        ("Esimerkki, Anna, 1971-", set()),
        ("Esimerkin lautakunta. Jaosto", {"990000003"}),
    ],
)
def test_a_name_is_found_with_its_years_and_without(index: Index, name: str, numbers: set[str]) -> None:
    assert {each.uri.removeprefix(FINAF) for each in index.named(KANTO, "fin", name)} == numbers


def test_a_body_is_found_in_swedish_too(index: Index) -> None:
    (found,) = index.named(KANTO, "swe", "Exempelnämnden. Sektionen")
    assert (found.kind, found.uri) == ("body", f"{FINAF}990000003")


@pytest.mark.parametrize(
    ("uri", "successor"),
    [
        (f"{FINAF}990000004finaf", "990000001"),
        (f"{FINAF}990000005", "990000001"),
        ("http://urn.fi/URN:NBN:fi:au:cn:99A", "990000003"),
    ],
)
def test_what_was_merged_leads_to_its_successor_though_nothing_else_is_said_of_it(
    index: Index, uri: str, successor: str
) -> None:
    old = index.concept(uri)
    assert old is not None
    assert (old.deprecated, old.replaced_by) == (True, FINAF + successor)


def test_only_what_was_loaded_is_known_as_a_whole(index: Index) -> None:
    assert (index.is_whole(KANTO), index.is_whole("yso")) == (True, False)


def test_identifiers_are_uris() -> None:
    assert identifiers_of(["Asteri ID: 1", "http://isni.org/isni/0", "Y-tunnus: 1"]) == ("http://isni.org/isni/0",)


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("Saaren valot, 2004", "Saaren valot"),
        ("Malli, Matti. Saaren valot, 2004", "Saaren valot"),
        ("Kotka, Hamina, Loviisa, 2004", "Kotka, Hamina, Loviisa"),
        ("Sanakirja : A-K, [1999].", "Sanakirja : A-K"),
        ("Helsingin Sanomat 24.1.2004", ""),
        ("Suomen lääkärit 2002", ""),
        ("<a href='https://a.example/'>Sivu</a>, 2004", ""),
        ("", ""),
    ],
)
def test_a_source_that_cites_a_work_gives_its_title(source: str, title: str) -> None:
    assert titles_of([source]) == ((title,) if title else ())


def test_long_notes_are_cut_short() -> None:
    assert notes_of(["a" * 300]) == ("a" * 200 + "…",)
