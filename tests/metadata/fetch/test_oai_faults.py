"""oai: faults of a repository are survived, or told of, and never leave half a harvest."""

from __future__ import annotations

import pytest
from looks import Clock, came, kept, look, oai_vendor, states_of
from repository import OAI, Item, Repository
from web_server import Web, cut, drip, reset, status

from metadata import fetch as fetching
from metadata.errors import ConfigError, SourceError
from metadata.home import Home
from tests.metadata.fetch.test_oai import LATER, harvest, ids


@pytest.mark.parametrize(
    "fault",
    [reset, status(503, Retry_After="30"), status(429), cut(1), cut(50), cut(99), cut(50, hard=True)],
    ids=["reset", "503", "429", "cut at 1 %", "cut at 50 %", "cut at 99 %", "reset at 50 %"],
)
@pytest.mark.parametrize("when", range(4), ids=["Identify", "first page", "second page", "last page"])
def test_a_fault_at_any_page_is_survived(
    home: Home, web: Web, repository: Repository, fault: object, when: int
) -> None:
    for n in range(5):
        repository.add(f"b{n}")
    web.faults = [*[lambda handler: handler.give()] * when, fault]  # type: ignore[list-item]
    harvest(home, web)
    assert [ids(content) for content in came(home).values()] == [[f"n b{n}" for n in range(5)]]


def test_retry_after_is_waited_for(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    web.faults, clock = [status(503, Retry_After="45")], Clock()
    look(home, oai_vendor(home, web.url("/oai")), clock=clock)
    assert clock.slept[0] == 45


def test_an_ill_formed_page_is_asked_for_again(home: Home, web: Web, repository: Repository) -> None:
    for n in range(3):
        repository.add(f"b{n}")
    repository.broken = 2
    harvest(home, web)
    assert [len(ids(content)) for content in came(home).values()] == [3]


def test_pages_that_stay_ill_formed_are_no_delivery(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    repository.broken = 99
    with pytest.raises(SourceError, match="not well-formed XML"):
        harvest(home, web)
    assert (states_of(home), kept(home)) == ({}, [])


def test_the_same_token_again_ends_the_harvest(home: Home, web: Web, repository: Repository) -> None:
    repository.loops = True
    for n in range(9):
        repository.add(f"b{n}")
    with pytest.raises(SourceError, match="the same resumption token came twice"):
        harvest(home, web)
    assert (came(home), kept(home)) == ({}, [])


def test_an_expired_token_begins_the_harvest_again(home: Home, web: Web, repository: Repository) -> None:
    for n in range(5):
        repository.add(f"b{n}")
    repository.expired = 1
    harvest(home, web)
    assert [ids(content) for content in came(home).values()] == [[f"n b{n}" for n in range(5)]]


def test_tokens_that_always_expire_end_the_harvest(home: Home, web: Web, repository: Repository) -> None:
    for n in range(5):
        repository.add(f"b{n}")
    repository.expired = 99
    with pytest.raises(SourceError, match="badResumptionToken: expired"):
        harvest(home, web)
    assert sum("resumptionToken" in each for each in repository.asked) == 2
    assert (came(home), kept(home)) == ({}, [])


def test_what_the_vendor_file_has_wrong_is_not_tried_again(home: Home, web: Web, repository: Repository) -> None:
    with pytest.raises(ConfigError, match=r"beta: .*cannotDisseminateFormat: only marc21.*fetch\.prefix"):
        harvest(home, web, prefix="oai_dc")
    assert len(repository.asked) == 2


def test_metadata_that_is_not_marc_is_the_vendor_files_fault(home: Home, web: Web, repository: Repository) -> None:
    repository.items.append(Item("oai:repo.example:1", LATER, '<dc xmlns="http://purl.org/dc/elements/1.1/"/>'))
    with pytest.raises(ConfigError, match=r"oai:repo\.example:1 is <dc>, not MARCXML: see fetch\.prefix"):
        harvest(home, web)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<html></html>", "not OAI-PMH but <html>"),
        (f'<!DOCTYPE x [<!ENTITY e "x">]><OAI-PMH xmlns="{OAI}">&e;</OAI-PMH>'.encode(), "document type declaration"),
        (f'<OAI-PMH xmlns="{OAI}"><Identify/></OAI-PMH>'.encode(), "no responseDate"),
        (
            f'<OAI-PMH xmlns="{OAI}"><responseDate>0001-01-01T00:00:00Z</responseDate></OAI-PMH>'.encode(),
            "no responseDate",
        ),
        (b"", "not well-formed XML"),
    ],
)
def test_what_is_no_repository_is_told_of(home: Home, web: Web, page: bytes, words: str) -> None:
    web.put("/oai", page)
    with pytest.raises(SourceError, match=words):
        harvest(home, web)


def test_a_slow_repository_does_not_hold_us_for_ever(home: Home, web: Web, repository: Repository) -> None:
    repository.add("b1")
    web.faults = [drip(0.02)] * 9
    vendor = oai_vendor(home, web.url("/oai"), limits={"max_seconds": "1s", "per_second": 9})
    with pytest.raises(SourceError, match=r"limits\.max_seconds"):
        fetching.fetch(vendor, home.settings, home.store, LATER, connect=home.connect)
    assert kept(home) == []
