"""What befalls titles, expressions and works: told from how members were shared out before and after. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple, TypeVar

Member = TypeVar("Member", int, str)


class Kind(StrEnum):
    """What can befall an id (matching.md §10)."""

    MINT = "mint"  # it is new
    GROW = "grow"  # members came that were nobody's
    SHRINK = "shrink"  # members were withdrawn
    MERGE = "merge"  # it lives on in the other
    SPLIT = "split"  # it was parted from the other, which keeps its id
    UNMERGE = "unmerge"  # the same, because a person said so
    DELETE = "delete"  # its last member went
    REVIVE = "revive"  # it lives again
    MOVE = "move"  # a member went from one to the other; told of both
    REDIRECT = "redirect"  # it led to a title that is merged now, and leads on to the other


class Event(NamedTuple):
    """One event; `other` is "" where there is none."""

    kind: str
    id: str
    other: str = ""
    actor: str = ""
    reason: str = ""


class Word(NamedTuple):
    """A person's decision that made it so."""

    actor: str
    reason: str


class Change(NamedTuple):
    """An id's state before and after: "" before it was minted, live, deleted or redirect."""

    before: str
    after: str
    heir: str = ""  # where it redirects to


def told(
    before: Mapping[Member, str],
    after: Mapping[Member, str],
    changes: Mapping[str, Change],
    names: Mapping[Member, str],
    words: Mapping[tuple[str, str], Word],
) -> Iterator[Event]:
    """The events, in the order of ids and kinds.

    `before` and `after`: member → the id it belonged or belongs to, if any; `words`: (id, other) → who made it so.
    """
    moved = _moves(before, after, names)
    for each, change in sorted(changes.items()):
        yield from _of_state(each, change, words)
    for (source, target), members in sorted(moved.items()):
        yield from _of_move(source, target, ", ".join(sorted(members)), changes, words)


def _moves(
    before: Mapping[Member, str], after: Mapping[Member, str], names: Mapping[Member, str]
) -> dict[tuple[str, str], list[str]]:
    """(from, to) → names of the members that went that way; "" for nowhere."""
    moved: dict[tuple[str, str], list[str]] = defaultdict(list)
    for member in before.keys() | after.keys():
        way = before.get(member, ""), after.get(member, "")
        if way[0] != way[1]:
            moved[way].append(names[member])
    return moved


def _of_state(each: str, change: Change, words: Mapping[tuple[str, str], Word]) -> Iterator[Event]:
    if not change.before:
        yield Event(Kind.MINT, each)
    elif change.after == "live" and change.before != "live":
        yield Event(Kind.REVIVE, each)
    elif change.after == "deleted" and change.before == "live":
        yield Event(Kind.DELETE, each)
    elif change.after == "redirect":
        kind = Kind.REDIRECT if change.before == "redirect" else Kind.MERGE
        yield Event(kind, each, change.heir, *words.get((each, change.heir), ()))


def _of_move(
    source: str,
    target: str,
    members: str,
    changes: Mapping[str, Change],
    words: Mapping[tuple[str, str], Word],
) -> Iterator[Event]:
    """What the way of some members means; what the states tell is not told twice."""
    gone, came = changes.get(source), changes.get(target)
    if not source:
        if came is None or came.before == "live":
            yield Event(Kind.GROW, target, reason=members)
    elif not target:
        if gone is None or gone.after == "live":
            yield Event(Kind.SHRINK, source, reason=members)
    elif gone is not None and gone.after == "redirect" and gone.heir == target:
        return
    elif came is not None and not came.before:
        word = words.get((source, target))
        yield Event(Kind.UNMERGE if word else Kind.SPLIT, target, source, *(word or ("", members)))
    else:
        yield Event(Kind.MOVE, source, target, reason=members)
        yield Event(Kind.MOVE, target, source, reason=members)
