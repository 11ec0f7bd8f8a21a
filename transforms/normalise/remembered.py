"""What becomes of a field, remembered: most fields of a feed stand in many of its records.

Bounded in number and size, so that no feed fills the memory: long fields hardly come again and are worked out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVar

from transforms.record import Field

REMEMBERED = 500  # answers of each kind
LONGEST = 400  # characters of what is remembered

Answer = TypeVar("Answer")
Fields = tuple[Field, ...]


def remembered(change: Callable[..., Answer]) -> Callable[..., Answer]:
    """The same function of a field, and of what else decides; its answers must not be changed."""
    known = lru_cache(maxsize=REMEMBERED)(change)

    @wraps(change)
    def asked(each: Field, *rest: Hashable) -> Answer:
        return known(each, *rest) if len(each.value) <= LONGEST else change(each, *rest)

    return asked


def remembered_together(change: Callable[..., Answer]) -> Callable[..., Answer]:
    """The same of a function of several fields."""
    known = lru_cache(maxsize=REMEMBERED)(change)

    @wraps(change)
    def asked(fields: Fields, *rest: Hashable) -> Answer:
        is_short = len("".join([each.value for each in fields])) <= LONGEST
        return known(fields, *rest) if is_short else change(fields, *rest)

    return asked
