"""Spares these tests the waiting for a disk that will not fail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_drops import Published, book, day

from metadata.publish.files import disk


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_forced_to_the_disk() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "_sync", lambda path: None)
        yield


@pytest.fixture
def two() -> Published:
    """Two publications: a title changes and one goes in the whole, a library has lost nothing."""
    made = Published()
    made.publish(day(1), all={each: book(each) for each in range(5)}, **{"FI-One": {1: book(1), 2: book(2)}})
    made.publish(day(2), all={1: book(1, "Uusi"), 2: None, 7: book(7)})
    return made
