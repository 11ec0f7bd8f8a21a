"""What each verb answers, which faults it tells, and that no request breaks it."""

from __future__ import annotations

import gzip
from urllib.parse import urlencode

import pytest
from fake_catalogue import SETS, sample_catalogue, title_id
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from oai_door import OAI, XSI, Door, errors, headers, oai

from metadata.publish.oai_pmh.exchange import Request
from metadata.publish.oai_pmh.provider import accepts_gzip


def test_identify_says_who_we_are_and_keeps_deletions(door: Door) -> None:
    root = door.ask(verb="Identify")
    texts = {etree.QName(each).localname: each.text for each in root.iterfind(f"{OAI}Identify/*")}
    assert texts["protocolVersion"] == "2.0"
    assert texts["baseURL"] == "https://oai.example.org/oai" == root.findtext(f"{OAI}request")
    assert texts["deletedRecord"] == "persistent"
    assert texts["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert texts["earliestDatestamp"] == "2026-01-01T00:00:00Z"
    assert texts["repositoryName"] == "E-material & more"
    assert texts["compression"] == "gzip"
    assert root.findtext(f"{OAI}responseDate") == "2026-11-22T18:10:11Z"
    assert str(root.get(f"{XSI}schemaLocation")).split() == [
        "http://www.openarchives.org/OAI/2.0/",
        "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
    ]


def test_identify_declares_the_identifier_scheme_as_default_namespace(door: Door) -> None:
    body = door.send(Request("GET", b"verb=Identify")).body
    assert b'<oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier"' in body
    assert f"<sampleIdentifier>{oai(0)}</sampleIdentifier>".encode() in body


def test_friends_are_the_library_views_and_stand_only_at_the_whole() -> None:
    friends = "{http://www.openarchives.org/OAI/2.0/friends/}baseURL"
    whole = Door(sample_catalogue()).ask(verb="Identify")
    assert [each.text for each in whole.iter(friends)] == [
        "https://oai.example.org/oai/lib/FI-Abc",
        "https://oai.example.org/oai/lib/FI-Empty",
    ]
    library = Door(sample_catalogue(), "FI-Abc").ask(verb="Identify")
    assert not list(library.iter(friends))
    assert library.findtext(f".//{OAI}baseURL") == "https://oai.example.org/oai/lib/FI-Abc"


FAULTS = [
    ("", ["badVerb"]),
    ("verb=", ["badVerb"]),
    ("verb=Nothing", ["badVerb"]),
    ("verb=identify", ["badVerb"]),
    ("verb=Identify&verb=Identify", ["badVerb"]),
    ("verb=Identify&set=a", ["badArgument"]),
    ("verb=Identify&resumptionToken=a", ["badArgument"]),
    ("verb=GetRecord&metadataPrefix=marc21", ["badArgument"]),
    ("verb=GetRecord", ["badArgument", "badArgument"]),
    ("verb=ListRecords", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&metadataPrefix=marc21", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&resumptionToken=junk", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=2026-02-30", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=yesterday", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=2026-02-01T00:00:00.5Z", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=2026-02-01T00:00Z", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=2026-02-01T25:00:00Z", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=2026-02-01T00:00:00%2B02:00", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=%D9%A2026-02-01", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=2026-02-01&until=2026-02-02T00:00:00Z", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=2026-02-02&until=2026-02-01", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=marc21&set=not a set", ["badArgument"]),
    ("verb=ListRecords&metadataPrefix=nothing", ["cannotDisseminateFormat"]),
    ("verb=ListIdentifiers&metadataPrefix=nothing", ["cannotDisseminateFormat"]),
    (f"verb=GetRecord&metadataPrefix=nothing&identifier={oai(1)}", ["cannotDisseminateFormat"]),
    (f"verb=GetRecord&metadataPrefix=marc21&identifier={oai(9999)}", ["idDoesNotExist"]),
    ("verb=GetRecord&metadataPrefix=marc21&identifier=nothing", ["idDoesNotExist"]),
    ("verb=GetRecord&metadataPrefix=marc21&identifier=http://example.org/x", ["idDoesNotExist"]),
    (f"verb=GetRecord&metadataPrefix=marc21&identifier={title_id(1)}", ["idDoesNotExist"]),
    ("verb=GetRecord&metadataPrefix=marc21&identifier=in%22valid", ["badArgument"]),
    ("verb=GetRecord&metadataPrefix=marc21&identifier=a%00b", ["badArgument"]),
    ("verb=ListMetadataFormats&identifier=oai:other:1", ["idDoesNotExist"]),
    ("verb=ListSets&resumptionToken=junk", ["badResumptionToken"]),
    ("verb=ListRecords&resumptionToken=junk", ["badResumptionToken"]),
    ("verb=ListRecords&resumptionToken=", ["badResumptionToken"]),
    ("verb=ListRecords&resumptionToken=%00%FF%22", ["badResumptionToken"]),
    ("verb=ListRecords&metadataPrefix=marc21&set=nothing", ["noRecordsMatch"]),
    ("verb=ListRecords&metadataPrefix=marc21&until=2025-12-31", ["noRecordsMatch"]),
    ("verb=ListRecords&metadataPrefix=marc21&from=2999-01-01", ["noRecordsMatch"]),
]


@pytest.mark.parametrize(("query", "expected"), FAULTS)
def test_each_fault_has_its_code(door: Door, query: str, expected: list[str], oai_schema: etree.XMLSchema) -> None:
    root = door.ask(query.encode() or b"&")
    assert errors(root) == expected
    oai_schema.assertValid(root)
    echo = root.find(f"{OAI}request")
    assert echo is not None
    assert bool(echo.attrib) == (expected[0] not in ("badVerb", "badArgument"))


def test_a_fault_of_the_store_echoes_every_argument(door: Door) -> None:
    root = door.ask(verb="ListRecords", metadataPrefix="oai_dc", set="a:b", from_="2026-01-01", until="2026-01-02")
    echo = root.find(f"{OAI}request")
    assert echo is not None
    assert {str(name): value for name, value in echo.attrib.items()} == {
        "verb": "ListRecords",
        "metadataPrefix": "oai_dc",
        "set": "a:b",
        "from": "2026-01-01",
        "until": "2026-01-02",
    }


def test_a_view_without_sets_has_no_set_hierarchy() -> None:
    empty = Door(sample_catalogue(), "FI-Empty")
    assert errors(empty.ask(verb="ListSets")) == ["noSetHierarchy"]
    assert errors(empty.ask(verb="ListRecords", metadataPrefix="marc21", set="a")) == ["noSetHierarchy"]
    assert errors(empty.ask(verb="ListRecords", metadataPrefix="marc21")) == ["noRecordsMatch"]


def test_unknown_view_and_other_methods_are_http_errors(door: Door) -> None:
    assert Door(door.catalogue, "FI-Nothing").send(Request("GET", b"verb=Identify")).status == 404
    for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "BREW"):
        response = door.send(Request(method, b"verb=Identify"))
        assert (response.status, dict(response.headers)["Allow"]) == (405, "GET, POST")


def test_post_gives_what_get_gives(door: Door) -> None:
    query = b"verb=ListRecords&metadataPrefix=marc21&set=type%3Aebook"
    assert door.send(Request("POST", b"", query)).body == door.send(Request("GET", query)).body


@pytest.mark.parametrize(
    ("header", "expected"),
    [("", False), ("br", False), ("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("*", False)],
)
def test_gzip_only_when_asked(door: Door, header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected
    plain = door.send(Request("GET", b"verb=ListSets")).body
    response = door.send(Request("GET", b"verb=ListSets", accept_encoding=header))
    assert (gzip.decompress(response.body) if expected else response.body) == plain
    assert ("Content-Encoding" in dict(response.headers)) is expected


@pytest.mark.parametrize("view", ["all", "FI-Abc", "FI-Empty"])
@pytest.mark.parametrize(
    "arguments",
    [
        {"verb": "Identify"},
        {"verb": "ListMetadataFormats"},
        {"verb": "ListMetadataFormats", "identifier": oai(3)},
        {"verb": "ListSets"},
        {"verb": "GetRecord", "metadataPrefix": "marc21", "identifier": oai(1)},
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": oai(3)},
        *({"verb": "ListIdentifiers", "metadataPrefix": each} for each in ("marc21", "marcxml", "oai_dc")),
        *({"verb": "ListRecords", "metadataPrefix": each} for each in ("marc21", "marcxml", "oai_dc")),
        {"verb": "ListRecords", "metadataPrefix": "marc21", "set": "collection"},
    ],
)
def test_every_answer_validates(view: str, arguments: dict[str, str], oai_schema: etree.XMLSchema) -> None:
    for page in Door(sample_catalogue(), view).walk(**arguments):
        oai_schema.assertValid(page)


def test_formats_are_marc_under_two_names_and_dublin_core(door: Door) -> None:
    root = door.ask(verb="ListMetadataFormats")
    assert [each.text for each in root.iter(f"{OAI}metadataPrefix")] == ["oai_dc", "marc21", "marcxml"]


def test_sets_are_listed_with_escaped_names(door: Door) -> None:
    root = door.ask(verb="ListSets")
    listed = [(each.findtext(f"{OAI}setSpec"), each.findtext(f"{OAI}setName")) for each in root.iter(f"{OAI}set")]
    assert listed == list(SETS)


def test_metadata_is_spliced_as_given(door: Door) -> None:
    view = door.catalogue.view("all")
    assert view is not None
    body = door.send(Request("GET", f"verb=GetRecord&metadataPrefix=marc21&identifier={oai(1)}".encode())).body
    assert b"<metadata>" + view.metadata(title_id(1), "marcxml") + b"</metadata>" in body


def test_deleted_title_is_got_as_a_header_in_its_sets(door: Door) -> None:
    root = door.ask(verb="GetRecord", metadataPrefix="marc21", identifier=oai(3))
    assert headers(root) == {oai(3): True}
    assert root.find(f".//{OAI}metadata") is None
    assert "collection:aggregator" in [each.text for each in root.iter(f"{OAI}setSpec")]


def test_library_title_is_unknown_in_another_view(door: Door) -> None:
    library = Door(door.catalogue, "FI-Abc")
    assert errors(library.ask(verb="GetRecord", metadataPrefix="marc21", identifier=oai(30))) == ["idDoesNotExist"]


_NAMES = ["verb", "metadataPrefix", "identifier", "set", "from", "until", "resumptionToken", "x", ""]
_VALUES = [
    "ListRecords",
    "GetRecord",
    "ListSets",
    "marc21",
    "oai_dc",
    oai(1),
    "2026-03-01",
    "collection",
    "%zz",
    "[::",
]


_PAIR = st.tuples(st.sampled_from(_NAMES), st.sampled_from(_VALUES) | st.text(max_size=20))


@given(st.lists(_PAIR, max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_arguments_give_a_valid_answer(oai_schema: etree.XMLSchema, arguments: list[tuple[str, str]]) -> None:
    door = Door(sample_catalogue(5))
    oai_schema.assertValid(door.ask(urlencode(arguments).encode("utf-8") or b"&"))


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"verb=GetRecord&identifier=", b"verb=ListRecords&resumptionToken="]),
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_well_formed_xml(tail: bytes, head: bytes) -> None:
    response = Door(sample_catalogue(5)).send(Request("GET", head + tail))
    assert response.status == 200
    etree.fromstring(response.body)
