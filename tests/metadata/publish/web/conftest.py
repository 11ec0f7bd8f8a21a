"""What the tests of the web share: the sample catalogue, and a client of the application over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_catalogue import FakeCatalogue, sample_catalogue
from starlette.testclient import TestClient
from web_client import BASE, app_of


@pytest.fixture
def catalogue() -> FakeCatalogue:
    return sample_catalogue()


@pytest.fixture
def client(tmp_path: Path, catalogue: FakeCatalogue) -> Iterator[TestClient]:
    with TestClient(app_of(tmp_path, catalogue), base_url=BASE, follow_redirects=False) as client:
        yield client
