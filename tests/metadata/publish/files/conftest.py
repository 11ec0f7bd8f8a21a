"""Spares these tests the waiting for a disk that will not fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from metadata.publish.files import disk


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_forced_to_the_disk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "_sync", lambda path: None)
        yield
