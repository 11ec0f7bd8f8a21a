"""Airflow with a database of its own. Its settings are made before anything imports it; nothing of EMAT_* is set here,
because other tests may run in the same process."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dags.local.environment import airflow_settings, prepare
from metadata.home import Home
from metadata.settings import load_settings

FOLDER = Path(tempfile.mkdtemp(prefix="emat-airflow-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ.pop("AIRFLOW_HOME", None)
SETTINGS = {key: value for key, value in airflow_settings(FOLDER).items() if key.startswith("AIRFLOW")}
QUIET = {"AIRFLOW__LOGGING__LOGGING_LEVEL": "CRITICAL", "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(64)}
prepare(SETTINGS | QUIET)

Bag = dict[str, Any]
OF_AIRFLOW = ("ignore:GitWildMatchPattern:DeprecationWarning",)  # warnings that Airflow itself brings along


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Allow Airflow's own warnings in this folder, by name."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            for each in OF_AIRFLOW:
                item.add_marker(pytest.mark.filterwarnings(each))


@pytest.fixture(scope="session")
def read_dags() -> Iterator[Callable[[], Bag]]:
    """Reads the DAG files anew; a file that cannot be read fails the test.

    `dag.test()` reads and registers all of them again before each run, which takes longer than many a run: it may once.
    """
    from airflow.dag_processing import dagbag
    from airflow.utils.db import initdb

    initdb()

    def read() -> Bag:
        bag = dagbag.DagBag()
        assert bag.import_errors == {}
        return dict(bag.dags)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("BundleDagBag", "sync_bag_to_db"):
            patch.setattr(dagbag, name, cache(getattr(dagbag, name)))
        yield read


@pytest.fixture(scope="session")
def dags(read_dags: Callable[[], Bag]) -> Bag:
    """The DAGs of the checkout."""
    return read_dags()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty installation, which the tasks find by EMAT_DATA_DIR."""
    monkeypatch.setenv("EMAT_DATA_DIR", str(tmp_path / "data"))
    return Home(load_settings())
