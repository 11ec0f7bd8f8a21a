"""The installation as a task sees it: opened when the task runs, with Airflow's connections for credentials."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from airflow.sdk import Connection as AirflowConnection
from airflow.sdk.exceptions import AirflowFailException, AirflowNotFoundException

from metadata.connections import Connection, from_uri
from metadata.errors import ConfigError, PipelineError
from metadata.home import Home
from metadata.settings import load_settings, named_connections


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
    """The installation, opened when a task runs; of the errors of the house only SourceError is worth a retry."""
    try:
        with closing(Home(load_settings(), connect=connect)) as home:
            yield home
    except (ConfigError, PipelineError) as error:
        raise AirflowFailException(str(error)) from error
