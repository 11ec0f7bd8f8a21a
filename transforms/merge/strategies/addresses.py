"""856: one cover, the related links of all records; links to the resource stay with each vendor."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Left, Taken, left
from transforms.merge.strategies.union import put, same_by
from transforms.record import Field

_RESOURCE = frozenset(("40", "41"))
_COVER = frozenset(("kansikuva", "pärmbild", "omslagsbild", "cover image"))  # $3, as refining writes it
_PIXELS = re.compile(r"([0-9]{2,5}) ?[x×] ?([0-9]{2,5})")


def addresses(items: Sequence[Item], group: Group, around: Around) -> Done:
    """Of covers the one told to be largest, then the first; of other links those that differ in `keys`."""
    done = Done([], [])
    found: dict[tuple[str, ...], Taken] = {}
    covers = []
    for each in items:
        if each.field.value[:2] in _RESOURCE:
            done.left.append(Left(each, "vendors-own"))
        elif is_cover(each.field):
            covers.append(each)
        else:
            put(found, same_by(each.field, group.keys["856"]), each)
    if covers:
        best = max(covers, key=lambda each: (each.field["u"].startswith("https://"), _pixels(each.field)))
        same = [each for each in covers if each.field["u"] == best.field["u"] and each is not best]
        done.taken.append(Taken(best.field, (best, *same)))
        done.left.extend(left([each for each in covers if each is not best and each not in same], "one-cover"))
    done.taken.extend(found.values())
    return done


def is_cover(field: Field) -> bool:
    """True for a link to a picture of the cover."""
    return field.ind2 == "2" and (field["3"].casefold() in _COVER or field["q"].startswith("image/"))


def _pixels(field: Field) -> int:
    """How large the picture is by its notes; 0 where they do not tell."""
    told = (_PIXELS.search(value) for value in field.all("3", "q", "s", "z"))
    return max((int(each[1]) * int(each[2]) for each in told if each), default=0)
