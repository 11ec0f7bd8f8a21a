"""Where titles are made: in this process, or, where they are many, in processes of their own while this one writes.

What comes out is the same, and in the same order. A night in which little changed pays for no process.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from functools import lru_cache
from typing import NamedTuple

from metadata.errors import PipelineError
from metadata.garbage import seldom_collected
from metadata.processes import processes
from metadata.publish.gathering import Lot
from metadata.publish.making import Asked, Made, made
from metadata.publish.policies import Basis, Policies, policies_of

MANY = 20_000  # titles; to make fewer takes no longer than to start processes
AHEAD = 2  # lots for each process that are read before they are written: memory is bounded by it


class _Task(NamedTuple):
    """A lot for another process, which reads the policies itself."""

    asked: list[Asked]
    basis: Basis
    ranks: Mapping[str, int]
    made_with: str


def worked(
    lots: Iterable[Lot], titles: int, workers: int, policies: Policies, ranks: Mapping[str, int]
) -> Iterator[tuple[Lot, list[Made]]]:
    """The lots, each with its titles made, in their order; `titles`: how many there are in all of them.

    Raises PipelineError where a process ended before its work did, or found other rules than this one.
    """
    if workers <= 1 or titles < MANY:
        for lot in lots:
            yield lot, [made(each, policies) for each in lot.asked]
        return
    with processes(workers) as pool:
        under_way: deque[tuple[Lot, Future[list[Made]]]] = deque()
        for lot in lots:
            task = _Task(list(lot.asked), policies.basis, ranks, policies.polish.made_with)
            under_way.append((lot, pool.submit(_make, task)))
            if len(under_way) > AHEAD * workers:
                yield _done(*under_way.popleft())
        while under_way:
            yield _done(*under_way.popleft())


def _done(lot: Lot, work: Future[list[Made]]) -> tuple[Lot, list[Made]]:
    return lot, work.result()


def _make(task: _Task) -> list[Made]:
    """Make the titles of a lot; in another process."""
    policies = _policies(task.basis, tuple(sorted(task.ranks.items())))
    if policies.polish.made_with != task.made_with:
        raise PipelineError("files of schemas/ changed while titles were made: nothing is published; publish again")
    with seldom_collected():
        return [made(each, policies) for each in task.asked]


@lru_cache(maxsize=1)  # a process works for one publication
def _policies(basis: Basis, ranks: tuple[tuple[str, int], ...]) -> Policies:
    found = policies_of(basis)
    return found._replace(polish=found.polish.with_ranks(dict(ranks)))
