"""What is compared of records, and which of them share a key, as judging reads it from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import repeat

from sqlalchemy import Connection

from metadata.store import match_index as index
from transforms.match.blocking import blocks_of
from transforms.match.candidates import Candidates, candidates
from transforms.match.decision import Compared
from transforms.match.edges import Known
from transforms.match.features import Features, unpacked
from transforms.match.keys import Key
from transforms.match.outline import read
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

    def known(self, order: Sequence[int]) -> Known:
        """What is known of records, by their places in an order."""
        return Known(
            lambda place: self.keys(order[place]),
            lambda place: self.features(order[place]),
            lambda place: read(self._sides[order[place]].features),
        )

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


class Shared:
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

    def candidates(self, order: Sequence[int], sides: Sides, policy: MatchPolicy, poor: Collection[Key]) -> Candidates:
        """Pairs to be compared, by places in the order."""
        places = {each: place for place, each in enumerate(order)}
        rows: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        for (kind, value), ids in self._held.items():
            rows[kind][0].extend(repeat(value, len(ids)))
            rows[kind][1].extend(map(places.__getitem__, ids))
        return candidates(blocks_of(rows), lambda place: sides.features(order[place]), policy, poor)
