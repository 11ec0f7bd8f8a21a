"""Spares the tests what is the same for each of their many stores: statements are compiled once for all, and nothing
waits for a disk that will not fail (half of what a test of a night took).

What a process wrote is there for every other one, killed or not; only a power cut would show a difference. Programs
that a test starts force their files as ever; `tests/metadata/store/test_store.py` shows that the store does.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from functools import wraps
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool

from metadata.store import store


def _looked_at(descriptor: int) -> None:
    """What has no file behind it is refused, as forcing refuses it."""
    os.fstat(descriptor)


def _quick(connection: Any, record: object) -> None:
    """Every database but the store is opened with this, Airflow's too."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """Every store of SQLite has the dialect of the first one: what is compiled for it serves all of them."""
    make = store._engine
    dialects: list[Any] = []  # that of the first store
    compiled: dict[Any, Any] = {}

    @wraps(make)
    def made(url: str, read_only: bool) -> Engine:
        engine = make(url, read_only)
        if engine.dialect.name == "sqlite":
            dialects[:] = dialects or [engine.dialect]
            engine.dialect = dialects[0]
            engine.update_execution_options(compiled_cache=compiled)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_engine", made)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_is_forced_to_the_disk() -> Iterator[None]:
    """No file and no SQLite database of this process is forced to the disk."""
    configure = store._configure_sqlite

    @wraps(configure)
    def at_once(connection: Any, record: object) -> None:
        configure(connection, record)
        _quick(connection, record)

    event.listen(Pool, "connect", _quick)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", _looked_at)
        patch.setattr(store, "_configure_sqlite", at_once)
        yield
    event.remove(Pool, "connect", _quick)
