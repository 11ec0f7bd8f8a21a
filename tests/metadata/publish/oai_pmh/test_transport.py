"""HTTP around OAI-PMH: methods, forms, compression, overload, sizes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fake_catalogue import sample_catalogue
from oai_assertions import holds
from oai_door import OAI, Door, checked, errors
from starlette.testclient import TestClient
from web_client import BASE, app_of

from metadata.publish.oai_pmh.exchange import Request
from metadata.publish.oai_pmh.provider import accepts_gzip

DOORS = ("/oai", "/oai/lib/FI-Abc")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(app_of(tmp_path), base_url=BASE, follow_redirects=False) as client:
        yield client


@holds("I1", "H4")
@pytest.mark.parametrize("path", DOORS)
def test_the_base_url_answers_itself(client: TestClient, path: str) -> None:
    response = client.get(path, params={"verb": "Identify"})
    assert response.status_code == 200
    assert len(list(checked(response.content).iter(f"{OAI}Identify"))) == 1
    assert client.get(path).status_code == 200


@holds("H4")
@pytest.mark.parametrize("path", ["/oai/", "/oai/lib", "/oai/lib/", "/oai/lib/FI-Abc/", "/OAI"])
def test_no_other_address_leads_there_by_a_redirect(client: TestClient, path: str) -> None:
    assert client.get(path, params={"verb": "Identify"}).status_code == 404


@holds("H1")
@pytest.mark.parametrize("arguments", [{"verb": "ListRecords", "metadataPrefix": "marc21", "set": "type:ebook"}, {}])
def test_post_gives_what_get_gives(client: TestClient, arguments: dict[str, str]) -> None:
    query = urlencode(arguments)
    got, posted = client.get(f"/oai?{query}"), client.post("/oai", data=arguments)
    assert (posted.status_code, posted.content) == (200, got.content)


@holds("H1")
def test_a_post_that_is_no_form_is_an_oai_error(client: TestClient) -> None:
    for body, kind in ((b'{"verb": "Identify"}', "application/json"), (b"\xff\x00<a>", "text/xml"), (b"", "x/y")):
        response = client.post("/oai", content=body, headers={"Content-Type": kind})
        assert (response.status_code, errors(checked(response.content))) == (200, ["badVerb"])


@holds("R2")
def test_an_argument_in_the_query_and_in_the_form_is_repeated(client: TestClient) -> None:
    response = client.post("/oai?verb=Identify", data={"verb": "Identify"})
    assert errors(checked(response.content)) == ["badVerb"]


@holds("H2", "I10")
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip", True),
        ("x-gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; Q=0.000", False),
        ("*", False),
        ("gzipped", False),
        ("\xff;;,,=q", False),
    ],
)
def test_gzip_only_when_asked(door: Door, header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected
    plain = door.send(Request("GET", b"verb=ListSets")).body
    response = door.send(Request("GET", b"verb=ListSets", accept_encoding=header))
    assert (gzip.decompress(response.body) if expected else response.body) == plain
    assert ("Content-Encoding" in dict(response.headers)) is expected
    assert dict(response.headers)["Vary"] == "Accept-Encoding"


@holds("H3")
def test_too_many_at_once_are_told_when_to_come_back(tmp_path: Path) -> None:
    with TestClient(app_of(tmp_path, max_requests=0), base_url=BASE) as client:
        response = client.get("/oai?verb=Identify")
    assert response.status_code == 503
    assert 0 < int(response.headers["Retry-After"]) <= 3600


@holds("H5")
def test_a_page_of_usual_size_stays_far_below_five_megabytes(tmp_path: Path) -> None:
    catalogue = sample_catalogue(250)
    with TestClient(app_of(tmp_path, catalogue), base_url=BASE) as client:
        response = client.get("/oai?verb=ListRecords&metadataPrefix=marc21")
    assert len(list(checked(response.content).iter(f"{OAI}record"))) == 100
    assert len(response.content) < 1_000_000


@holds("H6")
@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", DOORS)
def test_other_methods_are_refused(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, f"{path}?verb=Identify")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST")


def test_unknown_view_is_an_http_error(door: Door) -> None:
    assert Door(door.catalogue, "FI-Nothing").send(Request("GET", b"verb=Identify")).status == 404


@pytest.mark.parametrize("path", DOORS)
def test_only_what_is_far_too_large_is_refused_by_http(client: TestClient, path: str) -> None:
    assert client.get(f"{path}?verb=GetRecord&identifier={'x' * 16_000}").status_code == 200
    assert client.get(f"{path}?{'x' * (16 * 1024 + 1)}").status_code == 414
    assert client.post(path, content=b"x" * 64 * 1024).status_code == 200
    assert client.post(path, content=b"x" * (64 * 1024 + 1)).status_code == 413
