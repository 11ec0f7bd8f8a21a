"""merge(members, policy, decided) → record and provenance. Pure: the same members in any order give the same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter

from transforms.merge.computed import computed
from transforms.merge.decisions import NOTHING_DECIDED, Decided
from transforms.merge.intake import intake
from transforms.merge.items import Around, Done, Item, Taken
from transforms.merge.members import OURS, Member, ranked
from transforms.merge.policy import MergePolicy
from transforms.merge.provenance import (
    Came,
    LeftOut,
    Merged,
    Part,
    Way,
    bare,
    changed_positions,
    followed,
    missing,
    paths_of,
)
from transforms.merge.running_time import with_running_time
from transforms.merge.set_fields import with_set
from transforms.merge.strategies import STRATEGIES
from transforms.merge.strategies.names import MAIN_ENTRIES
from transforms.record import Field, Record

_TAG = attrgetter("field.tag")
_ONLY = Way("only")


def merge(
    members: Iterable[Member],
    policy: MergePolicy,
    decided: Decided = NOTHING_DECIDED,
    former: Sequence[str] = (),
) -> Merged:
    """Make one record of the records of a title, by schemas/merge.yml and what people decided about it.

    `former`: control numbers of titles that were merged into this one, "(FI-EMAT)…". A single record stays as it is but
    for the fields that have no place in a shared record. ValueError when there is no member.
    """
    heard = ranked(members, policy.behind_rules, policy.behind_levels)
    if not heard:
        raise ValueError("a title has at least one record")
    if len(heard) == 1 and not (decided.forbidden or decided.set or former):
        return alone(heard[0], policy)
    items, refused = intake(heard, decided.forbidden, policy.dropped_codes)
    around = Around(heard, policy.tables, (), _machine(heard, items), policy.printed, former)
    merged = _assembled(heard, _made(items, around, policy), refused, policy)
    if len(heard) > 1:
        merged = _with_level(merged, heard, policy.best_level)
        merged = computed(merged, heard[0].media, policy.computed, policy.tables)
    if decided.set:
        merged = with_set(merged, decided.set, policy.single)
    return with_running_time(merged, heard[0].media, [field for each in decided.set for field in each.fields])


def alone(member: Member, policy: MergePolicy) -> Merged:
    """A single record without the fields that are dropped: most titles have one."""
    record, source = member.record, member.source
    if policy.drops_of(record):
        items, refused = intake([member], (), policy.dropped_codes)
        around = Around([member], policy.tables)
        return _assembled([member], _made(items, around, policy), refused, policy)
    came = Came(source, _ONLY)
    return Merged(record, (came,) * len(record.fields), Came(source, Way("base", "LDR")))


def _made(items: Sequence[Item], around: Around, policy: MergePolicy) -> Done:
    """What the strategies make of the items, group by group."""
    groups: dict[int, list[Item]] = {}
    for each in items:
        groups.setdefault(policy.place_of(each.field.tag), []).append(each)
    if len(around.members) == 1:
        return _as_they_are(groups, around, policy)
    made = Done([], [])
    around = around._replace(taken=made.taken)  # it grows from group to group
    for place, group in enumerate(policy.groups):
        mine = groups.get(place, [])
        if group.strategy == "names":
            mine = mine + _second_main_entries(made)
        if mine or (group.strategy == "ids" and around.former):
            done = STRATEGIES[group.strategy](mine, group, around)
            if group.strategy == "names":  # gives the main entries back with their other roles
                made.taken[:] = [each for each in made.taken if each.field.tag not in MAIN_ENTRIES]
            made.taken.extend(done.taken)
            made.left.extend(done.left)
    return made


def _as_they_are(groups: dict[int, list[Item]], around: Around, policy: MergePolicy) -> Done:
    """The fields of a single record, without those that are dropped."""
    made = Done([], [])
    for place, group in enumerate(policy.groups):
        mine = groups.get(place, [])
        if group.strategy == "dropped" or (group.strategy == "ids" and around.former):
            done = STRATEGIES[group.strategy](mine, group, around)
            made.taken.extend(done.taken)
            made.left.extend(done.left)
        else:
            made.taken.extend(Taken(each.field, (each,)) for each in mine)
    return made


def _second_main_entries(made: Done) -> list[Item]:
    """The main entries of other records than the one that gives the title: they are names like others."""
    found = [each.item for each in made.left if each.item.field.tag in MAIN_ENTRIES]
    made.left[:] = [each for each in made.left if each.item.field.tag not in MAIN_ENTRIES]
    return found


def _machine(heard: Sequence[Member], items: Sequence[Item]) -> frozenset[tuple[int, str]]:
    """What 883 tells to be made by a machine, by the place of the record and $8."""
    return frozenset(
        (each.place, each.field["8"])
        for each in items
        if each.field.tag == "883" and each.field.ind1 in "01" and each.field.has("8")
    )


def _assembled(heard: Sequence[Member], made: Done, refused: Sequence[LeftOut], policy: MergePolicy) -> Merged:
    """The record in order of tags, each field with where it comes from."""
    taken = sorted(made.taken, key=_TAG)
    places: dict[Field, int] = {}
    for place, each in enumerate(taken):
        places.setdefault(each.field, place)
    left: list[LeftOut] = list(refused)
    ways = _Ways(heard, policy)
    for item, why in made.left:
        same = places.get(item.field)
        if same is not None:  # it says what is there: nothing is left out
            taken[same] = taken[same]._replace(items=(*taken[same].items, item))
        else:
            came = ways.plain(item.place, item.field.tag)
            left.append(LeftOut(came.source, item.field, came.way, why))
    left += [part for each in taken if len(each.items) > 1 for part in _passed_over(each, ways)]
    record = Record(heard[0].record.leader, tuple(each.field for each in taken))
    leader = Came(heard[0].source, Way("base", "LDR"))
    return Merged(record, tuple(map(ways.came, taken)), leader, tuple(left))


def _passed_over(taken: Taken, ways: _Ways) -> Iterable[LeftOut]:
    """What fields that stand for the same thing say beside what is taken of them."""
    for item in taken.items[1:]:
        if item.field.value != taken.items[0].field.value and (rest := missing(item.field, taken.field)) is not None:
            came = ways.plain(item.place, taken.field.tag)
            yield LeftOut(came.source, rest, came.way, "stands", is_part=True)


def _way(tag: str, policy: MergePolicy) -> Way:
    group = policy.groups[policy.place_of(tag)]
    return Way(group.strategy, group.name)


class _Ways:
    """Tells where fields come from; what comes from one record in one way is told once."""

    def __init__(self, heard: Sequence[Member], policy: MergePolicy) -> None:
        self.sources, self.policy = [each.source for each in heard], policy
        self._known: dict[tuple[int, str], Came] = {}

    def came(self, taken: Taken) -> Came:
        if not taken.items:
            return Came(OURS, _way(taken.field.tag, self.policy))
        first, *others = taken.items
        came = self.plain(first.place, taken.field.tag)
        changed = taken.field.value != first.field.value
        if not others and not changed:
            return came
        parts = self._parts(taken, came.way) if changed else ()
        return Came(came.source, came.way, parts, tuple([self.sources[each.place] for each in others]))

    def plain(self, place: int, tag: str) -> Came:
        """Where the fields of a tag come from that are as a record has them."""
        known = self._known.get((place, tag))
        if known is None:
            way = _way(tag, self.policy)
            way = _ONLY if len(self.sources) == 1 and way.strategy != "dropped" else way
            known = self._known[place, tag] = Came(self.sources[place], way)
        return known

    def _parts(self, taken: Taken, way: Way) -> tuple[Part, ...]:
        """What does not come from the first record, and which one gave it."""
        field, others = taken.field, (*taken.items[1:], *taken.lent)
        if field.is_control:
            return self._positions(taken, way)
        own = Counter(bare(value) for _, value in taken.items[0].field.subfields)  # it may have moved, as from $a to $z
        found = []
        for path, (_, value) in zip(paths_of(field), field.subfields, strict=True):
            text = bare(value)
            if own[text]:
                own[text] -= 1
                continue
            giver = next((each for each in others if text in map(bare, _values(each.field))), None)
            found.append(Part(path, OURS if giver is None else self.sources[giver.place], way))
        return tuple(found)

    def _positions(self, taken: Taken, way: Way) -> tuple[Part, ...]:
        changed = changed_positions(taken.items[0].field.value, taken.field.value)
        found = []
        for path, stretch in changed:
            text = taken.field.value[stretch]
            giver = next((each for each in taken.lent if each.field.value[stretch] == text), None)
            found.append(Part(path, OURS if giver is None else self.sources[giver.place], way))
        return tuple(found)


def _values(field: Field) -> list[str]:
    return [value for _, value in field.subfields]


def _with_level(merged: Merged, heard: Sequence[Member], order: str) -> Merged:
    """The best encoding level of all records (LDR/17)."""
    levels = [each.record.leader[17:18] for each in heard]
    best = min(range(len(heard)), key=lambda place: (order.find(levels[place]) % 99, place))
    if levels[best] == levels[0]:
        return merged
    record = merged.record.put_at("LDR", 17, levels[best])
    return followed(merged, record, lambda _: Way("best", "LDR"), heard[best].source)
