"""A mail server on a loopback address, and the web server of the fetch tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path
sys.path.insert(0, str(Path(__file__).parents[1] / "fetch"))

from mail_server import MailServer
from web_server import Web

from tests.metadata.fetch.test_http_tls import certificate as certificate


@pytest.fixture
def post() -> Iterator[MailServer]:
    """A mail server that keeps what it gets."""
    with MailServer() as server:
        yield server


@pytest.fixture
def web() -> Iterator[Web]:
    """A web server, with faults to order."""
    with Web() as server:
        yield server
