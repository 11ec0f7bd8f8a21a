"""Writing back: a record with one item of a path changed, erased or renamed. Pure; knows no rules."""

from __future__ import annotations

from collections.abc import Callable

from transforms.record import Field, Record
from transforms.validate.paths import NOWHERE, Item


class Found:
    """An item where it stands: in which field of a record, looked for once for all that is done there."""

    __slots__ = ("field", "item", "number", "record")

    def __init__(self, record: Record, item: Item) -> None:
        self.record, self.item = record, item
        self.number = _number(record, item)  # of the field in the record; -1: the leader, or the record itself
        self.field = None if self.number < 0 else record.fields[self.number]

    def put_field(self, *new: Field) -> Record:
        """Put another field, or none, in the place of the item's; unchanged where the item is in no field."""
        record, number = self.record, self.number
        if number < 0:
            return record
        return Record(record.leader, (*record.fields[:number], *new, *record.fields[number + 1 :]))

    def put_subfields(self, *new: tuple[str, str]) -> Record:
        """Put other subfields, or none, in the place of the item's; a field without subfields goes."""
        each, item = self.field, self.item
        if each is None or not item.part.startswith("$"):
            return self.record
        pairs = each.subfields
        pairs[item.at : item.at + 1] = new
        return self.put_field(each.with_subfields(pairs)) if pairs else self.put_field()

    def write(self, value: str) -> Record:
        """Put a value where the item was; a coded position keeps its length."""
        each, item = self.field, self.item
        if item.tag == "LDR":
            return Record(_written(self.record.leader, item, value), self.record.fields)
        if item.part.startswith("$"):
            return self.put_subfields((item.part[1:], value))
        if each is None or not (item.part or each.is_control):
            return self.record
        return self.put_field(Field(each.tag, _written(each.value, item, value)))

    def erase(self) -> Record:
        """Take out the subfield, and the field with its last one; the field for a path without a part."""
        return self.put_subfields() if self.item.part else self.put_field()


Fixer = Callable[[Found], Record]  # gives the mended record, or the same one


def _number(record: Record, item: Item) -> int:
    """Where the item's field stands in the record; -1 for none."""
    left, wanted = item.occurrence, item.tag
    if left != NOWHERE:
        for number, each in enumerate(record.fields):
            if each.tag == wanted:
                if left == 0:
                    return number
                left -= 1
    return -1


def _written(text: str, item: Item, value: str) -> str:
    if not item.part:
        return value
    return text[: item.at] + value + text[item.at + len(value) :] if len(value) == len(item.value) else text
