"""The drops: their page, and the files as they lie."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from made_drops import DAYS_ONLY, Published, book, day, long, policy
from starlette.testclient import TestClient
from web_client import BASE, app_of, parsed, serving

BY = policy(full={**DAYS_ONLY, "days": {"all": 2, "libraries": 2}})


@pytest.fixture
def drops(tmp_path: Path) -> Path:
    """Two views with two full drops, the whole with deltas too, one file hidden."""
    fill(tmp_path, ["FI-Abc"])
    (tmp_path / ".part").write_text("half")
    return tmp_path


def fill(folder: Path, libraries: list[str]) -> Published:
    """Eleven publications; the ninth, of day 4, has a full drop, too."""
    made = Published()
    made.publish(day(2, 1), all={each: book(each) for each in range(12)}, **{each: {1: book(1)} for each in libraries})
    made.write(folder, BY)
    for number in range(2, 12):
        changes = {number: book(number, "Uusi"), number - 1: None, 40: long(40)}
        made.publish(day(2 if number < 9 else 4, number), all=changes)
        made.write(folder, BY)
    return made


def test_files_page_shows_the_newest_full_drop_then_the_changes_newest_first(client: TestClient, drops: Path) -> None:
    page = parsed(client.get("/files/?lang=en").content)
    links = [each for each in page.xpath("//main//a/@href") if "manifest" in each and "/delta/" in each]
    names = list(dict.fromkeys(each.split("/delta/")[1].rpartition("/")[0] for each in links))
    assert names == [f"{each - 1}-{each}" for each in range(11, 1, -1)]
    full, changes, earlier, _ = page.xpath("//main/section")
    assert "/full/20261104T090000Z/part-0001.mrc.gz" in full.xpath(".//a[@class='button']/@href")[0]
    assert "publication 9 · 2026-11-04 09:00 UTC" in " ".join(full.text_content().split())
    assert [each.text_content() for each in changes.xpath(".//tbody/tr[1]/td")[:4]] == [
        "10 → 11",
        "2026-11-04 11:00",
        "2",
        "1",
    ]
    assert changes.xpath("string(.//tbody/tr[1]/td[6])").split() == [
        *("upserts", "mrc", "xml", "·", "deletes"),
        *("mrc", "xml", "txt"),
    ]
    assert "/full/20261102T010000Z/manifest.json" in earlier.xpath(".//a/@href")[0]


def test_every_link_of_the_files_page_leads_somewhere(client: TestClient, drops: Path) -> None:
    for path in ("/files/", "/files/?view=FI-Abc"):
        links = parsed(client.get(path).content).xpath("//main//a/@href")
        assert len(links) > 5
        for link in links:
            assert client.get(link if link.startswith("http") else f"/files/{link}").status_code == 200, link
    assert client.get("/files/?view=FI-Nothing").status_code == 404


@pytest.mark.parametrize(("lang", "words"), [("fi", "liian pitkä"), ("sv", "för långa"), ("en", "too long")])
def test_files_page_tells_of_records_that_a_format_cannot_hold(
    client: TestClient, drops: Path, lang: str, words: str
) -> None:
    assert words in client.get(f"/files/?lang={lang}").text
    assert words not in client.get(f"/files/?lang={lang}&view=FI-Abc").text


def test_many_libraries_are_chosen_from_a_list_that_opens(client: TestClient, tmp_path: Path) -> None:
    fill(tmp_path, [f"FI-{each:03}" for each in range(20)])
    page = parsed(client.get("/files/?view=FI-007&lang=en").content)
    assert page.xpath("string(//main/details/summary)") == "Choose the view of a library (21)"
    assert page.xpath("//main/details//a[@aria-current]/text()") == ["FI-007"]


def test_a_drop_that_has_just_gone_is_left_out(client: TestClient, drops: Path) -> None:
    shutil.rmtree(drops / "all" / "delta" / "10-11")
    assert "9 → 10" in client.get("/files/").text
    assert "10 → 11" not in client.get("/files/").text


@pytest.mark.parametrize("damage", ["", "{", '{"broken\n', "[]", "\x00", "null"])
def test_a_page_is_there_though_a_disk_has_damaged_what_it_tells(drops: Path, damage: str) -> None:
    client = TestClient(app_of(drops), base_url=BASE)
    newest = max((drops / "all" / "full").iterdir()) / "manifest.json"
    newest.write_text(damage)
    response = client.get("/files/")
    assert response.status_code == 200
    assert newest.parent.name not in response.text
    (drops / "index.json").write_text(damage)
    assert client.get("/files/").status_code == 200
    assert client.get("/files/?view=FI-Abc").status_code == 404


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 1200])
def test_files_page_in_a_browser(browser: Any, drops: Path, width: int) -> None:
    with serving(app_of(drops)) as address:
        for lang in ("fi", "sv", "en"):
            page = browser.new_page(viewport={"width": width, "height": 900})
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            page.goto(f"{address}/files/?lang={lang}")
            assert not said
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.close()


def test_files_are_served_as_they_lie(client: TestClient, drops: Path) -> None:
    path = "all/delta/9-10/upserts-0001.mrc.gz"
    response = client.get(f"/files/{path}")
    assert (response.content, response.headers["content-type"]) == ((drops / path).read_bytes(), "application/gzip")
    assert "content-encoding" not in response.headers
    again = client.get(f"/files/{path}", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    for name in ("manifest.json", "SHA256SUMS"):
        assert client.get(f"/files/all/delta/9-10/{name}").content == (drops / "all/delta/9-10" / name).read_bytes()
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
