"""What dumps are written in: each syntax says the same, and what cannot be read is told with its place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from refreshing import GENRES, SLM

from metadata.errors import SourceError
from metadata.vocabularies.fact import CONCEPT, FIELDS, LANGUAGES, Fact
from metadata.vocabularies.facts import read_facts

SHARED = Path(__file__).parents[4] / "shared" / "data" / "vocab"
SYNTAXES = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".xml": "xml"}
THEMA = """{"CodeList": {"ThemaCodes": {"Code": [
  {"CodeValue": "F", "CodeDescription": "Fiction and Related items", "CodeParent": ""},
  {"CodeValue": "FB", "CodeDescription": "Fiction: general and literary", "CodeParent": "F"}]}}}"""
TABLE = """# a table of our own
uri,fin,swe,fin_other,match,broader,replaced_by,deprecated
http://a.example/1,satama,hamn,satamat|satamakaupungit,http://www.yso.fi/onto/yso/p1|http://b.example/2,,,
http://a.example/2,redi,,,,http://a.example/1,http://a.example/1,true
"""


def facts(path: Path, language: str = "") -> list[Fact]:
    return list(read_facts(path, path.name, language))


def by_rdflib(graph: rdflib.Graph) -> Iterator[Fact]:
    """The facts of a dump as another reader of RDF sees them."""
    for subject, predicate, value in graph:
        field = FIELDS.get(str(predicate))
        if field and isinstance(subject, rdflib.URIRef) and not isinstance(value, rdflib.BNode):
            tag = (isinstance(value, rdflib.Literal) and value.language) or ""
            yield Fact(str(subject), field, str(value), LANGUAGES.get(tag.partition("-")[0].lower(), tag))


@pytest.mark.parametrize("suffix", SYNTAXES)
def test_every_syntax_says_what_another_reader_reads(suffix: str, tmp_path: Path) -> None:
    graph = rdflib.Graph().parse(data=GENRES, format="turtle")
    (path := tmp_path / f"slm-skos{suffix}").write_text(graph.serialize(format=SYNTAXES[suffix]), "utf-8")
    read = facts(path)
    assert len(read) == len(set(read)) == 20
    assert set(read) == set(by_rdflib(graph))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), min_size=1, max_size=5))
def test_any_label_comes_through_each_syntax_unharmed(labels: list[str]) -> None:
    graph = rdflib.Graph()
    for each in labels:
        graph.add((rdflib.URIRef(f"{SLM}s1"), rdflib.SKOS.altLabel, rdflib.Literal(each, lang="fi")))
    for suffix in (".ttl", ".nt"):  # XML cannot hold all characters
        with tempfile.TemporaryDirectory() as folder:
            (path := Path(folder) / f"x{suffix}").write_text(graph.serialize(format=SYNTAXES[suffix]), "utf-8")
            assert {each.value for each in facts(path)} == set(labels)


@pytest.mark.long
@pytest.mark.skipif(not SHARED.exists(), reason="the shared test data is not here")
@pytest.mark.parametrize("name", ["slm-skos-2021.ttl", "seko-skos-2021.ttl", "ykl-skos-2021-12-01.ttl"])
def test_real_dumps_say_what_another_reader_reads(name: str) -> None:
    graph = rdflib.Graph().parse(SHARED / name, format="turtle")
    assert set(facts(SHARED / name)) == set(by_rdflib(graph))


def test_a_region_of_a_language_is_that_language_and_one_without_a_code_keeps_its_tag(tmp_path: Path) -> None:
    told = f'<{SLM}s1> <http://www.w3.org/2004/02/skos/core#prefLabel> "a"@fi-FI, "b"@SV, "c"@de-AT, "d" .'
    (path := tmp_path / "x.ttl").write_text(told, "utf-8")
    assert {(each.value, each.language) for each in facts(path)} == {
        ("a", "fin"),
        ("b", "swe"),
        ("c", "de-at"),
        ("d", ""),
    }


def test_an_address_that_is_not_valid_to_the_letter_does_not_cost_the_dump(tmp_path: Path) -> None:
    (path := tmp_path / "x.ttl").write_text(GENRES + "slm:s1 skos:closeMatch <http://a.example/a b> .", "utf-8")
    assert Fact(f"{SLM}s1", "close", "http://a.example/a b") in facts(path)


def test_a_list_of_labels_has_the_language_that_is_declared(tmp_path: Path) -> None:
    (path := tmp_path / "x.tsv").write_text(f"<{SLM}s1>\tromaner\r\n\n<{SLM}s2>\tdikter", "utf-8")
    assert facts(path, "swe")[1::2] == [
        Fact(f"{SLM}s1", "pref", "romaner", "swe"),
        Fact(f"{SLM}s2", "pref", "dikter", "swe"),
    ]


def test_a_table_of_our_own_has_labels_matches_and_successors(tmp_path: Path) -> None:
    (path := tmp_path / "local-ports.csv").write_text(TABLE, "utf-8-sig")
    one, two = "http://a.example/1", "http://a.example/2"
    assert facts(path) == [
        Fact(one, "type", CONCEPT),
        Fact(one, "pref", "satama", "fin"),
        Fact(one, "pref", "hamn", "swe"),
        Fact(one, "alt", "satamat", "fin"),
        Fact(one, "alt", "satamakaupungit", "fin"),
        Fact(one, "exact", "http://www.yso.fi/onto/yso/p1"),
        Fact(one, "exact", "http://b.example/2"),
        Fact(two, "type", CONCEPT),
        Fact(two, "pref", "redi", "fin"),
        Fact(two, "broader", one),
        Fact(two, "replaced", one),
        Fact(two, "deprecated", "true"),
    ]


def test_thema_has_codes_headings_and_the_code_above(tmp_path: Path) -> None:
    (path := tmp_path / "thema-1.6-en.json").write_text(THEMA, "utf-8")
    thema = "https://ns.editeur.org/thema/en/"
    assert facts(path, "eng")[3:] == [
        Fact(f"{thema}FB", "type", CONCEPT),
        Fact(f"{thema}FB", "notation", "FB"),
        Fact(f"{thema}FB", "pref", "Fiction: general and literary", "eng"),
        Fact(f"{thema}FB", "broader", f"{thema}F"),
    ]


BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"""


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.ttl", GENRES[: GENRES.rindex(";")], "x.ttl: not Turtle: .*line 1"),
        ("x.nt", "<http://a.example/1> <http://a.example/p> .", "x.nt: not N-Triples: .*line 1"),
        ("x.rdf", "<rdf:RDF><skos:Concept>", "x.rdf: not RDF/XML"),
        ("x.rdf", BOMB, "x.rdf: .*it defines entities"),
        ("x.rdf", " " * (1 << 20) + BOMB, "x.rdf: .*it defines entities"),
        ("x.tsv", f"<{SLM}s1>\tromaanit\n<{SLM}s2> runot\n", "x.tsv: line 2: not <URI>, a tab and a label"),
        ("x.csv", "uri,fin,swedish\n", "x.csv: its columns are .*'swedish'"),
        ("x.csv", "fin,swe\nmeri,hav\n", "x.csv: its columns are"),
        ("x.csv", "uri,fin,swe\nhttp://a.example/1,meri\n", "x.csv: line 2: as many values as columns"),
        ("x.csv", "uri,fin\n,meri\n", "x.csv: line 2: .*a URI"),
        ("x.csv", 'uri,fin\nhttp://a.example/1,"me', "x.csv: not CSV"),
        ("x.csv", "", "x.csv: its columns are"),
        ("x.json", '{"CodeList": []}', "x.json: not the list of Thema"),
        ("x.json", "[" * 100_000, "x.json: not the list of Thema"),
        ("x.doc", "", r"x.doc: \.doc: a vocabulary is \.ttl, \.nt, "),
        ("x", "", "x: no suffix"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_name_and_place(
    name: str, content: str, told: str, tmp_path: Path
) -> None:
    (path := tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(SourceError, match=told):
        facts(path, "fin")


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".rdf", ".tsv", ".csv", ".json"])
@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"uri,fin\nhttp://a.example/1,\xe4\n", b"<a>\t\xe4"])
def test_other_encodings_than_utf_8_are_told(content: bytes, suffix: str, tmp_path: Path) -> None:
    (path := tmp_path / f"x{suffix}").write_bytes(content)
    with pytest.raises(SourceError, match=f"^x{suffix}: "):
        facts(path, "fin")


def test_a_list_without_a_language_is_told(tmp_path: Path) -> None:
    (path := tmp_path / "x.tsv").write_text(f"<{SLM}s1>\tromaanit", "utf-8")
    with pytest.raises(SourceError, match="does not say in which language"):
        facts(path)
