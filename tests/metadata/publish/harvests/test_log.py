"""The log of harvests: what is kept of an address and a User-Agent, batches, faults, and what a walk leaves behind."""

from __future__ import annotations

import ipaddress
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fake_catalogue import sample_catalogue
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from oai_door import OAI
from starlette.testclient import TestClient
from web_client import BASE, NOW, web_settings

from metadata.publish.catalogue import Span
from metadata.publish.harvests import HarvestLog, log, table
from metadata.publish.harvests.log import agent_of, network_of
from metadata.publish.harvests.table import Harvest, kept
from metadata.publish.oai_pmh.exchange import Served
from metadata.publish.oai_pmh.tokens import Walk
from metadata.publish.web.app import Told, create_app

WALK = Walk(3, "marc21", Span("2026-11-01T00:00:00Z", "", "type:ebook"), "x", 100, 250, 4, "2026-11-22T18:00:00Z")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "harvests.db"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def written(file: Path, clock: Clock) -> Iterator[HarvestLog]:
    made = HarvestLog(file, 180, clock)
    yield made
    made.close()


def note(to: HarvestLog, walk: Walk = WALK, view: str = "FI-Abc", agent: str = "Koha/23.11", host: str = "") -> None:
    to.note(Served(view, "ListRecords", walk), agent, host or "192.0.2.77")


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("testclient", ""),
        ("", ""),
        ("192.0.2.77, 10.0.0.1", ""),
        ("'; DROP TABLE harvest; --", ""),
    ],
)
def test_only_the_network_of_an_address_is_kept(host: str, network: str) -> None:
    assert network_of(host) == network


@given(st.ip_addresses())
def test_no_network_tells_one_address_of_many(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert ipaddress.ip_network(network_of(str(address))).num_addresses >= 256


@given(st.text(max_size=500))
def test_any_agent_becomes_short_and_plain(header: str) -> None:
    agent = agent_of(header)
    assert len(agent) <= log.AGENT_LENGTH
    assert agent.isascii()
    assert agent == "" or agent.isprintable()
    assert agent_of(agent) == agent


def test_pages_of_a_walk_are_one_harvest(written: HarvestLog, file: Path, clock: Clock) -> None:
    note(written)
    clock.now += timedelta(seconds=5)
    note(written, WALK._replace(cursor=200, deleted=5))
    written.flush()
    first = Harvest(
        "FI-Abc",
        "ListRecords",
        *("marc21", "2026-11-01T00:00:00Z", "", "type:ebook", "2026-11-22T18:00:00Z", "192.0.2.0/24", "Koha/23.11"),
        publication=3,
        total=250,
        pages=2,
        records=200,
        deleted=5,
        last="2026-11-22T18:10:16Z",
    )
    assert kept(file) == [first]
    assert not first.complete
    clock.now += timedelta(seconds=5)
    note(written, WALK._replace(cursor=250, deleted=7))
    written.flush()
    whole = first._replace(pages=3, records=250, deleted=7, last="2026-11-22T18:10:21Z")
    assert kept(file) == [whole]
    assert whole.complete


def test_who_makes_up_harvests_loses_his_own(written: HarvestLog, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LARGEST", 40)
    note(written)
    for batch in range(20):
        for number in range(100):
            note(written, agent=f"agent {batch} {number}", host="203.0.113.9")
        written.flush()
    found = [each.network for each in kept(file)]
    assert (found.count("192.0.2.0/24"), len(found) < 1_000) == (1, True)
    assert "agent 19 99" in {each.agent for each in kept(file)}


def test_a_page_asked_for_again_counts_as_a_page_only(written: HarvestLog, file: Path) -> None:
    note(written, WALK._replace(cursor=200, deleted=9))
    written.flush()
    for _ in range(2):
        note(written)
    written.flush()
    (found,) = kept(file)
    assert (found.pages, found.records, found.deleted) == (3, 200, 9)


def test_processes_write_to_one_file(file: Path, clock: Clock) -> None:
    logs = [HarvestLog(file, 180, clock) for _ in range(4)]
    for cursor, each in enumerate(logs * 5, 1):
        note(each, WALK._replace(cursor=cursor))
        threading.Thread(target=each.flush).start()
    for each in logs:
        each.close()
    (found,) = kept(file)
    assert (found.pages, found.records) == (20, 20)


def test_systems_views_and_lists_are_kept_apart(written: HarvestLog, file: Path) -> None:
    note(written)
    note(written, agent="VuFind")
    note(written, host="198.51.100.1")
    note(written, view="all")
    note(written, WALK._replace(begun="2026-11-22T18:00:01Z"))
    written.flush()
    assert len(kept(file)) == 5


def test_what_is_old_is_forgotten(written: HarvestLog, file: Path, clock: Clock) -> None:
    note(written)
    written.flush()
    clock.now += timedelta(days=179)
    note(written, view="all")
    written.flush()
    assert [each.view for each in kept(file)] == ["FI-Abc", "all"]
    clock.now += timedelta(days=2)
    note(written, view="all")
    written.flush()
    assert [each.view for each in kept(file)] == ["all"]


def test_what_cannot_be_written_is_told_once_and_written_later(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "later" / "harvests.db"
    written = HarvestLog(file, 180, clock)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            note(written)
            written.flush()
    assert len(caplog.records) == 1
    assert "192.0.2" not in caplog.text
    file.parent.mkdir()
    written.close()
    assert [each.pages for each in kept(file)] == [3]


def test_a_file_that_is_no_log_stops_nothing(file: Path, clock: Clock) -> None:
    file.write_bytes(b"not a database, but long enough to look at" * 100)
    written = HarvestLog(file, 180, clock)
    note(written)
    written.close()


def test_memory_is_bounded(file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST", 10)
    monkeypatch.setattr(log, "SECONDS", 3600)
    written = HarvestLog(file, 180, clock)
    for number in range(100):
        note(written, view=f"FI-{number}")
    written.close()
    assert [each.view for each in kept(file)] == sorted(f"FI-{number}" for number in range(90, 100))


def test_it_is_written_by_itself_after_a_while(file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "SECONDS", 0.01)
    done = threading.Event()
    monkeypatch.setattr(log, "keep", lambda *_: done.set())
    written = HarvestLog(file, 180, clock)
    note(written)
    assert done.wait(10)
    written.close()


def test_the_file_is_not_for_everybody(written: HarvestLog, file: Path) -> None:
    note(written)
    written.flush()
    assert file.stat().st_mode & 0o007 == 0
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@contextmanager
def logged(file: Path) -> Iterator[TestClient]:
    """A client of an application that writes this log, which is whole when the application ends."""
    written = HarvestLog(file, 180, lambda: NOW)
    told = Told(harvests=written.note, stopping=(written.close,))
    app = create_app(sample_catalogue(), web_settings(file.parent, page_size=20), lambda: NOW, told=told)
    with TestClient(app, base_url=BASE, client=("203.0.113.9", 5), headers={"User-Agent": "VuFind/9 \x7f"}) as client:
        yield client


def walk(client: TestClient, path: str, verb: str, pages: int = 99, **arguments: str) -> None:
    asked = {"verb": verb, "metadataPrefix": "marc21", **arguments}
    for _ in range(pages):
        root = etree.fromstring(client.get(path, params=asked).content)
        token = root.findtext(f".//{OAI}resumptionToken")
        if not token:
            break
        asked = {"verb": verb, "resumptionToken": token}


def test_a_walk_over_http_is_a_harvest(file: Path) -> None:
    with logged(file) as client:
        walk(client, "/oai", "ListRecords", set="type:ebook", until="2026-12-31")
        walk(client, "/oai/lib/FI-Abc", "ListIdentifiers")
        walk(client, "/oai", "ListRecords", pages=1)
        client.get("/oai?verb=GetRecord&metadataPrefix=marc21&identifier=x")
        client.get("/oai?verb=ListRecords&resumptionToken=junk")
        client.get("/oai?verb=ListRecords&metadataPrefix=nothing")
    found = kept(file)
    assert len(found) == 3
    own, broken, whole = sorted(found, key=lambda each: (each.view, each.set))
    assert (own.view, own.verb, own.records, own.total, own.complete) == ("FI-Abc", "ListIdentifiers", 20, 20, True)
    assert (broken.pages, broken.records, broken.total, broken.complete) == (1, 20, 50, False)
    assert (whole.set, whole.until, whole.pages, whole.records) == ("type:ebook", "2026-12-31T23:59:59Z", 3, 50)
    assert whole.deleted == sum(number % 7 == 3 for number in range(50))
    assert {each.network for each in found} == {"203.0.113.0/24"}
    assert {each.agent for each in found} == {"VuFind/9"}


def test_nothing_new_is_a_complete_harvest(file: Path) -> None:
    with logged(file) as client:
        walk(client, "/oai", "ListRecords", **{"from": "2026-06-01"})
    (found,) = kept(file)
    assert (found.start, found.records, found.complete) == ("2026-06-01T00:00:00Z", 0, True)
    assert found.last == f"{NOW.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
