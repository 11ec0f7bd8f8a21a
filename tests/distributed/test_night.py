"""Two nights on an installation as deploy/ ships it: PostgreSQL, Redis, every part of Airflow, and two Celery workers,
one of which is killed in the middle of refining. What they leave is what one process leaves.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
import requests
from airflow_api import Airflow, Run, is_healthy
from cloud import BY_KEYS, CLOUD, NIGHTS, RECORDS, with_vendor
from feeds import tree
from left import OUTCOMES, Left, left_by, publications, times_committed
from postgresql import programs
from s3_server import Service, s3_service
from services import LOOPBACK, Postgres, free_port, postgres, redis, wait_for
from shipped import DEPLOY, PARTS, PROGRAMS, Installation

from metadata import pipeline
from metadata.connections import connections_of
from metadata.home import Home
from metadata.samples import play, sample_servers
from metadata.settings import load_settings

pytestmark = pytest.mark.long

SOON = {  # sooner than in production, so that the test need not wait
    "EMAT_PUBLISH_AFTER": "1",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "45",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "90",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
}
WORKERS = ("worker@1", "worker@2")
NIGHT = 3_000.0  # seconds that a night may take, on cores that others use too
QUIET = 8  # seconds without a run, after which a night is over


class Stage:
    """The installation, its vendors, and the people who use it."""

    def __init__(self, installation: Installation, database: Postgres, bucket: Service, home: Home) -> None:
        self.installation, self.database, self.bucket, self.home = installation, database, bucket, home
        self.admin = Airflow(installation.port, "admin", "admin-pw")
        self.librarian = Airflow(installation.port, "librarian", "librarian-pw")

    def over(self) -> bool:
        """True when no run but one that waits for a person goes on; fails when a part of the installation ended."""
        assert self.installation.ended() == []
        return all(each.is_over for each in self.librarian.runs() if each.dag != "approve")

    def play_out(self, watch: Iterator[None]) -> float:
        """Start every harvest and wait until the night is over, what it published too; returns the seconds."""
        begun = time.monotonic()
        wanted = sorted(each for each in self.librarian.dags() if each.startswith("harvest__"))
        for dag in (*wanted, "acquisitions"):
            self.librarian.trigger(dag)
        for _ in watch:
            time.sleep(0.1)
        quiet = 0
        while quiet < QUIET:
            assert time.monotonic() - begun < NIGHT, self.librarian.runs()
            quiet = quiet + 1 if self.over() else 0
            time.sleep(1)
        return time.monotonic() - begun - QUIET


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An installation that runs, with the first night delivered; skipped where what it needs is missing."""
    found = programs()
    if found is None or shutil.which("redis-server") is None:
        pytest.skip("PostgreSQL or redis-server is missing: apt-get install postgresql redis-server")
    if not (PROGRAMS / "airflow").exists():
        pytest.skip("the packages of production are missing: make prod")
    folder = tmp_path_factory.mktemp("distributed")
    password = secrets.token_hex(16)
    with ExitStack() as stack:
        database = stack.enter_context(postgres(found, password))
        broker = stack.enter_context(redis(password))
        bucket = stack.enter_context(s3_service())
        bucket.empty()
        installation = Installation(folder, free_port(), free_port())
        schemas = with_vendor(folder / "schemas", bucket.port)
        make_databases(installation, database, "ematerial", "airflow")
        installation.keep("broker", broker)
        installation.keep("fernet_key", urlsafe_b64encode(secrets.token_bytes(32)).decode())
        for name in ("api_secret_key", "jwt_secret"):
            installation.keep(name, secrets.token_hex(32))
        home = home_of(installation.data, schemas, database.url("pg8000", "ematerial"))
        vendors = stack.enter_context(sample_servers(home))
        known = {"cloud_shelf": BY_KEYS}
        known |= {name.removeprefix("EMAT_CONN_").lower(): uri for name, uri in vendors.items()}
        installation.keep("connections.json", json.dumps(known))
        root = {"C_FORCE_ROOT": "1"} if os.geteuid() == 0 else {}
        installation.settle({"EMAT_SCHEMAS": str(schemas), "PATH": f"{PROGRAMS}:{found}:/usr/bin:/bin", **SOON, **root})
        installation.upgrade()
        for name, role in (("admin", "Admin"), ("librarian", "User")):
            person = ("--email", f"{name}@example.org", "--firstname", name, "--lastname", "Test")
            installation.do("airflow", "users", "create", "-u", name, "-r", role, "-p", f"{name}-pw", *person)
        stack.callback(home.close)
        stack.callback(installation.stop)
        for part in PARTS:
            installation.start(part)
        wait_for(lambda: is_healthy(installation.port), "Airflow is healthy", 300, 1)
        wait_for(lambda: all(installation.times_said(each, "ready.") for each in WORKERS), "both workers are ready")
        made = Stage(installation, database, bucket, home)
        wait_for(lambda: f"harvest__{CLOUD}" in made.librarian.dags(), "the DAGs are there", 300, 1)
        yield made


def make_databases(installation: Installation, database: Postgres, store: str, airflow: str) -> None:
    """Both databases, and their addresses in the secrets."""
    for name, secret, driver in ((store, "store", "pg8000"), (airflow, "airflow_database", "psycopg2")):
        database.make(name)
        installation.keep(secret, database.url(driver, name))


def home_of(data: Path, schemas: Path, database: str) -> Home:
    """An installation as this process sees it."""
    env = {"EMAT_SCHEMAS": str(schemas), "EMAT_DATABASE": database}
    connect = connections_of({"EMAT_CONN_CLOUD_SHELF": BY_KEYS})
    return Home(load_settings(data, env), connect=connect)


def killing(stage: Stage, told: dict[str, str]) -> Iterator[None]:
    """Goes on until a worker refines the delivery from the cloud; kills that worker, and another takes its place."""
    where = stage.installation
    end = time.monotonic() + NIGHT
    while not told:
        assert time.monotonic() < end, "no worker was seen refining"
        yield
        for run in stage.librarian.runs(f"harvest__{CLOUD}") if is_refining(where) else ():
            for task in stage.librarian.tasks(run):
                refines = "refine" in task["task_id"] and task["state"] == "running"
                if refines and (part := where.owner(task["pid"] or 0)):
                    told.update(part=part, task=task["task_id"], run=run.id, killed=str(where.kill(part)))
                    where.start(part)  # as Restart=on-failure does
                    return


def is_refining(where: Installation) -> bool:
    """True while rows of the long delivery are being written."""
    return any(each.stat().st_size > 100_000 for each in (where.data / "work").rglob("*.rows"))


def test_a_lost_worker_loses_nothing(stage: Stage, tmp_path: Path) -> None:
    told, seconds = dict[str, str](), []
    play(stage.home, 1)
    stage.bucket.put(*NIGHTS[1])
    seconds.append(stage.play_out(killing(stage, told)))
    assert told["part"].startswith("worker@")
    again = [each for run in stage.librarian.runs(f"harvest__{CLOUD}") for each in stage.librarian.tasks(run)]
    assert any(each["try_number"] > 1 and each["state"] == "success" for each in again), "the lost task was done again"
    play(stage.home, 2)
    stage.bucket.put(*NIGHTS[2])
    seconds.append(stage.play_out(iter(())))
    runs = stage.librarian.runs()
    failed = {each.dag for each in runs if each.state == "failed"}
    assert failed <= {"harvest__marc-aggregator"}, "only a delivery that is held makes a run red"
    figures(stage, told, seconds, runs)
    found = left_by(stage.home)
    alone = alone_in(tmp_path, stage)
    assert found.states == alone.states
    assert found.live == alone.live
    assert found.views.keys() == alone.views.keys()
    for name, titles in alone.views.items():
        assert found.views[name] == titles, name
    assert len(alone.views["all"]) > RECORDS
    assert_conserved(stage.home, found.states)
    assert pipeline.publish(stage.home).counts == {}, "nothing was left to publish"


def alone_in(folder: Path, stage: Stage) -> Left:
    """What the same two nights leave when one process plays them, on SQLite."""
    stage.bucket.empty()
    env = {"EMAT_SCHEMAS": str(stage.home.settings.schemas)}
    home = Home(load_settings(folder / "alone", env))
    with sample_servers(home) as addresses:
        home.connect = connections_of({**addresses, "EMAT_CONN_CLOUD_SHELF": BY_KEYS})
        for night, delivered in NIGHTS.items():
            play(home, night)
            stage.bucket.put(*delivered)
            pipeline.run(home)
    left = left_by(home)
    home.close()
    return left


def assert_conserved(home: Home, states: Mapping[str, tuple[str, dict[str, int]]]) -> None:
    """Everything read ended in one outcome, every delivery was committed at most once, no publication is empty."""
    for name, (state, counts) in states.items():
        if state == "committed" and "read" in counts and not name.startswith("FI-"):
            assert counts["read"] == sum(counts.get(each, 0) for each in OUTCOMES), name
    assert set(times_committed(home).values()) == {1}
    assert all(any(each.values()) for each in publications(home))


def figures(stage: Stage, told: Mapping[str, str], seconds: list[float], runs: list[Run]) -> None:
    """Print what the nights cost and who did what."""
    where = stage.installation
    tasks = Counter(each["state"] for run in runs for each in stage.librarian.tasks(run))
    did = {each: where.times_said(each, "succeeded in") for each in WORKERS}
    print(f"\nnights: {', '.join(f'{each:.0f} s' for each in seconds)}; runs {len(runs)}; tasks {dict(tasks)}")
    print(f"killed: {told}; tasks ended by worker: {did}")
    for part, process in where.running.items():
        family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        memory = sum(each.memory_full_info().pss for each in family) >> 20
        used = sum(sum(each.cpu_times()[:4]) for each in family)  # with those of children that have ended
        print(f"  {part:14} {used:6.0f} s of CPU, {memory:5} MB, {len(family)} processes")


def test_people_come_in_by_their_roles(stage: Stage) -> None:
    assert stage.admin.status("connections") == 200
    assert stage.librarian.status("connections") == 403
    assert requests.get(f"http://{LOOPBACK}:{stage.installation.port}/api/v2/dags", timeout=60).status_code == 401
    assert not any(stage.librarian.dags().values()), "no DAG is paused"


def test_the_doors_are_open(stage: Stage) -> None:
    address = f"http://{LOOPBACK}:{stage.installation.serve_port}/oai?verb=Identify"
    assert "<baseURL>https://metadata.example.org/oai</baseURL>" in requests.get(address, timeout=60).text


def test_the_executor_is_one_that_production_can_import(stage: Stage) -> None:
    program = "from airflow.providers.celery.executors.celery_executor import CeleryExecutor as it; print(it.__name__)"
    assert stage.installation.do("python", "-c", program).split()[-1] == "CeleryExecutor"


def test_nothing_listens_beyond_loopback(stage: Stage) -> None:
    family = [
        each
        for process in stage.installation.running.values()
        for each in (psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True))
    ]
    heard = {each.laddr for one in family for each in one.net_connections("tcp") if each.status == psutil.CONN_LISTEN}
    assert stage.installation.port in {each.port for each in heard}
    assert {each.ip for each in heard} == {LOOPBACK}


@pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is missing: apt-get install rsync")
def test_a_backup_brings_everything_back(stage: Stage, tmp_path: Path) -> None:
    script, backups = str(DEPLOY / "backup.py"), stage.installation.folder / "backups"
    first, second = (Path(stage.installation.do("python", script, "make", str(backups)).split()[-1]) for _ in range(2))
    kept = next(each for each in (first / "data/deliveries").rglob("*") if each.is_file())
    assert (second / kept.relative_to(first)).stat().st_ino == kept.stat().st_ino, "what is the same is linked"
    other = Installation(tmp_path / "other", free_port(), free_port())
    make_databases(other, stage.database, "store_again", "airflow_again")
    other.settle({"EMAT_SCHEMAS": str(stage.home.settings.schemas), "PATH": f"{PROGRAMS}:{programs()}:/usr/bin:/bin"})
    other.do("python", script, "restore", str(second))
    home = home_of(other.data, stage.home.settings.schemas, stage.database.url("pg8000", "store_again"))
    try:
        assert left_by(home) == left_by(stage.home)
        assert tree(home.settings.files) == tree(stage.home.settings.files)
        assert tree(home.settings.deliveries) == tree(stage.home.settings.deliveries)
        assert pipeline.publish(home).counts == {}
    finally:
        home.close()
    runs = "SELECT count(*) FROM dag_run"
    assert stage.database.ask("airflow_again", runs) == stage.database.ask("airflow", runs) > 0
