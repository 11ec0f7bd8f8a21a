"""A librarian's morning in the browser: the overview, a held delivery approved, records rerun dry and for real, the
title's new story; and nobody unknown sees a page of the desk. The whole house runs: scheduler, triggerer, store."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from metadata.desk.pages import PAGES
from metadata.home import Home
from metadata.settings import load_settings
from metadata.store import deliveries, publications
from metadata.store.tables import gate_decision
from tests.dags.whole import CHECKOUT, CHROMIUM, House, browsing, house, until

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium here"),
]
VENDOR, RECORD = "onix-publisher", "fi.example.revontuli.1002"
NOTE = "Kuvailua on tarkistettu."
WHY = "Sovittu toimittajan kanssa"
HELD = "aggregator-20261103.mrc"
SCREEN = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """Schemas that this test may change."""
    return Path(shutil.copytree(CHECKOUT / "schemas", tmp_path / "schemas"))


@pytest.fixture
def opened(tmp_path: Path, schemas: Path) -> Any:
    """The store of the running house, to be read."""
    home = Home(load_settings(tmp_path / "data", env={"EMAT_SCHEMAS": str(schemas)}), read_only=True)
    yield home
    home.close()


def test_a_morning(tmp_path: Path, schemas: Path, opened: Home) -> None:
    with house(tmp_path, schemas) as home:
        nobody_unknown_sees_a_page(home)
        with browsing(home, **SCREEN) as page:
            approve_the_held_delivery(home, page, opened)
            before = published(opened)
            vendor = schemas / "vendors" / f"{VENDOR}.yml"
            told = vendor.read_text("utf-8")
            vendor.write_text(told.replace("{drop: []}", f'{{drop: [], add: ["500 ## $a {NOTE}"]}}'), "utf-8")
            rerun_dry_and_for_real(home, page)
            until(lambda: published(opened) > before)
            desk = open_title(home, page)
            desk.get_by_text(NOTE, exact=False).first.wait_for(state="attached")


def nobody_unknown_sees_a_page(home: House) -> None:
    for each in PAGES:
        path = re.sub(r"\{\w+(?::\w+)?\}", "1", each.path)
        assert requests.get(f"{home.airflow}/desk{path}", timeout=120).status_code == 401, path


def approve_the_held_delivery(home: House, page: Any, opened: Home) -> None:
    page.goto(f"{home.airflow}/plugin/desk")
    desk = page.frame_locator("iframe")
    desk.get_by_role("heading", name="How last night went").wait_for()
    desk.get_by_role("link", name="Look").first.click()
    desk.get_by_role("heading", name=HELD).wait_for()
    desk.get_by_role("link", name="Decide in Airflow").click()
    desk.get_by_role("button", name="Start the run").click()
    run = started(page, "approve")
    until(lambda: home.api("GET", f"/dags/approve/dagRuns/{run}/hitlDetails")["hitl_details"])
    page.goto(f"{home.airflow}/plugin/desk")
    desk.get_by_role("link", name="Look").first.click()
    desk.get_by_role("link", name="Decide in Airflow").click()
    page.locator("input[name=element_reason]").fill(WHY)
    page.get_by_test_id("hitl-option-Approve").click()
    assert home.ended("approve", run) == "success"
    with opened.store.read() as connection:
        delivery = next(each for each, _ in deliveries.with_state(connection) if each.name == HELD)
        state = deliveries.history(connection, delivery.id)[-1].state
        words = connection.execute(select(gate_decision).where(gate_decision.c.delivery_id == delivery.id)).all()
    assert state == "committed"
    assert [(each.actor, each.reason) for each in words] == [("librarian", WHY)]
    until(lambda: published(opened) == 3)


def rerun_dry_and_for_real(home: House, page: Any) -> None:
    desk = open_title(home, page)
    desk.get_by_role("link", name=re.compile(f"Rerun.*{VENDOR}")).click()
    desk.get_by_role("button", name="Start the run").click()
    run = started(page, "rerun")
    assert home.ended("rerun", run) == "success"
    page.goto(f"{home.airflow}/dags/rerun/runs/{run}/plugin/desk_run")
    desk = page.frame_locator("iframe")
    desk.locator("main a[href*='/previews/']").first.click()
    desk.get_by_text("Nothing has been changed", exact=False).wait_for()
    desk.get_by_text(NOTE, exact=False).first.wait_for(state="attached")  # a record's changes are folded up
    desk.get_by_role("link", name="Do it for real").click()
    desk.get_by_label("Reason").fill("Toimittajan tiedostoa korjattiin")
    desk.get_by_role("button", name="Start the run").click()
    assert home.ended("rerun", started(page, "rerun", but=run)) == "success"


def open_title(home: House, page: Any) -> Any:
    """The story of the title, on the desk inside Airflow."""
    page.goto(f"{home.airflow}/plugin/desk/desk/records/{VENDOR}/{RECORD}")
    desk = page.frame_locator("iframe")
    desk.get_by_role("heading", name="Seitsemän veljestä").first.wait_for()
    return desk


def started(page: Any, dag: str, but: str = "") -> str:
    """The id of the run to which the start form has led."""

    def found() -> str:
        page.wait_for_timeout(500)
        here = re.search(rf"/dags/{dag}/runs/([^/?]+)", page.url)
        run = requests.utils.unquote(here[1]) if here else ""  # type: ignore[attr-defined]
        return run if run != but else ""

    return str(until(found))


def published(home: Home) -> int:
    with home.store.read() as connection:
        return publications.current(connection)[0]
