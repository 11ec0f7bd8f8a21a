"""Dumps in a bucket of a real S3 service (moto's): in several files, each fetched only when one of them has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from refreshing import NOW, declaring, opened
from s3_server import BUCKET, KEY, SECRET, Service, s3_service

from metadata.connections import Connection
from metadata.vocabularies.refresh import Look, Outcome, refresh
from metadata.vocabularies.shelf import Shelf

DECLARED = """
yso:
  title: {{fi: "YSO", sv: "ALLFO", en: "YSO"}}
  fetch:
    {{kind: s3, bucket: {bucket}, prefix: vocabularies, endpoint: "http://127.0.0.1:{port}", connection: dumps,
      private_addresses: true, limits: {{retries: 0, per_second: 1000}}}}
  files:
    - {{pattern: "yso-*-fi.tsv", language: fin}}
    - {{pattern: "yso-*-sv.tsv", language: swe}}
  namespaces: ["http://www.yso.fi/onto/yso/p"]
  kind: concept
  languages: [fin, swe]
  licence: "CC-BY-4.0"
"""
FINNISH, SWEDISH = "vocabularies/yso-2026-fi.tsv", "vocabularies/yso-2026-sv.tsv"
SEA = "http://www.yso.fi/onto/yso/p1"  # invented, as its labels' place in a list


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    with s3_service() as service:
        yield service


@pytest.fixture
def service(running: Service) -> Service:
    """The service with a list in each language, and something else beside them."""
    running.empty()
    running.put(FINNISH, f"<{SEA}>\tmeri\n".encode())
    running.put(SWEDISH, f"<{SEA}>\thav\n".encode())
    running.put("vocabularies/README", b"nothing for us")
    return running


@pytest.fixture
def shelf(service: Service, tmp_path: Path) -> Shelf:
    return declaring(tmp_path, DECLARED.format(bucket=BUCKET, port=service.port))


def look(shelf: Shelf, secret: str = SECRET) -> Outcome:
    keys = Connection(login=KEY, password=secret)
    return refresh(Look(shelf, NOW, lambda _: keys, agreed=True)).vocabularies["yso"]


def test_lists_in_a_bucket_become_one_vocabulary(shelf: Shelf) -> None:
    assert look(shelf).state == "new"
    with opened(shelf) as index:
        found = index.concept(SEA)
        assert found is not None
        assert found.labels == {"fin": "meri", "swe": "hav"}


def test_what_has_the_same_marks_is_not_fetched_again(
    service: Service, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from metadata.vocabularies import arrivals

    fetched: list[str] = []
    download = arrivals.download
    monkeypatch.setattr(
        arrivals, "download", lambda remote, *rest: (fetched.append(remote.name), download(remote, *rest))[1]
    )
    look(shelf)
    assert fetched == ["yso-2026-fi.tsv", "yso-2026-sv.tsv"]
    assert look(shelf).state == "unchanged"
    assert len(fetched) == 2
    service.put(SWEDISH, f"<{SEA}>\thavet\n".encode())
    assert look(shelf).changes.relabelled.first == ((SEA, "swe", "hav", "havet"),)
    assert len(fetched) == 4


def test_a_bucket_without_dumps_leaves_what_counts(service: Service, shelf: Shelf) -> None:
    look(shelf)
    before = shelf.current()
    service.empty()
    done = look(shelf)
    assert (done.state, done.reason) == ("absent", "no file of yso-*-fi.tsv, yso-*-sv.tsv")
    assert shelf.current() == before


def test_refused_keys_leave_what_counts_and_are_not_told(service: Service, shelf: Shelf) -> None:
    look(shelf)
    before = shelf.current()
    service.reader()
    try:
        done = look(shelf, "wrong-secret")
        assert (done.state, "keys are refused" in done.reason) == ("failed", True)
        assert "wrong-secret" not in done.reason
        assert shelf.current() == before
    finally:
        service.open_to_all()
