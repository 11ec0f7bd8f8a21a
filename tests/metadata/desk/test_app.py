"""What all pages of the desk have in common: language, headers, words, and what is said when there is nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata.desk.app import desk_of
from metadata.desk.pages import PAGES
from metadata.desk.words import LANGUAGES, words_of
from metadata.home import Home
from metadata.settings import load_settings

SCHEMAS = load_settings(Path()).schemas
FIXED = [page.path for page in PAGES if "{" not in page.path]


@pytest.mark.parametrize("path", FIXED)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_speaks_the_language_that_is_asked_for(desk: TestClient, path: str, lang: str) -> None:
    answer = desk.get(f"/desk{path}", params={"lang": lang})
    assert (answer.status_code, answer.headers["content-language"]) == (200, lang)
    page = html.fromstring(answer.text)
    assert page.get("lang") == lang
    assert [each.get("lang") for each in page.iterfind(".//a[@aria-current='true']")] == [lang]
    kept = [each.get("href") for each in page.iterfind(".//nav[1]/a")]
    assert kept
    assert all(f"lang={lang}" in each for each in kept)


@pytest.mark.parametrize("path", FIXED)
def test_a_page_lets_nothing_run_or_be_kept(desk: TestClient, path: str) -> None:
    headers = desk.get(f"/desk{path}").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert headers["cache-control"] == "no-store"


def test_every_page_has_its_name_in_every_language() -> None:
    for page in PAGES:
        for lang in LANGUAGES:
            words = words_of(SCHEMAS, page.name, lang)
            assert not page.listed or words[f"page_{page.name}"]


def test_what_is_not_there_is_said_so(desk: TestClient) -> None:
    for path in ("/start/Nothing", "/nowhere/at/all"):
        answer = desk.get(f"/desk{path}", params={"lang": "en"})
        assert answer.status_code == 404
        assert "There is no such thing" in answer.text


@pytest.mark.parametrize("path", ["/desk/titles?q=%00", "/desk/records/film-service/%00"])
def test_what_no_text_of_a_database_can_be_is_not_there(desk: TestClient, path: str) -> None:
    assert desk.get(path).status_code == 404


def test_the_desk_without_its_slash_leads_to_it(desk: TestClient) -> None:
    assert desk.get("/desk", follow_redirects=False).headers["location"] == "/desk/"


def test_a_store_that_is_not_there_is_told_and_found_when_it_comes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    home = Home(load_settings(data, env={}), read_only=True)
    with TestClient(Starlette(routes=desk_of(home))) as client:
        answer = client.get("/desk/", params={"lang": "en"})
        assert answer.status_code == 503
        assert "Nothing is lost" in answer.text
        Home(load_settings(data, env={})).store.close()
        assert client.get("/desk/").status_code == 200
    home.close()


def test_the_start_form_shows_what_it_will_send_and_nothing_runs(desk: TestClient) -> None:
    evil = '"><script>alert(1)</script>'
    conf = {"vendor": evil, "dry_run": True}
    page = html.fromstring(desk.get("/desk/start/rerun", params={"conf": json.dumps(conf)}).text)
    form = page.find(".//form")
    assert form is not None
    assert json.loads(form.get("data-conf", "")) == {"vendor": evil}
    assert [each.get("src") for each in page.iterfind(".//script")] == ["/desk/static/desk.js"]
    assert form.find(".//input[@name='dry_run']").get("checked") is not None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("conf", "needed", "told"),
    [
        ({"vendor": "beta", "dry_run": True}, None, "Kept together with your name. Needed when the run is not dry."),
        ({"vendor": "beta", "dry_run": False}, "", "Kept together with your name. Needed when the run is not dry."),
        ({"numbers": ["3"]}, "", "Kept together with your name."),
    ],
)
def test_what_is_not_dry_needs_a_reason(desk: TestClient, conf: object, needed: str | None, told: str) -> None:
    answer = desk.get("/desk/start/rerun", params={"conf": json.dumps(conf), "lang": "en"})
    (reason,) = html.fromstring(answer.text).iterfind(".//textarea[@name='reason']")
    assert reason.get("required") == needed
    assert reason.getparent().find("span").text == told  # type: ignore[union-attr]


@pytest.mark.parametrize("conf", ["", "[1]", "{", "x" * 20_000])
def test_the_start_form_refuses_what_no_page_makes(desk: TestClient, conf: str) -> None:
    assert desk.get("/desk/start/rerun", params={"conf": conf}).status_code == 404
