"""Runs a delivery again as people do: by its number, dry or for real."""

from __future__ import annotations

from typing import Any

from metadata.home import Home
from metadata.rerun import Wish, rerun
from metadata.store import deliveries


def _vendor(home: Home, number: int) -> str:
    with home.store.read() as connection:
        return deliveries.load(connection, number).vendor


def dry(home: Home, number: int) -> dict[str, Any]:
    """What a rerun of a delivery would do: what is told of its vendor."""
    vendor = _vendor(home, number)
    told: dict[str, Any] = rerun(home, Wish(vendor, "delivery", str(number)))["vendors"][vendor]
    return told


def real(home: Home, number: int, reason: str = "a look", actor: str = "") -> dict[str, Any]:
    """What became of a delivery that was run again."""
    vendor = _vendor(home, number)
    wish = Wish(vendor, "delivery", str(number), dry_run=False, reason=reason)
    done: dict[str, Any] = rerun(home, wish, actor)["vendors"][vendor]
    return done
