"""The DAGs at work on the sample nights, in this process and on a store of their own."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from metadata import payload, pipeline, turns
from metadata.home import Home
from metadata.samples import play, sample_servers
from metadata.settings import Settings
from metadata.shares import shared_out
from metadata.store import deliveries, records, runs
from metadata.store.tables import metadata as tables
from metadata.store.tables import source_record

AGGREGATOR = "harvest__marc-aggregator"
RENEWAL = ("renew", "refine_renewal", "commit_renewal")
ASIDE = (*RENEWAL, "tell_held")  # what a sound night skips


def states(run: Any) -> dict[str, str]:
    return {each.task_id: str(each.state) for each in run.get_task_instances()}


def returned(run: Any, task_id: str) -> Any:
    return run.get_task_instance(task_id).xcom_pull(task_ids=task_id)


def ledger(home: Home, vendor: str) -> dict[str, str]:
    with home.store.read() as connection:
        return {each.name: entry.state for each, entry in deliveries.with_state(connection, vendor=vendor)}


def content(home: Home) -> dict[str, list[Any]]:
    """Every row of the store."""
    with home.store.read() as connection:
        return {table.name: list(connection.execute(table.select())) for table in tables.sorted_tables}


def test_a_sound_night_is_green_and_publish_follows(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    run = dags[AGGREGATOR].test()
    green = dict.fromkeys(("discover", "fetch", "cut", "refine", "gate", "commit", "report"), "success")
    assert states(run) == {**green, **dict.fromkeys(ASIDE, "skipped")}
    assert returned(run, "gate")[0]["state"] == "refined"
    counts = returned(run, "commit")
    assert counts["read"] == 44
    assert returned(run, "report") == {"live": counts["new"]}

    run = dags["publish"].test()
    published = returned(run, "publish")
    assert published["seq"] == 1
    assert published["counts"]["new"] > 0
    assert (home.settings.files / "index.json").exists()
    assert states(run) == {
        **dict.fromkeys(("gather", "publish", "files", "announce", "report"), "success"),
        "tell_held": "skipped",
    }


def test_a_publication_is_announced_once_also_when_the_first_try_was_lost(dags: dict[str, Any], home: Home) -> None:
    forget_announcements()
    play(home, 1)
    pipeline.harvest(home, "film-service")
    made = pipeline.make_publication(home)  # and then the machine was lost
    run = dags["publish"].test()
    assert returned(run, "publish")["counts"] == {}
    extra = told(run, "announce")
    assert (extra["publication"], extra["counts"]["new"]) == (made.seq, made.counts["new"])
    with home.store.read() as connection:
        assert runs.ties(connection, run.dag_id, run.run_id) == [("publication", str(made.seq))]
    again = dags["publish"].test()
    assert (again.state, states(again)["announce"]) == ("success", "skipped")


def forget_announcements() -> None:
    """Installations of other tests have been announced in the same Airflow."""
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session

    with create_session() as session:
        for each in session.query(AssetEvent).filter_by(source_task_id="announce"):
            session.delete(each)


def test_a_held_publication_is_red_says_why_and_asks(
    dags: dict[str, Any], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(home, 1)
    pipeline.harvest(home, "film-service")
    pipeline.publish(home)
    with home.store.write() as connection:
        connection.execute(source_record.update().values(deleted=True, changed=True))
    run = dags["publish"].test()
    assert run.state == "failed"
    assert {name: states(run)[name] for name in ("publish", "files", "tell_held", "report")} == {
        **dict.fromkeys(("publish", "files", "tell_held"), "success"),
        "report": "failed",
    }
    assert told(run) == {"deliveries": [], "publication": True}
    assert "titles" in returned(run, "publish")["held"]


@pytest.mark.long
def test_a_night_without_files_is_green_and_wakes_nobody(dags: dict[str, Any], home: Home) -> None:
    run = dags[AGGREGATOR].test()
    assert run.state == "success"
    skipped = dict.fromkeys(("fetch", "cut", "refine", "gate", "commit", *ASIDE), "skipped")
    assert states(run) == {"discover": "success", **skipped, "report": "success"}


@pytest.mark.long
def test_lists_of_libraries_are_taken_and_publish_is_woken(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    run = dags["acquisitions"].test()
    assert run.state == "success"
    assert ledger(home, "FI-Saarela.hankinnat") == {"hankinnat-20261101.csv": "committed"}
    assert {name for name, state in states(run).items() if state != "success"} == {"tell_held"}


def test_a_list_that_cannot_be_read_is_red_and_publish_is_woken_all_the_same(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    (home.settings.inbox / "FI-Saarela" / "hankinnat-20261101.csv").write_bytes(b"<html>\n")
    run = dags["acquisitions"].test()
    assert ledger(home, "FI-Saarela.hankinnat") == {"hankinnat-20261101.csv": "unreadable"}
    assert ledger(home, "FI-Tunturi.nordhyllan").popitem()[1] == "committed"
    assert run.state == "failed"
    assert {name for name, state in states(run).items() if state != "success"} == {"tell_held", "report"}


@pytest.mark.long
def test_a_list_that_is_held_is_told_once_and_red_in_the_report_alone(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    dags["acquisitions"].test()
    inbox = home.settings.inbox / "FI-Saarela"
    head = (inbox / "hankinnat-20261101.csv").read_text("utf-8").splitlines()[0]
    (inbox / "hankinnat-20261102.csv").write_text(f"{head}\n", "utf-8")
    for told in ("success", "skipped"):
        run = dags["acquisitions"].test()
        assert ledger(home, "FI-Saarela.hankinnat")["hankinnat-20261102.csv"] == "held"
        assert run.state == "failed"
        assert (states(run)["tell_held"], states(run)["take_list"], states(run)["report"]) == (
            told,
            "success",
            "failed",
        )


PLATFORM = "harvest__nordic-platform"


@pytest.mark.long
def test_a_source_that_does_not_answer_is_red_and_what_waits_is_done(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    with sample_servers(home):
        pipeline.fetch(home, "nordic-platform")
    run = dags[PLATFORM].test()  # the server is gone and nobody has set the connection
    assert run.state == "failed"
    green = dict.fromkeys(("discover", "cut", "refine", "gate", "commit"), "success")
    assert states(run) == {"fetch": "failed", **green, **dict.fromkeys(ASIDE, "skipped"), "report": "failed"}
    assert set(ledger(home, "nordic-platform").values()) == {"committed"}


@pytest.mark.long
def test_a_connection_that_was_made_in_airflow_is_used(dags: dict[str, Any], home: Home) -> None:
    from airflow.models import Connection
    from airflow.utils.session import create_session

    play(home, 1)
    with sample_servers(home) as addresses, create_session() as session:
        session.add(Connection(conn_id="sample_nordic_platform", uri=addresses["EMAT_CONN_SAMPLE_NORDIC_PLATFORM"]))
        session.commit()
        run = dags[PLATFORM].test()
        session.delete(session.query(Connection).filter_by(conn_id="sample_nordic_platform").one())
    assert states(run)["commit"] == "success"
    assert set(ledger(home, "nordic-platform").values()) == {"committed"}


def test_a_held_delivery_is_red_in_the_report_alone_and_the_other_one_is_committed(
    dags: dict[str, Any], home: Home
) -> None:
    play(home, 1)
    dags[AGGREGATOR].test()
    play(home, 2)
    run = dags[AGGREGATOR].test()
    assert run.state == "failed"
    assert {name for name, state in states(run).items() if state != "success"} == {*RENEWAL, "report"}
    assert ledger(home, "marc-aggregator") == {
        "aggregator-20261101.mrc": "committed",
        "aggregator-20261102.mrc": "committed",
        "aggregator-20261103.mrc": "held",
    }


@pytest.mark.long
def test_a_held_delivery_that_comes_alone_is_told_by_the_gate(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    play(home, 2)
    poisoned = home.settings.inbox / "marc-aggregator/aggregator-20261103.mrc"
    aside = shutil.move(poisoned, home.settings.data_dir / poisoned.name)
    dags[AGGREGATOR].test()
    shutil.move(aside, poisoned)
    run = dags[AGGREGATOR].test()
    verdict = returned(run, "gate")[0]
    assert (verdict["name"], verdict["state"]) == (poisoned.name, "held")
    assert "falls by 60%" in verdict["reason"]
    assert {name: states(run)[name] for name in ("gate", "commit", "report")} == {
        "gate": "success",
        "commit": "skipped",
        "report": "failed",
    }


@pytest.mark.long
def test_deliveries_that_wait_together_end_as_they_do_without_airflow(
    dags: dict[str, Any], home: Home, tmp_path: Path
) -> None:
    """Three deliveries at once: each is judged against what the one before it left."""
    other = Home(Settings(tmp_path / "other", home.settings.schemas, home.settings.samples, _database(tmp_path)))
    for each in (home, other):
        play(each, 1)
        play(each, 2)
    dags[AGGREGATOR].test()
    pipeline.harvest(other, "marc-aggregator")
    assert ledger(home, "marc-aggregator") == ledger(other, "marc-aggregator")
    with home.store.read() as here, other.store.read() as there:
        assert records.live_ids(here, "marc-aggregator") == records.live_ids(there, "marc-aggregator")


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'other' / 'ematerial.db'}"


@pytest.mark.long
def test_an_unreadable_delivery_is_red_in_the_report_and_commits_nothing(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    cut = home.settings.inbox / "film-service/films-20261101.mrc"
    cut.write_bytes(cut.read_bytes()[:-100])
    run = dags["harvest__film-service"].test()
    assert returned(run, "gate")[0]["state"] == "unreadable"
    green = dict.fromkeys(("discover", "fetch", "cut", "gate"), "success")
    assert states(run) == {
        **green,
        **dict.fromkeys(("refine", "commit", *ASIDE), "skipped"),
        "report": "failed",
    }


@pytest.mark.long
def test_mapped_tasks_are_named_for_their_files_and_bytes(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    size = (home.settings.inbox / "film-service/films-20261101.mrc").stat().st_size
    run = dags["harvest__film-service"].test()
    named = [run.get_task_instance(each, map_index=0).rendered_map_index for each in ("fetch", "refine")]
    assert named == ["films-20261101.mrc", f"films-20261101.mrc 0-{size - 1}"]


@pytest.mark.long
def test_many_files_and_many_pieces_are_shared_out_among_tasks(
    dags: dict[str, Any], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "RANGE", 10_000)
    monkeypatch.setattr(turns, "shared_out", partial(shared_out, share=20_000))
    monkeypatch.setattr(turns, "A_FILE", 1)
    other = Home(Settings(tmp_path / "other", home.settings.schemas, home.settings.samples, _database(tmp_path)))
    for each in (home, other):
        play(each, 1)
        play(each, 2)
    run = dags[AGGREGATOR].test()
    pipeline.harvest(other, "marc-aggregator")
    named = {(each.task_id, each.rendered_map_index) for each in run.get_task_instances() if each.map_index >= 0}
    files = [name for task, name in named if task == "fetch"]
    pieces = [name for task, name in named if task == "refine"]
    assert len(files) > 1
    assert len(pieces) > 3
    assert ledger(home, "marc-aggregator") == ledger(other, "marc-aggregator")
    with home.store.read() as here, other.store.read() as there:
        assert records.live_ids(here, "marc-aggregator") == records.live_ids(there, "marc-aggregator")


@pytest.mark.long
def test_a_changed_vendor_file_makes_records_anew(
    dags: dict[str, Any], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(home, 1)
    dags["harvest__film-service"].test()
    schemas = tmp_path / "schemas"
    shutil.copytree(home.settings.schemas, schemas)
    path = schemas / "vendors/film-service.yml"
    path.write_text(path.read_text("utf-8").replace("Lainataan vain täysi-ikäisille.", "Vain aikuisille."), "utf-8")
    monkeypatch.setenv("EMAT_SCHEMAS", str(schemas))
    run = dags["harvest__film-service"].test()
    assert {name: states(run)[name] for name in ("cut", *RENEWAL)} == {
        "cut": "skipped",
        **dict.fromkeys(RENEWAL, "success"),
    }
    assert run.get_task_instance("refine_renewal", map_index=0).rendered_map_index.startswith("renewal 1 records 0-")
    assert returned(run, "commit_renewal")["read"] > 0


@pytest.mark.long
def test_a_run_is_tied_to_what_it_touched_and_tells_what_it_left_held(dags: dict[str, Any], home: Home) -> None:
    play(home, 1)
    first = dags[AGGREGATOR].test()
    publication = dags["publish"].test()
    play(home, 2)
    run = dags[AGGREGATOR].test()
    with home.store.read() as connection:
        names = {each.id: each.name for each, _ in deliveries.with_state(connection, vendor="marc-aggregator")}
        touched = [
            [(kind, names[int(ref)] if kind == "delivery" else ref) for kind, ref in runs.ties(connection, *each)]
            for each in ((first.dag_id, first.run_id), (run.dag_id, run.run_id), ("publish", publication.run_id))
        ]
    assert touched == [
        [("delivery", "aggregator-20261101.mrc")],
        [("delivery", "aggregator-20261102.mrc"), ("delivery", "aggregator-20261103.mrc")],
        [("publication", "1")],
    ]
    assert states(run)["tell_held"] == "success"
    held = next(key for key, name in names.items() if name == "aggregator-20261103.mrc")
    assert told(run) == {"deliveries": [held], "publication": False}


def told(run: Any, task_id: str = "tell_held") -> Any:
    """The extra of the event that a task of a run gave."""
    from airflow.models.asset import AssetEvent
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        query = select(AssetEvent).where(AssetEvent.source_run_id == run.run_id, AssetEvent.source_task_id == task_id)
        return session.scalars(query).one().extra
