"""Which records share a key: blocks, as rows of numbers, since a night of everything has millions of them.

Ids of records are whole numbers from 0 on, and small ones: what is known of a record stands in tables at its id.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.match.keys import BLOCKS, IDENTIFIERS, ISBN, KINDS, PRINT

Value = Hashable  # of a key: text, or a number that stands for it
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Rows = tuple[Sequence[Value] | Ints, Sequence[int] | Ints]  # values of keys of one kind, and whose each is

COMPARED = (*(name for name in KINDS if name in IDENTIFIERS), *BLOCKS)  # kinds in the order in which they find pairs
ORDER = {name: place for place, name in enumerate(COMPARED)}
_ID_BITS = 32


class Block(NamedTuple):
    """A key and the records that share it, ascending."""

    kind: str
    value: Value
    ids: Sequence[int]


class Blocks(NamedTuple):
    """Blocks in the order of COMPARED; the ids of block n are `ids[starts[n]:starts[n + 1]]`."""

    kinds: Ints  # as places in COMPARED
    values: Sequence[Value]
    starts: Ints
    ids: Ints

    @classmethod
    def of(cls, blocks: Iterable[Block]) -> Blocks:
        """Blocks that stand one by one."""
        order = sorted(blocks, key=lambda each: ORDER[each.kind])
        sizes = np.array([len(each.ids) for each in order], np.int64)
        ids = np.fromiter(chain.from_iterable(each.ids for each in order), np.int64, int(sizes.sum()))
        kinds = np.array([ORDER[each.kind] for each in order], np.int64)
        return cls(kinds, [each.value for each in order], _starts(sizes), ids)

    @property
    def sizes(self) -> Ints:
        """How many records each has."""
        return np.diff(self.starts)

    def block(self, number: int) -> Block:
        """One of them."""
        ids = self.ids[self.starts[number] : self.starts[number + 1]].tolist()
        return Block(COMPARED[self.kinds[number]], self.values[number], ids)

    def taken(self, numbers: Ints) -> Blocks:
        """Some of them, by their numbers."""
        sizes = self.sizes[numbers]
        values = [self.values[each] for each in numbers.tolist()]
        return Blocks(self.kinds[numbers], values, _starts(sizes), self.ids[spread(self.starts[numbers], sizes)])

    def with_others(self, others: Blocks) -> Blocks:
        """These and those."""
        both = Blocks(
            np.concatenate((self.kinds, others.kinds)),
            [*self.values, *others.values],
            _starts(np.concatenate((self.sizes, others.sizes))),
            np.concatenate((self.ids, others.ids)),
        )
        return both.taken(np.argsort(both.kinds, kind="stable"))


def spread(starts: Ints, sizes: Ints) -> Ints:
    """From each start so many numbers on: of 5, 9 and 2, 1 it is 5, 6, 9."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)


def _starts(sizes: Ints) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))


def blocks_of(rows: Mapping[str, Rows]) -> Blocks:
    """Kind → the keys of records: those that at least two records have; other kinds than COMPARED are left out.

    A print ISBN is also shared with the record that has it as its own: what is the printed book's number to one vendor
    another gives to the e-book.
    """
    known: dict[Value, int] = {}
    numbered = {kind: _numbered(*rows[kind], known) for kind in COMPARED if kind in rows}
    if ISBN in numbered and PRINT in numbered:
        numbered[PRINT] = _with_own(numbered[PRINT], numbered[ISBN])
    names = list(known)
    found = [(kind, *_grouped(*pairs)) for kind, pairs in numbered.items()]
    values = [_values(numbers, names if _are_texts(rows[kind][0]) else None) for kind, numbers, _, _ in found]
    kinds = np.concatenate([_NONE, *(np.full(len(sizes), ORDER[kind]) for kind, _, sizes, _ in found)])
    sizes = np.concatenate([_NONE, *(sizes for _, _, sizes, _ in found)])
    return Blocks(
        kinds, list(chain.from_iterable(values)), _starts(sizes), np.concatenate([_NONE, *(each[3] for each in found)])
    )


_NONE: Ints = np.zeros(0, np.int64)


def _are_texts(values: Sequence[Value] | Ints) -> bool:
    return not isinstance(values, np.ndarray)


def _numbered(values: Sequence[Value] | Ints, ids: Sequence[int] | Ints, known: dict[Value, int]) -> tuple[Ints, Ints]:
    """Values as numbers: those that `known` gives them, or which they are."""
    if isinstance(values, np.ndarray):
        return values, np.asarray(ids, np.int64)
    numbers = np.fromiter((known.setdefault(each, len(known)) for each in values), np.int64, len(values))
    return numbers, np.asarray(ids, np.int64)


def _with_own(prints: tuple[Ints, Ints], isbns: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Print ISBNs, and those of the records' own that are among them."""
    own = np.isin(isbns[0], prints[0])
    return np.concatenate((prints[0], isbns[0][own])), np.concatenate((prints[1], isbns[1][own]))


def _grouped(numbers: Ints, ids: Ints) -> tuple[Ints, Ints, Ints]:
    """The numbers that at least two records have, how many have each, and which, ascending."""
    order = np.argsort(numbers)
    numbers, ids = numbers[order], ids[order]
    starts = np.flatnonzero(is_first(numbers))
    places = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(numbers)))
    packed = np.sort(places << _ID_BITS | ids)
    packed = packed[is_first(packed)]
    places = packed >> _ID_BITS
    sizes = np.bincount(places, minlength=len(starts))
    shared = sizes > 1
    return numbers[starts][shared], sizes[shared], packed[shared[places]] & ((1 << _ID_BITS) - 1)


def is_first(values: Ints) -> Flags:
    """Where another value begins, in a row in which equal ones stand together."""
    found = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def _values(numbers: Ints, names: Sequence[Value] | None) -> list[Value]:
    return numbers.tolist() if names is None else [names[each] for each in numbers.tolist()]


def shared_keys_of(keys: Mapping[int, Iterable[tuple[str, str]]]) -> Blocks:
    """The blocks of records, id → keys."""
    rows: dict[str, tuple[list[Value], list[int]]] = {name: ([], []) for name in COMPARED}
    for id, found in keys.items():
        for kind, value in found:
            if kind in rows:
                rows[kind][0].append(value)
                rows[kind][1].append(id)
    return blocks_of(rows)
