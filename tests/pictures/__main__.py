"""The pictures of the manuals: `python -m tests.pictures` makes docs/pictures anew. Look at each.

It starts the whole house on loopback, as `make up` does, does what a librarian does, and photographs pages and forms.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from sickle import Sickle

from metadata.home import Home
from metadata.settings import load_settings
from metadata.store import deliveries, quarantine
from tests.dags.whole import House, browsing, house, until

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SCREEN = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
TITLE = "onix-publisher:fi.example.revontuli.1002"
VIEWS = ("FI-Exempel", "FI-Mallila", "FI-Saarela", "FI-Tunturi")
VENDOR = "marc-aggregator"


def main() -> None:
    """Make all pictures; with names as arguments just these."""
    wanted = sys.argv[1:]
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, house(Path(folder)) as home, browsing(home, **SCREEN) as page:
        for name, take in TAKEN.items():
            if not wanted or name in wanted:
                take(home, page)
                page.screenshot(path=PICTURES / f"{name}.png", full_page=name not in CUT)
                print(name)


def desk(path: str) -> Any:
    """A page of the desk by itself."""

    def take(home: House, page: Any) -> None:
        page.goto(f"{home.airflow}/desk{path}{'&' if '?' in path else '?'}lang=en")
        page.get_by_role("heading", level=1).wait_for()

    return take


def overview(home: House, page: Any) -> None:
    """The overview as it stands in Airflow."""
    page.goto(f"{home.airflow}/plugin/desk")
    page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()


def held(home: House, page: Any) -> None:
    """The page of the delivery that the gate holds."""
    desk(f"/deliveries/{held_delivery(home)}")(home, page)


def harvested(home: House, page: Any) -> None:
    """The libraries, when they have harvested."""
    for view in VIEWS:
        list(Sickle(f"{home.serving}/oai/lib/{view}").ListRecords(metadataPrefix="marc21"))
    until(
        lambda: (desk("/libraries")(home, page), page.get_by_text("not yet").count() < 2)[1]
    )  # written down in a moment


def in_quarantine(home: House, page: Any) -> None:
    """A record in quarantine that waits, raw and as it was read."""
    with opened(home) as store_home, store_home.store.read() as connection:
        first = quarantine.listed(connection, states=(quarantine.OPEN,))[0]
    desk(f"/quarantine/{first.id}")(home, page)


def form(dag: str) -> Any:
    """The form of a DAG."""

    def take(home: House, page: Any) -> None:
        page.goto(f"{home.airflow}/dags/{dag}")
        page.get_by_role("button", name="Trigger", exact=False).first.click()
        page.get_by_role("dialog").wait_for()
        page.wait_for_timeout(2000)  # the form grows field by field

    return take


def question(dag: str, conf: dict[str, object]) -> Any:
    """The question that a run asks."""

    def take(home: House, page: Any) -> None:
        run = home.run(dag, conf)
        asked = until(lambda: asked_by(home, dag, run))
        page.goto(f"{home.airflow}/dags/{dag}/runs/{run}/tasks/{asked['task']}{asked['place']}/required_actions")
        page.get_by_role("button", name="Approve").or_(page.get_by_role("button", name="Save answers")).first.wait_for()
        page.wait_for_timeout(1500)

    return take


def asked_by(home: House, dag: str, run: str) -> dict[str, str] | None:
    """The first question of a run that waits for an answer."""
    found = home.api("GET", f"/dags/{dag}/dagRuns/{run}/hitlDetails")["hitl_details"]
    if not found:
        return None
    task = found[0]["task_instance"]
    place = f"/mapped/{task['map_index']}" if task["map_index"] >= 0 else ""
    return {"task": task["task_id"], "place": place}


def preview(home: House, page: Any) -> None:
    """The preview of a dry run."""
    run = home.run("rerun", {"vendor": VENDOR, "what": "newest", "dry_run": True})
    home.ended("rerun", run)
    page.goto(f"{home.airflow}/desk/runs/rerun/{run}?lang=en")
    page.locator("main a[href*='/previews/']").first.click()
    page.get_by_role("heading", level=1).wait_for()


def opened(home: House) -> Any:
    """The installation, to look things up."""
    from contextlib import closing

    return closing(Home(load_settings(home.data, env={}), read_only=True))


def held_delivery(home: House) -> int:
    """The number of the delivery that the sample nights leave held."""
    with opened(home) as store_home, store_home.store.read() as connection:
        return next(each.id for each, entry in deliveries.with_state(connection) if entry.state == "held")


TAKEN = {
    "overview": overview,
    "vendor": desk(f"/vendors/{VENDOR}"),
    "delivery": held,
    "quarantine": in_quarantine,
    "title": desk(f"/records/{TITLE.replace(':', '/', 1)}"),
    "review": desk("/review"),
    "coverage": desk("/coverage"),
    "libraries": harvested,
    "approve": question("approve", {}),
    "decide": question("decide", {"kind": "match"}),
    "rerun": form("rerun"),
    "curate": form("curate__merge"),
    "preview": preview,
}
CUT = (
    "overview",
    "rerun",
    "curate",
    "title",
    "vendor",
    "quarantine",
    "review",
    "coverage",
    "preview",
    "approve",
    "decide",
)

if __name__ == "__main__":
    main()
