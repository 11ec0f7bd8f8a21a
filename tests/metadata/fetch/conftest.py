"""Makes the servers beside these tests importable, and gives what every fetcher's test needs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from feeds import home_in

from metadata.home import Home

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

from repository import Repository
from web_server import Web


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server on a loopback address, with faults to order."""
    with Web() as server:
        yield server


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Path:
    """The data folder of an installation whose store is made, to be copied: making one takes a while."""
    made = home_in(tmp_path_factory.mktemp("empty") / "data", synthetic)
    assert made.store
    made.close()
    return made.settings.data_dir


@pytest.fixture
def home(open_home: Callable[..., Home], synthetic: Path, empty: Path, tmp_path: Path) -> Home:
    """An empty installation of the synthetic vendors."""
    shutil.copytree(empty, tmp_path / "data")
    return open_home(schemas=synthetic)


@pytest.fixture
def repository(web: Web) -> Repository:
    web.pages["/oai"] = Repository()
    return web.pages["/oai"]
