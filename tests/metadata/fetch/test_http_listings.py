"""http: pages that list files, in HTML or JSON."""

from __future__ import annotations

import json

import pytest
from looks import came, kept, listed, states_of
from web_server import Page, Web

from metadata.errors import SourceError
from metadata.fetch import Fetched
from metadata.home import Home
from tests.metadata.fetch.test_http import CHANGED

HTML = b"""<a href="?C=N">Name</a> <a href="a.mrc">a</a> <a href="/in/b%20b.mrc#top">b</a>
<a href="a.mrc">again</a><a href="http://[/x.mrc">none</a> <a href="notes.txt">notes</a> <a href="old/">old</a>"""


def test_a_page_of_links_is_a_listing(home: Home, web: Web) -> None:
    web.put("/in/", HTML)
    web.put("/in/a.mrc", b"a", ETag='"a"')
    web.put("/in/b%20b.mrc", b"b", Last_Modified=CHANGED)
    listed(home, web)
    assert came(home) == {"a.mrc": b"a", "b b.mrc": b"b"}
    web.asked.clear()
    assert listed(home, web) == Fetched((), 2)
    assert web.paths() == ["/in/"]


@pytest.mark.parametrize("way", ["link", "header", "anchor"])
def test_next_pages_are_followed(home: Home, web: Web, way: str) -> None:
    tail = {
        "link": b'<link rel="next" href="?page=2">',
        "header": b"",
        "anchor": b'<a rel="next" href="?page=2">more</a>',
    }
    headers = {"Link": '<?page=2>; rel="next"'} if way == "header" else {}
    first, second = Page(HTML + tail[way], headers), Page(b'<a href="c.mrc">c</a>')
    web.pages["/in/"] = lambda path: second if "page=2" in path else first
    for name in ("a", "b%20b", "c"):
        web.put(f"/in/{name}.mrc", name.encode())
    listed(home, web)
    assert sorted(came(home)) == ["a.mrc", "b b.mrc", "c.mrc"]


def test_pages_in_a_circle_end(home: Home, web: Web) -> None:
    web.put("/in/", b'<a rel="next" href="/in/">more</a>')
    with pytest.raises(SourceError, match="go in a circle"):
        listed(home, web)


def test_a_page_that_leads_elsewhere_is_not_followed(home: Home, web: Web) -> None:
    web.put("/in/", b'<a rel="next" href="http://169.254.169.254/latest">more</a>')
    with pytest.raises(SourceError, match="is not a host of this source"):
        listed(home, web)


JSON = {
    "a list": [{"url": "a.mrc"}, "b.mrc"],
    "an object": {"files": [{"href": "a.mrc"}, {"link": "/in/b.mrc", "name": "b.mrc"}]},
    "pages": {"items": ["a.mrc"], "next": "/in/?page=2"},
    "links": {"items": ["a.mrc"], "links": {"next": {"href": "?page=2"}}},
}


@pytest.mark.parametrize("shape", JSON)
def test_a_json_page_is_a_listing(home: Home, web: Web, shape: str) -> None:
    pages = {True: Page(b'{"items": ["b.mrc"], "next": null}'), False: Page(json.dumps(JSON[shape]).encode())}
    web.pages["/in/"] = lambda path: pages["page=2" in path]
    web.put("/in/a.mrc", b"a")
    web.put("/in/b.mrc", b"b")
    listed(home, web, listing="json")
    assert came(home) == {"a.mrc": b"a", "b.mrc": b"b"}


@pytest.mark.parametrize("page", [b"", b"<html>", b"[" * 100_000, b'{"files": 1}', b'[{"no": "address"}]', b"[1]"])
def test_a_json_page_that_is_none_is_told_of(home: Home, web: Web, page: bytes) -> None:
    web.put("/in/", page)
    with pytest.raises(SourceError, match=r"beta: http://127\.0\.0\.1:\d+/in/: "):
        listed(home, web, listing="json")


def test_addresses_of_one_name_stay_two_files(home: Home, web: Web) -> None:
    web.put("/in/", b'["get.mrc?id=1", "get.mrc?id=2"]')
    web.pages["/in/get.mrc"] = lambda path: Page(path.encode())
    listed(home, web, listing="json", pattern="get.mrc*")
    assert sorted(came(home).values()) == [b"/in/get.mrc?id=1", b"/in/get.mrc?id=2"]


def test_one_missing_file_does_not_hide_the_others(home: Home, web: Web) -> None:
    web.put("/in/", b'["a.mrc", "gone.mrc", "http://10.0.0.1/x.mrc", "z.mrc"]')
    web.put("/in/a.mrc", b"a")
    web.put("/in/z.mrc", b"z")
    with pytest.raises(
        SourceError, match=r"beta: gone\.mrc: .*nothing \(404\).*; beta: x\.mrc: '10\.0\.0\.1' is not a host"
    ):
        listed(home, web, listing="json")
    assert came(home) == {"a.mrc": b"a", "z.mrc": b"z"}
    assert states_of(home)["gone.mrc"] == "seen"


def test_a_server_without_head_is_asked_for_the_files(home: Home, web: Web) -> None:
    def no_head(path: str) -> Page:
        return Page(b"a", status=405 if web.asked[-1][0] == "HEAD" else 200)

    web.put("/in/", b'["a.mrc"]')
    web.pages["/in/a.mrc"] = no_head
    listed(home, web, listing="json")
    assert came(home) == {"a.mrc": b"a"}


def test_files_come_side_by_side(home: Home, web: Web) -> None:
    names = [f"{n}.mrc" for n in range(6)]
    web.put("/in/", json.dumps(names).encode())
    for name in names:
        web.put(f"/in/{name}", name.encode() * 100)
    brought = listed(home, web, listing="json", limits={"parallel": 4, "per_second": 9_999})
    assert came(home) == {name: name.encode() * 100 for name in names}
    assert list(brought.new) == sorted(brought.new)
    assert kept(home) == sorted(each for each in kept(home) if len(each) == 64)
