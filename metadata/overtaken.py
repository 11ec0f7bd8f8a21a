"""What is open in quarantine and past, after a delivery: the vendor said something newer of the same record.

Pure. Without this the same record would be open once for each night, and a rule that goes would bring back what the
vendor has long put right or taken away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from metadata.store.quarantine import Waiting

_FILE = "file"


class Heard(NamedTuple):
    """What one delivery said."""

    order_key: str
    delivery_id: int
    is_full: bool  # it holds all that the vendor has
    said: Mapping[str, int]  # vendor id → position of the last row that decides what becomes of it
    same: Set[str]  # ids of which it says what the store holds


def overtaken(waiting: Sequence[Waiting], heard: Heard) -> list[int]:
    """Numbers of the open ones that are past.

    Past is what came before the delivery's word on the same id, before a later version of it that waits as well, and,
    where the delivery is full, all that came before it. What a renewal found in a stored record goes on as long as
    the vendor says the same of it.
    """
    newest: dict[str, tuple[str, int]] = {}
    for each in waiting:
        if each.vendor_id:
            newest[each.vendor_id] = max(each.place[:2], newest.get(each.vendor_id, ("", 0)))
    return [
        each.id for each in waiting if _is_past(each, heard) or each.place[:2] < newest.get(each.vendor_id, ("", 0))
    ]


def _is_past(each: Waiting, heard: Heard) -> bool:
    if each.kind != _FILE and each.vendor_id in heard.same:
        return False
    begin = (heard.order_key, heard.delivery_id)
    if heard.is_full and each.place < (*begin, 0):
        return True
    return each.vendor_id in heard.said and each.place < (*begin, heard.said[each.vendor_id])
