"""Gives the tests of feedback a store to fill by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path

from shelf import Shelf

from metadata.home import Home


@pytest.fixture
def shelf(home: Home) -> Shelf:
    """An empty store to fill."""
    return Shelf(home)
