"""The DAG files: they can be read, and each DAG says what it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from metadata.settings import load_settings

SCHEMAS = load_settings(Path()).schemas
VENDORS = sorted(path.stem for path in (SCHEMAS / "vendors").glob("*.yml"))


DOORS = {
    "acquisitions",
    "approve",
    "check_links",
    "decide",
    "publish",
    "rerun",
    "vocabularies",
    "watch",
}


def test_there_is_a_dag_for_every_vendor_file_and_for_every_door(dags: dict[str, Any]) -> None:
    made_from_lists = ("harvest__", "curate__")
    assert {each for each in dags if not each.startswith(made_from_lists)} == DOORS
    assert {each for each in dags if each.startswith("harvest__")} == {f"harvest__{each}" for each in VENDORS}


def test_no_shipped_vendor_file_is_refused(dags: dict[str, Any]) -> None:
    assert [each for each in dags.values() if "config-error" in each.tags] == []


def test_every_dag_and_task_has_a_text(dags: dict[str, Any]) -> None:
    assert [each.dag_id for each in dags.values() if len(each.doc_md or "") < 200] == []
    assert [task.task_id for each in dags.values() for task in each.tasks if not task.doc_md] == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_harvest_runs_by_the_clock_of_its_vendor_one_at_a_time(dags: dict[str, Any], vendor: str) -> None:
    harvest = dags[f"harvest__{vendor}"]
    assert str(harvest.timetable.timezone) == "Europe/Helsinki"
    assert (harvest.max_active_runs, harvest.catchup) == (1, False)


def test_a_harvest_names_whom_to_call(dags: dict[str, Any]) -> None:
    harvest = dags["harvest__film-service"]
    assert harvest.dag_display_name == "Harvest: Film service"
    assert harvest.owner_links == {"metadata@films.example": "mailto:metadata@films.example"}
    assert "Whom to call: metadata@films.example" in harvest.doc_md
    for told in (
        "**Suomeksi.** Suoratoistopalvelu",
        "**På svenska.** En ström",
        "pyydä lähettämään",
        "ask for it again",
    ):
        assert told in harvest.doc_md


def test_a_source_is_asked_again_and_ours_only_after_a_lost_machine(dags: dict[str, Any]) -> None:
    retries = {task.task_id: task.retries for task in dags["harvest__film-service"].tasks}
    asking = {each: retries.pop(each) for each in ("discover", "fetch")}
    assert set(asking.values()) == {3}
    assert {each for each, count in retries.items() if count != 1} == {"report"}  # red is its answer


def test_what_goes_wrong_with_us_is_not_tried_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    from dags.parts.installation import installation
    from metadata.errors import ConfigError, PipelineError, SourceError

    monkeypatch.setenv("EMAT_DATA_DIR", str(tmp_path))
    for fault in (ConfigError("no key"), PipelineError("lost"), ZeroDivisionError("odd")):
        with pytest.raises(AirflowFailException, match=str(fault)), installation():
            raise fault
    for passing in (SourceError("no answer"), AirflowSkipException("nothing")):
        with pytest.raises(type(passing)), installation():
            raise passing


def test_a_source_is_never_asked_by_more_tasks_than_its_file_allows(dags: dict[str, Any]) -> None:
    assert dags["harvest__film-service"].task_dict["fetch"].max_active_tis_per_dag == 1


def test_publish_waits_for_any_vendor_or_the_lists_and_not_for_all(dags: dict[str, Any]) -> None:
    from airflow.sdk import AssetAny

    condition = dags["publish"].timetable.asset_condition
    assert isinstance(condition, AssetAny)
    assert {each.name for each in condition.objects} == {f"records_{each}" for each in VENDORS} | {"acquisitions"}


def test_what_vendors_commit_is_gathered_but_a_person_does_not_wait(
    dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from types import SimpleNamespace

    from airflow.sdk.exceptions import TaskDeferred

    gather = dags["publish"].task_dict["gather"]
    assert (gather.deferrable, gather.time_to_wait.total_seconds()) == (True, 300)
    with pytest.raises(TaskDeferred):
        gather.execute({"dag_run": SimpleNamespace(run_type="asset_triggered")})
    assert gather.execute({"dag_run": SimpleNamespace(run_type="manual")}) is None


def test_a_hundred_vendors_have_a_dag_each_and_a_task_makes_only_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from dags.harvest import vendor_dags

    shipped = [path.read_text("utf-8") for path in sorted((SCHEMAS / "vendors").glob("*.yml"))]
    for number in range(100):
        text = shipped[number % len(shipped)] if number != 50 else "title: 1\n"
        (tmp_path / f"vendor-{number:02}.yml").write_text(text, "utf-8")
    made = {each.dag_id: each for each in vendor_dags(tmp_path)}
    assert list(made) == [f"harvest__vendor-{number:02}" for number in range(100)]
    assert [key for key, each in made.items() if "config-error" in each.tags] == ["harvest__vendor-50"]
    assert [each.dag_id for each in vendor_dags(tmp_path, "harvest__vendor-07")] == ["harvest__vendor-07"]
    assert list(vendor_dags(tmp_path, "publish")) == []


BROKEN = {  # fault: what is replaced in a sound file, by what, and what is said of it
    "unknown-key": ("rank: 50", "ranking: 50", "ranking: no such key; did you mean 'rank'?"),
    "schedule": ('schedule: "45 2 * * *"', 'schedule: "at night"', "schedule: it has five fields"),
    "time-zone": ('timezone: "Europe/Helsinki"', 'timezone: "Europe/Turku"', "Europe/Turku"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_vendor_file_is_seen_and_hides_no_other(
    read_dags: Callable[[], dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str
) -> None:
    schemas = tmp_path / "schemas"
    shutil.copytree(SCHEMAS, schemas)
    text = (SCHEMAS / "vendors/film-service.yml").read_text("utf-8")
    right, wrong, told = BROKEN[fault]
    assert right in text
    (schemas / "vendors/broken.yml").write_text(text.replace(right, wrong), "utf-8")
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))

    found = read_dags()

    assert {key for key, each in found.items() if "config-error" in each.tags} == {"harvest__broken"}
    assert set(found) > {f"harvest__{each}" for each in VENDORS}
    broken = found["harvest__broken"]
    assert "refused" in broken.doc_md
    assert told in broken.doc_md
    assert broken.schedule is not None  # it is red every night, not silent


def test_the_dag_of_a_broken_file_fails_with_the_reason() -> None:
    from airflow.sdk.exceptions import AirflowFailException

    from dags.harvest import broken_dag

    refused = broken_dag("broken", "broken.yml:3: no such key").task_dict["refused"]
    with pytest.raises(AirflowFailException, match=r"broken\.yml:3"):
        refused.python_callable()


def test_acquisitions_is_red_while_the_file_of_a_library_is_refused(
    dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its lists are not looked for, which nobody would see else; those of the others are."""
    from airflow.sdk.exceptions import AirflowFailException

    schemas = Path(shutil.copytree(SCHEMAS, tmp_path / "schemas"))
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))
    monkeypatch.setenv("EMAT_DATA_DIR", str(tmp_path / "data"))
    report, lists = (dags["acquisitions"].task_dict[each].python_callable for each in ("report", "lists"))
    whole = lists()
    assert report([]) is None
    isil = whole[0].partition(".")[0]
    (schemas / "libraries" / f"{isil}.yml").write_text("isil: '\n", "utf-8")
    assert lists() == [each for each in whole if not each.startswith(isil)]
    with pytest.raises(AirflowFailException, match=rf"^{isil}\.yml:"):
        report([])
