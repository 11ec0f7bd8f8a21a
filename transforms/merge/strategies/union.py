"""Every field of all records once, those of the first record first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Taken
from transforms.merge.unite import united
from transforms.record import SUBFIELD, Field


def union(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The fields that differ in the subfields that `keys` has for their tag."""
    found: dict[tuple[str, ...], Taken] = {}
    for each in items:
        put(found, (each.field.tag, *same_by(each.field, group.keys.get(each.field.tag, ""))), each)
    return Done(list(found.values()), [])


@lru_cache(maxsize=16_384)
def _bare(value: str) -> str:
    return "".join(filter(str.isalnum, value)).casefold()


def put(found: dict[tuple[str, ...], Taken], key: tuple[str, ...], item: Item) -> None:
    """Unite an item with the field that has this key, or let it be one."""
    kept = found.get(key)
    if kept is None:
        found[key] = Taken(item.field, (item,))
    else:
        found[key] = Taken(united(kept.field, item.field), (*kept.items, item), kept.lent)


def same_by(field: Field, codes: str) -> tuple[str, ...]:
    """What tells two fields of a tag apart: letters and digits of the chosen subfields without case, else the value."""
    chosen = [part[0] + _bare(part[1:]) for part in field.value.split(SUBFIELD)[1:] if part and part[0] in codes]
    if chosen:
        return tuple(chosen)
    return (field.value if field.is_control else field.drop("6", "8").value,)  # numbers of links tell nothing
