"""Processes that take work: what they have read before they are asked for anything."""

from __future__ import annotations

import sys

from metadata.processes import processes


def read_already() -> bool:
    """Whether this process knows what refines without having been asked for it."""
    return "metadata.pieces" in sys.modules


def test_a_process_has_read_what_refines_before_it_is_asked() -> None:
    with processes(1) as pool:
        assert pool.submit(read_already).result()
