"""match: source records that changed find their titles, and titles keep their ids.

Keys and features come with each record (metadata/keying.py). `judging` compares what shares a key and keeps the edges
(`everything`: of all records at once), `grouping` joins what hangs together, `assigning` and `identity` say which group
is which title, `families` which titles are of one expression and of one work, `events` tell what befell them all. A
night looks only at what changed and at what is connected with it; the result is that of a full run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.keying import Keying
from metadata.links import decided_pairs
from metadata.mint import Mint
from metadata.store import match_index as index
from metadata.store import reviews
from metadata.store import titles as store
from metadata.titles.families import settle_families
from metadata.titles.grouping import QUESTION, answered, connected, grouped
from metadata.titles.identity import Moment, settle
from metadata.titles.judging import Judging
from metadata.titles.untitled import assert_placed, assert_titled, match_again
from transforms.record import Record

BATCH = 500  # records grouped together, with all that is connected to them


class Grouping(NamedTuple):
    """Titles after a batch: the live members of each, and which titles must be merged anew.

    The last one of a night has no groups: it tells of which titles the expression or work is another.
    """

    groups: dict[str, tuple[int, ...]]
    touched: tuple[str, ...]
    refused: int


def match_changed(connection: Connection, keying: Keying, mint: Mint, now: str, seq: int) -> Iterator[Grouping]:
    """Group everything that changed since the last publication, batch by batch; the caller owns the transaction."""
    renew_keys(connection, keying)
    index.renew_all(connection, _version(keying))
    match_again(connection)
    judging = Judging(connection, keying.policy)
    judging.run()
    decided, moment = decided_pairs(connection), Moment(mint, now, seq)
    waiting = store.in_order(connection, judging.stirred)
    done, settled = set[int](), set[str]()
    while waiting:
        batch, waiting = waiting[:BATCH], waiting[BATCH:]
        fresh = [each for each in batch if each not in done]
        if not fresh:
            continue
        found = connected(connection, fresh, decided)
        done.update(found.rows)
        groups = grouped(connection, found, keying.policy, decided)
        assigned, touched = settle(connection, found, groups, keying.policy, decided, moment)
        about = list(found.rows)
        reviews.ask(connection, (QUESTION,), about, groups.questions, now, answered(groups.questions, decided))
        settled |= touched
        yield Grouping(assigned, tuple(sorted(touched)), groups.refused)
        store.mark_unchanged(connection, about)
    if done:
        assert_titled(connection)
    moved = settle_families(connection, settled, judging.kindred, keying.policy, moment)
    assert_placed(connection)
    yield Grouping({}, tuple(sorted(moved)), 0)


def renew_keys(connection: Connection, keying: Keying) -> int:
    """Make keys and features anew where they are of another version; returns of how many records."""
    count = 0
    while rows := index.outdated(connection, keying.version, BATCH):
        made = {row.id: keying.of(Record.unpack(row.record), row.media, row.vendor) for row in rows}
        index.put(connection, made)
        count += len(made)
    return count


def _version(keying: Keying) -> str:
    """With what pairs are judged: the policy, and which vendors keep formats apart."""
    return " ".join((keying.version, *sorted(keying.policy.by_format)))
