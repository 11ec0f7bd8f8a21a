"""Expressions and works at the addresses that 758 tells."""

from __future__ import annotations

import json

import pytest
from fake_catalogue import DOMAIN, FakeCatalogue, FakeView, ebook, entry, title_id
from starlette.testclient import TestClient
from web_client import BASE, parsed

from metadata.store.families import Family
from transforms.record import Field, Record

ID, OTHER = "W" * 27, "X" * 27
LEVELS = [("W", "works"), ("E", "expressions")]


def in_swedish(number: int) -> Record:
    record = ebook(number).drop("245").add(Field.data("245", "10", "a", f"Bok {number} /"))
    return record.put_at("008", 35, "swe")


@pytest.fixture
def _work(catalogue: FakeCatalogue) -> None:
    records = {title_id(1): ebook(1), title_id(2): in_swedish(2), title_id(4): ebook(4)}
    catalogue.publish(FakeView("all", 2, (entry(1), entry(2), entry(4)), (), records))
    catalogue.publish(FakeView("FI-Abc", 2, (entry(2),), (), records))
    for level, work_id in (("W", ""), ("E", OTHER)):
        catalogue.families[level, ID] = Family(tuple(map(title_id, (1, 2, 4))), "", work_id)


@pytest.mark.usefixtures("_work")
@pytest.mark.parametrize(("level", "path"), LEVELS)
def test_titles_stand_under_their_language_that_of_the_page_names_the_work(
    client: TestClient, level: str, path: str
) -> None:
    page = parsed(client.get(f"/{path}/{ID}?lang=sv").content)
    assert page.findtext(".//h1") == "Bok 2"
    assert page.find(".//h1").get("lang") == "sv"
    assert [each.text for each in page.iter("h2")] == ["finska", "svenska"]
    groups = [each.xpath(".//a/@href") for each in page.xpath("//section[h2]")]
    assert groups == [[f"{BASE}/titles/{title_id(each)}?lang=sv" for each in ids] for ids in ((1, 4), (2,))]
    assert bool(page.xpath(f"//a[@href='{BASE}/works/{OTHER}?lang=sv']")) is (level == "E")


@pytest.mark.usefixtures("_work")
@pytest.mark.parametrize(("level", "path"), LEVELS)
def test_json_ld_has_the_titles_as_examples(client: TestClient, level: str, path: str) -> None:
    for response in (
        client.get(f"/{path}/{ID}.jsonld"),
        client.get(f"/{path}/{ID}", headers={"Accept": "application/ld+json"}),
    ):
        found = response.json()
        assert response.headers["content-location"] == f"{BASE}/{path}/{ID}.jsonld"
        assert (found["@id"], found["@type"]) == (f"https://{DOMAIN}/{path}/{ID}", "CreativeWork")
        assert [each["@id"][-1] for each in found["workExample"]] == ["1", "4", "2"]
        assert {"@value": "Bok 2", "@language": "sv"} in found["name"]
        assert found["author"]["name"] == "Maija Meikäläinen"
        assert found.get("exampleOfWork") == ({"@id": f"https://{DOMAIN}/works/{OTHER}"} if level == "E" else None)
    assert json.loads(parsed(client.get(f"/{path}/{ID}").content).findtext(".//script")) == found


@pytest.mark.usefixtures("_work")
@pytest.mark.parametrize("path", [path for _, path in LEVELS])
def test_known_works_are_not_sent_again(client: TestClient, path: str) -> None:
    for suffix in ("", ".jsonld"):
        first = client.get(f"/{path}/{ID}{suffix}").headers
        assert first["last-modified"] == "Sun, 22 Nov 2026 19:00:00 GMT"
        for asked in ({"If-None-Match": first["etag"]}, {"If-Modified-Since": first["last-modified"]}):
            assert client.get(f"/{path}/{ID}{suffix}", headers=asked).status_code == 304


@pytest.mark.usefixtures("_work")
def test_a_library_sees_its_titles_only(client: TestClient) -> None:
    page = parsed(client.get(f"/works/{ID}?view=FI-Abc&lang=en").content)
    assert page.xpath("//ul[@class='titles']//a/@href") == [f"{BASE}/titles/{title_id(2)}?view=FI-Abc&lang=en"]
    assert client.get(f"/works/{ID}?view=FI-None").status_code == 404
    response = client.get(f"/works/{ID}?view=FI-Empty&lang=en")
    assert response.status_code == 404
    assert f"{BASE}/works/{ID}?lang=en" in parsed(response.content).xpath("//a/@href")


@pytest.mark.parametrize(("level", "path"), LEVELS)
def test_what_was_joined_leads_to_what_took_its_place(
    client: TestClient, catalogue: FakeCatalogue, level: str, path: str
) -> None:
    catalogue.families[level, ID] = Family((), OTHER, "")
    response = client.get(f"/{path}/{ID}.jsonld?view=FI-Abc")
    assert response.status_code == 301
    assert response.headers["location"] == f"{BASE}/{path}/{OTHER}.jsonld?view=FI-Abc"


@pytest.mark.parametrize("suffix", ["", ".jsonld"])
def test_work_without_live_titles_is_gone(client: TestClient, catalogue: FakeCatalogue, suffix: str) -> None:
    catalogue.families["W", ID] = Family((title_id(3),), "", "")
    response = client.get(f"/works/{ID}{suffix}?lang=en")
    assert response.status_code == 410
    assert "Poistettu" in response.text
    assert parsed(response.content).findtext(".//h1") == "No editions of the work are left"


def test_expression_that_is_gone_leads_to_the_rest_of_its_work(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.families["E", ID] = Family((title_id(3),), "", OTHER)
    catalogue.families["W", OTHER] = Family((title_id(3), title_id(4)), "", "")
    page = parsed(client.get(f"/expressions/{ID}?lang=en").content)
    assert f"{BASE}/titles/{title_id(4)}?lang=en" in page.xpath("//main//a/@href")


@pytest.mark.parametrize("name", ["x", ID, f"{ID}.xml", "%00", "../titles"])
def test_unknown_works_are_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/works/{name}").status_code == 404


@pytest.mark.usefixtures("_work")
@pytest.mark.parametrize(("level", "path"), LEVELS)
def test_the_titles_of_a_large_work_are_asked_for_together(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, level: str, path: str
) -> None:
    """One by one, a work of thousands of titles would take a page longer than anyone waits."""

    def one_by_one(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(FakeView, "entry", one_by_one)
    for query, status in (("", 200), ("?view=FI-Abc", 200)):
        assert client.get(f"/{path}/{ID}{query}").status_code == status
