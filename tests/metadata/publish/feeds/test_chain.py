"""A chain of publications on a real store: after each, every feed of every view says what the view says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feed_client import SCHEMAS, STARTED, TABLES, feed_app
from feed_readers import atom_told, kbart_told, opds_told
from oai_chain import Chain
from starlette.testclient import TestClient
from web_client import BASE

from metadata.home import Home
from metadata.publish.feeds import Channel, atom, opds
from transforms.formats.schema_org import SchemaOrg

VIEWS = ("all", "FI-One", "FI-Two")


@pytest.fixture
def chained(open_home: Callable[..., Home], own_schemas: Path) -> Callable[[int], Chain]:
    """A chain by its seed."""
    return lambda seed: Chain(open_home(schemas=own_schemas), own_schemas, seed)


def check(chain: Chain, client: TestClient, before: dict[str, list[str]]) -> None:
    """All feeds tell the titles of the view with their datestamps; no title has another place than it had."""
    for name in VIEWS:
        view = chain.catalogue.view(name)
        assert view is not None
        entries = {each.title_id: each for each in view.entries()}
        live = {each.title_id: each.datestamp for each in entries.values() if not each.deleted}
        told = atom_told(client, name)
        assert told.live == live == opds_told(client, name)
        assert told.removed == {each.title_id: each.datestamp for each in entries.values() if each.deleted}
        assert set(kbart_told(client, name)) == set(live)
        assert told.order[: len(before.get(name, ()))] == before.get(name, [])
        before[name] = told.order


def followed(chain: Chain, folder: Path, publications: int) -> None:
    channel = Channel(
        chain.catalogue, "https://a.example/", {}, {"FI-Two": "sv"}, SchemaOrg.load(SCHEMAS), TABLES, STARTED
    )
    before: dict[str, list[str]] = {}
    with TestClient(feed_app(channel, folder), base_url=BASE) as client:
        chain.fill(titles=5)
        while chain.catalogue.current() < publications:
            check(chain, client, before)
            chain.publish()
        check(chain, client, before)
    assert min(map(len, before.values())) > 2 * atom.SIZE


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atom, "SIZE", 2)
    monkeypatch.setattr(opds, "SIZE", 3)


def test_all_feeds_follow_a_chain_of_publications(chained: Callable[[int], Chain], tmp_path: Path) -> None:
    followed(chained(3), tmp_path, 6)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_all_feeds_follow_fifty_publications(chained: Callable[[int], Chain], tmp_path: Path, seed: int) -> None:
    followed(chained(seed), tmp_path, 50)
