"""discover: the look that only looks, and those that then fetch some of its names each."""

from __future__ import annotations

import pytest
from feeds import NOW, deliver, states
from looks import came, http_vendor
from web_server import Web

from metadata import fetch as fetching
from metadata import pipeline
from metadata.connections import NONE
from metadata.errors import SourceError
from metadata.home import Home
from metadata.sources import FolderSource, HttpSource, Limits, OaiSource
from metadata.store import deliveries

PAGE = b'<a href="a.mrc">a</a> <a href="b.mrc">b</a> <a href="c.mrc">c</a>'


def test_what_is_new_is_told_in_its_order_and_stands_in_the_ledger(home: Home) -> None:
    for name in ("2.mrc", "1.mrc"):
        deliver(home, "beta", name, name.encode())
    assert [each.name for each in pipeline.discover(home, "beta")] == ["1.mrc", "2.mrc"]
    assert states(home) == {"1.mrc": "seen", "2.mrc": "seen"}
    pipeline.fetch(home, "beta", ["1.mrc"])
    assert [each.name for each in pipeline.discover(home, "beta")] == ["2.mrc"]
    pipeline.fetch(home, "beta", ["2.mrc"])
    assert pipeline.discover(home, "beta") == []


def test_a_look_is_good_when_all_that_was_seen_has_come(home: Home) -> None:
    def upto() -> str:
        with home.store.read() as connection:
            return deliveries.last_look(connection, "beta")

    for name in ("1.mrc", "2.mrc"):
        deliver(home, "beta", name, name.encode())
    pipeline.discover(home, "beta")
    pipeline.fetch(home, "beta", ["1.mrc"])
    assert upto() == ""
    pipeline.fetch(home, "beta", ["2.mrc"])
    assert upto() == NOW


def test_what_was_seen_and_is_gone_has_vanished_only_for_a_look_at_everything(home: Home) -> None:
    for name in ("1.mrc", "2.mrc"):
        deliver(home, "beta", name, name.encode())
    pipeline.discover(home, "beta")
    (home.settings.inbox / "beta" / "2.mrc").unlink()
    pipeline.fetch(home, "beta", ["1.mrc"])
    assert states(home) == {"1.mrc": "fetched", "2.mrc": "seen"}
    assert pipeline.discover(home, "beta") == []
    assert states(home) == {"1.mrc": "fetched", "2.mrc": "vanished"}


def test_of_files_that_others_fetch_nothing_is_asked(home: Home, web: Web) -> None:
    web.put("/in/", PAGE)
    for name in "abc":
        web.put(f"/in/{name}.mrc", name.encode(), ETag=f'"{name}"')
    vendor = http_vendor(home, web.url("/in/"), listing="links", pattern="*.mrc")
    place = (vendor, home.settings, home.store, NOW)
    fetching.discover(*place, connect=lambda name: NONE)
    web.asked.clear()
    fetching.fetch(*place, connect=lambda name: NONE, only=["b.mrc"])
    assert came(home) == {"b.mrc": b"b"}
    assert [each[:2] for each in web.asked] == [("GET", "/in/"), ("HEAD", "/in/b.mrc"), ("GET", "/in/b.mrc")]


def test_a_source_that_cannot_be_listed_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise SourceError("the server is gone")

    monkeypatch.setitem(fetching.LISTERS, "folder", refuse)
    with pytest.raises(SourceError, match="beta: the server is gone"):
        pipeline.discover(home, "beta")
    with home.store.read() as connection:
        assert deliveries.all_looks(connection)["beta"].error == "beta: the server is gone"


def test_several_together_ask_as_often_as_one() -> None:
    source = HttpSource(kind="http", url="https://vendor.example/", limits=Limits(parallel=4, per_second=2.0))
    each = fetching.budget_of(source, one_of=4).limits
    assert (each.parallel, each.per_second) == (1, 0.5)
    assert fetching.budget_of(source).limits == source.limits


def test_a_harvest_and_a_fixed_address_are_found_by_fetching() -> None:
    address = "https://vendor.example/"
    assert fetching.lists_files(FolderSource(kind="folder", path="in"))
    assert fetching.lists_files(HttpSource(kind="http", url=address, listing="json"))
    assert not fetching.lists_files(HttpSource(kind="http", url=address))
    assert not fetching.lists_files(OaiSource(kind="oai", url=address))
