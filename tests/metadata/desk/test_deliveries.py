"""The list of deliveries and the page of one, over the sample nights."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest
from feeds import home_in
from lxml import html
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata.desk.app import desk_of
from metadata.desk.delivery import OUTCOMES, outcomes, question_about
from metadata.home import Home
from metadata.settings import load_settings
from metadata.store import runs
from metadata.store.tables import delivery
from tests.metadata.desk.looking import page, texts

HELD, FIRST = "aggregator-20261103.mrc", "revontuli-20261101.xml"


@pytest.fixture(scope="session")
def numbers(desk_home: Home) -> dict[str, int]:
    """Deliveries by name."""
    with desk_home.store.read() as connection:
        return {row.name: row.id for row in connection.execute(select(delivery.c.name, delivery.c.id))}


def names(desk: TestClient, **query: str) -> list[str]:
    return texts(page(desk, "/deliveries", **query), "//tbody//th")


def test_the_latest_news_stand_first(desk: TestClient, numbers: dict[str, int]) -> None:
    found = names(desk)
    assert sorted(found) == sorted(numbers)
    assert found.index("aggregator-20261103.mrc") < found.index("aggregator-20261102.mrc") < found.index(FIRST)


def test_the_list_is_narrowed_by_vendor_state_and_day(desk: TestClient, numbers: dict[str, int]) -> None:
    assert names(desk, state="held") == [HELD]
    assert names(desk, vendor="film-service") == ["films-20261102.mrc", "films-20261101.mrc"]
    assert names(desk, vendor="film-service", state="held") == []
    assert names(desk, day="1999-01-01") == []
    assert sorted(names(desk, day="nonsense", vendor="no such", state="odd")) == sorted(numbers)
    for edge in ("0001-01-01", "9999-12-31", "2026-02-30"):
        names(desk, day=edge)


def test_the_list_is_read_page_by_page(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("metadata.desk.paging.ROWS", 4)
    every, path = [], "/desk/deliveries?lang=en"
    while path:
        found = html.fromstring(desk.get(path).text)
        every.append(texts(found, "//tbody//th"))
        path = "".join(found.xpath("//a[@rel='next']/@href"))
    assert [len(each) for each in every] == [4, 4, 4, 3]
    assert len({name for each in every for name in each}) == 15


def test_outcomes_add_up_to_what_was_read(desk: TestClient, numbers: dict[str, int]) -> None:
    for number in numbers.values():
        rows = page(desk, f"/deliveries/{number}").xpath("//section[@aria-labelledby='outcomes']//tbody/tr")
        *parts, whole = [int(re.sub(r"\D", "", "".join(row.xpath("./td[1]//text()")))) for row in rows]
        assert sum(parts) == whole > 0


def test_a_bar_is_as_wide_as_its_share() -> None:
    found = outcomes({"read": 8, "candidate": 6, "filtered": 2, "filtered:b": 1, "filtered:a": 1}, OUTCOMES)
    assert [(each.start, each.width) for each in found if each.records] == [(0, 75), (75, 25)]
    assert found[3].parts == [("a", 1), ("b", 1)]
    assert outcomes({}, OUTCOMES) == []


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "60.5% of the 43 live records would be withdrawn; the limit is 46.5%"),
        ("fi", "60,5\N{NO-BREAK SPACE}% toimittajan 43 voimassa olevas"),
    ],
)
def test_a_held_delivery_says_why_and_what_to_do(
    desk: TestClient, numbers: dict[str, int], lang: str, told: str
) -> None:
    found = page(desk, f"/deliveries/{numbers[HELD]}", lang=lang)
    gate, ledger = (found.xpath(f"string(//section[@aria-labelledby='{each}'])") for each in ("gate", "ledger"))
    assert told.casefold() in gate.casefold()
    assert told.casefold() in ledger.casefold()
    assert f"emat gate approve {numbers[HELD]}" in found.text_content()
    assert found.xpath("//a[contains(@href, '/records/marc-aggregator/urn%3Aisbn%3A') or contains(@href, 'urn:isbn:')]")


def test_findings_stand_by_rule_the_gravest_first(desk: TestClient, numbers: dict[str, int]) -> None:
    found = page(desk, f"/deliveries/{numbers[FIRST]}", lang="en")
    rows = found.xpath("//section[@aria-labelledby='findings']//tbody/tr")
    levels = [row.xpath("string(./td[1])").strip() for row in rows]
    assert levels[0] == "prevents publication"
    assert levels == sorted(levels, key=["prevents publication", "error", "warning", "note"].index)
    withheld = rows[0].xpath(".//a/@href")[0]
    assert f"rule=S03&delivery={numbers[FIRST]}" in withheld
    listed = html.fromstring(desk.get(withheld).text)
    assert texts(listed, "//tbody//th") == ["fi.example.revontuli.1045"]
    assert all(row.xpath("./td[7]//a/@href") for row in rows[1:5])


def test_it_tells_what_it_is_and_where_it_went(desk: TestClient, numbers: dict[str, int]) -> None:
    what = page(desk, f"/deliveries/{numbers[FIRST]}", lang="en").xpath("string(//section[@aria-labelledby='what'])")
    assert re.search(r"SHA-256\s*[0-9a-f]{64}", what)
    assert "175,230 bytes" in what
    assert "Publication 1" in what


def test_a_list_of_acquisitions_has_lines_and_no_rules(desk: TestClient, numbers: dict[str, int]) -> None:
    found = page(desk, f"/deliveries/{numbers['hankinnat-20261101.csv']}", lang="en")
    assert "Saarela" in found.xpath("string(//section[@aria-labelledby='what'])")
    assert "line that cannot be used" in found.text_content()
    assert "11 lines were read" in found.text_content()
    assert "records" not in found.xpath("string(//section[@aria-labelledby='outcomes'])")
    assert not found.xpath("//section[@aria-labelledby='findings']")


def test_what_withholds_prevents_publication_whatever_its_level_is(desk: TestClient, numbers: dict[str, int]) -> None:
    found = page(desk, f"/deliveries/{numbers['aaniranta-20261102.xml']}", lang="en")
    (partial,) = found.xpath("//section[@aria-labelledby='findings']//tr[starts-with(string(./th), 'O04')]")
    assert partial.xpath("string(./td[1])").strip() == "prevents publication"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("manual__2026-11-28T20:12:11.391517+00:00", "28.11.2026 22.12"),
        ("asset_triggered__2026-11-28T20:12:14+00:00_SVdxbmX2", "28.11.2026 22.12"),
        ("by hand", ""),
    ],
)
def test_a_run_is_told_by_its_dag_and_its_time(demo: Path, tmp_path: Path, name: str, told: str) -> None:
    with closing(Home(load_settings(Path(copytree(demo, tmp_path / "data")), env={}))) as home:
        with home.store.write() as connection:
            runs.tie(connection, "harvest__beta", name, "delivery", 1)
        with TestClient(Starlette(routes=desk_of(home)), base_url="http://127.0.0.1") as desk:
            (link,) = page(desk, "/deliveries/1", lang="fi").xpath("//a[contains(@href, '/runs/harvest__beta/')]")
    assert (link.text, link.get("title")) == ("harvest__beta", name)
    assert link.getparent().text_content().removeprefix("harvest__beta").strip() == told


@pytest.mark.parametrize("number", ["0", "99999", "-1", "x", "9" * 30])
def test_there_is_no_such_delivery(desk: TestClient, number: str) -> None:
    assert desk.get(f"/desk/deliveries/{number}").status_code == 404


def test_it_leads_to_the_newest_question_of_those_that_a_run_asks(tmp_path: Path) -> None:
    home = home_in(tmp_path / "data")
    asked = {
        "scheduled__2026-11-01": (12,),
        "asset_triggered__2026-11-02": (9, 12, 102),
        "scheduled__2026-10-31": (12,),
    }
    with home.store.write() as connection:
        for run, numbers in asked.items():
            for number in reversed(numbers):
                runs.tie(connection, "approve", run, "delivery", number)
            runs.tie(connection, "approve", run, "publication", 3)
        runs.tie(connection, "harvest__beta", "scheduled__2026-11-03", "delivery", 12)
        found = [question_about(connection, number) for number in (9, 12, 102, 5)]
    home.close()
    wanted = "/dags/approve/runs/asset_triggered__2026-11-02/tasks/decision.ask/mapped/{}/required_actions"
    assert found == [*map(wanted.format, range(3)), ""]
