"""What holds of all pages: languages, accessibility, contrast, and links that lead somewhere."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from fake_catalogue import FakeCatalogue, title_id
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from web_client import BASE, NOW, SCHEMAS, parsed, web_settings

from metadata.publish.web import negotiate
from metadata.publish.web.app import create_app
from metadata.publish.web.pages import HERE, day, number

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
    assert not page.xpath("//script[not(@type='application/ld+json')] | //style | //@style | //*[@onclick] | //form")
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


def test_every_term_of_accessibility_has_words() -> None:
    _, _, *rows = (SCHEMAS / "codes" / "sapdv.csv").read_text("utf-8").splitlines()
    terms = yaml.safe_load((HERE / "texts.yml").read_text("utf-8"))["terms"]
    assert {each.partition(",")[0] for each in rows} <= terms.keys()


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


def test_what_changes_only_with_the_server_is_known_by_date(client: TestClient) -> None:
    response = client.get("/")
    since = response.headers["last-modified"]
    assert since == "Sun, 22 Nov 2026 18:10:11 GMT"
    assert client.get("/", headers={"If-Modified-Since": since}).status_code == 304
    assert client.get("/", headers={"If-Modified-Since": "Sun, 22 Nov 2026 18:10:10 GMT"}).status_code == 200
    assert client.get("/", headers={"If-Modified-Since": since, "If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("since", ["", "yesterday", "2026-11-22", "Mon, 99 Nov 2026 18:10:11 GMT"])
def test_a_date_that_is_none_says_nothing(client: TestClient, since: str) -> None:
    assert client.get("/", headers={"If-Modified-Since": since}).status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/files/no-such-file", "/static/none.css", "/works/x", "/titles/"])
def test_a_path_without_anything_has_a_page_that_says_so(client: TestClient, path: str) -> None:
    response = client.get(path, params={"lang": "sv"})
    assert (response.status_code, parsed(response.content).findtext(".//h1")) == (404, "Sidan hittades inte")


@pytest.mark.parametrize(("lang", "site"), [("fi", "E-aineistot"), ("sv", "E-material")])
def test_the_site_is_called_in_the_language_of_the_page(client: TestClient, lang: str, site: str) -> None:
    assert parsed(client.get("/", params={"lang": lang}).content).findtext(".//h1") == site


def test_start_page_leads_to_harvesting_and_files(client: TestClient) -> None:
    page = parsed(client.get("/?lang=en").content)
    assert [each.text for each in page.xpath("//ul[@class='view-list']/li/strong")] == [
        "All titles",
        "Abel Library",
        "FI-Empty",
    ]
    targets = set(page.xpath("//a/@href"))
    assert {
        f"{BASE}/oai?verb=Identify",
        f"{BASE}/files/?lang=en",
        f"{BASE}/oai/lib/FI-Abc?verb=Identify",
    } <= targets


def test_start_page_shows_the_doors_that_are_served(catalogue: FakeCatalogue, tmp_path: Path) -> None:
    routes = [Route(path, lambda _: PlainTextResponse("")) for path in ("/feeds/{view}/new.atom", "/opds/{view}")]
    app = create_app(catalogue, web_settings(tmp_path), lambda: NOW, routes)
    page = parsed(TestClient(app, base_url=BASE).get("/").content)
    rows = [
        [each.removeprefix(BASE) for each in row.xpath(".//@href")] for row in page.xpath("//ul[@class='view-list']/li")
    ]
    assert rows[:2] == [
        ["/oai?verb=Identify", "/feeds/all/new.atom", "/opds/all"],
        ["/oai/lib/FI-Abc?verb=Identify", "/feeds/FI-Abc/new.atom", "/opds/FI-Abc"],
    ]
    assert page.xpath("//link[@type='application/atom+xml']/@href") == [f"{BASE}/feeds/all/new.atom"]


def test_links_of_the_pages_lead_somewhere(client: TestClient) -> None:
    for path in PAGES[:3]:
        page = parsed(client.get(path).content)
        targets = page.xpath("//a/@href | //link/@href | //img/@src")
        for target in {each.split("#")[0] for each in targets if each.startswith((BASE, "?"))}:
            address = target if target.startswith(BASE) else path + target
            assert client.get(address).status_code == 200, target


@pytest.mark.parametrize(
    ("value", "lang", "expected"),
    [(1234, "fi", "1\N{NO-BREAK SPACE}234"), (9.4, "sv", "9,4"), (1234.5, "en", "1,234.5"), ("", "fi", "")],
)
def test_numbers_are_written_as_the_language_does(value: object, lang: str, expected: str) -> None:
    assert number(value, lang) == expected


@pytest.mark.parametrize(("lang", "expected"), [("fi", "8.11.2026"), ("sv", "8.11.2026"), ("en", "2026-11-08")])
def test_days_are_written_as_the_language_does(lang: str, expected: str) -> None:
    assert day("2026-11-08", lang) == expected
