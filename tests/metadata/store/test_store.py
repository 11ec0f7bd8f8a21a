"""The store: its migrations make exactly its tables, and one writer writes at a time."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from feeds import NOW, home_in
from postgresql import BOTH
from sqlalchemy import inspect, text

from metadata.errors import ConfigError, PipelineError
from metadata.home import Home
from metadata.settings import load_settings
from metadata.store import publications, store
from metadata.store.tables import metadata

DATABASES = BOTH


def test_the_revision_of_this_release_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(store._MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [store.REVISION]


def test_migrations_make_the_tables_that_the_code_knows(home: Home) -> None:
    with home.store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_indexes_of_migrations_and_tables_are_the_same(home: Home) -> None:
    with home.store.read() as connection:
        inspector = inspect(connection)
        indexes = (each for name in inspector.get_table_names() for each in inspector.get_indexes(name))
        made = {each["name"] for each in indexes if "duplicates_constraint" not in each}
    assert made == {index.name for table in metadata.sorted_tables for index in table.indexes}


def test_an_upgrade_of_an_up_to_date_store_does_nothing(home: Home) -> None:
    assert store.upgrade_store(home.store) == store.REVISION
    assert store.upgrade_store(home.store) == store.REVISION


def test_a_store_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    home = home_in(tmp_path / "data")
    with home.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    home.close()
    with pytest.raises(PipelineError, match="9999"):
        store.open_store(home.settings)


def test_a_failed_transaction_leaves_nothing(home: Home) -> None:
    with pytest.raises(ZeroDivisionError), home.store.write() as connection:
        publications.add(connection, 1, NOW)
        assert 1 / 0
    with home.store.read() as connection:
        assert publications.current(connection) == (0, "")


def test_what_is_committed_outlives_a_power_cut(tmp_path: Path) -> None:
    durable = store._configure_sqlite.__wrapped__  # type: ignore[attr-defined]  # tests spare themselves the waiting
    with closing(sqlite3.connect(tmp_path / "ematerial.db")) as connection:
        durable(connection, None)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL: the log is forced at each commit


def test_readers_go_on_while_one_writes_and_see_nothing_of_it(home: Home) -> None:
    with home.store.write() as writing:
        publications.add(writing, 1, NOW)
        with home.store.read() as connection:
            assert publications.current(connection) == (0, "")


def test_a_second_writer_waits_for_the_first(home: Home) -> None:
    seen: list[int] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait(5)
        with home.store.write() as connection:
            seen.append(publications.current(connection)[0])

    thread = threading.Thread(target=second)
    with home.store.write() as connection:
        thread.start()
        inside.set()
        thread.join(0.2)
        assert thread.is_alive()
        publications.add(connection, 1, NOW)
    thread.join(5)
    assert seen == [1]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("sesame", "EMAT_DATABASE is no address of a database, such as postgresql"),
        ("sesame://user:sesame@host/x", "EMAT_DATABASE: the store is a database of SQLite or PostgreSQL"),
        ("mysql://user:sesame@host/x", "EMAT_DATABASE: the store is a database of SQLite or PostgreSQL"),
    ],
)
def test_an_address_that_is_none_is_told_and_not_shown(tmp_path: Path, address: str, said: str) -> None:
    home = Home(load_settings(tmp_path, {"EMAT_DATABASE": address}))
    with pytest.raises(ConfigError, match=said) as told:
        home.store.read()
    assert "sesame" not in str(told.value)
