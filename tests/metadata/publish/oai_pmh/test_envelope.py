"""The XML around the answers, and the answers to requests that are in order."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from fake_catalogue import SETS, FakeCatalogue, FakeView, ebook, entry, sample_catalogue, title_id
from lxml import etree
from oai_assertions import holds
from oai_door import OAI, XSI, Door, errors, headers, oai

from metadata.publish.oai_pmh.exchange import CC0, Request
from metadata.publish.origins import PROVENANCE, Origin, container
from transforms.formats.marcxml import to_marcxml
from transforms.record import Field

PREFIXES = ("marc21", "marcxml", "oai_dc")
QUESTIONS: list[dict[str, str]] = [
    {"verb": "Identify"},
    {"verb": "ListMetadataFormats"},
    {"verb": "ListMetadataFormats", "identifier": oai(3)},
    {"verb": "ListSets"},
    *({"verb": "GetRecord", "metadataPrefix": each, "identifier": oai(n)} for each in PREFIXES for n in (1, 3)),
    *({"verb": verb, "metadataPrefix": each} for verb in ("ListIdentifiers", "ListRecords") for each in PREFIXES),
    {"verb": "ListRecords", "metadataPrefix": "marc21", "set": "collection"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-03-02", "until": "2026-03-03"},
]
RIGHTS = "{http://www.openarchives.org/OAI/2.0/rights/}"
MOMENT = "2026-11-01T01:00:00Z"
HOSTILE = "\x00\x01\x0b\x1f\x7f\ufffe\uffff\U0010ffff<error>&\"'>]]>\r\n\t"


@pytest.mark.parametrize("view", ["all", "FI-Abc", "FI-Empty"])
@pytest.mark.parametrize("arguments", QUESTIONS, ids=str)
def test_every_page_of_every_answer_validates(
    view: str, arguments: dict[str, str], oai_schema: etree.XMLSchema
) -> None:
    for page in Door(sample_catalogue(), view).walk(**arguments):
        oai_schema.assertValid(page)


@holds("E1")
@pytest.mark.parametrize("arguments", [*QUESTIONS, {"verb": "Nothing"}], ids=str)
def test_response_date_is_in_utc_to_the_second(door: Door, arguments: dict[str, str]) -> None:
    assert door.ask(**arguments).findtext(f"{OAI}responseDate") == "2026-11-22T18:10:01Z"


@holds("E2")
@pytest.mark.parametrize("arguments", [*QUESTIONS, {"verb": "Nothing"}], ids=str)
def test_schema_location_begins_with_oai_pmh(door: Door, arguments: dict[str, str]) -> None:
    root = door.ask(**arguments)
    places = str(root.get(f"{XSI}schemaLocation")).split()
    assert places == ["http://www.openarchives.org/OAI/2.0/", "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"]
    assert root.nsmap["xsi"] == XSI.strip("{}")


@holds("E3")
@pytest.mark.parametrize("arguments", QUESTIONS, ids=str)
def test_request_echoes_every_argument(door: Door, arguments: dict[str, str]) -> None:
    page = None
    for page in door.walk(**arguments):
        echo = page.find(f"{OAI}request")
        assert echo is not None
        assert {str(name): value for name, value in echo.attrib.items()} == arguments
        token = page.findtext(f".//{OAI}resumptionToken")
        arguments = {"verb": arguments["verb"], "resumptionToken": token or ""}
    assert page is not None


@holds("E3")
def test_a_fault_of_the_data_echoes_every_argument(door: Door) -> None:
    given = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "a:b", "from": "2026-01-01"}
    root = door.ask(**given)
    echo = root.find(f"{OAI}request")
    assert errors(root) == ["noRecordsMatch"]
    assert echo is not None
    assert {str(name): value for name, value in echo.attrib.items()} == given


@holds("E4")
@pytest.mark.parametrize("name", ["verb", "identifier", "metadataPrefix", "set", "from", "resumptionToken", "other"])
def test_arguments_of_any_characters_are_answered_in_xml(door: Door, name: str) -> None:
    for query in (f"verb=ListRecords&{name}={quote(HOSTILE)}", f"verb=GetRecord&{name}={quote(HOSTILE)}&{HOSTILE}=x"):
        response = door.send(Request("GET", query.encode("utf-8")))
        assert (response.status, dict(response.headers)["Content-Type"]) == (200, "text/xml; charset=utf-8")
        assert errors(etree.fromstring(response.body))
        assert not re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", response.body.decode())


@holds("E5", "E6")
@pytest.mark.parametrize("prefix", PREFIXES)
def test_records_hold_no_element_that_is_taken_for_one_of_the_protocol(prefix: str) -> None:
    record = ebook(0).add(Field.data("500", "  ", "a", "<error code='x'>Virhe</error></record>"))
    catalogue = FakeCatalogue()
    catalogue.publish(FakeView("all", 1, (entry(0),), SETS, {title_id(0): record}))
    root = Door(catalogue).ask(verb="ListRecords", metadataPrefix=prefix)
    assert not [each for each in root.iter("{*}error") if not each.prefix]
    assert len(list(root.iter(f"{OAI}record"))) == 1


@pytest.mark.parametrize("prefix", PREFIXES)
def test_live_records_tell_their_licence_as_the_guidelines_have_it(
    door: Door, prefix: str, oai_schema: etree.XMLSchema
) -> None:
    for page in door.walk(verb="ListRecords", metadataPrefix=prefix):
        oai_schema.assertValid(page)
        for record in page.iter(f"{OAI}record"):
            told = [each.get("ref") for each in record.iterfind(f"{OAI}about/{RIGHTS}rights/{RIGHTS}rightsReference")]
            deleted = headers(record).popitem()[1]
            assert told == ([] if deleted else [CC0])


@pytest.mark.parametrize("prefix", PREFIXES)
def test_live_records_tell_where_they_were_harvested(prefix: str, oai_schema: etree.XMLSchema) -> None:
    origins = [
        Origin(f"https://{each}.example/oai", f"oai:{each}.example:<1&2>", "2026-01-02", MOMENT) for each in "ab"
    ]
    catalogue = sample_catalogue()
    catalogue.history["all"][0].about = container(origins)
    for page in Door(catalogue).walk(verb="ListRecords", metadataPrefix=prefix):
        oai_schema.assertValid(page)
        for record in page.iter(f"{OAI}record"):
            told = [
                (each.get("harvestDate"), each.get("altered"), *(child.text for child in each))
                for each in record.iter(f"{{{PROVENANCE}}}originDescription")
            ]
            expected = [(MOMENT, "true", *each[:3], "http://www.loc.gov/MARC21/slim") for each in origins]
            assert told == ([] if headers(record).popitem()[1] else expected)


def test_sets_are_listed_with_escaped_names(door: Door) -> None:
    root = door.ask(verb="ListSets")
    listed = [(each.findtext(f"{OAI}setSpec"), each.findtext(f"{OAI}setName")) for each in root.iter(f"{OAI}set")]
    assert listed == list(SETS)


@pytest.mark.parametrize(("view", "local"), [("all", []), ("FI-Abc", ["marc21_local"])])
def test_formats_are_marc_under_its_names_and_dublin_core(door: Door, view: str, local: list[str]) -> None:
    root = Door(door.catalogue, view).ask(verb="ListMetadataFormats")
    assert [each.text for each in root.iter(f"{OAI}metadataPrefix")] == ["oai_dc", "marc21", "marcxml", *local]


def test_marc21_local_is_the_record_of_the_library_and_of_no_other_view(door: Door) -> None:
    library = Door(door.catalogue, "FI-Abc")
    for verb in ("ListRecords", "ListIdentifiers"):
        assert errors(door.ask(verb=verb, metadataPrefix="marc21_local")) == ["cannotDisseminateFormat"]
        pages = (library.walk(verb=verb, metadataPrefix=each) for each in ("marc21", "marc21_local"))
        usual, local = ([etree.tostring(each) for page in walk for each in page.iter(f"{OAI}record")] for walk in pages)
        assert local == usual
    alone = {"verb": "GetRecord", "identifier": oai(1), "metadataPrefix": "marc21_local"}
    assert errors(door.ask(**alone)) == ["cannotDisseminateFormat"]
    assert errors(library.ask(**alone)) == []


@holds("R12")
@pytest.mark.parametrize("number", [1, 3])
def test_live_and_deleted_titles_have_every_format(door: Door, number: int) -> None:
    alone, usual = (
        [each.text for each in root.iter(f"{OAI}metadataPrefix")]
        for root in (door.ask(verb="ListMetadataFormats", identifier=oai(number)), door.ask(verb="ListMetadataFormats"))
    )
    assert alone == usual


def test_metadata_is_the_record_of_the_view_as_marcxml(door: Door) -> None:
    body = door.send(Request("GET", f"verb=GetRecord&metadataPrefix=marc21&identifier={oai(1)}".encode())).body
    assert b"<metadata>" + to_marcxml(ebook(1)).encode() + b"</metadata>" in body
    assert body == door.send(Request("GET", f"verb=GetRecord&metadataPrefix=marc21&identifier={oai(1)}".encode())).body


@holds("L8")
@pytest.mark.parametrize("prefix", PREFIXES)
def test_deleted_title_is_got_as_a_header_in_its_sets(door: Door, prefix: str) -> None:
    root = door.ask(verb="GetRecord", metadataPrefix=prefix, identifier=oai(3))
    assert headers(root) == {oai(3): True}
    assert root.find(f".//{OAI}metadata") is None
    assert "collection:aggregator" in [each.text for each in root.iter(f"{OAI}setSpec")]
