"""P05: titles whose fields got lost although nothing changed keep them, and say so."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from metadata.members import member_list
from metadata.publish.polish import Polished, made_with_same
from transforms.merge.lost import issue_of, kept, lost
from transforms.merge.provenance import unpacked
from transforms.record import Record

logger = logging.getLogger(__name__)


def with_lost(
    connection: Connection,
    before: Mapping[str, Row[Any]],
    made: Mapping[str, Polished],
    members: Mapping[str, Sequence[Row[Any]]],
    made_with: str,
) -> dict[str, Polished]:
    """Those titles of `made` that lost a field or subfield against their last version (`before`), with it as it was.

    Asked before it is written down with what they were merged now: after a change of rules a field may go.
    """
    suspects = {
        each: record
        for each, old in before.items()
        if each in made
        and not old.deleted
        and not set((record := Record.unpack(old.record)).fields) <= set(made[each].merged.record.fields)
    }
    found = {}
    for each in sorted(made_with_same(connection, suspects, made_with)):
        told, old = made[each], unpacked(suspects[each], before[each].provenance)
        gone = lost(old, told.merged, member_list(members[each], {}))
        if gone:
            logger.warning(
                "%s: kept fields that nothing accounts for losing: %s", each, [one.field.tag for one in gone]
            )
            issues = (*told.issues, *map(issue_of, gone))
            found[each] = told._replace(merged=kept(told.merged, gone), issues=issues)
    return found
