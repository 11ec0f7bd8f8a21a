"""The client of Finto against a replay server of our own: shapes, misses, and a service that is ill."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from finto_server import concepts
from web_server import Page, Web, drip, reset, status

from metadata.errors import SourceError
from metadata.sources import HttpSource, Limits
from metadata.vocabularies.fact import CONCEPT, Fact
from metadata.vocabularies.finto import Finto

LOVE = "http://www.yso.fi/onto/yso/p5131"
UNKNOWN = "http://www.yso.fi/onto/yso/p999999999"


@pytest.fixture
def finto(finto_server: Web) -> Iterator[Finto]:
    limits = Limits(per_second=1000, retries=1, max_seconds=20)
    service = HttpSource(kind="http", url=finto_server.url("/rest/v1/yso"), limits=limits, private_addresses=True)
    with Finto(service) as client:
        yield client


def test_a_label_is_looked_up_exactly(finto: Finto) -> None:
    some = concepts()[3]
    (hit,) = finto.lookup(some.labels["fin"], "fin")
    assert (hit.uri, hit.label, hit.language) == (some.uri, some.labels["fin"], "fin")
    assert finto.lookup("ei ole olemassa", "fin") == []


def test_a_search_finds_beginnings_and_no_more_than_was_asked_for(finto: Finto) -> None:
    found = finto.search("k*", "fin", most=3)
    assert len(found) == 3
    assert all(each.label.startswith("k") and each.language == "fin" for each in found)


def test_a_label_by_uri_and_none_for_one_that_is_not_known(finto: Finto) -> None:
    some = concepts()[0]
    assert finto.label(some.uri, "swe") == some.labels["swe"]
    assert finto.label(UNKNOWN, "fin") is None


def test_one_concept_as_a_dump_would_tell_it(finto: Finto) -> None:
    some = concepts()[0]
    facts = finto.facts(some.uri)
    assert Fact(some.uri, "type", CONCEPT) in facts
    assert {(each.language, each.value) for each in facts if each.field == "pref"} == set(some.labels.items())
    assert finto.facts(UNKNOWN) == ()


def test_a_single_value_that_is_no_list_is_read_as_one(finto: Finto, finto_server: Web) -> None:
    node = f'{{"uri": "{LOVE}", "type": "skos:Concept", "prefLabel": {{"lang": "fi", "value": "rakkaus"}}}}'
    finto_server.put("/rest/v1/yso/data", f'{{"graph": {node}}}'.encode())
    assert finto.facts(LOVE) == (Fact(LOVE, "type", CONCEPT), Fact(LOVE, "pref", "rakkaus", "fin"))


def test_mappings_and_vocabularies(finto: Finto) -> None:
    some = next((each for each in concepts() if each.matches), concepts()[0])
    assert [uri for _, uri in finto.mappings(some.uri)] == list(some.matches)
    assert finto.vocabularies("fin") == {"yso": "YSO"}


def test_what_changed_since_a_day_and_no_further_back(finto: Finto, finto_server: Web) -> None:
    changed = finto.changed_since("2026-10-01")
    assert [each.uri for each in changed] == sorted(each.uri for each in concepts()[:10])
    assert finto.changed_since("2026-11-01") == []
    assert len([path for path in finto_server.paths() if "modified" in path]) == 2, (
        "one page each: the newest are first"
    )


@pytest.mark.parametrize(
    ("page", "told"),
    [(Page(b"<html>", status=200), "is not JSON"), (Page(b"[1]"), "no object"), (Page(b"{}", status=400), "says 400")],
)
def test_an_answer_that_makes_no_sense_is_told(page: Page, told: str, finto: Finto, finto_server: Web) -> None:
    finto_server.pages["/rest/v1/label"] = page
    with pytest.raises(SourceError, match=told):
        finto.label(LOVE, "fin")


def test_a_service_that_is_ill_is_asked_again_and_then_told_of_never_taken_for_a_miss(
    finto: Finto, finto_server: Web
) -> None:
    finto_server.faults.append(status(503))
    assert finto.label(concepts()[0].uri, "fin")
    finto_server.faults += [reset, status(503)]
    with pytest.raises(SourceError, match="given up after 2 tries"):
        finto.label(concepts()[0].uri, "fin")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("yso/search", '{"results": [{"prefLabel": "rakkaus"}]}'),
        ("yso/lookup", '{"result": ["rakkaus"]}'),
        ("yso/mappings", '{"mappings": {"type": ["skos:exactMatch"]}}'),
        ("yso/modified", '{"changeList": [{"date": "2026-10-20"}]}'),
        ("vocabularies", '{"vocabularies": [{"title": "YSO"}]}'),
    ],
)
def test_an_entry_that_does_not_say_what_it_is_about_is_told(
    path: str, content: str, finto: Finto, finto_server: Web
) -> None:
    finto_server.put(f"/rest/v1/{path}", content.encode())
    asked = {
        "yso/search": lambda: finto.search("rakkaus"),
        "yso/lookup": lambda: finto.lookup("rakkaus"),
        "yso/mappings": lambda: finto.mappings(LOVE),
        "yso/modified": lambda: finto.changed_since("2026-10-01"),
        "vocabularies": lambda: finto.vocabularies(),
    }
    with pytest.raises(SourceError, match=r"an entry of .* without"):
        asked[path]()


def test_an_answer_that_only_trickles_is_given_up_in_time(finto_server: Web) -> None:
    limits = Limits(per_second=1000, retries=0, max_seconds=1)
    service = HttpSource(kind="http", url=finto_server.url("/rest/v1/yso"), limits=limits, private_addresses=True)
    finto_server.faults.append(drip(0.05))
    with Finto(service) as client, pytest.raises(SourceError, match=r"not done in the 1 s|broke off"):
        client.facts(concepts()[0].uri)
