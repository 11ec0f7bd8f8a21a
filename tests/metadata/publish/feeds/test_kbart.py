"""KBART files over HTTP: name, order, what is kept and when it is made anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer
from time import sleep

import httpx
import pytest
from fake_catalogue import FakeCatalogue, ebook, title_id
from feed_client import came, channel_of, feed_app, view_of
from starlette.testclient import TestClient
from web_client import BASE, serving

from metadata.publish.catalogue import View
from metadata.publish.feeds import Channel
from metadata.publish.feeds.kbart import Holdings
from transforms.formats.kbart import COLUMNS
from transforms.record import Field


def rows(text: str) -> list[dict[str, str]]:
    labels, *lines = (each.split("\t") for each in text.splitlines())
    assert labels == [name for name, _ in COLUMNS]
    return [dict(zip(labels, line, strict=True)) for line in lines]


def test_a_file_has_every_live_title_in_the_order_of_the_alphabet(client: TestClient, catalogue: FakeCatalogue) -> None:
    names = {1: "Tuuli", 2: "aalto", 3: "Saari"}
    records = {number: ebook(number, name) for number, name in names.items()}
    catalogue.publish(view_of([*(came(each, 1) for each in names), came(4, 1, deleted=True)], records=records))
    answer = client.get("/kbart/all.tsv")
    assert answer.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    assert [each["title_id"] for each in rows(answer.text)] == [title_id(each) for each in (2, 3, 1)]
    assert '"' not in answer.text


def test_the_name_is_as_kbart_asks(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    catalogue.publish(view_of([came(1, 2)], "FI-Abc"))
    names = [client.get(f"/kbart/{view}.tsv").headers["content-disposition"] for view in ("all", "FI-Abc")]
    assert names == [
        'attachment; filename="kirjastoexampleorg_FI-EMAT_AllTitles_2026-03-01.txt"',
        'attachment; filename="kirjastoexampleorg_FI-Abc_AllTitles_2026-03-02.txt"',
    ]


def test_a_library_has_its_own_titles_and_links(client: TestClient, catalogue: FakeCatalogue) -> None:
    own = ebook(2).drop("856").add(Field.data("856", "40", "u", "https://abc.example/2", "y", "Låna"))
    catalogue.publish(view_of([came(1, 1), came(2, 1)]))
    catalogue.publish(view_of([came(2, 2)], "FI-Abc", records={2: own}))
    (row,) = rows(client.get("/kbart/FI-Abc.tsv").text)
    assert (row["title_id"], row["title_url"]) == (title_id(2), "https://abc.example/2")


def test_a_file_is_kept_until_the_view_changes(client: TestClient, catalogue: FakeCatalogue, tmp_path: Path) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    catalogue.publish(view_of([came(1, 1)], "FI-Abc"))
    client.get("/kbart/FI-Abc.tsv")
    first = client.get("/kbart/all.tsv")
    made = {each.name: each.stat().st_mtime_ns for each in (tmp_path / "kbart").iterdir()}
    catalogue.publish(view_of([came(1, 1)], publication=2))
    assert client.get("/kbart/all.tsv", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert client.get("/kbart/all.tsv").content == first.content
    assert {each.name: each.stat().st_mtime_ns for each in (tmp_path / "kbart").iterdir()} == made
    catalogue.publish(view_of([came(1, 1), came(2, 3)], publication=3))
    second = client.get("/kbart/all.tsv", headers={"If-None-Match": first.headers["etag"]})
    assert (second.status_code, len(rows(second.text))) == (200, 2)
    assert second.headers["last-modified"] == "Tue, 03 Mar 2026 12:00:00 GMT"
    kept = {each.name for each in (tmp_path / "kbart").iterdir()}
    assert len(kept) == 2
    assert len(kept & set(made)) == 1


def test_a_part_of_a_file_can_be_fetched(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    whole = client.get("/kbart/all.tsv")
    part = client.get("/kbart/all.tsv", headers={"Range": "bytes=5-9", "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, whole.content[5:10])


def test_while_one_file_is_made_others_are_told_to_come_back(
    tmp_path: Path, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    made: list[Holdings] = []
    begin = Holdings.__init__

    def noted(self: Holdings, *given: object) -> None:
        begin(self, *given)  # type: ignore[arg-type]
        made.append(self)

    monkeypatch.setattr(Holdings, "__init__", noted)
    with TestClient(feed_app(channel_of(catalogue), tmp_path), base_url=BASE) as client, made[0]._making:
        answer = client.get("/kbart/all.tsv")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_who_asks_for_a_long_file_gets_its_beginning_at_once_and_then_the_rest(
    client: TestClient, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing else is sent until it is in order; it is kept, and comes as a file the next time."""
    catalogue.publish(view_of([came(each, 1) for each in range(5)]))
    goes_on, lines = Event(), Holdings._lines

    def slowly(self: Holdings, view: View) -> Iterator[tuple[str, bytes]]:
        assert goes_on.wait(30)
        yield from lines(self, view)

    monkeypatch.setattr(Holdings, "_lines", slowly)
    monkeypatch.setattr("metadata.publish.feeds.kbart.PATIENCE", 0.0)
    Timer(0.2, goes_on.set).start()
    first = client.get("/kbart/all.tsv")
    assert (first.status_code, "content-length" in first.headers, len(rows(first.text))) == (200, False, 5)
    again = client.get("/kbart/all.tsv")
    assert again.headers["content-length"] == str(len(first.content))
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert len(list((tmp_path / "kbart").iterdir())) == 1


def test_an_answer_that_has_begun_breaks_off_where_the_file_cannot_be_made(
    catalogue: FakeCatalogue, channel: Channel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What came is no whole answer, so that nobody takes it for the list; the next request has the file made anew."""
    catalogue.publish(view_of([came(1, 1)]))

    def broken(*_: object) -> Iterator[tuple[str, bytes]]:
        sleep(0.2)
        raise OSError("no room")

    with serving(feed_app(channel, tmp_path)) as address, httpx.Client(base_url=address) as client:
        with monkeypatch.context() as patch:
            patch.setattr(Holdings, "_lines", broken)
            patch.setattr("metadata.publish.feeds.kbart.PATIENCE", 0.0)
            with pytest.raises(httpx.RemoteProtocolError):
                client.get("/kbart/all.tsv")
        assert len(rows(client.get("/kbart/all.tsv").text)) == 1


def test_a_file_that_cannot_be_written_is_told(client: TestClient, catalogue: FakeCatalogue, tmp_path: Path) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    (tmp_path / "kbart").write_text("in the way")
    assert client.get("/kbart/all.tsv").status_code == 503


def test_an_unknown_view_is_404(client: TestClient, catalogue: FakeCatalogue) -> None:
    catalogue.publish(view_of([came(1, 1)]))
    assert client.get("/kbart/FI-No.tsv").status_code == 404
    assert client.get("/kbart/all.csv").status_code == 404
