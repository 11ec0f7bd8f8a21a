"""The pages of a vendor, a run, a question, a library, identifiers and publications; hostile text is nowhere markup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement
from sqlalchemy import select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata import coverage
from metadata.desk.app import desk_of
from metadata.desk.pages import PAGES
from metadata.desk.words import LANGUAGES, Texts
from metadata.feedback import charts
from metadata.home import Home
from metadata.publish.harvests.table import Harvest, keep
from metadata.settings import load_settings
from metadata.store import deliveries, publication_checks, quarantine, reviews, runs
from metadata.store.tables import delivery, ledger, review_item, source_record
from metadata.yaml_files import load_model
from transforms.record import SUBFIELD, Record

EVIL = "<script>alert('x')</script>\u202e"
WITH_PATH = {
    "vendor": ["/vendors/onix-publisher", "/vendors/marc-aggregator"],
    "question": ["/review/1", "/review/20"],
    "library": ["/libraries/FI-Tunturi", "/libraries/FI-Mallila", "/libraries/all"],
    "run": ["/runs/harvest__film-service/manual__1", "/runs/watch/manual__1"],
}
PATHS = [path for page in PAGES for path in ([page.path] if "{" not in page.path else WITH_PATH.get(page.name, []))]


def _page(client: TestClient, path: str, lang: str = "en") -> HtmlElement:
    answer = client.get(f"/desk{path}{'&' if '?' in path else '?'}lang={lang}")
    assert answer.status_code == 200, path
    return html.fromstring(answer.text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_whole_in_every_language(desk: TestClient, path: str, lang: str) -> None:
    page = _page(desk, path, lang)
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not page.xpath("//*[@style] | //style | //*[@onclick] | //script[not(@src)]")
    assert all(each.get("scope") for each in page.iter("th"))
    assert all(each.get("aria-label") or each.get("aria-labelledby") for each in page.xpath("//*[@role='group']"))
    ids = [each.get("id") for each in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    named = {each for one in page.xpath("//*[@aria-labelledby]") for each in one.get("aria-labelledby").split()}
    assert named <= set(ids)


def test_all_words_are_there_in_all_languages(desk_home: Home) -> None:
    for path in sorted((desk_home.settings.schemas / "desk").glob("*.yml")):
        for key, words in load_model(path, Texts).texts.items():
            told = [words[lang] for lang in LANGUAGES]
            assert all(told), (path.name, key)
            places = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in told]
            assert places[0] == places[1] == places[2], (path.name, key)


def test_a_card_tells_what_the_vendor_file_and_the_ledger_say(desk: TestClient, desk_home: Home) -> None:
    page = _page(desk, "/vendors/marc-aggregator", "fi")
    vendor = desk_home.vendor("marc-aggregator")
    assert page.xpath("//h1/text()") == [vendor.title.fi]
    assert page.xpath("//a[starts-with(@href, 'mailto:')]/text()") == [vendor.contact]
    assert len(page.xpath("//div[@class='charts']/section")) == 7
    with desk_home.store.read() as connection:
        every = deliveries.with_state(connection, vendor="marc-aggregator")
    shown = page.xpath("//section[@aria-labelledby='last-h']//tbody/tr/th/a")
    assert [each.text_content() for each in shown] == [each.name for each, _ in reversed(every)]
    assert all("/desk/deliveries/" in each.get("href") for each in shown)
    start = page.xpath("//a[contains(@href, '/start/rerun')]/@href")
    assert len(start) == 1
    assert desk.get(start[0]).status_code == 200


@pytest.mark.parametrize(
    "path", ["/vendors/nobody", "/libraries/FI-Nobody", "/review/99999", "/vendors/film-service/x"]
)
def test_what_nobody_knows_has_no_page(desk: TestClient, path: str) -> None:
    assert desk.get(f"/desk{path}").status_code == 404


@pytest.mark.parametrize("file", ["letter.fi.html", "summary.sv.html"])
def test_the_feedback_of_a_vendor_is_a_page_with_its_own_policy(desk: TestClient, file: str) -> None:
    answer = desk.get(f"/desk/vendors/film-service/{file}")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'self'" in policy
    siblings = html.fromstring(answer.text).xpath("//nav/a/@href")
    assert all(desk.get(f"/desk/vendors/film-service/{each}").status_code == 200 for each in siblings)


def test_every_colour_of_a_chart_has_one_in_the_stylesheet() -> None:
    style = (Path(charts.__file__).parents[1] / "desk" / "static" / "desk.css").read_text("utf-8")
    colours = {
        *(charts.INK, charts.SOFT, charts.LINE, charts.TEAL, charts.PALE, charts.RED, charts.AMBER, charts.GREY),
        *charts.LEVELS.values(),
        *charts.STATES.values(),
    }
    assert {each for each in colours if f'[fill="{each}"]' not in style} == set()


def test_questions_are_chosen_by_kind_and_have_both_sides(desk: TestClient, desk_home: Home) -> None:
    with desk_home.store.read() as connection:
        counts = reviews.open_counts(connection)
        pair = connection.execute(select(review_item.c.id).where(review_item.c.kind == "match")).scalars().first()
    page = _page(desk, "/review?kind=match")
    assert len(page.xpath("//section[starts-with(@aria-labelledby, 'item-')]")) == counts["match"]
    assert page.xpath("//a[contains(@href, '/start/decide')]")
    one = _page(desk, f"/review/{pair}")
    assert len(one.xpath("//ol[@class='marc']")) == 3  # either side, and what they would be together
    assert one.xpath("//ol[@class='marc']/li[@class='new']")


def test_identifiers_that_were_kept_are_shown_as_of_then(demo: Path, tmp_path: Path) -> None:
    data = shutil.copytree(demo, tmp_path / "data")
    home = Home(load_settings(data, env={}), clock=lambda: "2026-11-05T03:00:00Z", read_only=True)
    covered = coverage.coverage(home, ("film-service",))
    coverage.keep(home, covered)
    with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as client:
        page = _page(client, "/coverage")
    assert "2026-11-05 05:00" in page.xpath("//p[@class='lead']")[0].text_content()
    assert [each.text_content() for each in page.xpath("//h2")] == [home.vendor("film-service").title.en]
    kind = covered[0].as_json()["identifiers"]["standard number"]
    assert f"{kind['after']['known']} / {kind['after']['all']}" in page.text_content()
    home.close()


def test_identifiers_are_counted_again_when_a_week_has_passed_and_something_came(demo: Path, tmp_path: Path) -> None:
    data = shutil.copytree(demo, tmp_path / "data")
    home = Home(load_settings(data, env={}), clock=lambda: "2026-11-05T03:00:00Z")
    assert coverage.renew(home) == 5
    home.clock = lambda: "2026-11-13T03:00:00Z"
    assert coverage.renew(home) == 0  # nothing came
    with home.store.write() as connection:
        deliveries.note(connection, 1, "committed", home.clock(), reason="again")
    home.clock = lambda: "2026-11-11T03:00:00Z"
    assert coverage.renew(home) == 0  # six days
    home.clock = lambda: "2026-11-13T03:00:00Z"
    assert coverage.renew(home) == 5
    home.close()


def test_a_publication_that_is_held_is_told_with_what_would_go(demo: Path, tmp_path: Path) -> None:
    home = Home(load_settings(Path(shutil.copytree(demo, tmp_path / "data")), env={}))
    row = {"view": "all", "value": 0.4, "limit": 0.02, "baseline": 150.0, "verdict": "hold", "titles": ["T1"]}
    with home.store.write() as connection:
        publication_checks.keep(
            connection, 3, "2026-11-03T04:00:00Z", [{**row, "samples": [{"id": "T1", "title": EVIL}]}]
        )
    with TestClient(Starlette(routes=desk_of(home, "http://127.0.0.1:1")), base_url="http://127.0.0.1") as client:
        page, overview = _page(client, "/publications"), _page(client, "/")
    (held,) = page.xpath("//section[@aria-labelledby='held-h']")
    assert "40.0%" in held.text_content() or "40%" in held.text_content()
    assert "<script>" in held.xpath(".//li")[0].text_content()  # as text
    assert held.xpath(".//a[@data-airflow]")
    first = overview.xpath("//ol[@class='waits']/li[1]")[0]
    assert first.find("a").get("href").startswith("/desk/publications")
    home.close()


@pytest.fixture(scope="module")
def hostile(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The sample nights with markup wherever vendors and library systems can write."""
    data = shutil.copytree(demo, tmp_path_factory.mktemp("hostile") / "data")
    home = Home(load_settings(data, env={}))
    with home.store.write() as connection:
        connection.execute(update(delivery).values(name=delivery.c.name + EVIL))
        connection.execute(update(ledger).values(reason=EVIL))
        deliveries.look(connection, "film-service", home.clock(), error=EVIL)
        row = connection.execute(select(source_record)).first()
        assert row is not None
        for each in connection.execute(select(source_record.c.id, source_record.c.record)).all():
            text = each.record.replace(f"{SUBFIELD}a", f"{SUBFIELD}a{EVIL}")
            assert Record.unpack(text)
            connection.execute(update(source_record).where(source_record.c.id == each.id).values(record=text))
        runs.tie(connection, "harvest__film-service", "manual__1", "delivery", 1)
        runs.tie(connection, "harvest__film-service", "manual__1", "preview", "3")
        runs.tie(connection, "harvest__film-service", "manual__1", "publication", 1)
        assert quarantine.open_by_vendor(connection)
    at = home.clock()
    harvest = Harvest("FI-Tunturi", "ListRecords", "marc21", "", "", "", at, "192.0.2.0/24", EVIL, 1, 5, 1, 5, 0, at)
    keep(home.settings.harvests, [harvest], "")
    home.close()
    reader = Home(load_settings(data, env={}), read_only=True)
    yield reader
    reader.close()


@pytest.mark.parametrize("path", PATHS)
def test_what_others_wrote_is_never_markup(hostile: Home, path: str) -> None:
    with TestClient(Starlette(routes=desk_of(hostile)), base_url="http://127.0.0.1") as client:
        text = client.get(f"/desk{path}", params={"lang": "fi"}).text
    assert "<script>alert" not in text
    assert "\u202e" not in text
    if path in (
        "/",
        "/vendors/onix-publisher",
        "/review",
        "/libraries/FI-Tunturi",
        "/runs/harvest__film-service/manual__1",
    ):
        assert "&lt;script&gt;alert" in text


def test_a_run_leads_to_what_it_touched_and_a_quiet_one_says_so(hostile: Home) -> None:
    with TestClient(Starlette(routes=desk_of(hostile)), base_url="http://127.0.0.1") as client:
        page, quiet = _page(client, "/runs/harvest__film-service/manual__1"), _page(client, "/runs/watch/scheduled__x")
    led = [each.split("?")[0] for each in page.xpath("//main//a/@href")]
    assert {"/desk/deliveries/1", "/desk/previews/3", "/desk/publications", "/desk/vendors/film-service"} <= set(led)
    assert "only looks" in quiet.xpath("//p[@class='note']")[0].text_content()
