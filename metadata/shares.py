"""How work is shared out among tasks: neighbours together, in shares of about the same size."""

from __future__ import annotations

from collections.abc import Sequence

SHARE = 100_000_000  # bytes of a task: a small file alone would cost more to start a task for than to process
MOST = 150  # tasks that work on one delivery, or one vendor's night


def shared_out(sizes: Sequence[int], share: int = SHARE, most: int = MOST) -> list[range]:
    """Indexes of consecutive items, all in order, none of the shares empty.

    There are as few shares as have each about `share` at most, but never more than `most`; an item is not divided.
    """
    total, done = sum(sizes), 0
    count = min(most, max(1, -(-total // share)))
    shares: list[list[int]] = [[] for _ in range(count)]
    for index, size in enumerate(sizes):
        middle = 2 * done + size  # of the item, in halves
        shares[min(count - 1, middle * count // (2 * total)) if total else 0].append(index)
        done += size
    return [range(each[0], each[-1] + 1) for each in shares if each]
