"""Dumps over HTTP: asked for on a condition, streamed, capped; a failed one leaves what counts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from refreshing import GENRES, SHIPPED
from web_server import Web, cut, reset

from metadata.connections import NONE
from metadata.vocabularies.refresh import Look, Outcome, refresh
from metadata.vocabularies.shelf import Shelf

DECLARED = """
slm:
  title: {{fi: "SLM", sv: "SLM", en: "SLM"}}
  fetch:
    {{kind: http, url: "{url}", private_addresses: true, limits: {{max_bytes: {most}, retries: 0, per_second: 1000}}}}
  files: [{{pattern: "slm-skos*"}}]
  namespaces: ["http://urn.fi/URN:NBN:fi:au:slm:s"]
  kind: genre
  languages: [fin, swe]
  licence: "CC0-1.0"
"""


@pytest.fixture
def shelf(web: Web, tmp_path: Path) -> Shelf:
    schemas = tmp_path / "schemas"
    shutil.copytree(SHIPPED / "vocabularies", schemas / "vocabularies")
    declare(schemas, web)
    return Shelf(tmp_path / "data" / "vocabularies", schemas)


def declare(schemas: Path, web: Web, most: str = "1MB") -> None:
    (schemas / "vocabularies.yml").write_text(DECLARED.format(url=web.url("/slm-skos.ttl"), most=most), "utf-8")


def look(shelf: Shelf) -> Outcome:
    return refresh(Look(shelf, "2026-11-01T00:00:00Z", lambda _: NONE)).vocabularies["slm"]


def test_an_unchanged_dump_costs_one_request_and_no_transfer(web: Web, shelf: Shelf) -> None:
    web.put("/slm-skos.ttl", GENRES.encode(), ETag='"one"')
    assert look(shelf).state == "new"
    assert look(shelf).state == "unchanged"
    assert [headers.get("If-None-Match") for _, _, headers in web.asked] == [None, '"one"']
    web.put("/slm-skos.ttl", GENRES.replace("prosa", "prosatext").encode(), ETag='"two"')
    assert look(shelf).state == "refused", "one of three concepts has another label"


def test_a_dump_that_breaks_off_or_is_too_large_leaves_what_counts(web: Web, shelf: Shelf) -> None:
    web.put("/slm-skos.ttl", GENRES.encode(), ETag='"one"')
    look(shelf)
    before = shelf.current()
    web.put("/slm-skos.ttl", GENRES.encode() + b"# more", ETag='"two"')
    web.faults += [cut(50), reset]
    assert look(shelf).state == "failed"
    declare(shelf.schemas, web, most="100")
    done = look(shelf)
    assert (done.state, "limits.max_bytes" in done.reason) == ("failed", True)
    assert shelf.current() == before
