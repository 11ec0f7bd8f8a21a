"""The installation as a task sees it: opened when the task runs, with Airflow's connections for credentials.

What a task touches through it is tied to the task's run, so that pages about a run lead there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

from airflow.sdk import Connection as AirflowConnection
from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowNotFoundException

from metadata.connections import Connection, from_uri
from metadata.errors import ConfigError, EmatError, SourceError
from metadata.home import Home
from metadata.settings import load_settings, named_connections
from metadata.store import runs

SOURCE: dict[str, Any] = {"retries": 3, "retry_delay": timedelta(minutes=10)}  # of a task that asks a vendor's server
LOST: dict[str, Any] = {"retries": 1, "retry_delay": timedelta(minutes=1)}  # of one that fails only with its machine


def connect(name: str) -> Connection:
    """Credentials by name: of the environment, else a connection that was made in Airflow."""
    try:
        return named_connections()(name)
    except ConfigError as unknown:
        try:
            return from_uri(name, AirflowConnection.get(name).get_uri())
        except AirflowNotFoundException:
            raise unknown from None


@contextmanager
def installation() -> Iterator[Home]:
    """The installation, opened when a task runs. Of all that may go wrong only SourceError is worth a retry."""
    try:
        with closing(Home(load_settings(), connect=connect)) as home:
            home.touched = lambda kind, ref: tie(home, kind, ref)
            yield home
    except (AirflowException, SourceError):
        raise
    except EmatError as error:
        raise AirflowFailException(str(error)) from error
    except Exception as error:
        raise AirflowFailException(f"a fault of ours: {type(error).__name__}: {error}") from error


def this_run() -> runs.Run:
    """The DAG and the run that a task is of."""
    run = get_current_context()["dag_run"]
    return runs.Run(run.dag_id, run.run_id)


def tie(home: Home, kind: str, ref: str | int) -> None:
    """Keep that this run touched something: a kind of metadata/store/runs.py, and the id of what was touched."""
    with home.store.write() as connection:
        runs.tie(connection, *this_run(), kind, ref)
