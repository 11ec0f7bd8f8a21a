"""ONIX for Books: a message is opened, cut into products, and each is parsed into one kind of tree (3.0, reference)."""

from __future__ import annotations

from transforms.formats.onix.dialects import Dialects
from transforms.formats.onix.merge import alone, is_partial, merged, portable
from transforms.formats.onix.message import frames, open_message, parse, utc
from transforms.formats.onix.node import NOTHING, Node, Product

__all__ = [
    "NOTHING",
    "Dialects",
    "Node",
    "Product",
    "alone",
    "frames",
    "is_partial",
    "merged",
    "open_message",
    "parse",
    "portable",
    "utc",
]
