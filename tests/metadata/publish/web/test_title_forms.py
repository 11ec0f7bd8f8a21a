"""A title for systems: which form a request gets, what stands in it, and whether the request has it already."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pymarc
import pytest
from fake_catalogue import CHANGED, DOMAIN, FakeCatalogue, ebook, title_id
from lxml import etree
from starlette.testclient import TestClient
from web_client import BASE, parsed, with_title

from metadata.publish.web.forms import FORMS
from transforms.merge.works_758 import OfWork
from transforms.record import Field

SUFFIXES = ["", *FORMS]
PATH = f"/titles/{title_id(1)}"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9", "text/html"),
        ("application/marcxml+xml", "application/marcxml+xml"),
        ("application/xml", "application/marcxml+xml"),
        ("text/html;q=0.1, application/marc", "application/marc"),
        ("text/plain, */*;q=0.1", "text/plain"),
        ("application/ld+json", "application/ld+json"),
        ("application/json;q=0.9, image/png", "application/ld+json"),
        ("image/png", "text/html"),
        ("application/marc;q=0, text/html", "text/html"),
    ],
)
def test_accept_chooses_the_form(client: TestClient, accept: str, expected: str) -> None:
    response = client.get(PATH, headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == expected
    assert response.headers["vary"] == "Accept, Accept-Language"


def test_forms_of_a_title_are_the_same_record(client: TestClient) -> None:
    record = ebook(1)
    assert client.get(f"{PATH}.txt").text == f"{record}\n"
    _, *fields = etree.fromstring(client.get(f"{PATH}.xml").content)  # behind the leader
    assert [each.get("tag") for each in fields] == [each.tag for each in record]
    [read] = pymarc.MARCReader(BytesIO(client.get(f"{PATH}.mrc").content))
    assert read is not None
    assert [each.tag for each in read.get_fields()] == [each.tag for each in record]
    assert client.get(f"{PATH}.jsonld").json()["name"] == "Kirja 1: tarina <&>"


def test_the_page_has_the_json_ld_in_it(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.places[title_id(1)] = OfWork("W1", "E1")
    alone = client.get(f"{PATH}.jsonld").json()
    assert json.loads(parsed(client.get(PATH).content).findtext(".//script")) == alone
    assert alone["@id"] == f"https://{DOMAIN}/titles/{title_id(1)}"
    assert alone["exampleOfWork"] == [
        {"@id": f"https://{DOMAIN}/works/W1"},
        {"@id": f"https://{DOMAIN}/expressions/E1"},
    ]
    assert alone["potentialAction"]["target"]["urlTemplate"] == "https://aggregator.example.org/1"


def test_record_too_long_for_iso2709_is_refused_in_that_form_only(client: TestClient, catalogue: FakeCatalogue) -> None:
    path = with_title(catalogue, Field.data("520", "  ", "a", "x" * 10_000))
    assert client.get(f"{path}.mrc").status_code == 406
    assert client.get(f"{path}.xml").status_code == 200


@pytest.mark.parametrize("suffix", FORMS)
def test_removed_title_is_a_stub_with_status_410(client: TestClient, suffix: str) -> None:
    response = client.get(f"/titles/{title_id(3)}{suffix}")
    assert response.status_code == 410
    assert response.headers["content-type"].partition(";")[0] == FORMS[suffix].media_type
    assert "Poistettu" in response.text


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_known_etag_is_answered_without_a_body(client: TestClient, suffix: str) -> None:
    tag = client.get(PATH + suffix).headers["etag"]
    again = client.get(PATH + suffix, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert client.get(PATH + suffix, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_last_modified_is_answered_without_a_body(client: TestClient, suffix: str) -> None:
    moment = client.get(PATH + suffix).headers["last-modified"]
    assert client.get(PATH + suffix, headers={"If-Modified-Since": moment}).status_code == 304
    assert client.get(PATH + suffix, headers={"If-Modified-Since": "Sun, 01 Mar 2026 11:59:59 GMT"}).status_code == 200


def test_marc_changes_with_the_title_and_what_tells_of_others_with_the_publication(client: TestClient) -> None:
    moments = {suffix: client.get(PATH + suffix).headers["last-modified"] for suffix in SUFFIXES}
    record, publication = "Sun, 01 Mar 2026 12:00:00 GMT", "Sun, 22 Nov 2026 19:00:00 GMT"
    assert CHANGED == "2026-11-22T19:00:00Z"
    assert moments == {"": publication, ".xml": record, ".mrc": record, ".txt": record, ".jsonld": publication}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_form_names_the_others(client: TestClient, suffix: str) -> None:
    headers = client.get(f"{PATH}{suffix}?view=FI-Abc").headers
    links = re.findall(r'<([^>]+)>; rel="(\w+)"(?:; type="([^"]+)")?', headers["link"])
    others = [(f"{BASE}{PATH}{key}?view=FI-Abc", "alternate", form.media_type) for key, form in FORMS.items()]
    assert links == [
        (f"{BASE}{PATH}", "canonical", ""),
        *others,
        ("https://creativecommons.org/publicdomain/zero/1.0/", "license", ""),
    ]
    if suffix:
        assert headers["content-location"] == f"{BASE}{PATH}{suffix}?view=FI-Abc"
