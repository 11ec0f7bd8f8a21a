"""Makes the web server of the fetch tests importable."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fetch"))  # importlib mode adds nothing to the path

from web_server import Web


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server on a loopback address, with faults to order."""
    with Web() as server:
        yield server
