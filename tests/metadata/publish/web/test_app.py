from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pymarc
import pytest
import yaml
from fake_catalogue import DOMAIN, FakeCatalogue, FakeView, ebook, entry, sample_catalogue, title_id
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from metadata.publish.web import negotiate
from metadata.publish.web.app import create_app
from metadata.publish.web.pages import HERE, number
from metadata.publish.web.settings import WebSettings
from transforms.record import Field, Record

NOW = datetime(2026, 11, 22, 18, 10, 11, tzinfo=UTC)
BASE = "http://localhost:8088"


def web_settings(files: Path, **more: object) -> WebSettings:
    return WebSettings("E-aineistot", "metadata@example.org", DOMAIN, b"k" * 32, files, **more)  # type: ignore[arg-type]


def app_of(files: Path, catalogue: FakeCatalogue | None = None, **more: object) -> Starlette:
    return create_app(catalogue or sample_catalogue(), web_settings(files, **more), lambda: NOW)


def parsed(content: bytes | str) -> Any:
    return html.fromstring(content)


@pytest.fixture
def catalogue() -> FakeCatalogue:
    return sample_catalogue()


@pytest.fixture
def client(tmp_path: Path, catalogue: FakeCatalogue) -> Iterator[TestClient]:
    with TestClient(app_of(tmp_path, catalogue), base_url=BASE, follow_redirects=False) as client:
        yield client


def with_title(catalogue: FakeCatalogue, *fields: Field) -> str:
    """Publish one title with these fields; its path."""
    view = FakeView("all", 2, (entry(0),), (), {title_id(0): Record.of(Field("001", title_id(0)), *fields)})
    catalogue.publish(view)
    return f"/titles/{title_id(0)}"


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


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
@pytest.mark.parametrize("path", ["/oai", "/oai/lib/FI-Abc"])
def test_oai_takes_get_and_post_only(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, f"{path}?verb=Identify")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


def test_post_equals_get(client: TestClient) -> None:
    arguments = {"verb": "ListRecords", "metadataPrefix": "marc21"}
    assert client.post("/oai", data=arguments).content == client.get("/oai", params=arguments).content


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


PAGES = ["/", "/files/", f"/titles/{title_id(1)}", f"/titles/{title_id(3)}", f"/titles/{title_id(999)}"]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_in_the_language_asked(client: TestClient, path: str, lang: str) -> None:
    response = client.get(path, params={"lang": lang})
    page = parsed(response.content)
    assert page.get("lang") == lang == response.headers["content-language"]
    assert len(page.findall(".//h1")) == 1
    assert page.find(".//main") is not None
    assert page.findtext(".//title")
    assert all(each.get("alt") is not None for each in page.iter("img"))
    assert not page.xpath("//script | //style | //@style | //*[@onclick] | //form")
    assert page.xpath("//meta[@name='viewport']")
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "fi"),
        ("sv-FI,sv;q=0.9,en;q=0.8", "sv"),
        ("de, en;q=0.5", "en"),
        ("en;q=0.2, fi;q=0.4", "fi"),
        ("en;q=x", "fi"),
    ],
)
def test_language_follows_the_browser_and_is_finnish_by_default(client: TestClient, header: str, expected: str) -> None:
    assert client.get("/", headers={"Accept-Language": header}).headers["content-language"] == expected
    assert client.get("/?lang=xx", headers={"Accept-Language": header}).headers["content-language"] == expected


def test_every_text_is_there_in_three_languages() -> None:
    texts = yaml.safe_load((HERE / "texts.yml").read_text("utf-8"))
    for group in texts.values():
        for key, words in group.items():
            assert set(words) == set(negotiate.LANGUAGES), key
            assert all(words.values()), key


def _luminance(colour: str) -> float:
    digits = "".join(each * 2 for each in colour) if len(colour) == 3 else colour
    values = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent"])
@pytest.mark.parametrize("ground", ["paper", "card", "tint"])
def test_contrast_is_enough_in_light_and_dark(scheme: int, ink: str, ground: str) -> None:
    css = (HERE / "static" / "style.css").read_text("utf-8")

    def colour(name: str) -> str:
        return [part.split(";")[0].strip(" #") for part in css.split(f"--{name}:")[1:]][scheme]

    dark, light = sorted((_luminance(colour(ink)), _luminance(colour(ground))))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_start_page_leads_to_harvesting_and_files(client: TestClient) -> None:
    page = parsed(client.get("/?lang=en").content)
    targets = set(page.xpath("//a/@href"))
    assert {
        f"{BASE}/oai?verb=Identify",
        f"{BASE}/files/?lang=en",
        f"{BASE}/oai/lib/FI-Abc?verb=Identify",
    } <= targets


def test_links_of_the_pages_lead_somewhere(client: TestClient) -> None:
    for path in PAGES[:3]:
        page = parsed(client.get(path).content)
        targets = page.xpath("//a/@href | //link/@href | //img/@src")
        for target in {each.split("#")[0] for each in targets if each.startswith((BASE, "?"))}:
            address = target if target.startswith(BASE) else path + target
            assert client.get(address).status_code == 200, target


def test_title_page_shows_what_a_reader_asks(client: TestClient) -> None:
    text = client.get(f"/titles/{title_id(1)}?lang=fi").text
    page = parsed(text)
    assert page.findtext(".//h1") == "Kirja 1: tarina <&>"
    words = " ".join(page.text_content().split())
    for expected in (
        "Maija Meikäläinen (kirjoittaja)",
        "suomi",
        "E-kirja",
        "2026",
        "Kuvaus kirjasta.",
        "merenkulku",
    ):
        assert expected in words
    assert page.xpath("//a[text()='Lainaa']/@href") == ["https://aggregator.example.org/1"]
    assert "=245  10$aKirja 1 :$btarina <&>$cMaija" in page.findtext(".//details/pre")


def test_text_of_a_record_never_becomes_markup(client: TestClient, catalogue: FakeCatalogue) -> None:
    evil = "<script>alert(1)</script>\" onload='x' {{ 7*7 }}"
    path = with_title(
        catalogue,
        Field.data("245", "10", "a", evil),
        Field.data("520", "  ", "a", evil),
        Field.data("856", "40", "u", "javascript:alert(1)", "y", "Lainaa"),
        Field.data("856", "40", "u", 'https://x.example/"><script>', "y", evil),
        Field.data("856", "42", "u", 'https://x.example/"><script>', "q", "image/jpeg"),
    )
    response = client.get(path)
    page = parsed(response.content)
    assert not page.xpath("//script | //@onload")
    assert "49" not in (page.findtext(".//h1") or "")
    assert not [each for each in page.xpath("//@href") if each.startswith("javascript")]


def test_title_without_fields_has_a_page(client: TestClient, catalogue: FakeCatalogue) -> None:
    assert parsed(client.get(with_title(catalogue)).content).findtext(".//h1") == title_id(0)


def test_cover_is_shown_and_is_no_borrow_link(client: TestClient, catalogue: FakeCatalogue) -> None:
    cover = Field.data("856", "42", "3", "Kansikuva", "u", "https://covers.example/1.jpg")
    page = parsed(client.get(with_title(catalogue, cover)).content)
    assert page.xpath("//img[@class='cover']/@src") == ["https://covers.example/1.jpg"]
    assert not page.xpath("//main//a[contains(@href, 'covers')]")


@pytest.mark.parametrize("path", ["/titles/x", f"/titles/{title_id(999)}", f"/titles/{title_id(1)}.doc", "/titles/%00"])
def test_unknown_title_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("suffix", ["", ".xml", ".mrc", ".txt"])
def test_removed_title_is_gone_and_says_so(client: TestClient, suffix: str) -> None:
    response = client.get(f"/titles/{title_id(3)}{suffix}?lang=en")
    assert response.status_code == 410
    assert "The title has been removed" in response.text
    assert "Poistettu" in response.text  # the title it had


def test_merged_title_leads_to_the_survivor(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.merged[title_id(3)] = title_id(1)
    response = client.get(f"/titles/{title_id(3)}.xml?lang=sv")
    assert response.status_code == 301
    assert response.headers["location"] == f"{BASE}/titles/{title_id(1)}.xml?lang=sv"


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
        ("image/png", "text/html"),
        ("application/marc;q=0, text/html", "text/html"),
    ],
)
def test_accept_chooses_the_form(client: TestClient, accept: str, expected: str) -> None:
    response = client.get(f"/titles/{title_id(1)}", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == expected
    assert response.headers["vary"] == "Accept, Accept-Language"


def test_forms_of_a_title_are_the_same_record(client: TestClient) -> None:
    path, record = f"/titles/{title_id(1)}", ebook(1)
    assert client.get(f"{path}.txt").text == f"{record}\n"
    root = etree.fromstring(client.get(f"{path}.xml").content)
    assert len(root.findall("{http://www.loc.gov/MARC21/slim}datafield")) == len(record.all("XXX")) or len(root) == 11
    [read] = pymarc.MARCReader(BytesIO(client.get(f"{path}.mrc").content))
    assert read is not None
    assert [each.tag for each in read.get_fields()] == [each.tag for each in record]


def test_record_too_long_for_iso2709_is_refused_in_that_form_only(client: TestClient, catalogue: FakeCatalogue) -> None:
    path = with_title(catalogue, Field.data("520", "  ", "a", "x" * 10_000))
    assert client.get(f"{path}.mrc").status_code == 406
    assert client.get(f"{path}.xml").status_code == 200


@pytest.mark.parametrize("suffix", ["", ".xml", ".mrc", ".txt"])
def test_known_etag_is_answered_without_a_body(client: TestClient, suffix: str) -> None:
    path = f"/titles/{title_id(1)}{suffix}"
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.fixture
def drops(tmp_path: Path) -> Path:
    """Two views with a full drop, the whole with deltas too, one file hidden."""
    paths = {
        "all": ["all/full/20261122T000000Z", "all/delta/9-10", "all/delta/10-11"],
        "FI-Abc": ["FI-Abc/full/20261122T000000Z"],
    }
    for folders in paths.values():
        for folder in folders:
            place = tmp_path / folder
            place.mkdir(parents=True)
            (place / "part-0001.mrc.gz").write_bytes(b"packed")
            manifest = {
                "kind": folder.split("/")[1],
                "publication": folder.split("-")[-1],
                "files": [{"name": "part-0001.mrc.gz", "format": "marc21", "records": 12, "deletes": 0, "bytes": 6}],
            }
            (place / "manifest.json").write_text(json.dumps(manifest))
    index = {
        "views": [
            {"view": view, "manifests": [f"{each}/manifest.json" for each in each_view]}
            for view, each_view in paths.items()
        ]
    }
    (tmp_path / "index.json").write_text(json.dumps(index))
    (tmp_path / ".part").write_text("half")
    return tmp_path


def test_files_page_lists_the_drops_newest_first(client: TestClient, drops: Path) -> None:
    page = parsed(client.get("/files/").content)
    links = [each for each in page.xpath("//main//a/@href") if "manifest" in each]
    assert [each.split("/files/")[1].rpartition("/")[0] for each in links] == [
        "all/full/20261122T000000Z",
        "all/delta/10-11",
        "all/delta/9-10",
    ]
    for link in page.xpath("//main//a/@href"):
        assert client.get(link if link.startswith("http") else f"/files/{link}").status_code == 200
    assert "FI-Abc/full" in client.get("/files/?view=FI-Abc").text
    assert client.get("/files/?view=FI-Nothing").status_code == 404


def test_files_are_served_as_they_lie(client: TestClient, drops: Path) -> None:
    response = client.get("/files/all/delta/9-10/part-0001.mrc.gz")
    assert (response.content, response.headers["content-type"]) == (b"packed", "application/gzip")
    assert "content-encoding" not in response.headers
    again = client.get("/files/all/delta/9-10/part-0001.mrc.gz", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/files/index.json").headers["content-type"] == "application/json"
    assert client.get("/files").headers["location"] == f"{BASE}/files/"


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "..%2fsecret",
        "%2e%2e/secret",
        "all/../../secret",
        ".part",
        "all",
        "",
        "nothing",
        "link",
        "a%00b",
    ],
)
def test_nothing_outside_the_folder_is_served(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "drops"
    (folder / "all").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (folder / ".part").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    response = TestClient(app_of(folder), base_url=BASE).get(f"/files/{path}")
    assert "secret" not in response.text
    assert response.status_code == (200 if path == "" else 404)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_no_path_or_header_is_a_server_error(tail: str, query: str, accept: str) -> None:
    client = TestClient(app_of(Path("/nonexistent")), base_url=BASE, follow_redirects=False)
    sendable = accept if accept.isascii() and accept.isprintable() else ""
    safe = dict.fromkeys(("Accept", "Accept-Language", "If-None-Match"), sendable)
    for folder in ("/titles/", "/files/", "/oai/lib/", "/"):
        path = folder + "".join(f"%{each:02X}" for each in tail.encode())
        assert client.get(path, params={"lang": query, "verb": query}, headers=safe).status_code < 500


@pytest.mark.parametrize(
    ("value", "lang", "expected"),
    [(1234, "fi", "1\N{NO-BREAK SPACE}234"), (9.4, "sv", "9,4"), (1234.5, "en", "1,234.5"), ("", "fi", "")],
)
def test_numbers_are_written_as_the_language_does(value: object, lang: str, expected: str) -> None:
    assert number(value, lang) == expected
