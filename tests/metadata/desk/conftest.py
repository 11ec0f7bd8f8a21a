"""The desk over the sample nights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metadata.desk.app import desk_of
from metadata.home import Home
from metadata.settings import load_settings


@pytest.fixture(scope="session")
def desk_home(demo: Path) -> Iterator[Home]:
    """The sample nights, read only."""
    home = Home(load_settings(demo, env={}), read_only=True)
    yield home
    home.close()


@pytest.fixture
def desk(desk_home: Home) -> Iterator[TestClient]:
    """Asks the desk of the sample nights."""
    with TestClient(Starlette(routes=desk_of(desk_home)), base_url="http://127.0.0.1") as client:
        yield client
