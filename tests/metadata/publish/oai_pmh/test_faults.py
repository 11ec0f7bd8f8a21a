"""Which faults are told, by which codes, and that no request breaks the provider."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from fake_catalogue import sample_catalogue, title_id
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from oai_assertions import holds
from oai_door import OAI, Door, errors, oai

from metadata.publish.oai_pmh.exchange import Request

LIST = "verb=ListRecords&metadataPrefix=marc21"
GET = "verb=GetRecord&metadataPrefix=marc21"
FAULTS = [
    ("", ["badVerb"]),
    ("verb=", ["badVerb"]),
    ("verb=Nothing", ["badVerb"]),
    ("verb=identify", ["badVerb"]),
    ("Verb=Identify", ["badVerb"]),
    ("verb=Identify&verb=Identify", ["badVerb"]),
    (f"{LIST}&metadataPrefix=marc21", ["badArgument"]),
    ("verb=ListSets&x=1&x=1", ["badArgument", "badArgument"]),
    ("verb=Identify&set=a", ["badArgument"]),
    ("verb=Identify&resumptionToken=a", ["badArgument"]),
    ("verb=ListMetadataFormats&metadataPrefix=marc21", ["badArgument"]),
    (f"{GET}&identifier=a&set=a", ["badArgument"]),
    (GET, ["badArgument"]),
    ("verb=GetRecord", ["badArgument", "badArgument"]),
    ("verb=ListRecords", ["badArgument"]),
    ("verb=ListIdentifiers&from=2026-01-01", ["badArgument"]),
    (f"{LIST}&resumptionToken=junk", ["badArgument"]),
    ("verb=ListRecords&resumptionToken=junk&from=2026-01-01", ["badArgument"]),
    (f"{LIST}&from=2026-02-30", ["badArgument"]),
    (f"{LIST}&until=2026-13-01", ["badArgument"]),
    (f"{LIST}&from=0000-01-01", ["badArgument"]),
    (f"{LIST}&from=", ["badArgument"]),
    (f"{LIST}&from=yesterday", ["badArgument"]),
    (f"{LIST}&from=2026", ["badArgument"]),
    (f"{LIST}&from=2026-02-01T25:00:00Z", ["badArgument"]),
    (f"{LIST}&from=2026-02-01T00:00:00%2B02:00", ["badArgument"]),
    (f"{LIST}&from=%D9%A2026-02-01", ["badArgument"]),
    (f"{LIST}&from=2026-02-01&until=2026-02-02T00:00:00Z", ["badArgument"]),
    (f"{LIST}&from=2026-02-02&until=2026-02-01", ["badArgument"]),
    (f"{LIST}&from=2026-02-01T00:00:01Z&until=2026-02-01T00:00:00Z", ["badArgument"]),
    (f"{LIST}&from=2026-02-01T00:00:00.5Z", ["badArgument"]),
    (f"{LIST}&from=2026-02-01T00:00Z", ["badArgument"]),
    (f"{LIST}&set=not a set", ["badArgument"]),
    (f"{LIST}&set=a::b", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=nothing", ["cannotDisseminateFormat"]),
    ("verb=ListIdentifiers&metadataPrefix=nothing", ["cannotDisseminateFormat"]),
    (f"verb=GetRecord&metadataPrefix=nothing&identifier={oai(1)}", ["cannotDisseminateFormat"]),
    (f"{GET}&identifier={oai(9999)}", ["idDoesNotExist"]),
    (f"{GET}&identifier=nothing", ["idDoesNotExist"]),
    (f"{GET}&identifier=http://example.org/x", ["idDoesNotExist"]),
    (f"{GET}&identifier={title_id(1)}", ["idDoesNotExist"]),
    (f"{GET}&identifier=..%2F..%2Fetc%2Fpasswd", ["idDoesNotExist"]),
    (f"{GET}&identifier=' OR 1=1 --", ["badArgument"]),
    (f"{GET}&identifier=in%22valid", ["badArgument"]),
    (f"{GET}&identifier=a%00b", ["badArgument"]),
    (f"{GET}&identifier={'x' * 6000}", ["idDoesNotExist"]),
    ("verb=ListMetadataFormats&identifier=oai:other:1", ["idDoesNotExist"]),
    ("verb=ListSets&resumptionToken=junk", ["badResumptionToken"]),
    ("verb=ListRecords&resumptionToken=junk", ["badResumptionToken"]),
    ("verb=ListRecords&resumptionToken=", ["badResumptionToken"]),
    ("verb=ListRecords&resumptionToken=%00%FF%22", ["badResumptionToken"]),
    (f"verb=ListRecords&resumptionToken={'A' * 6000}", ["badResumptionToken"]),
    ("verb=ListIdentifiers&resumptionToken=..%2F..%2Foai.key", ["badResumptionToken"]),
    (f"{LIST}&set=nothing", ["noRecordsMatch"]),
    (f"{LIST}&set=collection:agg", ["noRecordsMatch"]),
    (f"{LIST}&until=2025-12-31", ["noRecordsMatch"]),
    (f"{LIST}&until=0001-01-01", ["noRecordsMatch"]),
    (f"{LIST}&from=2999-01-01", ["noRecordsMatch"]),
    (f"{LIST}&from=9999-12-31T23:59:59Z", ["noRecordsMatch"]),
    ("&".join(["verb=ListRecords", *["a=b"] * 1000]), ["badArgument"] * 3),
]


@holds(
    "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R14", "R15", "R16", "R18", "R19", "E3", "T8"
)
@pytest.mark.parametrize(("query", "expected"), FAULTS, ids=[query[:70] for query, _ in FAULTS])
def test_each_fault_has_its_code(door: Door, query: str, expected: list[str]) -> None:
    root = door.ask(query.encode() or b"&")
    assert errors(root) == expected
    assert all(each.text for each in root.iter(f"{OAI}error"))
    echo = root.find(f"{OAI}request")
    assert echo is not None
    assert bool(echo.attrib) == (expected[0] not in ("badVerb", "badArgument"))


@pytest.mark.parametrize("query", [query for query, _ in FAULTS])
def test_each_fault_is_told_in_valid_xml(door: Door, query: str, oai_schema: etree.XMLSchema) -> None:
    oai_schema.assertValid(door.ask(query.encode() or b"&"))


@holds("R13", "R14")
def test_a_view_without_sets_has_no_set_hierarchy() -> None:
    empty = Door(sample_catalogue(), "FI-Empty")
    assert errors(empty.ask(verb="ListSets")) == ["noSetHierarchy"]
    assert errors(empty.ask(verb="ListRecords", metadataPrefix="marc21", set="a")) == ["noSetHierarchy"]
    assert errors(empty.ask(verb="ListRecords", metadataPrefix="marc21")) == ["noRecordsMatch"]


@holds("R13")
def test_a_view_with_sets_never_says_that_it_has_none(door: Door) -> None:
    assert errors(door.ask(verb="ListSets")) == []
    assert errors(door.ask(verb="ListIdentifiers", metadataPrefix="marc21", set="nothing")) == ["noRecordsMatch"]


@holds("R11")
def test_title_of_the_whole_is_unknown_in_a_library_that_has_not_taken_it(door: Door) -> None:
    library = Door(door.catalogue, "FI-Abc")
    for asked in ({"verb": "GetRecord", "metadataPrefix": "marc21"}, {"verb": "ListMetadataFormats"}):
        foreign = library.ask(identifier=oai(30), **asked)
        unknown = library.ask(identifier=oai(999), **asked)
        assert errors(foreign) == ["idDoesNotExist"]
        assert foreign.findtext(f"{OAI}error") == unknown.findtext(f"{OAI}error")


_NAMES = ["verb", "metadataPrefix", "identifier", "set", "from", "until", "resumptionToken", "x", ""]
_VALUES = ["ListRecords", "GetRecord", "ListSets", "marc21", "oai_dc", oai(1), "2026-03-01", "collection", "%zz", "[::"]
_PAIR = st.tuples(st.sampled_from(_NAMES), st.sampled_from(_VALUES) | st.text(max_size=20))


@holds("E4")
@given(st.lists(_PAIR, max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_arguments_give_a_valid_answer(oai_schema: etree.XMLSchema, arguments: list[tuple[str, str]]) -> None:
    door = Door(sample_catalogue(5))
    oai_schema.assertValid(door.ask(urlencode(arguments).encode("utf-8") or b"&"))


@holds("E4")
@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"verb=GetRecord&identifier=", b"verb=ListRecords&resumptionToken="]),
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_well_formed_xml(tail: bytes, head: bytes) -> None:
    response = Door(sample_catalogue(5)).send(Request("GET", head + tail))
    assert response.status == 200
    etree.fromstring(response.body)
