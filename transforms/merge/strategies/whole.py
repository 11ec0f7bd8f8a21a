"""Strategies that take fields as they stand, from one record or from none."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.match.extents import extent_of
from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Taken, left
from transforms.record import Field


def base(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The fields of the base record."""
    return _from_place(items, 0)


def whole(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The fields of the first record that has any."""
    return _from_place(items, items[0].place)


def measured(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The fields of the first record that tells how long it is; where none does, of the first that has any."""
    members = around.members
    telling = (each.place for each in items if extent_of(members[each.place].record, members[each.place].media))
    return _from_place(items, next(telling, items[0].place))


def spoken(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The fields of the first record whose 008/35-37 is the language that was chosen; else of the first."""
    chosen = next((each.field.value[35:38] for each in around.taken if each.field.tag == "008"), "")
    alike = (each.place for each in items if around.members[each.place].record.at("008", 35, 38) == chosen)
    return _from_place(items, next(alike, items[0].place))


def dropped(items: Sequence[Item], group: Group, around: Around) -> Done:
    """Nothing."""
    return Done([], left(items, "no-place"))


def agreed(items: Sequence[Item], group: Group, around: Around) -> Done:
    """Each field that every vendor of the title has, once."""
    alike: dict[Field, list[Item]] = {}
    for each in items:
        alike.setdefault(each.field, []).append(each)
    everyone = {each.vendor for each in around.members}
    done = Done([], [])
    for field, same in alike.items():
        if around.vendors(same) == everyone:
            done.taken.append(Taken(field, tuple(same)))
        else:
            done.left.extend(left(same, "vendors-own"))
    return done


def follow(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The fields that belong to a taken field of the same record: 880 by the number in $6, 883 by $8."""
    done = Done([], [])
    linked = {(item.place, link) for each in around.taken for item in each.items[:1] for link in links_of(each.field)}
    for each in items:
        if any((each.place, link) in linked for link in links_of(each.field)):
            done.taken.append(Taken(each.field, (each,)))
        elif each.place == 0 and not links_of(each.field):
            done.taken.append(Taken(each.field, (each,)))  # belongs to no single field
        else:
            done.left.extend(left([each], "alone"))
    return done


def links_of(field: Field) -> list[str]:
    """By what fields of one record belong together: "6:01" of $6 880-01, "8:1" of $8 1\\p; 00 links nothing."""
    if "\x1f6" not in field.value and "\x1f8" not in field.value:
        return []
    paired = [f"6:{value[4:6]}" for value in field.all("6") if value[4:6] != "00"]
    return paired + [f"8:{value.partition('.')[0].partition(chr(92))[0]}" for value in field.all("8")]


def _from_place(items: Sequence[Item], place: int) -> Done:
    taken = [Taken(each.field, (each,)) for each in items if each.place == place]
    return Done(taken, left([each for each in items if each.place != place], "heard-before"))
