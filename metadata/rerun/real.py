"""A real run: back to the start of the ledger's way, so that the next night goes on where a crash left it."""

from __future__ import annotations

from typing import Any

from metadata import decisions, pipeline, renewal
from metadata.home import Home
from metadata.rerun import marks
from metadata.rerun.work import Work
from metadata.store import deliveries


def real(home: Home, work: Work, reason: str, actor: str, override: bool) -> dict[str, Any]:
    """Run one vendor's part for real: `delivery`, the `state` it ended in, why, its `counts`, and what was left out.

    Who asked and why is in the ledger. What a gate holds waits for a person, unless `override` lets it pass: then the
    same reason and name are kept with that decision.
    """
    return {"left_out": work.left_out, **_done(home, work, reason, actor, override)}


def _done(home: Home, work: Work, reason: str, actor: str, override: bool) -> dict[str, Any]:
    if work.start != "refine":
        return _marked(home, work)
    if not work.delivery and not work.chosen:
        return {"delivery": "", "state": "nothing", "reason": "", "counts": {}}
    number = _begun(home, work, f"rerun: {reason}", actor)
    pipeline.process(home, number)
    if override and _entry(home, number).state == "held":
        decisions.approve(home, number, reason, actor)
    entry = _entry(home, number)
    with home.store.read() as connection:
        name = deliveries.load(connection, number).name
    return {"delivery": name, "state": entry.state, "reason": entry.reason, "counts": entry.counts}


def _begun(home: Home, work: Work, reason: str, actor: str) -> int:
    """The delivery that is run again, noted in the ledger."""
    with home.store.write() as connection:
        if not work.delivery:
            return renewal.begin_chosen(home, connection, work.vendor, work.chosen, (reason, actor))
        deliveries.note(connection, work.delivery, "fetched", home.clock(), reason=reason, actor=actor)
    return work.delivery


def _entry(home: Home, number: int) -> deliveries.Entry:
    with home.store.read() as connection:
        return deliveries.history(connection, number)[-1]


def _marked(home: Home, work: Work) -> dict[str, Any]:
    """Have the next publication make titles anew."""
    with home.store.write() as connection:
        marks.put(connection, work.start, work.chosen.records)
    state = "committed" if work.chosen.records else "nothing"
    return {"delivery": "", "state": state, "reason": "", "counts": {"read": len(work.chosen.records)}}
