"""What the rules said, in the store: rule sets by version, counts by delivery, and the envelopes of raw bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from metadata.rule_counts import RuleCount
from metadata.store.tables import envelope, rule_count, rule_set

_BATCH = 500  # values in one IN list


def envelope_ids(connection: Connection, texts: Iterable[str]) -> dict[str, int]:
    """The ids of these envelopes, added where they are new; "" has none."""
    wanted = {_digest(text): text for text in texts if text}
    found = _known(connection, sorted(wanted))
    if fresh := [{"sha256": each, "content": wanted[each]} for each in sorted(wanted.keys() - found.keys())]:
        connection.execute(insert(envelope), fresh)
        found |= _known(connection, [each["sha256"] for each in fresh])
    return {text: found[digest] for digest, text in wanted.items()}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _known(connection: Connection, digests: Sequence[str]) -> dict[str, int]:
    c = envelope.c
    batches = (digests[start : start + _BATCH] for start in range(0, len(digests), _BATCH))
    return {
        row.sha256: row.id
        for batch in batches
        for row in connection.execute(select(c.sha256, c.id).where(c.sha256.in_(batch)))
    }


def envelope_text(connection: Connection, envelope_id: int | None) -> str:
    """An envelope as text; "" where none was kept."""
    return connection.execute(select(envelope.c.content).where(envelope.c.id == envelope_id)).scalar() or ""


def put_rule_set(connection: Connection, version: str, ids: Sequence[str]) -> None:
    """Keep which rules a version holds, in the order of the bits of `judged`."""
    if not connection.execute(select(rule_set.c.version).where(rule_set.c.version == version)).scalar():
        connection.execute(insert(rule_set).values(version=version, rules=list(ids)))


def rules_of(connection: Connection, version: str) -> list[str]:
    """The rules of a version in the order of the bits of `judged`; [] for one that is not known."""
    return list(connection.execute(select(rule_set.c.rules).where(rule_set.c.version == version)).scalar() or ())


def put_counts(connection: Connection, delivery_id: int, counts: Iterable[RuleCount]) -> None:
    """What the rules said of a delivery, in place of an earlier run over it."""
    connection.execute(delete(rule_count).where(rule_count.c.delivery_id == delivery_id))
    if rows := [{"delivery_id": delivery_id, **each._asdict()} for each in counts]:
        connection.execute(insert(rule_count), rows)
