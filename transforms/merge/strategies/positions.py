"""008: some positions of it from another record than the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Taken, left
from transforms.normalise.form import group_of

_LENGTH = 40
_SILENT = frozenset(("xx", "und", "u"))  # codes that say nothing: no place, undetermined, unknown


def positions(items: Sequence[Item], group: Group, around: Around) -> Done:
    """The 008 of the first record, at each stretch of `positions` with what is said there."""
    first, *others = items
    value = first.field.value
    kind = group_of(around.members[first.place].record.leader)
    alike = [each for each in items if len(each.field.value) == _LENGTH and _kind(each, around) == kind]
    lent = []
    if len(value) == _LENGTH:
        for stretch in group.positions.get(kind, ()):
            chosen = said(alike, stretch, around)
            if chosen is not None and chosen.field.value[stretch] != value[stretch]:
                value = value[: stretch.start] + chosen.field.value[stretch] + value[stretch.stop :]
                lent.append(chosen)
    taken = Taken(first.field._replace(value=value), (first,), tuple(dict.fromkeys(lent)))
    return Done([taken], left(others, "heard-before"))


def _kind(item: Item, around: Around) -> str:
    return group_of(around.members[item.place].record.leader)


def said(items: Iterable[Item], stretch: slice, around: Around) -> Item | None:
    """The first item that says something there; where more vendors, two or more, agree against its one, theirs."""
    found: dict[str, list[Item]] = {}
    for each in items:
        text = each.field.value[stretch]
        if text.strip(" |#") and text.strip() not in _SILENT:
            found.setdefault(text, []).append(each)
    if not found:
        return None
    votes = {text: len(around.vendors(each)) for text, each in found.items()}
    first, *others = found
    best = max(others, key=lambda text: votes[text], default=first)
    return found[best if votes[first] == 1 and votes[best] > 1 else first][0]
