"""The OPDS catalogue over HTTP, by what the OPDS 2.0 draft asks of every feed and publication."""

from __future__ import annotations

from typing import Any

import pytest
from fake_catalogue import FakeCatalogue, title_id
from feed_client import SITE, came, view_of
from starlette.testclient import TestClient
from web_client import BASE

from metadata.publish.feeds import opds
from transforms.record import Field, Record

FEED = "application/opds+json"


def by_rel(document: Any) -> dict[str, str]:
    rels = ((each.get("rel", ""), each["href"]) for each in document["links"])
    return {one: href for rel, href in rels for one in ([rel] if isinstance(rel, str) else rel)}


def check_link(link: Any) -> None:
    assert link["href"].startswith(("http://", "https://"))
    assert link["type"]


def check_publication(found: Any) -> None:
    """A title, a link to itself, an acquisition link, and an image in a format that all readers show."""
    assert found["metadata"]["title"]
    assert found["metadata"]["identifier"].startswith(SITE)
    rels = by_rel(found)
    assert "self" in rels
    assert any(rel.startswith("http://opds-spec.org/acquisition") for rel in rels)
    assert {each["type"] for each in found["images"]} & {"image/jpeg", "image/png", "image/gif"}
    for each in (*found["links"], *found["images"]):
        check_link(each)


def check_feed(document: Any) -> None:
    """A title, a link to itself, and something in it; links of navigation and facets have titles, groups too."""
    assert document["metadata"]["title"]
    assert "self" in by_rel(document)
    assert {"navigation", "publications", "groups"} & set(document)
    for each in document.get("publications", ()):
        check_publication(each)
    for link in (*document["links"], *document.get("navigation", ())):
        check_link(link)
    for link in document.get("navigation", ()):
        assert link["title"]
    for facet in document.get("facets", ()):
        assert facet["metadata"]["title"]
        assert len(facet["links"]) > 1
        assert all(each["title"] for each in facet["links"])
    for group in document.get("groups", ()):
        assert group["metadata"]["title"]
        assert bool(group.get("navigation")) != bool(group.get("publications"))
        for each in group.get("publications", ()):
            check_publication(each)


def get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, FEED)
    check_feed(answer.json())
    return answer.json()


def ids(document: Any) -> list[str]:
    return [each["metadata"]["identifier"].removeprefix(f"{SITE}titles/") for each in document["publications"]]


MIXED = [
    came(1, 1),
    came(2, 2, sets=("type:film", "lang:swe")),
    came(3, 3, sets=("type:ebook", "lang:swe")),
    came(4, 4, deleted=True),
]
SILENT = came(5, 5, sets=("type:film", "lang:zxx"))


def test_the_entrance_leads_to_the_lists(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of(MIXED))
    document = get(client, "/opds/all")
    (new,) = document["navigation"]
    assert (new["rel"], new["properties"]["numberOfItems"]) == ("http://opds-spec.org/sort/new", 3)
    kinds, languages, newest = document["groups"]
    assert [(each["title"], each["properties"]["numberOfItems"]) for each in kinds["navigation"]] == [
        ("E-kirjat", 2),
        ("Elokuvat ja videot", 1),
    ]
    assert [each["title"] for each in languages["navigation"]] == ["ruotsi", "suomi"]
    assert ids(newest) == [title_id(each) for each in (3, 2, 1)]
    for link in (new, *kinds["navigation"], *languages["navigation"]):
        listed = get(client, link["href"])
        assert listed["metadata"]["numberOfItems"] == link["properties"]["numberOfItems"] == len(ids(listed))


def test_an_empty_view_has_an_entrance_and_a_list_without_empty_groups(
    client: TestClient, catalogue: FakeCatalogue
) -> None:
    """Readers refuse a group of nothing and a facet of one link, and with it the whole feed."""
    for titles in ([], [came(1, 1, deleted=True)]):
        catalogue.publish(view_of(titles, publication=len(titles) + 1))
        assert not get(client, "/opds/all")["groups"]
        listed = get(client, "/opds/all/titles")
        assert (listed["facets"], listed["publications"], listed["metadata"]["numberOfItems"]) == ([], [], 0)


def test_facets_narrow_the_list_that_is_shown(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of(MIXED))
    document = get(client, "/opds/all/titles?lang=swe")
    kinds, languages = document["facets"]
    assert [(each["title"], each["properties"]["numberOfItems"], each.get("rel")) for each in kinds["links"]] == [
        ("Kaikki", 2, "self"),
        ("E-kirjat", 1, None),
        ("Elokuvat ja videot", 1, None),
    ]
    assert [each["title"] for each in languages["links"] if each.get("rel") == "self"] == ["ruotsi"]
    films = get(client, next(each["href"] for each in kinds["links"] if each["title"].startswith("Elokuvat")))
    assert ids(films) == [title_id(2)]
    assert films["metadata"]["title"] == "Elokuvat ja videot – ruotsi – Kirjastot"


def test_what_is_in_no_language_is_listed_under_none(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([*MIXED, SILENT]))
    document = get(client, "/opds/all/titles")
    languages = [(each["title"], each["properties"]["numberOfItems"]) for each in document["facets"][1]["links"]]
    assert languages == [("Kaikki", 4), ("ruotsi", 2), ("suomi", 1)]


def walk(client: TestClient, path: str) -> list[str]:
    found, address = [], f"{BASE}{path}"
    while address:
        document = get(client, address)
        found += ids(document)
        address = by_rel(document).get("next", "")
    return found


def test_pages_lead_through_the_whole_list(
    client: TestClient, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opds, "SIZE", 3)
    catalogue.publish(view_of([came(each, 1) for each in range(8)]))
    assert walk(client, "/opds/all/titles") == [title_id(each) for each in reversed(range(8))]
    page = get(client, "/opds/all/titles?page=2")
    assert page["metadata"] | {"numberOfItems": 8, "itemsPerPage": 3, "currentPage": 2} == page["metadata"]
    rels = by_rel(page)
    assert get(client, rels["previous"])["metadata"]["currentPage"] == 1
    assert get(client, rels["last"])["metadata"]["currentPage"] == 3
    assert "next" not in by_rel(get(client, rels["last"]))
    assert "previous" not in by_rel(get(client, rels["first"]))


def test_a_walk_sees_one_publication_whatever_is_published_meanwhile(
    client: TestClient, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opds, "SIZE", 3)
    catalogue.publish(view_of([came(each, 1) for each in range(8)]))
    first = get(client, "/opds/all/titles")
    catalogue.publish(view_of([came(each, 1, deleted=each > 5, changed=2) for each in range(8)], publication=2))
    rest = walk(client, by_rel(first)["next"].removeprefix(BASE))
    assert [*ids(first), *rest] == [title_id(each) for each in reversed(range(8))]
    catalogue.forget("all", 1)
    assert client.get(by_rel(first)["next"]).status_code == 410


def test_a_title_by_itself(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of(MIXED))
    catalogue.publish(view_of([came(1, 1)], "FI-Abc"))
    listed = get(client, "/opds/FI-Abc/titles")["publications"][0]
    answer = client.get(by_rel(listed)["self"])
    assert answer.headers["content-type"] == "application/opds-publication+json"
    assert answer.json() == listed
    assert by_rel(listed)["alternate"] == f"{BASE}/titles/{title_id(1)}?view=FI-Abc"
    assert client.get(f"/opds/FI-Abc/titles/{title_id(2)}").status_code == 404
    assert client.get(f"/opds/all/titles/{title_id(4)}").status_code == 410


def test_the_picture_that_stands_for_a_cover_is_there(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    (image,) = get(client, "/opds/all/titles")["publications"][0]["images"]
    answer = client.get(image["href"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


def test_what_a_vendor_writes_is_text(client: TestClient, catalogue: FakeCatalogue) -> None:
    hostile = '"}]} </script>\x00\N{RIGHT-TO-LEFT OVERRIDE}'
    record = Record.of(
        Field("001", title_id(1)),
        Field.data("245", "10", "a", hostile),
        Field.data("700", "1 ", "a", hostile, "4", hostile, "1", "javascript:alert(1)"),
        Field.data("856", "40", "u", "javascript:alert(1)"),
        Field.data("856", "42", "u", "javascript:alert(1)", "3", "Kansikuva"),
    )
    catalogue.publish(view_of([came(1, 1)], records={1: record}))
    answer = client.get("/opds/all/titles")
    check_feed(answer.json())
    assert b"javascript" not in answer.content
    assert hostile in str(answer.json()["publications"][0]["metadata"]["title"])


@pytest.mark.parametrize("path", ["/opds/all", "/opds/all/titles", f"/opds/all/titles/{title_id(1)}"])
def test_a_reader_that_has_it_gets_304(client: TestClient, catalogue: FakeCatalogue, path: str) -> None:
    catalogue.publish(view_of(MIXED))
    first = client.get(path)
    assert first.headers["last-modified"]
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/opds/FI-No", 404),
        ("/opds/FI-No/titles", 404),
        ("/opds/all/titles?page=0", 404),
        ("/opds/all/titles?page=2", 404),
        ("/opds/all/titles?page=٣", 404),
        ("/opds/all/titles?page=" + "9" * 400, 404),
        ("/opds/all/titles?publication=7", 410),
        ("/opds/all/titles?publication=x", 404),
        ("/opds/all/titles?publication=-1", 404),
        ("/opds/all/titles?publication=01", 404),
        ("/opds/FI-No/titles?publication=1", 404),
        ("/opds/all/titles/" + "9" * 27, 404),
        ("/opds/all/titles/..%2F", 404),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, catalogue: FakeCatalogue, path: str, status: int) -> None:
    catalogue.publish(view_of(MIXED))
    assert client.get(path).status_code == status


def test_a_choice_that_nothing_answers_is_an_empty_list(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of(MIXED))
    for choice in ("lang=fin&type=film", "type=no-such-kind", "type=%3Cb%3E&lang=%00", "lang=q-q"):
        assert ids(get(client, f"/opds/all/titles?{choice}")) == []
