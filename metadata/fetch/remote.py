"""One file at a vendor's, before it is fetched."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, NamedTuple


class Remote(NamedTuple):
    """What a listing says of a file, and how to open it."""

    name: str  # as the vendor gives it; never used as a path
    size: int
    mtime: str  # ISO 8601 in UTC; "" when the source does not say
    open: Callable[[], BinaryIO]
