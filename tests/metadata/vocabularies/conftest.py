"""Makes the servers of the fetch tests, and the replay server of Finto, importable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path
sys.path.insert(0, str(Path(__file__).parents[1] / "fetch"))

from finto_server import replay
from web_server import Web


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
