"""The player of the sample vendors: what it delivers, what its repository answers, and where it runs."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

import pytest
from feeds import SAMPLES, Make
from lxml import etree
from sickle import Sickle

from metadata import pipeline
from metadata.connections import Connection, connections_of
from metadata.fetch.addresses import at
from metadata.home import Home
from metadata.samples import nights, play, sample_servers
from metadata.samples.repository import EPOCH, PAGE, Repository, answer, load

OAI = "{http://www.openarchives.org/OAI/2.0/}"
NAME = "EMAT_CONN_SAMPLE_NORDIC_PLATFORM"
FIRST, SECOND = (SAMPLES / "nordic-platform" / f"night-{number}" for number in (1, 2))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    folder = tmp_path_factory.mktemp("repository")
    for night in (FIRST, SECOND):
        for each in night.glob("*.xml"):
            (folder / each.name).write_bytes(each.read_bytes())
    return load(folder)


@pytest.fixture
def address(open_home: Make) -> Iterator[str]:
    """Base URL of the repository of the first night, running."""
    home = open_home()
    play(home, 1)
    with sample_servers(home) as given:
        yield f"{given[NAME]}/oai"


def asked(repository: Repository, **arguments: str) -> etree._Element:
    query = urlencode({"from" if key == "since" else key: value for key, value in arguments.items()})
    return etree.fromstring(answer(repository, query.encode(), "http://example/oai"))


def error(root: etree._Element) -> str | None:
    found = root.find(f"{OAI}error")
    return None if found is None else found.get("code")


def walk(repository: Repository, verb: str, **arguments: str) -> Iterator[etree._Element]:
    """The pages of a list."""
    page = asked(repository, verb=verb, **arguments)
    yield page
    while token := page.findtext(f"{OAI}{verb}/{OAI}resumptionToken"):
        page = asked(repository, verb=verb, resumptionToken=token)
        yield page


def ids(page: etree._Element) -> list[str]:
    return [each.text or "" for each in page.iter(f"{OAI}identifier")]


def test_an_empty_folder_is_an_empty_repository(tmp_path: Path) -> None:
    empty = load(tmp_path / "none")
    assert asked(empty, verb="Identify").findtext(f"{OAI}responseDate") == EPOCH
    assert error(asked(empty, verb="ListRecords", metadataPrefix="marc21")) == "noRecordsMatch"


def test_a_list_comes_in_pages_with_everything_once(both: Repository) -> None:
    pages = list(walk(both, "ListRecords", metadataPrefix="marc21"))
    found = [each for page in pages for each in ids(page)]
    assert [len(ids(page)) for page in pages] == [PAGE] * 4 + [2]
    assert len(found) == len(set(found)) == 42
    assert found == [each for page in walk(both, "ListIdentifiers", metadataPrefix="oai_dc") for each in ids(page)]
    assert pages[-1].find(f"{OAI}ListRecords/{OAI}resumptionToken") is not None  # empty, as the last page has it


def test_a_later_document_overrides_a_record_and_deletes_one(both: Repository) -> None:
    first = load(FIRST)
    changed, deleted = (f"oai:nordic-platform.example:NH{number:06}" for number in (107, 109))
    before, after = first.find(changed), both.find(changed)
    assert before
    assert after
    assert before.metadata != after.metadata
    assert first.find(deleted)
    root = asked(both, verb="GetRecord", metadataPrefix="marc21", identifier=deleted)
    assert [each.get("status") for each in root.iter(f"{OAI}header")] == ["deleted"]
    assert root.find(f".//{OAI}metadata") is None


def test_the_clock_is_that_of_the_newest_document(both: Repository) -> None:
    assert (load(FIRST).now, both.now) == ("2026-11-01T01:00:00Z", "2026-11-02T01:00:00Z")


def test_from_and_until_are_inclusive(both: Repository) -> None:
    stamps = [each.datestamp for each in both.items]
    span = {"since": stamps[3], "until": stamps[5]}
    page = asked(both, verb="ListIdentifiers", metadataPrefix="marc21", **span)
    assert ids(page) == [each.identifier for each in both.items[3:6]]
    assert page.find(f".//{OAI}resumptionToken") is None  # one page holds all


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "mods"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21", "set": "a"}, "noSetHierarchy"),
        ({"verb": "ListSets"}, "noSetHierarchy"),
        ({"verb": "ListRecords", "metadataPrefix": "marc21", "since": "2030-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": "marc21,,2026-11-02T01:00:00Z,0"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "marc21,,2026-11-02T01:00:00Z,400"}, "badResumptionToken"),
        ({"verb": "GetRecord", "metadataPrefix": "mods", "identifier": "x"}, "cannotDisseminateFormat"),
        ({"verb": "GetRecord", "metadataPrefix": "marc21", "identifier": "x"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "x"}, "idDoesNotExist"),
    ],
)
def test_what_cannot_be_answered_has_the_code_of_the_protocol(
    both: Repository, arguments: dict[str, str], code: str
) -> None:
    assert error(asked(both, **arguments)) == code


def test_a_harvester_of_others_reads_it(address: str) -> None:
    sickle = Sickle(address)
    assert sickle.Identify().deletedRecord == "persistent"
    assert [each.metadataPrefix for each in sickle.ListMetadataFormats()] == ["oai_dc", "marc21"]
    assert len(list(sickle.ListRecords(metadataPrefix="marc21"))) == 38
    described = next(iter(sickle.ListRecords(metadataPrefix="oai_dc", **{"from": "2026-10-31T23:30:00Z"})))
    assert described.metadata["title"] == ["Sommarboken"]


def test_a_form_is_answered_as_a_query_is(address: str) -> None:
    form = urlencode({"verb": "Identify"}).encode()
    with urllib.request.urlopen(address, form) as posted, urllib.request.urlopen(f"{address}?verb=Identify") as got:
        assert posted.read() == got.read()


def test_nothing_is_served_elsewhere(address: str) -> None:
    parts = urlsplit(address)
    assert (parts.hostname, parts.path) == ("127.0.0.1", "/oai")
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(address.replace("/oai", "/inbox"))


def test_the_connection_is_known_while_the_server_runs_and_no_longer(open_home: Make) -> None:
    home = open_home()
    before = home.connect
    with sample_servers(home) as given:
        parts = urlsplit(given[NAME])
        assert home.connect("sample_nordic_platform") == Connection("127.0.0.1", parts.port or 0)
        assert home.connect("") == before("")
    assert home.connect is before


@pytest.mark.parametrize(
    ("host", "port", "found"),
    [
        ("127.0.0.1", 4711, "http://127.0.0.1:4711/oai?x=1"),
        ("::1", 4711, "http://[::1]:4711/oai?x=1"),
        ("vendor.example", 0, "http://127.0.0.1:8089/oai?x=1"),
        ("", 4711, "http://127.0.0.1:8089/oai?x=1"),
    ],
)
def test_host_and_port_of_a_connection_take_the_place_of_those_in_the_vendor_file(
    host: str, port: int, found: str
) -> None:
    assert at("http://127.0.0.1:8089/oai?x=1", host, port) == found


def test_two_installations_have_servers_of_their_own(open_home: Make) -> None:
    with sample_servers(open_home("one")) as one, sample_servers(open_home("two")) as two:
        assert one.keys() == two.keys() == {NAME}
        assert one[NAME] != two[NAME]


def test_no_server_for_vendor_files_of_ones_own(home: Home) -> None:
    with sample_servers(home) as given:
        assert given == {}


def test_no_server_for_a_connection_that_is_set(open_home: Make) -> None:
    home = open_home()
    home.connect = connections_of({NAME: "http://127.0.0.1:8089"})
    with sample_servers(home) as given:
        assert given == {}


def test_a_run_with_nothing_delivered_is_sound(open_home: Make) -> None:
    home = open_home()
    with sample_servers(home):
        assert pipeline.run(home, ["nordic-platform"]).is_sound


def test_what_lies_in_the_inbox_is_left_as_it_is(open_home: Make) -> None:
    home = open_home()
    assert nights(SAMPLES) == [1, 2]
    assert len(play(home, 1)) == 7  # of four vendors and two libraries, and the repository
    assert play(home, 1) == []
