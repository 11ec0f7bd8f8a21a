"""Makes the modules beside these tests importable, and spares them the waiting for a disk that will not fail."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from metadata.publish.files import disk

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode adds nothing to the path


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_forced_to_the_disk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "_sync", lambda path: None)
        yield
