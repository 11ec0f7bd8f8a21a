"""P05: titles whose fields got lost although nothing changed keep them, and say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from metadata.members import Stored
from metadata.publish.polish import Polished
from transforms.merge.lost import Lost, issue_of, kept, lost
from transforms.merge.provenance import unpacked
from transforms.record import Record


def with_lost(
    done: Polished, record: str, provenance: Any, members: Iterable[Stored]
) -> tuple[Polished, tuple[Lost, ...]]:
    """The title with the fields and subfields that it lost against its last version, and these.

    `record` and `provenance`: of that version, as they are kept. Whoever asks sees to it that it was merged by the same
    rules.
    """
    before = Record.unpack(record)
    if set(before.fields) <= set(done.merged.record.fields):
        return done, ()
    gone = tuple(lost(unpacked(before, provenance), done.merged, [each.unpacked() for each in members]))
    if not gone:
        return done, ()
    issues = (*done.issues, *map(issue_of, gone))
    return done._replace(merged=kept(done.merged, gone), issues=issues), gone
