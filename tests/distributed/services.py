"""What deploy/ expects beside it: PostgreSQL and Redis, on loopback and free ports, in folders of their own."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

LOOPBACK = "127.0.0.1"
NOBODY = 65534  # PostgreSQL refuses to run as root
QUICK = ("fsync=off", "full_page_writes=off", "max_connections=200")
START = 120.0  # seconds; other work may be on the cores


class Postgres:
    """A server that asks for passwords, with roles and databases made as deploy/README.md says."""

    def __init__(self, port: int, password: str, programs: Path) -> None:
        self.port, self.programs, self._password = port, programs, password

    def url(self, driver: str, name: str) -> str:
        """The address of one of its databases, which belongs to the role of the same name, as SQLAlchemy takes it."""
        return f"postgresql+{driver}://{name}:{self._password}@{LOOPBACK}:{self.port}/{name}"

    def ask(self, name: str, question: str) -> int:
        """What a database answers: a number."""
        engine = create_engine(self.url("pg8000", name))
        with engine.connect() as connection:
            answer = int(connection.execute(text(question)).scalar_one())
        engine.dispose()
        return answer

    def make(self, name: str) -> None:
        """A role and a database of its own, both of this name."""
        engine = create_engine(self.url("pg8000", "postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD '{self._password}'"))
            made = f"CREATE DATABASE {name} OWNER {name} TEMPLATE template0 ENCODING UTF8 LOCALE 'C.UTF-8'"
            connection.execute(text(made))
        engine.dispose()


@contextmanager
def postgres(programs: Path, password: str) -> Iterator[Postgres]:
    """A server while the block runs."""
    with _folder("emat-pg-") as folder:
        secret = _written(folder / "password", password)
        made = ["-U", "postgres", "-A", "scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C.UTF-8"]
        data = folder / "data"
        subprocess.run([programs / "initdb", *made, "-D", data], check=True, capture_output=True, **_as_somebody())
        server = Postgres(free_port(), password, programs)
        options = [part for each in QUICK for part in ("-c", each)]
        command = [programs / "postgres", "-D", data, "-k", folder, "-h", LOOPBACK, "-p", server.port, *options]
        with _process([str(each) for each in command], folder / "log", signal.SIGQUIT):
            lock = data / "postmaster.pid"  # asked too early, the driver would leave a socket open
            wait_for(
                lambda: lock.exists() and lock.read_text("utf-8").rstrip().endswith("ready"), "PostgreSQL is ready"
            )
            yield server


@contextmanager
def redis(password: str) -> Iterator[str]:
    """The address of a server while the block runs."""
    with _folder("emat-redis-") as folder:
        port = free_port()
        lines = (f"bind {LOOPBACK}", f"port {port}", f"requirepass {password}", f"dir {folder}", "appendonly yes")
        settings = _written(folder / "redis.conf", "\n".join(lines))
        with _process(["redis-server", str(settings)], folder / "log", signal.SIGTERM):
            wait_for(lambda: listens(port), "Redis listens")
            yield f"redis://:{password}@{LOOPBACK}:{port}/0"


def free_port() -> int:
    """A port of the loopback on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def wait_for(true: Callable[[], object], what: str, seconds: float = START, between: float = 0.2) -> None:
    """Wait until it is true; fails with `what` when it does not become so."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(between)


@contextmanager
def _process(command: list[str], log: Path, ending: signal.Signals) -> Iterator[None]:
    with log.open("ab") as out:
        running = subprocess.Popen(
            command,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=partial(end_with_parent, ending),
            **_as_somebody(),
        )
    try:
        yield
    finally:
        running.send_signal(ending)
        running.wait(30)


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))  # short: the path of a socket has at most 107 bytes
    _give(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _written(path: Path, content: str) -> Path:
    path.write_text(content, "utf-8")
    path.chmod(0o600)
    _give(path)
    return path


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Linux: nothing outlives tests that were killed."""
    ctypes.CDLL(None).prctl(1, by)


def _as_somebody() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
