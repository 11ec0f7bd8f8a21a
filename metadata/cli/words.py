"""What several commands call the counts of a publication."""

from __future__ import annotations

from collections.abc import Mapping

_CALLED = {"profiles": "views with another profile", "refused": "joins refused"}  # else by its own name


def counted(counts: Mapping[str, int]) -> list[str]:
    """The counts that are not nought, each with its name: "13 new", "2 joins refused"."""
    return [f"{number} {_CALLED.get(name, name)}" for name, number in sorted(counts.items()) if number]
