"""A hundred harvests at once (F24): every one is complete, whoever is told to come back does, and memory stays flat."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
import pytest
from fake_catalogue import sample_catalogue, title_id
from lxml import etree
from oai_door import OAI
from web_client import app_of, serving

from tests.metadata.cli.test_serve import served

HARVESTS = 100
FIRST = {"verb": "ListRecords", "metadataPrefix": "marc21"}


class Harvested(NamedTuple):
    """The identifiers of one harvest, and how often it was told to come back."""

    identifiers: Counter[str]
    sent_away: int


def harvest(address: str, path: str) -> Harvested:
    """A whole list; who is told to come back does so, sooner than the server asks."""
    found, sent_away, arguments = Counter[str](), 0, dict(FIRST)
    with httpx.Client(base_url=address, timeout=120) as client:
        while arguments:
            answer = client.get(path, params=arguments)
            if answer.status_code == 503:
                assert 0 < int(answer.headers["Retry-After"]) <= 3600
                sent_away += 1
                time.sleep(0.05)
                continue
            root = etree.fromstring(answer.raise_for_status().content)
            found.update(str(each.text).rpartition(":")[2] for each in root.iter(f"{OAI}identifier"))
            token = root.findtext(f".//{OAI}resumptionToken")
            arguments = {"verb": "ListRecords", "resumptionToken": token} if token else {}
    return Harvested(found, sent_away)


def crowd(address: str, paths: list[str]) -> dict[str, list[Harvested]]:
    """As many harvests at once as there may be, of each path."""
    with ThreadPoolExecutor(HARVESTS) as pool:
        waiting = [(path, pool.submit(harvest, address, path)) for path in paths * (HARVESTS // len(paths))]
        done: dict[str, list[Harvested]] = {path: [] for path in paths}
        for path, each in waiting:
            done[path].append(each.result())
    return done


@pytest.mark.long
def test_a_hundred_harvests_at_once_are_all_complete_though_many_are_sent_away(tmp_path: Path) -> None:
    app = app_of(tmp_path, sample_catalogue(60), max_requests=5, page_size=7)
    with serving(app) as address:
        done = crowd(address, ["/oai", "/oai/lib/FI-Abc"])
    for path, titles in (("/oai", 60), ("/oai/lib/FI-Abc", 20)):
        expected = Counter(title_id(number) for number in range(titles))
        assert [each.identifiers for each in done[path]] == [expected] * (HARVESTS // 2)
    assert sum(each.sent_away for every in done.values() for each in every) > 0


@pytest.mark.long
def test_a_hundred_harvests_at_once_need_no_more_memory_each_time(demo: Path) -> None:
    paths = ["/oai", "/oai/lib/FI-Exempel", "/oai/lib/FI-Mallila", "/oai"]
    sizes = []
    with served(demo, "--page-size", "20") as (client, _):
        port = client.base_url.port
        server = next(each.pid for each in psutil.net_connections("tcp") if each.laddr[1:] == (port,) and each.pid)
        address = str(client.base_url)
        for _ in range(3):
            done = crowd(address, paths)
            sizes.append(psutil.Process(server).memory_info().rss)
            for every in done.values():
                assert all(each.identifiers == every[0].identifiers for each in every)
                assert set(every[0].identifiers.values()) == {1}
        assert len(done["/oai"][0].identifiers) > len(done["/oai/lib/FI-Mallila"][0].identifiers) > 0
    assert sizes[2] < sizes[0] * 1.1
