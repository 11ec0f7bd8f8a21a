"""What all tests share: property tests try the same examples each time; `make test-full` searches for new ones."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("search")
settings.load_profile(os.environ.get("EMAT_EXAMPLES", "same"))
