"""The strategies of schemas/merge.yml by name: how the fields of a group are made of those of the members.

Each is a small pure function of items, its group and what is around; each gives every item back, taken or left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from transforms.merge.items import Strategy
from transforms.merge.strategies.addresses import addresses
from transforms.merge.strategies.headings import headings
from transforms.merge.strategies.names import names
from transforms.merge.strategies.numbers import agencies, ids, numbers
from transforms.merge.strategies.positions import positions
from transforms.merge.strategies.texts import texts
from transforms.merge.strategies.union import union
from transforms.merge.strategies.whole import agreed, base, dropped, follow, measured, spoken, whole

STRATEGIES: Mapping[str, Strategy] = MappingProxyType(
    {
        "base": base,
        "whole": whole,
        "measured": measured,
        "coded": base,
        "positions": positions,
        "spoken": spoken,
        "numbers": numbers,
        "ids": ids,
        "agencies": agencies,
        "union": union,
        "names": names,
        "headings": headings,
        "texts": texts,
        "addresses": addresses,
        "follow": follow,
        "agreed": agreed,
        "dropped": dropped,
    }
)
