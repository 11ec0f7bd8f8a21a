"""The form of a rerun, what it refuses, and its runs for each choice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from metadata import pipeline
from metadata.home import Home
from metadata.previews import kept
from metadata.samples import play
from metadata.settings import load_settings
from metadata.store import deliveries, runs
from metadata.store.tables import metadata as tables
from metadata.store.tables import quarantine, source_record

Bag = dict[str, Any]
VENDOR = "film-service"
LIST = "FI-Saarela.hankinnat"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after the first night of one vendor and one library."""
    folder = tmp_path_factory.mktemp("rerun") / "data"
    home = Home(load_settings(folder))
    play(home, 1)
    pipeline.harvest(home, VENDOR)
    from metadata.acquisitions.stages import acquire

    acquire(home, LIST)
    pipeline.publish(home)
    home.close()
    return folder


@pytest.fixture
def home(played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of it, which the tasks find by EMAT_DATA_DIR."""
    shutil.copytree(played, tmp_path / "data")
    monkeypatch.setenv("EMAT_DATA_DIR", str(tmp_path / "data"))
    return Home(load_settings())


@pytest.fixture(scope="module")
def form(read_dags: Callable[[], Bag]) -> Any:
    """The form as it opens."""
    return read_dags()["rerun"].params


@pytest.fixture(scope="module")
def rerun(dags: Bag, form: Any) -> Callable[..., Any]:
    """Sends the form with these values; all of them are sent, for `test()` leaves those of a run in the DAG."""
    return lambda **values: dags["rerun"].test(run_conf={**form.dump(), **values})


def content(home: Home) -> dict[str, list[Any]]:
    """Every row of the store but those that say which run touched what."""
    with home.store.read() as connection:
        names = [table for table in tables.sorted_tables if table.name != "run_tie"]
        return {table.name: list(connection.execute(table.select())) for table in names}


def returned(run: Any, task_id: str) -> Any:
    return run.get_task_instance(task_id).xcom_pull(task_ids=task_id)


def states(run: Any) -> dict[str, str]:
    return {each.task_id: str(each.state) for each in run.get_task_instances()}


CHOICES: dict[str, dict[str, Any]] = {
    "newest": {},
    "delivery": {"delivery": "films-20261101.mrc"},
    "since": {"since": "2020-01-01"},
    "ids": {"ids": ["first", "second"]},
    "quarantine": {},
    "rule": {"rule": "rule"},
    "mapping": {},
    "vocabulary": {"vocabulary": "slm"},
}


@pytest.mark.parametrize("what", CHOICES)
def test_each_choice_is_told_dry_and_writes_nothing(rerun: Any, home: Home, what: str) -> None:
    with home.store.read() as connection:
        rows = connection.execute(select(source_record).order_by(source_record.c.id)).all()
        withheld = len(connection.execute(select(quarantine)).all())
    conf = {**CHOICES[what], "vendor": VENDOR, "what": what}
    if what == "ids":
        conf["ids"] = [rows[0].vendor_id, rows[1].title_id]
    if what == "rule":
        conf["rule"] = rows[0].issues[0][0]
    before = content(home)
    run = rerun(**conf)
    assert states(run) == {"check": "success", "rerun": "success", "report": "success", "tell_held": "skipped"}
    told = returned(run, "rerun")["vendors"][VENDOR]
    read = {"newest": 30, "delivery": 30, "since": 30, "ids": 2, "quarantine": withheld, "mapping": 0}
    assert told["read"] == read.get(what, told["read"])
    assert told["would_be"] == ("committed" if told["read"] else "nothing")
    assert what in ("quarantine", "mapping") or told["read"]
    assert content(home) == before


def test_a_dry_run_leads_to_its_preview(rerun: Any, home: Home) -> None:
    run = rerun(vendor=VENDOR)
    number = returned(run, "rerun")["preview"]
    seen = kept.load(home, number)
    assert seen is not None
    assert (seen["by"], seen["wish"]["vendor"]) == ("dag_test", VENDOR)
    with home.store.read() as connection:
        assert runs.ties(connection, "rerun", run.run_id) == [runs.Tie("preview", str(number))]
    link = run.get_task_instance("rerun").xcom_pull(task_ids="rerun", key="_link_PreviewLink")
    assert link.endswith(f"/desk/previews/{number}")


def test_a_real_run_keeps_who_and_why_and_leads_to_its_delivery(rerun: Any, home: Home) -> None:
    run = rerun(vendor=VENDOR, dry_run=False, reason="a rule was mended")
    assert returned(run, "rerun")["vendors"][VENDOR]["state"] == "committed"
    with home.store.read() as connection:
        entries = deliveries.history(connection, 1)
        assert runs.Tie("delivery", "1") in runs.ties(connection, "rerun", run.run_id)
    assert ("rerun: a rule was mended", "dag_test") in [(each.reason, each.actor) for each in entries]
    assert run.get_task_instance("rerun").xcom_pull(task_ids="rerun", key="_link_PreviewLink") == ""


def test_a_list_of_acquisitions_is_run_again(rerun: Any, home: Home) -> None:
    told = returned(rerun(vendor=LIST), "rerun")["vendors"][LIST]
    run = rerun(vendor=LIST, dry_run=False, reason="a column was named wrongly")
    done = returned(run, "rerun")["vendors"][LIST]
    assert (told["would_be"], told["counts"]) == (done["state"], done["counts"])
    assert done["counts"]["read"] > 0


WRONG: dict[str, tuple[dict[str, Any], str]] = {  # what the form itself refuses: the API answers 400 with these words
    "vendor": ({"vendor": "nobody"}, "nobody"),
    "what": ({"what": "everything"}, "everything"),
    "delivery": ({"delivery": ""}, "Delivery|delivery|non-empty|too short"),
    "since": ({"since": "1.11.2026"}, "1.11.2026"),
    "ids": ({"ids": ["x" * 501]}, "too long"),
    "too many ids": ({"ids": [str(each) for each in range(5001)]}, "too long|5000"),
    "ids_file": ({"ids_file": "../../etc/passwd"}, "passwd"),
    "rule": ({"rule": "Q'; DROP"}, "DROP"),
    "version": ({"version": "newest"}, "newest"),
    "vocabulary": ({"vocabulary": "lcsh"}, "lcsh"),
    "start": ({"start": "publish"}, "publish"),
    "dry_run": ({"dry_run": "no"}, "boolean"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_the_form_refuses_what_it_can_see_is_wrong(rerun: Any, fault: str) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    values, told = WRONG[fault]
    with pytest.raises(ParamValidationError, match=told):
        rerun(**values)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {  # what it cannot see; `check` says so before anything is done
    "nothing to go by": ({"what": "delivery"}, "Delivery: it is empty"),
    "of another choice": ({"rule": "T03"}, "Rule: it is filled in, but What says 'The newest delivery'"),
    "no such delivery": ({"what": "delivery", "delivery": "x.mrc"}, "has no delivery 'x.mrc'; its latest are"),
    "no such id": ({"what": "ids", "ids": ["no-such-id"]}, "'no-such-id': no record of film-service"),
    "no such rule": ({"what": "rule", "rule": "Q99"}, "no such rule: Q99"),
    "no reason": ({"dry_run": False}, "Reason: it is empty"),
    "no such file": ({"what": "ids", "ids_file": "mine.txt"}, "there is no mine.txt"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_check_is_red_before_anything_is_done(dags: Bag, form: Any, home: Home, fault: str) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    values, told = REFUSED[fault]
    sent = {**form.dump(), "vendor": VENDOR, **values}
    with pytest.raises(AirflowFailException, match=told):
        dags["rerun"].task_dict["check"].python_callable(params=sent)


def test_a_run_that_check_refuses_does_nothing(rerun: Any, home: Home) -> None:
    before = content(home)
    run = rerun(vendor=VENDOR, dry_run=False)
    assert states(run)["check"] == "failed"
    assert states(run)["rerun"] == "upstream_failed"
    assert content(home) == before


def test_the_form_can_be_sent_as_it_opens_and_is_dry(form: Any) -> None:
    """A text without a value blocks the form unless it may be null."""
    assert form["dry_run"] is True
    assert [key for key, value in form.items() if value == ""] == []
    form.validate()


def test_one_run_at_a_time(dags: Bag) -> None:
    assert (dags["rerun"].max_active_runs, dags["rerun"].schedule) == (1, None)


def test_every_choice_of_the_form_says_what_it_is(form: Any) -> None:
    for key in ("vendor", "what", "start", "vocabulary"):
        schema = form.get_param(key).schema
        assert {each or "null" for each in schema["enum"]} == set(schema["values_display"])
    shown = form.get_param("vendor").schema["values_display"]
    assert shown[VENDOR] == "Film service (film-service)"
    assert LIST in shown
    everyday = [key for key, each in form.items() if not form.get_param(key).schema.get("section")]
    assert everyday == ["vendor", "what", "dry_run", "reason"]


def test_what_people_write_is_no_template(rerun: Any, home: Home) -> None:
    run = rerun(vendor=VENDOR, reason="{{ 7 * 7 }}", what="ids", ids=["{{ 7 * 7 }}"])
    assert states(run)["check"] == "failed"  # it is looked for as it stands
