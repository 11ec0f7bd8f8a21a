"""A small refresh: what Finto says of the concepts that have changed since, put into the version before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from finto_server import concepts
from refreshing import declaring, opened
from web_server import Page, Web, status

from metadata.connections import NONE
from metadata.vocabularies.refresh import Look, Refreshed, refresh
from metadata.vocabularies.shelf import Shelf
from transforms.enrich.lookups import keys_of_texts
from transforms.vocabulary import Concept

DECLARED = """
yso:
  title: {{fi: "YSO", sv: "ALLFO", en: "YSO"}}
  fetch: {{kind: folder, path: "dumps"}}
  service:
    {{kind: http, url: "{url}", private_addresses: true, limits: {{retries: 0, per_second: 1000, max_seconds: 20}}}}
  files: [{{pattern: "yso-*.nt"}}]
  namespaces: ["http://www.yso.fi/onto/yso/p"]
  kind: concept
  languages: [fin, swe, eng, sme]
  licence: "CC-BY-4.0"
"""
LANGUAGES = {"fin": "fi", "swe": "sv", "eng": "en", "sme": "se"}
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def line(uri: str, predicate: str, value: str) -> str:
    return f"<{uri}> <{predicate}> {value} .\n"


def as_triples(each: Concept) -> str:
    """A concept of the replay server as a dump would tell it."""
    told = [line(each.uri, RDF_TYPE, f"<{SKOS}Concept>")]
    told += [line(each.uri, f"{SKOS}prefLabel", f'"{label}"@{LANGUAGES[code]}') for code, label in each.labels.items()]
    for code, several in each.others.items():
        told += [line(each.uri, f"{SKOS}altLabel", f'"{label}"@{LANGUAGES[code]}') for label in several]
    told += [line(each.uri, f"{SKOS}exactMatch", f"<{uri}>") for uri in each.matches]
    return "".join(told)


@pytest.fixture
def installed(finto_server: Web, tmp_path: Path) -> Shelf:
    """YSO is loaded as the server has it, but for the labels of the first three concepts, which were others."""
    shelf = declaring(tmp_path, DECLARED.format(url=finto_server.url("/rest/v1/yso")))
    (inbox := tmp_path / "data" / "inbox" / "dumps").mkdir(parents=True)
    old = [
        each._replace(labels={code: f"{label} before" for code, label in each.labels.items()})
        for each in concepts()[:3]
    ]
    (inbox / "yso-skos.nt").write_text("".join(map(as_triples, (*old, *concepts()[3:]))), "utf-8")
    done = refresh(Look(shelf, "2026-10-01T00:00:00Z", lambda _: NONE))
    assert done.vocabularies["yso"].state == "new"
    return shelf


def ask(shelf: Shelf, now: str = "2026-10-25T00:00:00Z", agreed: bool = True) -> Refreshed:
    return refresh(Look(shelf, now, lambda _: NONE, agreed=agreed, incremental=True))


def test_only_what_has_changed_is_asked_for_and_put_into_the_index(installed: Shelf, finto_server: Web) -> None:
    done = ask(installed)
    first, other = concepts()[0], concepts()[40]
    yso = done.vocabularies["yso"]
    assert (yso.state, yso.changes.changed.total, yso.changes.added.total, yso.changes.gone.total) == ("new", 3, 0, 0)
    assert len([path for path in finto_server.paths() if "/data" in path]) == 10, "as many as the list of changes has"
    with opened(installed) as index:
        for each in (first, other):
            found = index.concept(each.uri)
            assert found is not None
            assert found.labels == each.labels
        version = index.versions()["yso"]
        assert (version.loaded, version.concepts) == ("2026-10-25T00:00:00Z", len(concepts()))
    assert keys_of_texts((first.uri, first.labels["fin"], f"{first.labels['fin']} before")) <= set(done.asked)
    assert not keys_of_texts((other.uri,)) & set(done.asked)


def test_nothing_new_changes_nothing(installed: Shelf) -> None:
    first = ask(installed)
    again = ask(installed, "2026-10-26T00:00:00Z")
    assert (again.vocabularies["yso"].state, again.path, len(again.asked)) == ("unchanged", first.path, 0)
    assert ask(installed, "2026-12-24T00:00:00Z").vocabularies["yso"].state == "unchanged"


def test_much_change_waits_for_a_person_here_too(installed: Shelf) -> None:
    before = installed.current()
    done = ask(installed, agreed=False).vocabularies["yso"]
    told = "3 of 150 concepts are gone, replaced or have another preferred label"
    assert (done.state, done.reason, installed.current()) == ("refused", told, before)


def test_a_concept_that_the_service_does_not_know_any_more_is_lost_like_any_other(
    installed: Shelf, finto_server: Web
) -> None:
    first = concepts()[0]
    played = finto_server.pages["/rest/v1/yso/data"]

    def answer(asked: str) -> Page:
        is_first = parse_qs(urlsplit(asked).query)["uri"] == [first.uri]
        return Page(b"Could not find concept", {}, 404) if is_first else played(asked)

    finto_server.pages["/rest/v1/yso/data"] = answer
    done = ask(installed).vocabularies["yso"]
    assert [uri for uri, _ in done.changes.gone.first] == [first.uri]
    with opened(installed) as index:
        assert index.concept(first.uri) is not None, "it stays for one version"


@pytest.mark.parametrize(
    ("path", "page", "told"),
    [
        ("data", Page(b"", status=503), "503"),
        ("data", Page(b"Bad request", status=400), "400"),
        ("data", Page(b'{"graph": []}'), "the answer does not tell of"),
        ("data", Page(b'{"graph": {"uri": "http://www.yso.fi/onto/yso/"}}'), "the answer does not tell of"),
        ("modified", Page(b"<html>"), "is not JSON"),
        ("new", Page(b"", status=500), "500"),
    ],
)
def test_a_service_that_is_ill_leaves_what_counts(
    path: str, page: Page, told: str, installed: Shelf, finto_server: Web
) -> None:
    before = installed.current()
    finto_server.pages[f"/rest/v1/yso/{path}"] = page
    done = ask(installed)
    assert (done.vocabularies["yso"].state, told in done.vocabularies["yso"].reason) == ("failed", True)
    assert installed.current() == before


def test_a_service_that_answers_too_slowly_is_given_up(finto_server: Web, installed: Shelf) -> None:
    text = (installed.schemas / "vocabularies.yml").read_text("utf-8").replace("max_seconds: 20", "max_seconds: 0")
    (installed.schemas / "vocabularies.yml").write_text(text, "utf-8")
    finto_server.faults += [status(503)] * 3
    before = installed.current()
    assert ask(installed).vocabularies["yso"].state == "failed"
    assert installed.current() == before


def changes(uris: list[str]) -> Page:
    listed: list[dict[str, Any]] = [{"uri": each, "prefLabel": "", "date": "2026-10-20T00:00:00"} for each in uris]
    return Page(json.dumps({"changeList": listed}).encode())


def test_concepts_of_other_namespaces_are_told_and_not_asked_for(installed: Shelf, finto_server: Web) -> None:
    finto_server.pages["/rest/v1/yso/modified"] = changes(["http://elsewhere.example/p1", concepts()[0].uri])
    done = ask(installed).vocabularies["yso"]
    assert done.built is not None
    assert done.built.troubles == {"a concept of another namespace": (1, ("http://elsewhere.example/p1",))}
    assert not [path for path in finto_server.paths() if "elsewhere" in path]


def test_many_changes_come_quicker_as_a_dump(installed: Shelf, finto_server: Web) -> None:
    played = [
        changes([f"http://www.yso.fi/onto/yso/p{n}" for n in range(start, start + 200)])
        for start in range(0, 1_200, 200)
    ]
    finto_server.pages["/rest/v1/yso/modified"] = lambda _: played.pop(0) if played else changes([])
    reason = ask(installed).vocabularies["yso"].reason
    assert reason == "1200 concepts have changed since 2026-09-24: refresh it from its dump"


def test_what_was_never_loaded_has_no_changes(finto_server: Web, tmp_path: Path) -> None:
    shelf = declaring(tmp_path, DECLARED.format(url=finto_server.url("/rest/v1/yso")))
    done = ask(shelf).vocabularies["yso"]
    assert (done.state, done.reason) == ("absent", "no dump of it is loaded")
    assert not finto_server.asked
