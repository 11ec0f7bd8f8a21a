"""Makes the servers of the fetch tests, and the replay server of Finto, importable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path
sys.path.insert(0, str(Path(__file__).parents[1] / "fetch"))

from finto_server import replay
from refreshing import SHIPPED
from web_server import Web

from metadata.vocabularies.shelf import Shelf


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server on a loopback address, with faults to order."""
    with Web() as server:
        yield server


@pytest.fixture
def finto_server(web: Web) -> Web:
    """Finto, as far as we ask it, with the concepts of our excerpt of YSO."""
    replay(web)
    return web


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Where the indexes of a new installation are."""
    return Shelf(tmp_path / "data" / "vocabularies", SHIPPED)


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    """A folder for dumps."""
    (folder := tmp_path / "dumps").mkdir()
    return folder
