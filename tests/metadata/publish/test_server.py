"""The sample nights as a library sees them: published from the store, served, and harvested to the end."""

from __future__ import annotations

import gc
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from feed_readers import atom_told, kbart_told, opds_told
from oaipmh_scythe import Scythe
from sickle import Sickle
from web_client import serving

from metadata import pipeline
from metadata.home import Home
from metadata.publish.server import GARBAGE, create_server, settle, signing_key
from metadata.samples import nights, play
from metadata.settings import Serving, load_settings

VIEWS = ("all", "FI-Exempel", "FI-Mallila")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    played = Home(load_settings(tmp_path_factory.mktemp("served"), env={}))
    for night in nights(played.settings.samples):
        play(played, night)
        pipeline.run(played)
    yield played
    played.close()


@pytest.fixture(scope="module")
def address(home: Home) -> Iterator[str]:
    app = create_server(home, Serving(page_size=7))
    with serving(app) as address:
        yield address


def endpoint(address: str, view: str) -> str:
    return f"{address}/oai" if view == "all" else f"{address}/oai/lib/{view}"


def state(records: Any) -> dict[str, bool]:
    return {each.header.identifier.rpartition(":")[2]: bool(each.header.deleted) for each in records}


def expected(home: Home, view: str) -> dict[str, bool]:
    found = home.catalogue().view(view)
    assert found is not None
    live = dict.fromkeys(found.live(), False)
    everything = {entry.title_id: entry.deleted for entry in found.entries()}
    assert live.items() <= everything.items()
    return everything


@pytest.mark.parametrize("view", VIEWS)
def test_sickle_harvests_every_view_with_its_deletes_over_several_pages(home: Home, address: str, view: str) -> None:
    harvested = state(Sickle(endpoint(address, view)).ListRecords(metadataPrefix="marc21"))
    assert harvested == expected(home, view)
    assert sum(harvested.values()) >= 2
    assert len(harvested) > 2 * 7


@pytest.mark.parametrize("view", VIEWS)
def test_scythe_harvests_every_view_with_its_deletes_over_several_pages(home: Home, address: str, view: str) -> None:
    with Scythe(endpoint(address, view)) as client:
        assert state(client.list_records(metadata_prefix="oai_dc")) == expected(home, view)


def test_identify_names_the_library_views(address: str) -> None:
    told = Sickle(f"{address}/oai").Identify().raw
    assert all(f"{address}/oai/lib/{view}" in told for view in VIEWS[1:])


def test_a_library_sees_its_own_links_only(home: Home) -> None:
    views = {name: home.catalogue().view(name) for name in VIEWS}
    everything, exempel = views["all"], views["FI-Exempel"]
    assert everything is not None
    assert exempel is not None
    record = exempel.record(exempel.live()[0])
    assert record is not None
    links = [each for each in record.all("856") if each.value.startswith("40")]
    assert links
    assert {each["5"] for each in links} == {"FI-Exempel"}
    public = everything.record(exempel.live()[0])
    assert public is not None
    assert not any(each.has("5") for each in public.all("856"))


def test_all_channels_of_a_publication_hold_the_same_titles(home: Home) -> None:
    index = json.loads((home.settings.files / "index.json").read_text("utf-8"))
    for view in index["views"]:
        newest = json.loads((home.settings.files / view["manifests"][-1]).read_text("utf-8"))
        live = [title for title, deleted in expected(home, view["view"]).items() if not deleted]
        assert newest["counts"]["records"] == len(live)
        assert {each["records"] for each in newest["files"]} == {len(live)}


@pytest.mark.parametrize("view", VIEWS)
def test_all_feeds_of_a_publication_hold_the_same_titles(home: Home, address: str, view: str) -> None:
    everything = expected(home, view)
    live = {title for title, deleted in everything.items() if not deleted}
    with httpx.Client(base_url=address, timeout=60) as client:
        new = atom_told(client, view)
        assert (new.live.keys(), new.removed.keys()) == (live, everything.keys() - live)
        assert opds_told(client, view) == new.live
        assert set(kbart_told(client, view)) == live


def test_the_signing_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert len(key) == 32
    assert signing_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "oai.key").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["oai.key"]


def test_a_server_does_not_look_for_garbage_in_the_middle_of_a_page() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    kept: list[list[int]] = [[] for _ in range(1_000)]
    try:
        settle()
        assert gc.get_threshold()[0] == GARBAGE
        assert gc.get_freeze_count() - frozen >= len(kept)
    finally:
        gc.set_threshold(*before)
