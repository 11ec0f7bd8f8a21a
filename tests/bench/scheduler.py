"""What Airflow adds to a night: one feed through a real scheduler with LocalExecutor on SQLite, and through `emat run`.

CPU of everything that Airflow runs, from the trigger of the harvest to the end of the publication that follows it,
against CPU of the command with two workers. Of a small feed the tasks and the services weigh most, so both are told:
what a task costs, what the services cost while nothing happens, and what that makes of a million records, whose pieces
are counted as they would be shared out. Not part of `make bench`: `python -m tests.bench.scheduler [RECORDS]`.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

from dags.local.environment import airflow_settings
from metadata.shares import SHARE
from tests.bench import night
from tests.bench.corpus import build, ebooks
from transforms.formats.marc21 import to_iso2709

RECORDS = 30_000
MILLION = 1_000_000
GOAL = 0.20
IDLE = 60.0  # seconds in which the services are watched while nothing happens
PARTS = (("api-server",), ("scheduler", "--skip-serve-logs"), ("dag-processor",), ("triggerer", "--skip-serve-logs"))
DAGS = (f"harvest__{night.VENDOR}", "publish")
PATIENCE = 3_600.0
TWO_CORES = 0.75  # of the seconds of work: refining uses both, commit and publication have one writer


class Ran(NamedTuple):
    """CPU seconds of a night, how long it took, and how many tasks were run in processes of their own."""

    cpu: float
    wall: float
    tasks: int


class Started(NamedTuple):
    """Airflow's folder, its settings, and the processes that were started."""

    home: Path
    env: dict[str, str]
    pids: list[int]


def main(records: int) -> int:
    """Measure, print; 1 when the goal is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = build(folder, records)
        feed = b"".join(raw for each in ebooks(corpus.iso, records) if isinstance(raw := to_iso2709(each), bytes))
        schemas = night._schemas(folder)
        print(f"{records} records, {len(feed) / 1e6:.0f} MB, load average {os.getloadavg()[0]:.1f}", flush=True)
        bare = _alone(folder / "bare", schemas)
        alone = _alone(_delivered(folder / "alone", feed), schemas)
        print(f"emat run, 2 workers: {alone:.1f} s CPU, of it {bare:.1f} s without any file", flush=True)
        with _airflow(folder / "airflow-run", _delivered(folder / "scheduled", feed), schemas) as (home, env, pids):
            idle = _idle(pids)
            print(f"Airflow while nothing happens: {idle:.3f} s CPU a second", flush=True)
            ran = _scheduled(home, env, pids)
        return 0 if _told(records, len(feed), (alone, bare), idle, ran) else 1


def _told(records: int, size: int, emat: tuple[float, float], idle: float, ran: Ran) -> bool:
    """Whether a million records are within the goal; `emat`: seconds of `emat run` with the feed, and with none."""
    alone, bare = emat
    print(f"Airflow: {ran.cpu:.1f} s CPU in {ran.wall:.0f} s, {ran.tasks} tasks: {ran.cpu / alone - 1:+.1%}")
    a_task = (ran.cpu - (alone - bare) - idle * ran.wall) / ran.tasks
    print(f"  of it the services {idle * ran.wall:.1f} s, and {a_task:.2f} s a task beside its work")
    work = (alone - bare) * MILLION / records
    tasks = ran.tasks - _pieces(size) + _pieces(size * MILLION // records)
    wall = work * TWO_CORES
    share = (work + tasks * a_task + idle * wall) / (work + bare) - 1
    held = share <= GOAL
    print(f"a million records: {work:.0f} s of work in some {wall:.0f} s, {tasks} tasks: {share:+.1%}", end="")
    print(f"   goal <= {GOAL:.0%}: {'holds' if held else 'MISSED'}")
    return held


def _pieces(size: int) -> int:
    """How many tasks refine so many bytes."""
    return -(-size // SHARE)


def _delivered(data: Path, feed: bytes) -> Path:
    inbox = data / "inbox" / night.VENDOR
    inbox.mkdir(parents=True)
    (inbox / "feed-20260101.mrc").write_bytes(feed)
    return data


def _alone(data: Path, schemas: Path) -> float:
    """CPU seconds of `emat run`."""
    emat = [sys.executable, "-c", "from metadata.cli import main; main()"]
    command = [*emat, "run", "--quiet", "--workers", "2", "--data-dir", str(data)]
    process = subprocess.Popen(command, env=os.environ | {"EMAT_SCHEMAS": str(schemas)}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit("emat run failed")
    return used.ru_utime + used.ru_stime


@contextmanager
def _airflow(home: Path, data: Path, schemas: Path) -> Iterator[Started]:
    """Airflow as `make up` starts it, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = os.environ | airflow_settings(data, port)
    env |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db?timeout=60",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__PARALLELISM": "2",
        "EMAT_SCHEMAS": str(schemas),
        "EMAT_PUBLISH_AFTER": "0",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    home.mkdir()
    airflow = [sys.executable, "-m", "airflow"]
    subprocess.run([*airflow, "db", "migrate"], env=env, check=True, capture_output=True)
    with ExitStack() as stack:
        pids = [stack.enter_context(_part([*airflow, *each], env, home / f"{each[0]}.log")) for each in PARTS]
        _until(lambda: _count(home, "select count(*) from dag where is_paused = 0 and dag_id in (?, ?)", *DAGS) == 2)
        time.sleep(20)  # what starts has started
        yield Started(home, env, pids)


@contextmanager
def _part(command: list[str], env: dict[str, str], log: Path) -> Iterator[int]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _idle(pids: list[int]) -> float:
    before, begin = _cpu(pids), time.monotonic()
    time.sleep(IDLE)
    return (_cpu(pids) - before) / (time.monotonic() - begin)


def _scheduled(home: Path, env: dict[str, str], pids: list[int]) -> Ran:
    """Trigger the harvest, wait for the publication that it wakes."""
    before, begin = _cpu(pids), time.monotonic()
    command = [sys.executable, "-m", "airflow", "dags", "trigger", DAGS[0]]
    subprocess.run(command, env=env, check=True, capture_output=True)
    for each in DAGS:
        done = "select count(*) from dag_run where dag_id = ? and state in ('success', 'failed')"
        _until(lambda dag=each, query=done: _count(home, query, dag) == 1)
        if _count(home, "select count(*) from dag_run where dag_id = ? and state = 'success'", each) != 1:
            raise SystemExit(f"{each} failed")
    used, wall = _cpu(pids) - before, time.monotonic() - begin
    tasks = "select count(*) from task_instance where dag_id in (?, ?) and pid is not null"
    return Ran(used, wall, _count(home, tasks, *DAGS))


def _until(done: object) -> None:
    end = time.monotonic() + PATIENCE
    while not done():  # type: ignore[operator]
        if time.monotonic() > end:
            raise SystemExit("it takes too long")
        time.sleep(1)


def _count(home: Path, query: str, *values: str) -> int:
    with sqlite3.connect(home / "airflow.db", timeout=60) as connection:
        return int(connection.execute(query, values).fetchone()[0])


def _cpu(pids: list[int]) -> float:
    """CPU seconds of processes, of what they started, and of what has ended below them."""
    total = 0.0
    for pid in pids:
        top = psutil.Process(pid)
        for each in (top, *top.children(recursive=True)):
            try:
                total += sum(each.cpu_times()[:4])
            except psutil.NoSuchProcess:
                continue
    return total


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS))
