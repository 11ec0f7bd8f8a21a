"""What people decided about pairs of records; it goes before keys and vetoes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Pair = tuple[int, int]  # ids of two records, ascending


class Links(NamedTuple):
    """Pairs that people joined, and that they parted."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    names: Mapping[int, str] = MappingProxyType({})  # of the records, for who is told what stood in the way


NO_LINKS = Links()
