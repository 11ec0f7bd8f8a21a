"""What is compared of records, and which of them share a key, as judging reads it from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection

from metadata.store import match_index as index
from transforms.match.blocking import Candidates, candidates, shared_keys_of
from transforms.match.decision import Compared
from transforms.match.features import Features, unpacked
from transforms.match.keys import Key
from transforms.match.policy import MatchPolicy

Holders = dict[Key, list[int]]


class Sides:
    """What is compared of records, read when it is asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sides: dict[int, index.Side] = {}
        self._features: dict[int, Features] = {}

    def __len__(self) -> int:
        """How many records are at hand."""
        return len(self._sides)

    def load(self, ids: Iterable[int]) -> None:
        """Have these at hand."""
        self._sides.update(index.sides(self._connection, set(ids) - self._sides.keys()))

    def keys(self, id: int) -> frozenset[Key]:
        """The keys of a record."""
        return self._sides[id].keys

    def features(self, id: int) -> Features:
        """The features of a record."""
        if id not in self._features:
            self._features[id] = unpacked(self._sides[id].features)
        return self._features[id]

    def compared(self, id: int) -> Compared:
        """A record as it is compared."""
        return Compared(self.keys(id), self.features(id))

    def place(self, id: int) -> tuple[str, str]:
        """Where a record stands in the order of all."""
        return self._sides[id].order

    def order(self, ids: Collection[int]) -> list[int]:
        """Records in the order of vendors and vendors' ids."""
        self.load(ids)
        return sorted(ids, key=self.place)


class Blocks:
    """Which records share which keys."""

    def __init__(self, held: Holders) -> None:
        self._held = held
        self.ids = {each for ids in held.values() for each in ids}

    def large(self, cap: int) -> set[int]:
        """The records of blocks that are to be divided."""
        return {each for ids in self._held.values() if len(ids) > cap for each in ids}

    def size(self, key: Key) -> int:
        """How many records share a key."""
        return len(self._held.get(key, ()))

    def candidates(self, order: Sequence[int], sides: Sides, policy: MatchPolicy) -> Candidates:
        """Pairs to be compared, by places in the order."""
        places = {each: place for place, each in enumerate(order)}
        keys: dict[int, list[Key]] = defaultdict(list)
        for key, ids in self._held.items():
            for each in ids:
                keys[places[each]].append(key)
        return candidates(shared_keys_of(keys), lambda place: sides.features(order[place]), policy)
