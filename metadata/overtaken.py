"""What is open in quarantine and past, after a delivery: the vendor said something newer of the same record.

Pure. Without this the same record would be open once for each night, and a rule that goes would bring back what the
vendor has long put right or taken away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from metadata.store.quarantine import Waiting

_FILE = "file"
_REPEATED = "B04"


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
    where the delivery is full, all that came before it. Where several stand under one id and one of them counts, a
    person chose it: the others are past too. What a renewal found in a stored record goes on as long as that is live.
    """
    held = {each.vendor_id for each in waiting if each.delivery_id == heard.delivery_id}
    newest: dict[str, tuple[str, int]] = {}
    for each in waiting:
        if each.vendor_id and each.kind == _FILE:
            newest[each.vendor_id] = max(each.place[:2], newest.get(each.vendor_id, ("", 0)))
    return [each.id for each in waiting if _is_past(each, heard, held, newest.get(each.vendor_id, ("", 0)))]


def _is_past(each: Waiting, heard: Heard, held: Set[str], newest: tuple[str, int]) -> bool:
    begin, position = (heard.order_key, heard.delivery_id), heard.said.get(each.vendor_id)
    if each.kind != _FILE and (each.vendor_id in heard.same or (each.vendor_id in held and position is None)):
        return False
    if heard.is_full and each.place < (*begin, 0):
        return True
    if position is not None and (
        each.place < (*begin, position) or (each.place[:2] == begin and each.rule == _REPEATED)
    ):
        return True
    return each.kind == _FILE and each.place[:2] < newest
