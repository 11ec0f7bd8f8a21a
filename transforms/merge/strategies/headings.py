"""6XX, 072, 084: the headings of all records, each once, those of people before those of machines, and not too many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Left, Taken
from transforms.merge.provenance import bare
from transforms.merge.strategies.union import put, same_by
from transforms.record import SUBFIELD, Field

FREE = "653"
_SUBDIVISIONS = "tvxyz2"  # with $0 they tell two headings of one concept apart; $2: its Finnish and its Swedish form


def headings(items: Sequence[Item], group: Group, around: Around) -> Done:
    """One by $0, else by words and $2; forms of one concept stay together."""
    wanted, done = _without_generic(items, group)
    if around.machine:
        wanted.sort(key=lambda each: is_machine_made(each, around))  # of either kind those of the first record first
    concepts = _concepts(_united(wanted, group), group)
    kept = _without_repeats(concepts, group, done)
    within = set(range(len(kept)))
    if len(kept) > group.cap:
        within = set(sorted(within, key=lambda place: _weight(kept[place][0], around))[: group.cap])
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
        known = heading_of(each.field, group.keys[each.field.tag])
        if group.stopped and not known.ids and known.words[:1] and known.words[0] in group.stopped:
            done.left.append(Left(each, "says-nothing"))
        else:
            wanted.append(each)
    return wanted, done


def _united(items: Sequence[Item], group: Group) -> list[Taken]:
    """The headings once each; one without $0 gets that of the same words in the same vocabulary."""
    found: dict[tuple[str, ...], Taken] = {}
    alias: dict[tuple[str, ...], tuple[str, ...]] = {}
    for each in items:
        names = heading_of(each.field, group.keys[each.field.tag]).names
        key = next((alias[one] for one in names if one in alias), names[-1])
        put(found, key, each)
        for one in names:
            alias.setdefault(one, key)
    return list(found.values())


def _concepts(taken: Sequence[Taken], group: Group) -> list[list[Taken]]:
    """The forms of one concept side by side, in the order in which their first ones stand."""
    found: dict[tuple[str, str], list[Taken]] = {}
    for place, each in enumerate(taken):
        ids = heading_of(each.field, group.keys[each.field.tag]).ids
        found.setdefault((each.field.tag, ids[0]) if ids else ("", str(place)), []).append(each)
    return list(found.values())


def _without_repeats(concepts: Sequence[list[Taken]], group: Group, done: Done) -> list[list[Taken]]:
    """Without the free words that stand as a controlled heading too."""
    if not any(forms[0].field.tag == FREE for forms in concepts):
        return list(concepts)
    controlled = {
        word
        for forms in concepts
        for each in forms
        if each.field.tag in group.controlled
        for word in heading_of(each.field, group.keys[each.field.tag]).words[:1]
    }
    kept = []
    for forms in concepts:
        words = heading_of(forms[0].field, group.keys[FREE]).words if forms[0].field.tag == FREE else ()
        if words and controlled.issuperset(words):
            done.left.extend(Left(item, "controlled") for each in forms for item in each.items)
        else:
            kept.append(forms)
    return kept


class Heading(NamedTuple):
    """What is asked of a heading."""

    names: tuple[tuple[str, ...], ...]  # by which it is one with another: its ids, and last its words and $2
    ids: tuple[str, ...]  # $0
    words: tuple[str, ...]  # letters and digits of each $a in lower case


@lru_cache(maxsize=65_536)  # the headings of a catalogue are those of other titles too
def heading_of(field: Field, codes: str) -> Heading:
    """The heading in a field; `codes`: the subfields that tell it apart from others of its tag."""
    label, tail, ids, words = [], [], [], []
    for part in field.value.split(SUBFIELD)[1:]:
        code = part[:1]
        if code == "0":
            ids.append(part[1:])
        elif code in codes or code in _SUBDIVISIONS:
            text = bare(part[1:])
            if code == "a":
                words.append(text)
            if code in codes:
                label.append(code + text)
            if code in _SUBDIVISIONS:
                tail.append(code + text)
    subdivided = tuple(tail) if field.has("2") else ()
    by_words = tuple(label) or same_by(field, codes)
    names = (*((field.tag, "0", value, *subdivided) for value in ids), (field.tag, *by_words))
    return Heading(names, tuple(ids), tuple(words))
