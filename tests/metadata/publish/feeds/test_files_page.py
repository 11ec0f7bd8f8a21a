"""What the page of the files tells of the feeds beside them: the RDF dump, and ResourceSync."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fake_catalogue import FakeCatalogue, ebook
from feed_client import channel_of, feed_app
from made_drops import POLICY, Published
from starlette.testclient import TestClient
from web_client import BASE, parsed

from metadata.publish.files.changes import note_changes
from metadata.publish.files.dump import write_dump
from transforms.formats.graph import Text, Thing, thing
from transforms.record import Record


def named(records: Sequence[Record]) -> Iterator[Thing]:
    for each in records:
        yield thing(f"https://a.example/{each.control_number}", ["Book"], [("name", Text(each.value("245", "a")))])


@pytest.fixture
def page(tmp_path: Path, catalogue: FakeCatalogue) -> Iterator[TestClient]:
    made = Published()
    made.publish("2026-11-01T04:00:00Z", all={1: ebook(1), 2: ebook(2)}, **{"FI-Abc": {1: ebook(1)}})
    made.write(tmp_path)
    write_dump(made.view("all"), made.current(), tmp_path, POLICY, named)  # type: ignore[arg-type]
    note_changes(tmp_path)
    with TestClient(feed_app(channel_of(catalogue), tmp_path), base_url=BASE) as client:
        yield client


@pytest.mark.parametrize(
    ("lang", "words"), [("fi", "RDF-muodossa"), ("sv", "Allt som RDF"), ("en", "Everything as RDF")]
)
def test_the_dump_of_every_title_has_its_place(page: TestClient, lang: str, words: str) -> None:
    (heading,) = parsed(page.get(f"/files/?lang={lang}").content).xpath(f"//main//h3[contains(., '{words}')]")
    links = heading.getparent().xpath(".//a/@href")
    assert [each.rpartition("/")[2] for each in links] == ["titles-0001.nt.gz", "manifest.json", "SHA256SUMS"]
    assert all(page.get(each).status_code == 200 for each in links)
    assert words not in page.get(f"/files/?lang={lang}&view=FI-Abc").text


def test_clients_of_resourcesync_are_told_where_to_begin(page: TestClient) -> None:
    (source,) = parsed(page.get("/files/").content).xpath("//main//a[contains(@href, 'resourcesync')]/@href")
    assert page.get(source).headers["content-type"] == "application/xml"
