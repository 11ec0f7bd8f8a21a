"""The guard before every channel: hosts, methods, limits and headers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fake_catalogue import FakeCatalogue, FakeView, sample_catalogue, title_id
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from web_client import BASE, NOW, app_of, web_settings

from metadata.publish.catalogue import NotAtHand
from metadata.publish.web.app import create_app


def test_oai_names_the_base_url_that_was_called(client: TestClient) -> None:
    assert f"<baseURL>{BASE}/oai</baseURL>" in client.get("/oai?verb=Identify").text
    assert f"<baseURL>{BASE}/oai/lib/FI-Abc</baseURL>" in client.get("/oai/lib/FI-Abc?verb=Identify").text


def test_base_url_of_the_settings_wins_over_any_host(tmp_path: Path) -> None:
    client = TestClient(app_of(tmp_path, base_url="https://oai.example.org/"), base_url="http://evil.example")
    assert "<baseURL>https://oai.example.org/oai</baseURL>" in client.get("/oai?verb=Identify").text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil", "", "localhost:x"])
def test_unknown_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/oai?verb=Identify", headers={"Host": host}).status_code == 400
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_unknown_view_is_not_found(client: TestClient) -> None:
    response = client.get("/oai/lib/FI-Nothing?verb=Identify")
    assert (response.status_code, response.headers["content-type"]) == (404, "text/plain; charset=utf-8")


def test_the_whole_is_not_found_as_a_library(client: TestClient) -> None:
    """Its Identify would name another base URL than the one that was called."""
    for query in ("verb=Identify", "verb=ListRecords&metadataPrefix=marc21"):
        assert client.get(f"/oai/lib/all?{query}").status_code == 404


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
@pytest.mark.parametrize("path", ["/oai", "/oai/lib/FI-Abc"])
def test_oai_takes_get_and_post_only(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, f"{path}?verb=Identify")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


def test_post_equals_get(client: TestClient) -> None:
    arguments = {"verb": "ListRecords", "metadataPrefix": "marc21"}
    assert client.post("/oai", data=arguments).content == client.get("/oai", params=arguments).content


def test_a_page_comes_from_the_views_at_hand_or_else_from_all(tmp_path: Path) -> None:
    """It is the same page; only a list as a whole, unpacked, is worth no thread."""
    asked = list[str]()

    class Watched(FakeCatalogue):
        def __init__(self, whole: FakeCatalogue, name: str) -> None:
            super().__init__(whole.history)
            self.whole, self.name = whole, name

        def at_hand(self) -> FakeCatalogue:
            return Watched(self.whole, "at hand")

        def view(self, name: str, publication: int | None = None) -> FakeView | None:
            asked.append(self.name)
            if self.name == "at hand" and name == "FI-Abc":
                raise NotAtHand(name)
            return super().view(name, publication)

    client = TestClient(app_of(tmp_path, Watched(sample_catalogue(), "all"), page_size=10), base_url=BASE)

    def told(query: str, view: str = "", coding: str = "identity") -> list[str]:
        asked.clear()
        answer = client.get(f"/oai{view}?{query}", headers={"Accept-Encoding": coding})
        assert answer.text == TestClient(app_of(tmp_path, page_size=10), base_url=BASE).get(f"/oai{view}?{query}").text
        return list(asked)

    listed = "verb=ListRecords&metadataPrefix=marc21"
    token = re.findall(r"<resumptionToken[^>]*>(.+)<", client.get(f"/oai?{listed}").text)[0]
    assert told(listed) == told(f"verb=ListRecords&resumptionToken={token}") == ["at hand"]
    assert told(listed, "/lib/FI-Abc") == ["at hand", "all"]
    assert told(listed, coding="gzip") == told(f"{listed}&from=2026-03-02") == told("verb=ListSets") == ["all"]


def test_gzip_is_sent_when_asked(client: TestClient) -> None:
    plain = client.get("/oai?verb=ListSets", headers={"Accept-Encoding": "identity"})
    packed = client.get("/oai?verb=ListSets", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content


def test_long_query_and_large_body_are_refused(client: TestClient) -> None:
    assert client.get("/oai?verb=" + "a" * 17_000).status_code == 414
    assert client.post("/oai", content=b"a" * 70_000).status_code == 413
    assert client.post("/oai", content=iter([b"a" * 40_000] * 2)).status_code == 413
    assert client.post("/oai", content=b"x" * 60_000).status_code == 200


def test_beyond_the_limit_of_requests_clients_are_told_when_to_come_back(tmp_path: Path) -> None:
    response = TestClient(app_of(tmp_path, max_requests=0), base_url=BASE).get("/oai?verb=Identify")
    assert response.status_code == 503
    assert 0 < int(response.headers["retry-after"]) <= 3600


@pytest.mark.parametrize(
    "path", ["/", "/files/", f"/titles/{title_id(1)}", "/oai?verb=Identify", "/nothing", "/healthz"]
)
def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


def test_health_names_the_publication(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "publication": 1}


def test_further_channels_stand_behind_the_same_guard(tmp_path: Path) -> None:
    more = [Route("/feeds", lambda _: PlainTextResponse("feed"))]
    app = create_app(sample_catalogue(), web_settings(tmp_path), lambda: NOW, more)
    assert TestClient(app, base_url=BASE).get("/feeds").text == "feed"
    assert TestClient(app, base_url="http://evil.example").get("/feeds").status_code == 400


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=50, deadline=None)
def test_no_path_or_header_is_a_server_error(tail: str, query: str, accept: str) -> None:
    client = TestClient(app_of(Path("/nonexistent")), base_url=BASE, follow_redirects=False)
    sendable = accept if accept.isascii() and accept.isprintable() else ""
    safe = dict.fromkeys(("Accept", "Accept-Language", "If-None-Match", "If-Modified-Since"), sendable)
    for folder in ("/titles/", "/works/", "/expressions/", "/files/", "/oai/lib/", "/"):
        path = folder + "".join(f"%{each:02X}" for each in tail.encode())
        assert client.get(path, params={"lang": query, "verb": query, "view": query}, headers=safe).status_code < 500
