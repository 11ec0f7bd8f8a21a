"""Writing back: a record with one item of a path changed, erased or renamed. Pure; knows no rules."""

from __future__ import annotations

from transforms.record import Field, Record
from transforms.validate.paths import NOWHERE, Item


def field_of(record: Record, item: Item) -> Field | None:
    """The field an item is in; None for the leader and the record itself."""
    number = _number(record, item)
    return None if number < 0 else record.fields[number]


def put_field(record: Record, item: Item, *new: Field) -> Record:
    """Put another field, or none, in the place of the item's; unchanged where the item is in no field."""
    number = _number(record, item)
    return record if number < 0 else _put_at(record, number, new)


def put_subfields(record: Record, item: Item, *new: tuple[str, str]) -> Record:
    """Put other subfields, or none, in the place of the item's; a field without subfields goes."""
    number = _number(record, item)
    if number < 0 or not item.part.startswith("$"):
        return record
    each = record.fields[number]
    pairs = each.subfields
    pairs[item.at : item.at + 1] = new
    return _put_at(record, number, (each.with_subfields(pairs),) if pairs else ())


def write(record: Record, item: Item, value: str) -> Record:
    """Put a value where the item was; a coded position keeps its length."""
    if item.tag == "LDR":
        return Record(_written(record.leader, item, value), record.fields)
    if item.part.startswith("$"):
        return put_subfields(record, item, (item.part[1:], value))
    number = _number(record, item)
    if number < 0 or not (item.part or record.fields[number].is_control):
        return record
    each = record.fields[number]
    return _put_at(record, number, (Field(each.tag, _written(each.value, item, value)),))


def erase(record: Record, item: Item) -> Record:
    """Take out the subfield, and the field with its last one; the field for a path without a part."""
    return put_field(record, item) if not item.part else put_subfields(record, item)


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


def _put_at(record: Record, number: int, new: tuple[Field, ...]) -> Record:
    return Record(record.leader, (*record.fields[:number], *new, *record.fields[number + 1 :]))


def _written(text: str, item: Item, value: str) -> str:
    if not item.part:
        return value
    return text[: item.at] + value + text[item.at + len(value) :] if len(value) == len(item.value) else text
