"""Vendor files with some keys written otherwise."""

from __future__ import annotations

from pathlib import Path

from feeds import vendor_yaml


def with_keys(**changed: str) -> str:
    """A sound file with some keys written otherwise."""
    kept = [each for each in vendor_yaml("alpha").splitlines() if each.split(":")[0] not in changed]
    return "\n".join([*kept, *(f"{key}: {value}" for key, value in changed.items())]) + "\n"


def written(folder: Path, name: str = "alpha", **changed: str) -> Path:
    """Write such a file into a folder."""
    path = folder / f"{name}.yml"
    path.write_text(with_keys(**changed), "utf-8")
    return path
