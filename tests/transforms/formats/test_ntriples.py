"""N-Triples: the same graph as the JSON-LD of a title, whatever its texts hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic
from schema_org_titles import HERE, LEADERS, SITE, WORDS, title_record

from transforms.formats.graph import Text, Uri, json_ld, thing
from transforms.formats.ntriples import lines, ntriples
from transforms.formats.schema_org import graph
from transforms.record import Field

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own JSON-LD reader
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")))  # every assigned character


def parsed(content: bytes) -> Graph:
    return Graph().parse(data=content, format="nt")


@pytest.mark.parametrize("media", LEADERS)
def test_a_title_is_isomorphic_to_its_json_ld(media: str) -> None:
    record = title_record(
        media,
        Field.data("020", "  ", "a", "9789511234562"),
        Field.data(
            "100", "1 ", "a", "Meikäläinen, Maija,", "e", "kirjoittaja.", "4", "aut", "0", "(FI-ASTERI-N)000123456"
        ),
        Field.data("520", "  ", "a", 'Kertoo "saaresta" \\ ja\nmerestä.'),
        Field.data("650", " 7", "a", "saaret", "2", "yso/fin", "0", "http://www.yso.fi/onto/yso/p5513"),
        Field.data("650", " 7", "a", "öar", "2", "yso/swe", "0", "http://www.yso.fi/onto/yso/p5513"),
        Field.data("856", "40", "u", "https://lainaa.example/1?a=b&c=d", "y", "Lainaa"),
    )
    described = graph(record, SITE, WORDS)
    again = Graph().parse(data=json.dumps(json_ld(described)), format="json-ld")
    assert isomorphic(parsed(ntriples(described)), again)
    assert len(again) > 10


@given(TEXTS, st.sampled_from(("", "fi", "zh-Hant")))
def test_any_text_is_read_back_as_it_is(text: str, language: str) -> None:
    (found,) = parsed(lines([(HERE, "http://schema.org/name", Text(text, language))])).objects()
    assert str(found) == text
    assert (found.language or "") == language  # type: ignore[attr-defined]


@given(st.lists(TEXTS, min_size=1, unique=True))
def test_one_statement_is_one_line(texts: list[str]) -> None:
    written = lines([(HERE, "http://schema.org/name", Text(each)) for each in texts])
    assert written.count(b"\n") == len(texts)
    assert b"\r" not in written


def test_a_statement_that_is_made_twice_is_written_once() -> None:
    once = (HERE, "http://schema.org/url", Uri(HERE))
    assert lines([once, once]) == f"<{HERE}> <http://schema.org/url> <{HERE}> .\n".encode()


def test_canonical_form_escapes_only_what_must_be() -> None:
    said = thing(HERE, ["Book"], [("name", Text('a"b\\c\nd\re\tf\N{BELL}'))])
    assert ntriples(said).decode().splitlines()[1] == (
        f'<{HERE}> <http://schema.org/name> "a\\"b\\\\c\\nd\\re\tf\N{BELL}" .'
    )


def test_half_a_surrogate_pair_is_no_character() -> None:
    assert "\N{REPLACEMENT CHARACTER}" in lines([(HERE, "http://schema.org/name", Text("\ud800"))]).decode()
