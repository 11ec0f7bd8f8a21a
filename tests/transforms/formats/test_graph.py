"""The graph as JSON-LD and as triples: rdflib reads the same of both."""

from __future__ import annotations

import json

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from schema_org_titles import SITE, WORDS, title_record

from transforms.formats.graph import Text, Thing, Triple, Uri, is_iri, json_ld, thing, triples
from transforms.formats.schema_org import graph
from transforms.merge.works_758 import OfWork
from transforms.record import Field

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD reader
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1e\x1f"), max_size=20)


def read(root: Thing) -> rdflib.Graph:
    return rdflib.Graph().parse(data=json.dumps(json_ld(root)), format="json-ld")


def node(value: Text | Uri) -> rdflib.term.Node:
    return (
        rdflib.URIRef(value.uri) if isinstance(value, Uri) else rdflib.Literal(value.value, lang=value.language or None)
    )


def nodes(triple: Triple) -> tuple[rdflib.term.Node, ...]:
    subject, predicate, value = triple
    return rdflib.URIRef(subject), rdflib.URIRef(predicate), node(value)


@given(
    st.sampled_from(["ebook", "eaudiobook", "film", "album", "magazine"]),
    st.lists(
        st.tuples(
            st.sampled_from(
                ["041", "024", "035", "100", "240", "341", "385", "490", "520", "532", "650", "655", "700", "856"]
            ),
            st.sampled_from(["  ", "1 ", "7 ", "40", "42"]),
            st.lists(st.tuples(st.sampled_from("abcdehtuvxyz0124"), _TEXT), max_size=4),
        ),
        max_size=6,
    ),
)
def test_json_ld_and_triples_say_the_same(media: str, made: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
    fields = [Field.data(tag, ind, *(part for pair in parts for part in pair)) for tag, ind, parts in made]
    root = graph(title_record(media, *fields), SITE, WORDS, OfWork("W1", "E1"))
    assert set(read(root)) == set(map(nodes, triples(root)))


def test_there_are_no_blank_nodes() -> None:
    root = graph(title_record("ebook", Field.data("100", "1 ", "a", "Kivi, A.")), SITE, WORDS)
    assert not [each for triple in read(root) for each in triple if isinstance(each, rdflib.BNode)]


def test_texts_that_say_nothing_are_left_out_and_none_stands_twice() -> None:
    said = [("name", Text(" ")), ("name", Text("A")), ("name", Text("A")), ("name", Text("A", "fi"))]
    assert thing("x", ["Thing"], said).said == (("name", Text("A")), ("name", Text("A", "fi")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://www.yso.fi/onto/yso/p1", True),
        ("https://x.example/ä", True),
        ("https://x.example/\N{LINE SEPARATOR}", False),
        ("https://x.example/\N{NO-BREAK SPACE}", False),
        ("https://x.example/\N{RIGHT-TO-LEFT OVERRIDE}", False),
        ("https://x.example/\ufffe", False),
        ("https://x.example/a b", False),
        ('https://x.example/"', False),
        ("https://x.example/<", False),
        ("urn:isbn:978", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://x.example/\n", False),
    ],
)
def test_only_web_addresses_without_odd_characters_are_iris(text: str, expected: bool) -> None:
    assert is_iri(text) is expected
