"""Dumps → index: what is read, what is refused, and that what counts stays when a refresh fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from metadata.connections import NONE
from metadata.errors import ConfigError
from metadata.vocabularies.index import Index
from metadata.vocabularies.refresh import Look, Refreshed, refresh
from metadata.vocabularies.shelf import Shelf
from transforms.enrich.lookups import keys_of_texts

SHIPPED = Path(__file__).parents[3] / "schemas"
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


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "data" / "vocabularies", SHIPPED)


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    (folder := tmp_path / "dumps").mkdir()
    return folder


def look(shelf: Shelf, folder: Path, *wanted: str, agreed: bool = False) -> Refreshed:
    return refresh(Look(shelf, "2026-11-01T00:00:00Z", lambda _: NONE, wanted, folder, agreed))


@contextmanager
def opened(path: Path | None) -> Iterator[Index]:
    assert path is not None
    with closing(Index(path)) as index:
        yield index


def test_a_dump_becomes_concepts_with_labels_matches_and_successors(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    done = look(shelf, dumps)
    assert {name: each.state for name, each in done.vocabularies.items() if each.state != "absent"} == {"slm": "new"}
    with opened(done.path) as index:
        novels = index.concept("https://urn.fi/URN:NBN:fi:au:slm:s1")
        assert novels is not None
        assert novels.labels == {"fin": "romaanit", "swe": "romaner"}
        assert novels.others == {"fin": ("pitkät kertomukset", "romaanikirjallisuus")}, "two blocks are one concept"
        assert (novels.vocabulary, novels.kind, novels.all_labels) == ("slm", "genre", True)
        assert [each.uri for each in index.matching("http://www.yso.fi/onto/yso/p1", "slm")] == [novels.uri]
        assert index.named("slm", "fin", "Romaanikirjallisuus") == (novels,)
        assert index.named("slm", "swe", "romaanit") == ()
        old = index.concept("http://urn.fi/URN:NBN:fi:au:slm:s2")
        assert old is not None
        assert (old.deprecated, old.replaced_by) == (True, novels.uri), "through the one in between"
        assert index.concept("http://urn.fi/URN:NBN:fi:au:slm:s861") is None, "a scheme is no concept"


def test_what_no_dump_has_is_that_of_the_shipped_excerpts(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    with opened(look(shelf, dumps).path) as index:
        love = index.concept("http://www.yso.fi/onto/yso/p5131")
        assert love is not None
        assert love.labels["swe"] == "kärlek"
        assert index.named("ysa", "fin", "antiikki")


def test_the_same_dump_again_changes_nothing(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    first = look(shelf, dumps)
    again = look(shelf, dumps)
    assert again.vocabularies["slm"].state == "unchanged"
    assert (again.path, len(again.asked)) == (first.path, 0)


def test_a_changed_label_is_told_and_what_may_have_been_asked_is_known(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    look(shelf, dumps)
    (dumps / "slm-skos.ttl").write_text(GENRES.replace('"prosa"@sv', '"prosalitteratur"@sv'), "utf-8")
    done = look(shelf, dumps, agreed=True)
    prose = "http://urn.fi/URN:NBN:fi:au:slm:s3"
    assert done.vocabularies["slm"].changes.relabelled == (1, ((prose, "swe", "prosa", "prosalitteratur"),))
    assert keys_of_texts((prose, "prosa", "prosalitteratur", "proosa")) <= set(done.asked)
    assert not keys_of_texts(("romaanit",)) & set(done.asked)


def test_what_replaced_a_concept_is_asked_of_the_replaced_one_as_well(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    look(shelf, dumps)
    (dumps / "slm-skos.ttl").write_text(GENRES.replace('"romaner"@sv', '"romaner (prosa)"@sv'), "utf-8")
    asked = set(look(shelf, dumps, agreed=True).asked)
    slm = "http://urn.fi/URN:NBN:fi:au:slm:"
    wider = (f"{slm}s4", "romaanikirjat", f"{slm}s2", "romaani", "http://www.yso.fi/onto/yso/p1")
    assert keys_of_texts(wider) <= asked, "through a chain, and what matches it"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("slm-skos.ttl", GENRES[: GENRES.rindex(";")], "slm-skos.ttl: not Turtle"),
        ("slm-skos.rdf", "<!DOCTYPE x [<!ENTITY a 'b'>]><rdf", "slm-skos.rdf: not RDF/XML"),
        ("slm-skos.doc", "word", "slm-skos.doc: .doc: a vocabulary is .ttl"),
        ("slm-skos.ttl", PREFIXES, "no concept in it"),
    ],
)
def test_a_broken_dump_is_told_and_the_index_before_counts_on(
    name: str, content: str, told: str, shelf: Shelf, dumps: Path
) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    before = look(shelf, dumps).path
    (dumps / "slm-skos.ttl").unlink()
    (dumps / name).write_text(content, "utf-8")
    done = look(shelf, dumps)
    assert done.vocabularies["slm"].state in ("failed", "refused")
    assert told in done.vocabularies["slm"].reason
    assert done.path == before == shelf.current()


def many(count: int) -> str:
    return PREFIXES + "".join(f'slm:s{n} a skos:Concept ; skos:prefLabel "laji {n}"@fi .\n' for n in range(count))


@pytest.mark.parametrize(("count", "state"), [(985, "refused"), (995, "new"), (500, "refused"), (1200, "new")])
def test_a_shrunken_vocabulary_waits_for_a_person(count: int, state: str, shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(many(1000), "utf-8")
    look(shelf, dumps, agreed=True)
    (dumps / "slm-skos.ttl").write_text(many(count), "utf-8")
    done = look(shelf, dumps)
    assert done.vocabularies["slm"].state == state, done.vocabularies["slm"].reason
    assert look(shelf, dumps, agreed=True).vocabularies["slm"].state in ("new", "unchanged")


def test_odd_concepts_are_counted_and_named_and_never_followed(shelf: Shelf, dumps: Path) -> None:
    odd = """
    slm:s10 a skos:Concept ; owl:deprecated true ; skos:prefLabel "kehä"@fi ; dct:isReplacedBy slm:s11 .
    slm:s11 a skos:Concept ; owl:deprecated true ; skos:prefLabel "ympyrä"@fi ; dct:isReplacedBy slm:s10 .
    slm:s12 a skos:Concept ; skos:prefLabel "kaksi"@fi, "nimeä"@fi, "zwei"@de .
    slm:s13 a skos:Concept ; skos:prefLabel "allein"@de .
    <http://elsewhere.example/s1> a skos:Concept ; skos:prefLabel "muualla"@fi .
    """
    (dumps / "slm-skos.ttl").write_text(GENRES + odd, "utf-8")
    done = look(shelf, dumps)
    built = done.vocabularies["slm"].built
    assert built is not None
    assert {words: count for words, (count, _) in built.troubles.items()} == {
        "two preferred labels in one language": 1,
        "a label in a language that is not kept: de": 2,
        "a concept without a preferred label in a language that is kept": 1,
        "a concept of another namespace": 1,
        "concepts that replace each other in a circle": 1,
    }
    with opened(done.path) as index:
        circle = index.concept("http://urn.fi/URN:NBN:fi:au:slm:s10")
        assert circle is not None
        assert (circle.deprecated, circle.replaced_by) == (True, "")
        assert index.concept("http://elsewhere.example/s1") is None


def test_lists_of_labels_in_several_languages_are_one_vocabulary(shelf: Shelf, dumps: Path) -> None:
    for language, label in (("fi", "Oulu"), ("sv", "Uleåborg")):
        line = f"<http://www.yso.fi/onto/yso/p94137>\t{label}\n"
        (dumps / f"yso-ysoplaces-2019.3-{language}.tsv").write_text(line, "utf-8")
    with opened(look(shelf, dumps).path) as index:
        place = index.concept("http://www.yso.fi/onto/yso/p94137")
        assert place is not None
        assert (place.kind, place.labels) == ("place", {"fin": "Oulu", "swe": "Uleåborg"})


def test_an_unknown_vocabulary_is_refused_by_name(shelf: Shelf, dumps: Path) -> None:
    with pytest.raises(ConfigError, match=r"has no ysoo; it has yso, "):
        look(shelf, dumps, "ysoo")


def test_an_index_that_is_gone_or_none_of_ours_is_told(shelf: Shelf, dumps: Path) -> None:
    (dumps / "slm-skos.ttl").write_text(GENRES, "utf-8")
    path = look(shelf, dumps).path
    assert path is not None
    path.unlink()
    with pytest.raises(ConfigError, match="emat vocabularies refresh"):
        shelf.current()
    path.write_text("no database", "utf-8")
    with pytest.raises(ConfigError, match="no index of vocabularies"):
        Index(path)


def test_names_of_kanto_stream_from_n_triples_into_an_index(shelf: Shelf, dumps: Path) -> None:
    make_names(dumps / "finaf-skos.nt", 2_000)
    with opened(look(shelf, dumps).path) as index:
        (found,) = index.named("finaf", "fin", "Esimerkki, Anna 77")
        assert (found.kind, found.uri) == ("name", "http://urn.fi/URN:NBN:fi:au:finaf:000000077")


def make_names(path: Path, count: int) -> None:
    """N-Triples of persons that do not exist, as a dump of KANTO has them."""
    skos = "http://www.w3.org/2004/02/skos/core#"
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            uri = f"<http://urn.fi/URN:NBN:fi:au:finaf:{n:09d}>"
            out.write(f"{uri} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{skos}Concept> .\n")
            out.write(f'{uri} <{skos}prefLabel> "Esimerkki, Anna {n}"@fi .\n')
            out.write(f'{uri} <{skos}altLabel> "Esimerkki, A. {n}"@fi .\n')
