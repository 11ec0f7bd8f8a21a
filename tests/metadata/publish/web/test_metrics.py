"""Numbers for Prometheus, read by its own parser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_catalogue import sample_catalogue
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from web_client import BASE, NOW, web_settings

from metadata.publish.web.app import Told, create_app
from metadata.publish.web.metrics import SHARED, Metrics

Numbers = dict[tuple[str, str, str], float]


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.delenv(SHARED, raising=False)
    metrics = Metrics()
    app = create_app(sample_catalogue(), web_settings(tmp_path), lambda: NOW, metrics.routes, Told(metrics))
    with TestClient(app, base_url=BASE) as client:
        yield client


def numbers(client: TestClient) -> Numbers:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    return {
        (each.name, each.labels.get("door", ""), each.labels.get("status", "")): each.value
        for family in text_string_to_metric_families(response.text)
        for each in family.samples
    }


def test_requests_are_counted_by_door_and_status(client: TestClient) -> None:
    for path in ("/oai?verb=Identify", "/oai/lib/FI-Abc?verb=ListSets", "/oai/lib/FI-No", "/titles/x", "/titles/y"):
        client.get(path)
    found = numbers(client)
    assert found["emat_requests_total", "oai", "200"] == 2
    assert found["emat_requests_total", "oai", "404"] == 1
    assert found["emat_requests_total", "titles", "404"] == 2
    assert found["emat_request_seconds_count", "oai", ""] == 3


def test_what_is_asked_makes_no_new_series(client: TestClient) -> None:
    client.get("/a")
    before = numbers(client).keys()
    for path in ("/b", "/b/c", "/%00", "/oai%22", "//oai", "/?x=1"):
        client.get(path)
    assert {key for key in numbers(client).keys() - before if key[1] != "other"} == set()


def test_without_the_desk_there_are_no_numbers(tmp_path: Path) -> None:
    app = create_app(sample_catalogue(), web_settings(tmp_path), lambda: NOW)
    assert TestClient(app, base_url=BASE).get("/metrics").status_code == 404
