"""Publications for the tests of file drops."""

from __future__ import annotations

import pytest
from made_drops import Published, book, day


@pytest.fixture
def two() -> Published:
    """Two publications: a title changes and one goes in the whole, a library has lost nothing."""
    made = Published()
    made.publish(day(1), all={each: book(each) for each in range(5)}, **{"FI-One": {1: book(1), 2: book(2)}})
    made.publish(day(2), all={1: book(1, "Uusi"), 2: None, 7: book(7)})
    return made
