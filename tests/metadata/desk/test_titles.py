"""The search for titles, the page of a title and that of a record, over the sample nights."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata import curation, pipeline
from metadata.desk.app import desk_of
from metadata.home import Home
from metadata.review import Word
from metadata.settings import load_settings
from metadata.store.tables import source_record
from tests.metadata.desk.looking import page, texts

SHARED = ("onix-publisher", "fi.example.revontuli.1002")  # four vendors
GONE = ("film-service", "fs-000014")


@pytest.fixture(scope="session")
def title(desk_home: Home) -> str:
    """A title of four records."""
    c = source_record.c
    with desk_home.store.read() as connection:
        return str(connection.execute(select(c.title_id).where(c.vendor_id == SHARED[1])).scalar_one())


def found(desk: TestClient, looked_for: str) -> list[str]:
    return texts(page(desk, "/titles", q=looked_for), "//tbody//th//a")


@pytest.mark.parametrize(
    "looked_for",
    ["9789527999028", "978-952-7999-02-8", SHARED[1], ":".join(SHARED), "NH000141", "URN:NBN:se:nordhyllan-141"],
)
def test_an_identifier_finds_its_title(desk: TestClient, title: str, looked_for: str) -> None:
    hits = page(desk, "/titles", q=looked_for).xpath("//tbody//th/a/@href")
    assert any(f"/titles/{title}" in each for each in hits)


@pytest.mark.parametrize("looked_for", ["seitsemän veljestä", "Seitsemän veljestä", "kivi", "Aleksis Kivi"])
def test_words_find_titles_that_begin_with_them_and_creators(desk: TestClient, looked_for: str) -> None:
    assert found(desk, looked_for).count("Seitsemän veljestä") == 2  # the book and the audiobook


@pytest.mark.parametrize("looked_for", ["", "ei ole olemassa", "%", "_", "|", "9789527999021", "a" * 10_000])
def test_nothing_is_found_and_said_so(desk: TestClient, looked_for: str) -> None:
    assert found(desk, looked_for) == []


def test_an_id_leads_to_its_title_however_it_is_typed(desk: TestClient, title: str) -> None:
    typed = "-".join((title[:5], title[5:15], title[15:])).lower()
    for path in (f"/desk/titles?q={typed}", f"/desk/titles/{typed}"):
        assert desk.get(path, follow_redirects=False).headers["location"] == f"/desk/titles/{title}"
    assert desk.get("/desk/titles/nothing").status_code == 404
    wrong = title[:-1] + ("1" if title.endswith("0") else "0")  # another check character
    assert desk.get(f"/desk/titles/{wrong}").status_code == 404


def test_a_title_tells_its_story(desk: TestClient, title: str) -> None:
    shown = page(desk, f"/titles/{title}", lang="fi")
    members = texts(shown, "//article/h3//a")
    assert members == ["marc-aggregator", "nordic-platform", "onix-audiobooks", "onix-publisher"]
    tags = texts(shown, "//section[@aria-labelledby='record']//tbody/tr/th")
    assert tags[0] == "LDR"
    assert {"245", "520", "776"} <= set(tags)
    assert shown.xpath("//section[@aria-labelledby='left-out']//tbody/tr")
    signs = {each[0] for each in texts(shown, "//section[@aria-labelledby='publications']//li//*[@class='mark']")}
    assert signs == {"−", "+"}
    assert shown.xpath("//a[@href='/titles/" + title + ".txt']")
    assert "samat sanat" in shown.text_content()


def test_buttons_lead_to_forms_with_the_title(desk: TestClient, title: str) -> None:
    forms = {}
    for each in page(desk, f"/titles/{title}").xpath("//a[contains(@href, '/start/')]/@href"):
        parts = urlsplit(each)
        forms[parts.path.rpartition("/")[2]] = json.loads(parse_qs(parts.query)["conf"][0])
    assert forms["curate__set_field"] == {"title": title, "field": None}
    assert forms["curate__merge"] == {"titles": [title, None]}
    assert forms["curate__suppress"] == {"title": title}
    assert forms["curate__split"] == {"title": title, "off": [":".join(SHARED)]}
    assert forms["curate__forbid_field"] == {"title": title, "vendor": SHARED[0], "field": None}
    assert forms["curate__correct_record"] == {"record": ":".join(SHARED), "field": None}
    assert forms["curate__suppress_issue"]["record"] == ":".join(SHARED)
    assert forms["rerun"] == {"vendor": SHARED[0], "what": "ids", "ids": [SHARED[1]], "dry_run": True}


def test_decisions_stand_with_their_titles(demo: Path, tmp_path: Path, title: str) -> None:
    data = Path(shutil.copytree(demo, tmp_path / "data"))
    home = Home(load_settings(data, env={}))
    word = Word("it's <b>wrong</b>", "Maija")
    number = curation.set_field(home, title, "500 ## $a Huomautus", word)
    curation.suppress_title(home, title, word)
    pipeline.publish(home)
    with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as desk:
        shown = page(desk, f"/titles/{title}")
    home.close()
    rows = shown.xpath("//section[@aria-labelledby='decisions']//tbody/tr")
    assert [texts(row, "./th")[0] for row in rows] == ["field set: 500", "suppressed"]
    assert [row.xpath("string(./td[3])") for row in rows] == ["it's <b>wrong</b>"] * 2
    undo = json.loads(parse_qs(urlsplit(rows[0].xpath(".//a/@href")[0]).query)["conf"][0])
    assert undo == {"decision": number}
    assert "suppressed by a person" in shown.text_content()
    assert not shown.xpath("//a[contains(@href, 'curate__suppress?')] | //a[contains(@href, '.txt')]")


def test_many_records_are_told_page_by_page(desk: TestClient, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metadata.desk.title.RECORDS", 3)
    first = page(desk, f"/titles/{title}")
    second = page(desk, f"/titles/{title}", page="2")
    assert [len(each.xpath("//article")) for each in (first, second)] == [3, 1]
    assert "Records 1–3 are shown; there are 4 in all" in first.text_content()
    assert first.xpath("//a[@rel='next']")
    assert not second.xpath("//a[@rel='next']")


def test_a_record_leads_to_its_title(desk: TestClient, title: str) -> None:
    answer = desk.get("/desk/records/" + "/".join(SHARED), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/titles/{title}")


def test_a_deleted_record_tells_its_own_story(desk: TestClient) -> None:
    shown = page(desk, "/records/" + "/".join(GONE))
    assert "LDR/05 is d" in shown.text_content()
    assert texts(shown, "//ol[@class='marc']/li")[0] == "LDR"
    assert shown.xpath("//a[contains(@href, '/titles/0')]")
    assert shown.xpath("//ol[@class='steps']/li")


def test_a_record_in_quarantine_leads_there(desk: TestClient) -> None:
    shown = page(desk, "/records/onix-publisher/fi.example.revontuli.1045")
    assert "In quarantine" in shown.text_content()
    assert shown.xpath("//a[contains(@href, '/quarantine/')]")


def test_a_record_that_never_came_may_have_been_filtered(desk: TestClient) -> None:
    assert "it was filtered" in page(desk, "/records/onix-publisher/no/such?id#=%").text_content()
    assert desk.get("/desk/records/no-such-vendor/1").status_code == 404
