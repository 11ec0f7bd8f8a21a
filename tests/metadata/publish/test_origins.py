"""Where records were harvested: found in the deliveries that brought them, and published with the title."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from oai_door import OAI, Door

from metadata import pipeline
from metadata.home import Home
from metadata.publish import origins
from metadata.publish.origins import NOWHERE, PROVENANCE, Origins
from metadata.settings import load_settings
from metadata.store.titles import members_of
from metadata.vendors import load_vendors

PLATFORM = "nordic-platform"
ORIGIN = f"{{{PROVENANCE}}}originDescription"


@pytest.fixture(scope="module")
def home(demo: Path) -> Iterator[Home]:
    played = Home(load_settings(demo, env={}))
    yield played
    played.close()


def records(home: Home, view: str) -> dict[str, etree._Element]:
    pages = Door(home.catalogue(), view).walk(verb="ListRecords", metadataPrefix="marc21")
    return {
        str(each.findtext(f".//{OAI}identifier")).rpartition(":")[2]: each
        for page in pages
        for each in page.iter(f"{OAI}record")
    }


def members(home: Home) -> dict[str, set[str]]:
    """What the platform calls its records of each live title."""
    view = home.catalogue().view("all")
    assert view is not None
    with home.store.read() as connection:
        found = members_of(connection, view.live())
    return {each: {row.vendor_id for row in rows if row.vendor == PLATFORM} for each, rows in found.items()}


@pytest.mark.parametrize("view", ["all", "FI-Exempel"])
def test_titles_tell_the_records_that_were_harvested_and_no_others(home: Home, view: str) -> None:
    shown, mine = records(home, view), members(home)
    told = {
        title: {str(each.findtext(f"{{{PROVENANCE}}}identifier")).rpartition(":")[2] for each in record.iter(ORIGIN)}
        for title, record in shown.items()
    }
    assert told == {title: mine.get(title, set()) for title in shown}
    assert any(told.values())
    assert not all(told.values())


def test_an_origin_names_its_repository_and_both_times(home: Home) -> None:
    first = next(each for record in records(home, "all").values() for each in record.iter(ORIGIN))
    told = {etree.QName(each).localname: each.text for each in first}
    assert told.keys() == {"baseURL", "identifier", "datestamp", "metadataNamespace"}
    assert told["baseURL"] == "http://127.0.0.1:8089/oai"
    assert str(first.get("harvestDate")) > str(told["datestamp"]) > "2026"
    assert first.get("altered") == "true"


def test_a_night_that_changes_nothing_moves_no_origin(home: Home) -> None:
    before = {title: etree.tostring(each) for title, each in records(home, "all").items()}
    pipeline.publish(home)
    assert {title: etree.tostring(each) for title, each in records(home, "all").items()} == before


def test_a_delivery_that_is_gone_or_of_another_kind_has_no_origins(home: Home, tmp_path: Path) -> None:
    vendors, _ = load_vendors(home.settings.schemas)
    with home.store.read() as connection:
        rows = members_of(connection, [title for title, ids in members(home).items() if ids])
        assert len(Origins(home.settings.data_dir, vendors).about(connection, rows)) == len(rows) > 5
        assert Origins(tmp_path, vendors).about(connection, rows) == {}
        assert NOWHERE.about(connection, rows) == {}
        others = {each: vendor for each, vendor in vendors.items() if each != PLATFORM}
        assert Origins(home.settings.data_dir, others).about(connection, rows) == {}


@pytest.mark.parametrize("block", [1, 100, 1000])
def test_headers_are_found_across_the_ends_of_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(origins, "_BLOCK", block)
    (tmp_path / "oai.xml").write_text(
        "".join(
            f"<oai:record><oai:header{status}><oai:identifier>oai:ä:{n}&amp;&lt;</oai:identifier><oai:datestamp>"
            f"2026-01-0{n}</oai:datestamp></oai:header>\n<oai:metadata><record>{'x' * n * 150}</record></oai:metadata>"
            "</oai:record>\n"
            for n, status in ((1, ""), (2, ' status="deleted"'), (3, ""))
        ),
        "utf-8",
    )
    headers = dict(Origins(tmp_path, {}).headers("oai.xml", [2, 0, 1, 7]))
    assert headers == {n - 1: (f"oai:ä:{n}&<", f"2026-01-0{n}") for n in (1, 2, 3)}


def test_a_delivery_is_gone_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = "<oai:header><oai:identifier>a</oai:identifier><oai:datestamp>b</oai:datestamp></oai:header>"
    (tmp_path / "oai.xml").write_text(header)
    found = Origins(tmp_path, {})
    assert list(found.headers("oai.xml", [0])) == [(0, ("a", "b"))]
    monkeypatch.setattr(origins, "_places", None)
    assert list(found.headers("oai.xml", [0, 1])) == [(0, ("a", "b"))]
