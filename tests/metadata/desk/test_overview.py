"""The overview tells what `emat status` tells, in few questions however many vendors there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata.desk.app import desk_of
from metadata.desk.lights import LIGHTS, feed_of, feeds
from metadata.home import Home
from metadata.reports import status
from metadata.settings import load_settings
from metadata.store import deliveries, publications, quarantine
from tests.bench import desk_store
from tests.bench.desk_store import Size

EVIL = "<script>alert('x')</script>\u202e"


def _page(client: TestClient, path: str, lang: str = "en") -> HtmlElement:
    answer = client.get(f"/desk{path}{'&' if '?' in path else '?'}lang={lang}")
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def _row(page: HtmlElement, vendor: str) -> list[str]:
    (row,) = page.xpath(f"//tr[th/a[contains(@href, '/vendors/{vendor}?')]]")
    return [" ".join(each.text_content().split()) for each in row]


def test_the_sample_nights_have_the_numbers_of_the_status(desk: TestClient, desk_home: Home) -> None:
    told, page = status(desk_home), _page(desk, "/")
    for vendor, live in told["vendors"].items():
        cells = _row(page, vendor)
        assert cells[-2] == str(live)
        newest = told["ledger"][vendor]["newest"]
        assert newest["delivery"] in cells[2]
        held = [row for row in told["waiting"] if row["vendor"] == vendor]
        assert cells[0] == ("held" if held else "in order")
    with desk_home.store.read() as connection:
        waiting = quarantine.open_by_vendor(connection)
        current = publications.newest(connection)
    assert sum(waiting.values()) == told["quarantined"]["open"]
    assert current is not None
    assert page.xpath("//section[@aria-labelledby='publication-h']//dd/text()")[1:] == [
        str(current.counts[key]) for key in ("new", "changed", "deleted", "refused")
    ]


def test_the_outcomes_of_a_night_add_up_to_what_was_read(desk_home: Home) -> None:
    with desk_home.store.read() as connection:
        found = feeds(desk_home, connection, "en")
    for each in found.vendors:
        assert each.counts is not None
        assert each.counts["read"] == sum(
            each.counts[key] for key in ("candidate", "unchanged", "deleted", "filtered", "quarantined")
        )


def test_what_waits_is_told_in_sentences_with_a_way_to_go_on(desk: TestClient) -> None:
    page = _page(desk, "/", "fi")
    waits = page.xpath("//ol[@class='waits']/li")
    texts = [" ".join(each.find("p").text_content().split()) for each in waits]
    assert "aggregator-20261103.mrc" in texts[0]
    assert "60,5" in waits[0].text_content()  # why, in the reader's language
    assert all(each.find("a").get("href") for each in waits)
    assert waits[0].find("a").get("href").startswith("/desk/deliveries/")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Home]]:
    """Two installations of three nights, one of them with ten times the vendors."""
    homes = {}
    for vendors in (3, 30):
        folder, size = tmp_path_factory.mktemp("year"), Size(vendors, 3, 2)
        desk_store.fill(folder, size)
        at = desk_store.last_night(size)
        homes[vendors] = Home(desk_store.settings_of(folder), clock=lambda at=at: at, read_only=True)
    yield homes
    for each in homes.values():
        each.close()


def _statements(home: Home, path: str) -> int:
    """How many statements a page takes when everything it keeps is at hand."""
    counted: list[str] = []
    with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as client:
        _page(client, path)
        event.listen(home.store.engine, "before_cursor_execute", lambda *told: counted.append(told[2]))
        _page(client, path)
    return len(counted)


def test_the_statements_are_as_many_however_many_vendors_there_are(year: dict[int, Home]) -> None:
    few, many = (_statements(year[vendors], "/") for vendors in (3, 30))
    assert few <= many <= few + 1 < 40  # what held deliveries is asked once where there are any


@pytest.mark.parametrize("path", ["/vendors/vendor-000", "/libraries", "/publications"])
def test_other_pages_do_not_ask_vendor_by_vendor_either(year: dict[int, Home], path: str) -> None:
    assert _statements(year[3], path) == _statements(year[30], path)


def test_every_light_has_its_shape_and_its_word(year: dict[int, Home]) -> None:
    home = year[30]
    with home.store.read() as connection:
        found = feeds(home, connection, "en")
    assert {"failed", "late", "ok"} <= {each.light for each in found.vendors} <= set(LIGHTS)
    order = [LIGHTS.index(each.light) for each in found.vendors]
    assert order == sorted(order)  # the most urgent first
    with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as client:
        page = _page(client, "/")
    for cell in page.xpath("//section[@id='feeds']//tbody/tr/td[1]/span"):
        assert cell.get("class").split()[1] in LIGHTS
        assert cell.text_content().strip()
        assert cell.xpath("./svg/*")


def test_many_things_of_a_kind_are_counted_and_not_listed(year: dict[int, Home]) -> None:
    with TestClient(Starlette(routes=desk_of(year[30])), base_url="http://127.0.0.1") as client:
        page = _page(client, "/")
    assert len(page.xpath("//ol[@class='waits']/li")) < 30


def test_a_file_that_is_refused_is_told_and_its_vendor_has_a_page(tmp_path: Path) -> None:
    desk_store.fill(tmp_path, Size(2, 1, 2))
    broken = tmp_path / "schemas" / "vendors" / "vendor-001.yml"
    broken.write_text(broken.read_text("utf-8") + f'\ntypo: "{EVIL}"\n', "utf-8")
    home = Home(desk_store.settings_of(tmp_path), clock=lambda: desk_store.last_night(Size(2, 1, 2)), read_only=True)
    with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as client:
        overview, vendor = _page(client, "/"), _page(client, "/vendors/vendor-001")
    assert _row(overview, "vendor-001")[0] == "wrong file"
    assert any("typo" in each.text_content() for each in overview.xpath("//ol[@class='waits']/li"))
    assert "typo" in vendor.xpath("//pre")[0].text_content()
    home.close()


def test_nothing_delivered_and_nothing_wrong_is_a_calm_page(tmp_path: Path) -> None:
    home = Home(load_settings(tmp_path / "data", env={}))
    home.store.close()
    reader = Home(load_settings(tmp_path / "data", env={}), read_only=True)
    with TestClient(Starlette(routes=desk_of(reader)), base_url="http://127.0.0.1") as client:
        page = _page(client, "/")
    assert page.xpath("//p[@class='note good']")
    assert "nothing yet" in page.text_content()
    reader.close()


@pytest.mark.parametrize(("at", "light"), [("2026-11-01T03:00:00Z", "running"), ("2026-10-31T20:00:00Z", "failed")])
def test_a_delivery_that_is_not_processed_is_under_way_and_after_some_hours_broken_off(
    home: Home, at: str, light: str
) -> None:
    home.clock = lambda: "2026-11-01T04:00:00Z"
    values = {"vendor": "beta", "name": "1", "order_key": "1", "size": 1, "mtime": "", "sha256": "1", "path": "1"}
    with home.store.write() as connection:
        number = deliveries.add_delivery(connection, values)
        for state in ("seen", "fetched", "refined"):
            deliveries.note(connection, number, state, at)
        deliveries.look(connection, "beta", at)
    with home.store.read() as connection:
        feed = feed_of(home, connection, "en", "beta")
        assert feed is not None
        assert (feed.light, feed.counts) == (light, None)
        assert feed_of(home, connection, "en", "nobody") is None
