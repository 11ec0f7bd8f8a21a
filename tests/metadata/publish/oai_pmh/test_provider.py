from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from fake_catalogue import DOMAIN, SETS, FakeCatalogue, FakeView, entry, sample, sample_catalogue, title_id
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from metadata.publish.oai_pmh import tokens
from metadata.publish.oai_pmh.exchange import Request, Response, Settings
from metadata.publish.oai_pmh.provider import accepts_gzip, handle

SITE = Settings("https://oai.example.org", "E-material & more", "metadata@example.org", DOMAIN, b"k" * 32, page_size=7)
NOW = datetime(2026, 11, 22, 18, 10, 11, 999, tzinfo=UTC)
OAI = "{http://www.openarchives.org/OAI/2.0/}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


class Door:
    """One view, asked by keyword; every answer is checked for what holds of all answers."""

    def __init__(self, catalogue: FakeCatalogue, name: str = "all", site: Settings = SITE) -> None:
        self.catalogue, self.name, self.site = catalogue, name, site
        self.now = NOW

    def send(self, request: Request) -> Response:
        return handle(request, self.name, self.catalogue, self.site, lambda: self.now)

    def ask(self, *query: bytes, **arguments: str) -> etree._Element:
        named = {name.rstrip("_"): value for name, value in arguments.items()}
        response = self.send(Request("GET", query[0] if query else urlencode(named).encode()))
        assert response.status == 200
        assert dict(response.headers)["Content-Type"] == "text/xml; charset=utf-8"
        return etree.fromstring(response.body)

    def walk(self, **arguments: str) -> Iterator[etree._Element]:
        root = self.ask(**arguments)
        yield root
        while token := root.findtext(f".//{OAI}resumptionToken"):
            root = self.ask(verb=arguments["verb"], resumptionToken=token)
            yield root

    def ids(self, **arguments: str) -> list[str]:
        arguments = {"verb": "ListIdentifiers", "metadataPrefix": "marc21", **arguments}
        return [each for page in self.walk(**arguments) for each in identifiers(page)]


def identifiers(root: etree._Element) -> list[str]:
    return [str(each.text) for each in root.iter(f"{OAI}identifier")]


def errors(root: etree._Element) -> list[str | None]:
    return [each.get("code") for each in root.iter(f"{OAI}error")]


def headers(root: etree._Element) -> dict[str, bool]:
    return {
        str(each.findtext(f"{OAI}identifier")): each.get("status") == "deleted" for each in root.iter(f"{OAI}header")
    }


def oai(number: int) -> str:
    return f"oai:{DOMAIN}:{title_id(number)}"


@pytest.fixture
def door() -> Door:
    return Door(sample_catalogue())


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


def test_a_walk_gives_everything_once_in_order_with_exact_size(door: Door) -> None:
    pages = list(door.walk(verb="ListRecords", metadataPrefix="marc21"))
    assert [each for page in pages for each in identifiers(page)] == [oai(each) for each in range(50)]
    marks = [page.find(f".//{OAI}resumptionToken") for page in pages]
    assert all(each is not None and each.get("completeListSize") == "50" for each in marks)
    assert [int(each.get("cursor", "")) for each in marks if each is not None] == list(range(0, 50, 7))
    assert marks[-1] is not None
    assert not marks[-1].text


def test_a_list_of_one_page_has_no_token(door: Door) -> None:
    root = door.ask(verb="ListRecords", metadataPrefix="marc21", until="2026-03-01T12:00:01Z")
    assert len(identifiers(root)) == 6
    assert root.find(f".//{OAI}resumptionToken") is None


def test_a_list_of_exactly_two_pages_has_no_third() -> None:
    pages = list(Door(sample_catalogue(14)).walk(verb="ListIdentifiers", metadataPrefix="marc21"))
    assert [len(identifiers(each)) for each in pages] == [7, 7]


@pytest.mark.parametrize("prefix", ["marc21", "oai_dc"])
def test_identifiers_equal_the_headers_of_records(door: Door, prefix: str) -> None:
    def shown(verb: str) -> list[bytes]:
        pages = door.walk(verb=verb, metadataPrefix=prefix)
        return [etree.tostring(each) for page in pages for each in page.iter(f"{OAI}header")]

    assert shown("ListIdentifiers") == shown("ListRecords")


def test_live_records_have_metadata_and_deleted_ones_none(door: Door) -> None:
    for page in door.walk(verb="ListRecords", metadataPrefix="oai_dc"):
        for record in page.iter(f"{OAI}record"):
            deleted = record.find(f"{OAI}header[@status='deleted']") is not None
            assert (record.find(f"{OAI}metadata") is None) is deleted


def test_metadata_is_spliced_as_given(door: Door) -> None:
    view = door.catalogue.view("all")
    assert view is not None
    body = door.send(Request("GET", f"verb=GetRecord&metadataPrefix=marc21&identifier={oai(1)}".encode())).body
    assert b"<metadata>" + view.marcxml([title_id(1)])[title_id(1)] + b"</metadata>" in body


def test_deleted_title_is_got_as_a_header_in_its_sets(door: Door) -> None:
    root = door.ask(verb="GetRecord", metadataPrefix="marc21", identifier=oai(3))
    assert headers(root) == {oai(3): True}
    assert root.find(f".//{OAI}metadata") is None
    assert "collection:aggregator" in [each.text for each in root.iter(f"{OAI}setSpec")]


def test_parent_set_holds_the_titles_of_its_children(door: Door) -> None:
    assert door.ids(set="collection") == door.ids(set="collection:aggregator:basic")
    for page in door.walk(verb="ListIdentifiers", metadataPrefix="marc21", set="collection:aggregator"):
        for header in page.iter(f"{OAI}header"):
            assert "collection:aggregator" in [each.text for each in header.iter(f"{OAI}setSpec")]


def test_set_name_that_only_begins_alike_is_another_set(door: Door) -> None:
    assert errors(door.ask(verb="ListIdentifiers", metadataPrefix="marc21", set="coll")) == ["noRecordsMatch"]


def test_title_that_left_a_set_is_deleted_there_and_alive_elsewhere(door: Door) -> None:
    def deleted(**arguments: str) -> bool:
        pages = door.walk(verb="ListRecords", metadataPrefix="marc21", **arguments)
        return {name: gone for page in pages for name, gone in headers(page).items()}[oai(5)]

    assert deleted(set="collection:aggregator:basic")
    assert deleted(set="collection")
    assert not deleted(set="type:ebook")
    assert not deleted()


def test_title_that_moved_to_a_sister_set_stays_in_the_parent() -> None:
    moved = entry(1)._replace(sets=("collection:aggregator:film",), left=("collection:aggregator:basic",))
    view = sample(count=3)
    view.entries = (moved,)
    catalogue = FakeCatalogue()
    catalogue.publish(view)
    door = Door(catalogue)

    def gone(group: str) -> list[bool]:
        return list(headers(door.ask(verb="ListIdentifiers", metadataPrefix="marc21", set=group)).values())

    assert [gone("collection:aggregator"), gone("collection:aggregator:basic")] == [[False], [True]]
    assert gone("collection:aggregator:film") == [False]


def test_bounds_are_inclusive(door: Door) -> None:
    moment = entry(4).datestamp
    assert door.ids(from_=moment, until=moment) == [oai(3), oai(4), oai(5)]


def test_day_bounds_reach_from_the_first_to_the_last_second(door: Door) -> None:
    days = door.ids(from_="2026-03-02", until="2026-03-02")
    assert (
        days == door.ids(from_="2026-03-02T00:00:00Z", until="2026-03-02T23:59:59Z") == [oai(n) for n in range(15, 30)]
    )


@given(st.integers(0, 49))
@settings(max_examples=50, deadline=None)
def test_until_and_from_share_exactly_the_moment(number: int) -> None:
    door, moment = Door(sample_catalogue()), entry(number).datestamp
    before, after = set(door.ids(until=moment)), set(door.ids(from_=moment))
    assert before | after == set(door.ids())
    assert before & after == set(door.ids(from_=moment, until=moment))


def first_token(door: Door, **arguments: str) -> str:
    arguments = {"verb": "ListRecords", "metadataPrefix": "marc21", **arguments}
    return str(door.ask(**arguments).findtext(f".//{OAI}resumptionToken"))


def test_token_is_short_and_url_safe(door: Door) -> None:
    token = first_token(door, set="collection:aggregator:basic", from_="2026-01-01", until="2026-12-31")
    assert token.replace("-", "").replace("_", "").isalnum()
    assert len(token) < 400


def test_replayed_token_gives_equal_bytes_also_later_and_after_a_restart(door: Door) -> None:
    query = urlencode({"verb": "ListRecords", "resumptionToken": first_token(door)}).encode()
    once = door.send(Request("GET", query)).body
    restarted = Door(door.catalogue)
    restarted.now = NOW + timedelta(hours=5)
    assert restarted.send(Request("GET", query)).body == once


def test_walk_speaks_of_the_moment_it_began(door: Door) -> None:
    token = first_token(door)
    door.now = NOW + timedelta(hours=1)
    page = door.ask(verb="ListRecords", resumptionToken=token)
    assert page.findtext(f"{OAI}responseDate") == "2026-11-22T18:10:11Z"


def test_expiration_is_days_away_and_does_not_move(door: Door) -> None:
    pages = door.walk(verb="ListRecords", metadataPrefix="marc21")
    dates = {each.get("expirationDate") for page in pages for each in page.iter(f"{OAI}resumptionToken") if each.text}
    assert dates == {"2026-11-29T18:10:11Z"}


def test_token_is_refused_when_any_character_is_changed(door: Door) -> None:
    token = first_token(door)
    for place in range(len(token)):
        other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert errors(door.ask(verb="ListRecords", resumptionToken=other)) == ["badResumptionToken"]


@pytest.mark.parametrize("change", ["{}=", "{}\n", " {}", "{}A", "{}=="])
def test_token_has_one_spelling(door: Door, change: str) -> None:
    token = change.format(first_token(door))
    assert errors(door.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


def test_token_of_another_verb_view_or_key_is_refused(door: Door) -> None:
    token = first_token(door)
    assert errors(door.ask(verb="ListIdentifiers", resumptionToken=token)) == ["badResumptionToken"]
    library = Door(door.catalogue, "FI-Abc")
    assert errors(library.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]
    rekeyed = Door(door.catalogue, site=replace(SITE, key=b"other"))
    assert errors(rekeyed.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


def test_token_of_another_release_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "VERSION", "0")
    token = first_token(door)
    monkeypatch.undo()
    assert errors(door.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


def test_refused_token_tells_every_view_the_same(door: Door) -> None:
    token = first_token(door)
    library = Door(door.catalogue, "FI-Abc")
    forged, foreign = (
        library.ask(verb="ListRecords", resumptionToken=each).findtext(f".//{OAI}error") for each in ("junk", token)
    )
    assert forged == foreign


def test_walk_stays_with_its_publication_when_others_follow(door: Door) -> None:
    pages = door.walk(verb="ListIdentifiers", metadataPrefix="marc21")
    seen = identifiers(next(pages))
    for number in range(2, 9):
        door.catalogue.publish(sample(publication=number, count=50 - 5 * number))
        seen += identifiers(next(pages))
    assert seen == [oai(each) for each in range(50)]
    assert len(door.ids()) == 10


def test_token_of_a_forgotten_publication_is_refused(door: Door) -> None:
    token = first_token(door)
    door.catalogue.publish(FakeView("all", 2))
    assert errors(door.ask(verb="ListRecords", resumptionToken=token)) == []
    door.catalogue.forget("all", 1)
    assert errors(door.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


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
