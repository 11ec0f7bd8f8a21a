"""6XX, 072, 084: the headings of all records, each once, those of people before those of machines, and not too many."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Left, Taken
from transforms.merge.provenance import bare
from transforms.merge.strategies.union import put, same_by
from transforms.record import Field

FREE = "653"
_SUBDIVISIONS = "tvxyz2"  # with $0 they tell two headings of one concept apart; $2: its Finnish and its Swedish form


def headings(items: Sequence[Item], group: Group, around: Around) -> Done:
    """One by $0, else by words and $2; forms of one concept stay together."""
    wanted, done = _without_generic(items, group)
    concepts = _concepts(_united(sorted(wanted, key=lambda each: (is_machine_made(each, around), each.place)), group))
    kept = _without_repeats(concepts, group, done)
    order = sorted(range(len(kept)), key=lambda place: _weight(kept[place][0], around))
    within = set(order[: group.cap])
    for place, forms in enumerate(kept):
        if place in within:
            done.taken.extend(forms)
        else:
            done.left.extend(Left(item, "too-many") for each in forms for item in each.items)
    return done


def is_machine_made(item: Item, around: Around) -> bool:
    """True for a heading that an 883 of its record tells to be made by a machine."""
    return bool(around.machine) and any((item.place, link) in around.machine for link in item.field.all("8"))


def _weight(taken: Taken, around: Around) -> int:
    """Those that go first when there are too many weigh most: free words, then what a machine made."""
    return 2 if taken.field.tag == FREE else int(is_machine_made(taken.items[0], around))


def _without_generic(items: Sequence[Item], group: Group) -> tuple[list[Item], Done]:
    wanted, done = [], Done([], [])
    for each in items:
        if group.stopped and not each.field.has("0") and bare(each.field["a"]) in group.stopped:
            done.left.append(Left(each, "says-nothing"))
        else:
            wanted.append(each)
    return wanted, done


def _united(items: Sequence[Item], group: Group) -> list[Taken]:
    """The headings once each; one without $0 gets that of the same words in the same vocabulary."""
    found: dict[tuple[str, ...], Taken] = {}
    alias: dict[tuple[str, ...], tuple[str, ...]] = {}
    for each in items:
        field = each.field
        label = (field.tag, *same_by(field, group.keys[field.tag]))
        tail = same_by(field, _SUBDIVISIONS) if field.has("2") else ()
        by_id = [(field.tag, "0", value, *tail) for value in field.all("0")]
        key = next((alias[one] for one in (*by_id, label) if one in alias), label)
        put(found, key, each)
        for one in (*by_id, label):
            alias.setdefault(one, key)
    return list(found.values())


def _concepts(taken: Sequence[Taken]) -> list[list[Taken]]:
    """The forms of one concept side by side, in the order in which their first ones stand."""
    found: dict[tuple[str, ...], list[Taken]] = {}
    for place, each in enumerate(taken):
        field = each.field
        key = (field.tag, field["0"]) if field.has("0") else (str(place),)
        found.setdefault(key, []).append(each)
    return list(found.values())


def _without_repeats(concepts: Sequence[list[Taken]], group: Group, done: Done) -> list[list[Taken]]:
    """Without the free words that stand as a controlled heading too."""
    controlled = {bare(each.field["a"]) for forms in concepts for each in forms if each.field.tag in group.controlled}
    kept = []
    for forms in concepts:
        if _is_repeat(forms[0].field, controlled):
            done.left.extend(Left(item, "controlled") for each in forms for item in each.items)
        else:
            kept.append(forms)
    return kept


def _is_repeat(field: Field, controlled: set[str]) -> bool:
    words = field.all("a") if field.tag == FREE else []
    return bool(words) and controlled.issuperset(map(bare, words))
