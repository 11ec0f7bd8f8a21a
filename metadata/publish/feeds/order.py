"""The titles of a view in the order in which they came to it, packed: a page of any list costs what it shows.

A title keeps its place for ever, also when it is deleted. That is what the archives of the Atom feed stand on.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from threading import BoundedSemaphore, Lock
from typing import NamedTuple

from metadata.publish.catalogue import Entry, View

ID = 27  # characters of a title id
KEPT = 12  # views in memory: of a million titles some 50 MB each
WAITING = 8  # threads that may wait for an order that is being made: the others of a server have other requests
NEVER = "1970-01-01T00:00:00Z"  # when an empty view changed


class Choice(NamedTuple):
    """Which live titles are listed; "" does not choose."""

    media: str = ""
    language: str = ""


EVERY = Choice()


class Order:
    """The order of one view while it does not change."""

    def __init__(self, ids: bytes, listed: Mapping[Choice, array[int]], changed: str) -> None:
        """`ids`: of every title ever, ascending; `listed`: places in it; `changed`: the newest datestamp."""
        self._ids, self._listed, self.changed = ids, listed, changed

    def __len__(self) -> int:
        """How many titles the view has or had."""
        return len(self._ids) // ID

    def came(self, start: int, end: int) -> list[str]:
        """The ids of titles by their places, the first that came first, deleted ones too."""
        return [self._id(place) for place in range(start, min(end, len(self)))]

    def newest(self, choice: Choice, start: int, limit: int) -> list[str]:
        """At most `limit` live titles, the last that came first, from the place `start` of that list on."""
        places = self._listed.get(choice, array("I"))
        end = len(places) - start
        return [self._id(place) for place in reversed(places[max(0, end - limit) : max(0, end)])]

    def count(self, choice: Choice = EVERY) -> int:
        """How many live titles are chosen."""
        return len(self._listed.get(choice, ()))

    def media(self, language: str) -> list[tuple[str, int]]:
        """(media, titles) of the live titles in a language, the most first."""
        found = [(each.media, len(places)) for each, places in self._listed.items() if each.language == language]
        return _ranked(found)

    def languages(self, media: str) -> list[tuple[str, int]]:
        """(language, titles) of the live titles of a media, the most first."""
        found = [(each.language, len(places)) for each, places in self._listed.items() if each.media == media]
        return _ranked(found)

    def _id(self, place: int) -> str:
        return self._ids[place * ID : (place + 1) * ID].decode("ascii")


def arrange(entries: Iterable[Entry]) -> Order:
    """The order of the entries of a view, which may come in any."""
    came: defaultdict[str, list[str]] = defaultdict(list)
    changed = NEVER
    for entry in entries:
        came[entry.first].append(entry.title_id + _kinds(entry))
        changed = max(changed, entry.datestamp)
    listed: defaultdict[Choice, array[int]] = defaultdict(lambda: array("I"))
    ids = bytearray()
    for place, text in enumerate(text for first in sorted(came) for text in sorted(came.pop(first))):
        ids += text[:ID].encode("ascii")
        for choice in _choices(text[ID:]):
            listed[choice].append(place)
    return Order(bytes(ids), dict(listed), changed)


def _kinds(entry: Entry) -> str:
    """What a live title is chosen by, in one text: a million of tuples would take much more room."""
    if entry.deleted:
        return ""
    parts = ("type:", "lang:")
    return "".join(f"|{' '.join(each[len(part) :] for each in entry.sets if each.startswith(part))}" for part in parts)


def _choices(kinds: str) -> Iterator[Choice]:
    if kinds:
        media, languages = (("", *part.split()) for part in kinds[1:].split("|"))
        yield from (Choice(*pair) for pair in product(media, languages))


def _ranked(found: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted((each for each in found if each[0]), key=lambda each: (-each[1], each[0]))


class BusyError(Exception):
    """So many wait already that this one had better come back."""


class Orders:
    """The orders of the views that are asked for, kept while they do not change. Shared by the threads of a server."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Order] = OrderedDict()
        self._lock, self._making, self._waiting = Lock(), Lock(), BoundedSemaphore(WAITING)

    def of(self, view: View) -> Order:
        """The order of a view; made when it is first asked for, one at a time. Raises BusyError."""
        key = (view.name, view.digest())
        found = self._find(key)
        if found is not None:
            return found
        if not self._waiting.acquire(blocking=False):
            raise BusyError
        try:
            with self._making:
                found = self._find(key)  # another thread may have made it meanwhile
                return found if found is not None else self._keep(key, arrange(view.entries()))
        finally:
            self._waiting.release()

    def _find(self, key: tuple[str, str]) -> Order | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[str, str], order: Order) -> Order:
        with self._lock:
            self._kept[key] = order
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return order
