"""Positions of the coded field 008, read the quickest way: rules about them run for every record."""

from __future__ import annotations

from transforms.validate.view import View


def coded(view: View, start: int, end: int) -> str:
    """Characters start to end - 1 of the first 008; "" without one."""
    found = view.groups.get("008")
    return found[0].value[start:end] if found else ""
