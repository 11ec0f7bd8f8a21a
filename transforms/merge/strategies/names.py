"""7XX: the names of all records with all their roles. No narrator and no translator is dropped.

Main entries that the description did not take come here too: whom another record puts first is a name all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from transforms.match.folding import fold
from transforms.merge.groups import Group
from transforms.merge.items import Around, Done, Item, Taken
from transforms.merge.unite import united
from transforms.record import Field

MAIN_ENTRIES = frozenset({"100", "110", "111"})
_SWEDISH_LETTERS = str.maketrans("åäö", "aao")  # these are letters: Säde and Sade are two names
_KANTO = re.compile(r"(?:finaf:|\(FI-ASTERI-N\))([0-9]{9})")
_ISNI = re.compile(r"isni.*?([0-9]{4} ?[0-9]{4} ?[0-9]{4} ?[0-9]{3}[0-9X])", re.IGNORECASE)


class Name(NamedTuple):
    """What tells two names apart."""

    kind: str  # the end of the tag: 00 person, 10 body, 11 meeting
    words: tuple[str, ...]  # folded; of a person in order of the alphabet: "Matti Malli" is "Malli, Matti"
    work: str  # $t and what follows it, folded
    number: str  # $b, or of a person $c too: numeration, subordinate unit, title
    dates: str
    kanto: frozenset[str]
    isni: frozenset[str]


class _Known:
    """A name that is taken, as it grows."""

    def __init__(self, taken: Taken, name: Name) -> None:
        self.taken, self.names = taken, [name]

    def unite(self, item: Item, field: Field, name: Name) -> None:
        self.taken = self.taken._replace(field=united(self.taken.field, field), items=(*self.taken.items, item))
        self.names.append(name)


def names(items: Sequence[Item], group: Group, around: Around) -> Done:
    """Each name once with the roles that any record gives it; main entries that were taken get theirs too."""
    main = [_Known(each, name_of(each.field)) for each in around.taken if each.field.tag in MAIN_ENTRIES]
    known = list(main)
    for each in sorted(items, key=lambda item: item.place):
        field = each.field if each.field.tag not in MAIN_ENTRIES else each.field.with_tag(f"7{each.field.tag[1:]}")
        name = name_of(field)
        same = _find(known, name, group.likeness)
        if same is None:
            known.append(_Known(Taken(field, (each,)), name))
        else:
            same.unite(each, field, name)
    return Done([each.taken for each in known], [])


def _find(known: Sequence[_Known], name: Name, likeness: float) -> _Known | None:
    """The one that has this name: the same words first, then the likest."""
    for each in known:
        if any(_is_equal(one, name) for one in each.names):
            return each
    found = [(best, each) for each in known if (best := max(_likeness(one, name) for one in each.names)) >= likeness]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _is_equal(one: Name, other: Name) -> bool:
    if one.kind != other.kind or one.work != other.work or not _may_be_one(one, other):
        return False
    return bool(one.kanto & other.kanto or one.isni & other.isni) or (one.words, one.number) == (
        other.words,
        other.number,
    )


def _may_be_one(one: Name, other: Name) -> bool:
    """False where ids of one kind, or dates, tell two of them apart."""
    if one.kanto and other.kanto:
        return not one.kanto.isdisjoint(other.kanto)
    if one.isni and other.isni:
        return not one.isni.isdisjoint(other.isni)
    return not one.dates or not other.dates or one.dates[:4] == other.dates[:4]


def _likeness(one: Name, other: Name) -> float:
    """0 to 1: how like two names are that are not the same; 0 where something tells them apart."""
    if one.kind != other.kind or one.work != other.work or one.number != other.number or not _may_be_one(one, other):
        return 0.0
    if len(one.words) != len(other.words) or any(a[0] != b[0] for a, b in zip(one.words, other.words, strict=True)):
        return 0.0  # initials are compatible
    left, right = " ".join(one.words), " ".join(other.words)
    if left.translate(_SWEDISH_LETTERS) == right.translate(_SWEDISH_LETTERS):
        return 0.0  # they differ in å, ä or ö alone
    return ratio(left, right) / 100


@lru_cache(maxsize=65_536)
def name_of(field: Field) -> Name:
    """The name in a field 1XX or 7XX."""
    kind = "00" if field.tag == "720" else field.tag[1:]
    person = kind == "00"
    words = fold(field["a"]).split()
    after_title = field.value.partition("\x1ft")[2]
    number = " ".join(field.all(*("bc" if person else "bnp")))
    authorities = " ".join(field.all("0", "1"))
    return Name(
        kind,
        tuple(sorted(words) if person else words),
        fold(re.sub("\x1f.", " ", after_title)),
        fold(number),
        "".join(filter(str.isdigit, field["d"])) if person else "",
        frozenset(_KANTO.findall(authorities)),
        frozenset(each.replace(" ", "") for each in _ISNI.findall(authorities)),
    )
