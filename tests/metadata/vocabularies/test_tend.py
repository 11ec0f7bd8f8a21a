"""A refresh of an installation: how each look went is written down, and whose answers changed is renewed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import night
from web_server import Web, status

from metadata.home import Home
from metadata.store import watching
from metadata.vocabularies.tend import names_of, tend
from tests.metadata.vocabularies.test_guard_stored import GENRES, SLM, book, genre

DECLARED = """
slm:
  title: {{fi: "SLM", sv: "SLM", en: "SLM"}}
  fetch: {{kind: http, url: "{url}/slm-skos.ttl", private_addresses: true, limits: {{retries: 0, per_second: 1000}}}}
  service: {{kind: http, url: "{url}/rest/v1/slm", private_addresses: true, limits: {{retries: 0, per_second: 1000}}}}
  files: [{{pattern: "slm-skos*"}}]
  namespaces: ["http://urn.fi/URN:NBN:fi:au:slm:s"]
  kind: genre
  languages: [fin, swe]
  licence: "CC0-1.0"
own:
  title: {{fi: "Oma", sv: "Egen", en: "Own"}}
  fetch: {{kind: folder, path: "vocabularies"}}
  files: [{{pattern: "own-*.csv"}}]
  namespaces: ["http://own.example/"]
  kind: concept
  languages: [fin]
  licence: "own"
"""


@pytest.fixture
def home(open_home: Callable[..., Home], synthetic: Path, web: Web, tmp_path: Path) -> Home:
    schemas = tmp_path / "schemas"
    shutil.copytree(synthetic, schemas)
    (schemas / "vocabularies.yml").write_text(DECLARED.format(url=web.url("")), "utf-8")
    found = open_home(schemas=schemas)
    (found.settings.inbox / "vocabularies").mkdir(parents=True)
    return found


def put(web: Web, turtle: str) -> None:
    web.put("/slm-skos.ttl", turtle.replace("%s", SLM).encode())


def looks(home: Home) -> dict[str, watching.Look]:
    with home.store.read() as connection:
        return watching.looks(connection)


def at(home: Home, day: str) -> None:
    home.clock = lambda: f"2026-11-{day}T00:30:00Z"


def test_every_look_is_written_down_and_the_last_good_one_stays_known(home: Home, web: Web) -> None:
    put(web, GENRES)
    at(home, "01")
    done = tend(home).refreshed.vocabularies
    assert {name: each.state for name, each in done.items()} == {"slm": "new", "own": "absent"}
    assert looks(home)["own"].good == ""
    at(home, "08")
    web.faults += [status(503)]
    failed = tend(home, ["slm"]).refreshed.vocabularies["slm"]
    assert (failed.state, failed.waits) == ("failed", True)
    at(home, "15")
    web.faults += [status(404)]
    tend(home, ["slm"])
    assert looks(home)["slm"][1:5] == ("2026-11-15T00:30:00Z", "2026-11-01T00:30:00Z", "2026-11-08T00:30:00Z", "failed")
    at(home, "22")
    tend(home, ["slm"])
    assert looks(home)["slm"][1:] == (*["2026-11-22T00:30:00Z"] * 3, "unchanged", "")


def test_a_dump_that_is_broken_waits_for_a_person(home: Home, web: Web) -> None:
    put(web, GENRES)
    tend(home)
    put(web, '@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <%ss1> a skos:Concept ; "romaanit')
    broken = tend(home, ["slm"]).refreshed.vocabularies["slm"]
    assert (broken.state, broken.waits) == ("failed", False)


def test_the_records_that_asked_are_marked_and_the_next_night_makes_them_anew(home: Home, web: Web) -> None:
    put(web, GENRES)
    tend(home)
    night(
        home,
        "beta",
        "1.mrc",
        [book(f"n-{number}", f"Kirja {number}").add(genre("s27", "novellit")) for number in range(2)],
    )
    put(web, GENRES.replace('"novellit"', '"lyhytproosa"'))
    assert tend(home, ["slm"]).records == 0, "it is refused, and nothing is touched"
    assert tend(home, ["slm"], agreed=True).records == 2


def test_only_what_has_a_service_is_refreshed_by_changes(home: Home) -> None:
    assert names_of(home) == ["slm", "own"]
    assert names_of(home, incremental=True) == ["slm"]
    assert names_of(home, ["own"]) == ["own"]
    assert names_of(home, ["own"], incremental=True) == []
