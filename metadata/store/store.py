"""Opens the store: SQLite in WAL mode with one writer, or any other database by its SQLAlchemy URL."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text

from metadata.errors import PipelineError
from metadata.settings import Settings

_MIGRATIONS = Path(__file__).parent / "migrations"
REVISION = "0001"  # of the tables that this release works with


class Store:
    """The database of one data folder. Reading is free; writing is one transaction at a time."""

    def __init__(self, url: str, lock: Path) -> None:
        self.url = url
        self._lock = lock
        self.engine = _engine(url)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the store."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing. A second writer, in this or another process, waits."""
        with self._lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with self.engine.begin() as connection:
                yield connection

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def open_store(settings: Settings, upgrade: bool = True) -> Store:
    """Open the store of a data folder, made or brought up to date if need be.

    Raises PipelineError when the store is of a newer release than this program.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database, settings.data_dir / "writer.lock")
    if upgrade:
        upgrade_store(store)
    return store


def upgrade_store(store: Store) -> str:
    """Run the migrations that are missing; returns the revision the store has then. Raises PipelineError."""
    if _revision(store) == REVISION:
        return REVISION
    from alembic import command  # only here: it is slow to import, and an up-to-date store needs none of it
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    if _revision(store) not in {"", *known}:
        raise PipelineError(f"the store is at revision {_revision(store)}, which this release does not know")
    with store.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return _revision(store)


def _revision(store: Store) -> str:
    """The revision of the store's tables; "" when it has none yet."""
    with store.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, record: object) -> None:
    """WAL lets readers go on while one writes; the driver must not open transactions by itself."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
