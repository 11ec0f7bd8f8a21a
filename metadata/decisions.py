"""What people decide: to let a held delivery through once, or to give one up. Kept with reason and author."""

from __future__ import annotations

from typing import Any

from metadata import pipeline
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.store import deliveries


def held(home: Home) -> list[dict[str, Any]]:
    """The deliveries that wait for a decision, with what their gates saw."""
    with home.store.read() as connection:
        return [
            {
                "delivery": each.id,
                "vendor": each.vendor,
                "name": each.name,
                "at": entry.at,
                "reason": entry.reason,
                "counts": entry.counts,
                "checks": [
                    {"key": row.key, "value": row.value, "limit": row.limit, "verdict": row.verdict}
                    for row in deliveries.checks_of(connection, each.id)
                ],
            }
            for each, entry in deliveries.with_state(connection, states=("held",))
        ]


def approve(home: Home, delivery_id: int, reason: str, actor: str) -> dict[str, int]:
    """Let a held delivery through and commit it; returns its counts. Raises ConfigError when it is not held."""
    _decide(home, delivery_id, "approve", reason, actor)
    pipeline.refine(home, delivery_id)
    pipeline.gate(home, delivery_id)
    return pipeline.commit(home, delivery_id)


def reject(home: Home, delivery_id: int, reason: str, actor: str) -> None:
    """Give up a held delivery, or an unreadable one that the vendor will not send again. Raises ConfigError."""
    _decide(home, delivery_id, "reject", reason, actor)


_WAITING = {"approve": ("held",), "reject": ("held", "unreadable")}  # states that a verdict is for


def _decide(home: Home, delivery_id: int, verdict: str, reason: str, actor: str) -> None:
    if not reason.strip():
        raise ConfigError("a decision needs a reason")
    with home.store.write() as connection:
        state = deliveries.state_of(connection, delivery_id)
        if state is None or state.state not in _WAITING[verdict]:
            wanted = " or ".join(_WAITING[verdict])
            raise ConfigError(f"delivery {delivery_id} is not {wanted}; `emat status` shows those that are")
        deliveries.decide_gate(connection, delivery_id, verdict, reason, actor, home.clock())
        if verdict == "reject":
            deliveries.note(connection, delivery_id, "rejected", home.clock(), reason=reason, actor=actor)
