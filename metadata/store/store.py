"""Opens the store: SQLite in WAL mode, or PostgreSQL for writers on more than one machine. One writes at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from metadata.errors import ConfigError, PipelineError
from metadata.settings import Settings
from metadata.store.questions import put

_MIGRATIONS = Path(__file__).parent / "migrations"
REVISION = "0021"  # of the tables that this release works with
MAPPED = 2**31 - 2**16  # bytes of an SQLite file that a reader maps: memory of the system, which all its readers share
HELD = 65_536  # KiB of its pages that a writer holds: a first night looks up keys all over the file
CONNECTIONS = 32  # of a process at the same time; a server has fewer threads


_BEGIN = {  # how a transaction begins; True: one that writes
    ("sqlite", False): "BEGIN",
    ("sqlite", True): "BEGIN IMMEDIATE",
    ("postgresql", False): "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",  # one state, as SQLite shows it
    ("postgresql", True): "SELECT pg_advisory_xact_lock(1701667188)",  # writers queue until the one before commits
}


class Reader(Protocol):
    """Where a state of the store is read: the store, or a transaction that is still open."""

    def read(self) -> AbstractContextManager[Connection]:
        """A connection that sees one state."""


class Store:
    """The database of one data folder. Reading is free; writing is one transaction at a time."""

    def __init__(self, url: str, lock: Path, read_only: bool = False) -> None:
        self.url = url
        self._lock = lock
        self._read_only = read_only
        self.engine = _engine(url, read_only)
        self._writing = self.engine.execution_options(writing=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the store. Raises PipelineError when the database cannot be reached."""
        with self._plain_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it or nothing. A second writer, in this or another process, waits.

        Raises PipelineError when the database cannot be reached, or is lost on the way: then nothing was written.
        """
        if self._read_only:
            raise PipelineError("the store was opened to be read: nothing can be written")
        with self._turn(), self._plain_errors(), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def alter(self) -> Iterator[Connection]:
        """The same for migrations, which may make a table anew that others refer to.

        SQLite cannot take a constraint from a table otherwise, and would count each row of the old one as gone: what
        refers to rows is looked at once, at the end. Raises PipelineError when something refers to none.
        """
        is_sqlite = self.engine.dialect.name == "sqlite"
        with self._turn(), self._plain_errors(), self._writing.connect() as connection:
            if not is_sqlite:
                with connection.begin():
                    yield connection
                return
            opened = connection.connection.cursor()  # the setting counts only outside of transactions
            opened.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise PipelineError(f"the store {self._where}: a row of {lost[0]} would refer to nothing")
            finally:
                opened.execute("PRAGMA foreign_keys=ON")

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One writer of an SQLite file at a time, however long the one before takes; PostgreSQL queues by itself."""
        if self.engine.dialect.name != "sqlite":
            yield
            return
        with self._lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        """What the database could not do, in its own words and without what was to be written."""
        try:
            yield
        except DBAPIError as error:
            raise PipelineError(f"the store {self._where}: {_words(error)}") from None
        except PoolTimeout:
            raise PipelineError(f"the store {self._where}: every connection is in use") from None

    @property
    def _where(self) -> str:
        return self.engine.url.render_as_string(hide_password=True)


def _words(error: DBAPIError) -> str:
    """What the database said; of PostgreSQL without the details, which quote what was to be written."""
    told = error.orig.args[0] if error.orig and error.orig.args else error.orig
    return str(told.get("M", "")) if isinstance(told, dict) else str(told)


def open_store(settings: Settings, upgrade: bool = True) -> Store:
    """Open the store of a data folder, made or brought up to date if need be.

    Raises PipelineError when the store is of a newer release than this program.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database, settings.data_dir / "writer.lock")
    if upgrade:
        upgrade_store(store)
    return store


def open_store_to_read(settings: Settings) -> Store:
    """Open the store so that nothing can be written to it.

    Raises PipelineError when it cannot be opened or is of another release than this program.
    """
    store = Store(settings.database, settings.data_dir / "writer.lock", read_only=True)
    if (found := _revision(store)) != REVISION:
        store.close()
        raise PipelineError(f"the store is at revision {found or 'none'}, not {REVISION}: emat db upgrade")
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
    with store.alter() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return _revision(store)


def _revision(store: Store) -> str:
    """The revision of the store's tables; "" when it has none yet."""
    with store.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _address(url: str) -> URL:
    """The address of the store. Raises ConfigError, which never tells it: a password may stand in it."""
    try:
        address = make_url(url)
    except ArgumentError:
        like = "postgresql+pg8000://user:password@host:5432/ematerial"
        raise ConfigError(f"EMAT_DATABASE is no address of a database, such as {like}") from None
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigError("EMAT_DATABASE: the store is a database of SQLite or PostgreSQL, none of another kind")
    return address.set(drivername="postgresql+pg8000") if address.drivername == "postgresql" else address


def _engine(url: str, read_only: bool) -> Engine:
    address = _address(url)
    no_tls = {"ssl_context": False} if "unix_sock" in address.query else {}  # a socket of this machine needs none
    if read_only and address.database and address.get_backend_name() == "sqlite":
        address = address.set(database=f"file:{quote(address.database)}", query={"mode": "ro", "uri": "true"})
    engine = create_engine(
        address,
        connect_args=no_tls,
        hide_parameters=True,
        pool_pre_ping=address.get_backend_name() != "sqlite",  # a file is not lost like a connection
        pool_size=CONNECTIONS,
        max_overflow=0,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _only_reading_sqlite if read_only else _configure_sqlite)
    elif isinstance(engine.dialect, DefaultDialect):
        engine.dialect.use_insertmanyvalues_wo_returning = True  # many rows in one statement: four times as fast
    event.listen(engine, "begin", _begin)
    return engine


def _configure_sqlite(connection: Any, record: object) -> None:
    """WAL lets readers go on while one writes; the driver must not open transactions by itself."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=60000",
        f"cache_size=-{HELD}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _only_reading_sqlite(connection: Any, record: object) -> None:
    """The file is opened with mode=ro; query_only refuses even what would be written to memory.

    Pages are looked at where the system has them in memory, not copied: a page of a list is of hundreds of them.
    """
    connection.isolation_level = None
    for pragma in ("query_only=ON", "busy_timeout=60000", f"mmap_size={MAPPED}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    if statement := _BEGIN.get((connection.dialect.name, writing)):
        put(connection, statement)
