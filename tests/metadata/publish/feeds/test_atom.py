"""The Atom feed of new titles over HTTP: its archives hold every title once, whatever is published meanwhile."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from fake_catalogue import FakeCatalogue, title_id
from feed_client import SITE, came, view_of
from lxml import etree
from starlette.testclient import TestClient
from web_client import BASE

from metadata.publish.feeds import atom
from transforms.record import Field, Record

A = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def links(root: Any) -> dict[str, str]:
    return {each.get("rel"): each.get("href") for each in root.findall(f"{A}link")}


def ids(root: Any) -> list[str]:
    return [each.text.removeprefix(f"{SITE}titles/") for each in root.findall(f"{A}entry/{A}id")]


def documents(client: TestClient, view: str = "all") -> list[Any]:
    """The feed and its archives, followed from the newest back (RFC 5005 §4)."""
    found, address = [], f"{BASE}/feeds/{view}/new.atom"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        assert not feedparser.parse(answer.content).bozo
        found.append(etree.fromstring(answer.content))
        assert links(found[-1])["self"] == address
        address = links(found[-1]).get("prev-archive", "")
    return found


def test_the_newest_stand_first(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([came(1, 1, changed=9), came(2, 3), came(3, 2)]))
    answer = client.get("/feeds/all/new.atom")
    root = etree.fromstring(answer.content)
    assert answer.headers["content-type"] == "application/atom+xml"
    assert ids(root) == [title_id(each) for each in (2, 3, 1)]
    assert root.findtext(f"{A}updated") == "2026-03-09T12:00:00Z"
    newest = root.find(f"{A}entry[last()]")
    assert (newest.findtext(f"{A}updated"), newest.findtext(f"{A}published")) == (
        "2026-03-09T12:00:00Z",
        "2026-03-01T12:00:00Z",
    )


def test_archives_lead_to_every_title_once(
    client: TestClient, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atom, "SIZE", 3)
    for count in range(14):
        catalogue.publish(view_of([came(each, 1 + each // 4) for each in range(count)], publication=count + 1))
        found = documents(client)
        assert [title for root in found for title in ids(root)] == [title_id(each) for each in reversed(range(count))]
        sizes = [len(ids(root)) for root in found]
        assert set(sizes[1:]) <= {3}
        assert sizes[0] < 6


def test_archives_stay_what_they_were(
    client: TestClient, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atom, "SIZE", 3)
    catalogue.publish(view_of([came(each, 1) for each in range(8)]))
    before = client.get("/feeds/all/new/1.atom").content
    catalogue.publish(view_of([*(came(each, 1) for each in range(8)), came(9, 3)], publication=2))
    assert client.get("/feeds/all/new/1.atom").content.partition(b"<entry>")[2] == before.partition(b"<entry>")[2]
    catalogue.publish(view_of([came(0, 1, deleted=True, changed=4), *(came(each, 1) for each in range(1, 8))]))
    root = etree.fromstring(client.get("/feeds/all/new/1.atom").content)
    assert ids(root) == [title_id(2), title_id(1)]
    (gone,) = root.findall(DELETED)
    assert dict(gone.attrib) == {"ref": f"{SITE}titles/{title_id(0)}", "when": "2026-03-04T12:00:00Z"}


def test_archives_know_each_other(
    client: TestClient, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atom, "SIZE", 2)
    catalogue.publish(view_of([came(each, 1) for each in range(8)]))
    newest, last, middle, first = documents(client)
    archive = "{http://purl.org/syndication/history/1.0}archive"
    assert [root.find(archive) is not None for root in (newest, last, middle, first)] == [False, True, True, True]
    assert {links(each)["current"] for each in (last, middle, first)} == {links(newest)["self"]}
    assert links(first)["next-archive"] == links(middle)["self"]
    assert links(middle)["next-archive"] == links(last)["self"]
    assert "next-archive" not in links(last)
    assert "prev-archive" not in links(first)
    assert {root.findtext(f"{A}id") for root in (newest, first)} == {f"{SITE}feeds/all/new"}


def test_a_view_has_its_own_titles_language_name_and_pages(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([came(1, 1), came(2, 1)]))
    catalogue.publish(view_of([came(2, 5)], "FI-Abc"))
    root = etree.fromstring(client.get("/feeds/FI-Abc/new.atom").content)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "sv"
    assert root.findtext(f"{A}title") == "Nya titlar – Alfabetets bibliotek"
    assert ids(root) == [title_id(2)]
    assert links(root.find(f"{A}entry")) == {
        "alternate": f"{BASE}/titles/{title_id(2)}?view=FI-Abc",
        "http://opds-spec.org/acquisition/borrow": "https://aggregator.example.org/2",
    }
    labels = [each.get("label") for each in root.findall(f"{A}entry/{A}category")]
    assert labels == ["E-bok", "finska"]


def test_a_summary_is_there_only_where_the_record_has_one(client: TestClient, catalogue: FakeCatalogue) -> None:
    bare = Record.of(Field("001", title_id(1)), Field.data("245", "10", "a", "Paljas"))
    catalogue.publish(view_of([came(1, 1), came(2, 1)], records={1: bare}))
    entries = etree.fromstring(client.get("/feeds/all/new.atom").content).findall(f"{A}entry")
    assert [each.findtext(f"{A}summary") for each in entries] == ["Kuvaus kirjasta.", None]


def test_what_a_vendor_writes_is_text(client: TestClient, catalogue: FakeCatalogue) -> None:
    hostile = '</title><script>alert("1")</script>\x00\N{RIGHT-TO-LEFT OVERRIDE}&amp;'
    record = Record.of(
        Field("001", title_id(1)),
        Field.data("100", "0 ", "a", hostile),
        Field.data("245", "10", "a", hostile),
        Field.data("520", "  ", "a", hostile),
        Field.data("856", "40", "u", "javascript:alert(1)", "y", hostile),
        Field.data("856", "40", "u", 'https://a.example/"><script>', "y", hostile),
    )
    catalogue.publish(view_of([came(1, 1)], records={1: record}))
    answer = client.get("/feeds/all/new.atom")
    assert b"<script" not in answer.content
    (entry,) = etree.fromstring(answer.content).findall(f"{A}entry")
    assert "<script>" in entry.findtext(f"{A}title")
    assert not [each for each in links(entry).values() if each.startswith("javascript")]


@pytest.mark.parametrize("code", ["<b>", 'zz"', "suomi", "ääk"])
def test_what_is_no_language_is_not_told_as_one(client: TestClient, catalogue: FakeCatalogue, code: str) -> None:
    """xml:lang and the language of OPDS have a form; one title would make the whole feed wrong."""
    record = Record.of(
        Field("001", title_id(1)), Field.data("041", "0 ", "a", code), Field.data("245", "10", "a", "Kirja")
    )
    catalogue.publish(view_of([came(1, 1)], records={1: record}))
    root = etree.fromstring(client.get("/feeds/all/new.atom").content)
    assert set(root.xpath("//@xml:lang")) == {"fi"}
    assert code not in root.xpath("//*[local-name()='category']/@term")
    assert "language" not in client.get("/opds/all/titles").json()["publications"][0]["metadata"]


def test_a_reader_that_has_it_gets_304(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    first = client.get("/feeds/all/new.atom")
    assert first.headers["last-modified"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    for asked in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        again = client.get("/feeds/all/new.atom", headers=asked)
        assert (again.status_code, again.content) == (304, b"")
    catalogue.publish(view_of([came(1, 1), came(2, 2)], publication=2))
    assert client.get("/feeds/all/new.atom", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_an_empty_view_has_a_feed_without_entries(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([], publication=0))
    (root,) = documents(client)
    assert ids(root) == []


@pytest.mark.parametrize(
    "path",
    ["/feeds/FI-No/new.atom", *(f"/feeds/all/new/{each}.atom" for each in ("0", "9", "x", "-1", "٣", "9" * 5000))],
)
def test_what_is_not_there_is_404(client: TestClient, catalogue: FakeCatalogue, path: str) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    assert client.get(path).status_code == 404
