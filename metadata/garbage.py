"""How often Python looks for garbage in circles: seldom where very much is made and next to nothing of it is in one."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 20_000  # objects more than before; Python looks at every 700, which was a fifth of a publication's time


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Inside, garbage in circles is looked for seldom; it is still found, so that memory stays bounded."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
