"""The feeds of a catalogue in memory, behind the web application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_catalogue import FakeCatalogue
from feed_client import channel_of, feed_app
from starlette.testclient import TestClient
from web_client import BASE

from metadata.publish.feeds import Channel


@pytest.fixture
def catalogue() -> FakeCatalogue:
    return FakeCatalogue()


@pytest.fixture
def channel(catalogue: FakeCatalogue) -> Channel:
    return channel_of(catalogue)


@pytest.fixture
def client(tmp_path: Path, channel: Channel) -> Iterator[TestClient]:
    with TestClient(feed_app(channel, tmp_path), base_url=BASE, follow_redirects=False) as client:
        yield client
