"""What all tests share: nothing waits for the disk, and property tests try the same examples each time;
`make test-full` searches for new ones."""

from __future__ import annotations

import gc
import os

from hypothesis import settings

from tests.stores import nothing_is_forced_to_the_disk as nothing_is_forced_to_the_disk
from tests.stores import statements_are_compiled_once as statements_are_compiled_once

settings.register_profile("same", derandomize=True)
settings.register_profile("search")
settings.load_profile(os.environ.get("EMAT_EXAMPLES", "same"))


def pytest_collection_finish() -> None:
    """All that was imported and collected stays to the end: looking for garbage in it was a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
