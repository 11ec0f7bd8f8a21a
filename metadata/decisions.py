"""What people decide: a held delivery or publication goes through once, or is given up. Kept with reason and author.

The command line and Airflow call the same functions; the publication goes by the name "publication".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from metadata import pipeline
from metadata.errors import ConfigError
from metadata.gate.check import Check
from metadata.gate.words import LANGUAGES, GateTexts, load_gate_texts
from metadata.home import Home
from metadata.publish.publication import Published
from metadata.store import deliveries, publication_checks, publications
from metadata.store.tables import gate_decision, publication_decision

PUBLICATION = "publication"  # stands for a held publication where else the number of a delivery stands


def held(home: Home) -> list[dict[str, Any]]:
    """What waits for a decision: the deliveries, and last a held publication; with what their gates saw."""
    texts = load_gate_texts(home.settings.schemas)
    with home.store.read() as connection:
        waiting = deliveries.with_state(connection, states=("held",))
        found = [_told(connection, each, entry, texts) for each, entry in waiting]
        return found + _publication(connection, texts)


def story(home: Home, delivery_id: int | str) -> dict[str, Any]:
    """All that the gate saw of one delivery, held or not, and what people said of it. Raises ConfigError."""
    texts = load_gate_texts(home.settings.schemas)
    with home.store.read() as connection:
        if delivery_id == PUBLICATION:
            found = _publication(connection, texts)
            state = "held" if found else "rejected"
            found = found or _kept(connection)
            if not found:
                raise ConfigError("no publication is held")
            return {**found[0], "state": state, "decisions": said(connection)}
        number = int(delivery_id)
        if (entry := deliveries.state_of(connection, number)) is not None:
            told = _told(connection, deliveries.load(connection, number), entry, texts)
            return {**told, "state": entry.state, "decisions": said(connection, number)}
    raise ConfigError(f"there is no delivery {delivery_id}; `emat status` shows them")


def _told(
    connection: Connection, each: deliveries.Delivery, entry: deliveries.Entry, texts: GateTexts
) -> dict[str, Any]:
    return {
        "delivery": each.id,
        "vendor": each.vendor,
        "name": each.name,
        "at": entry.at,
        "reason": entry.reason,
        "counts": entry.counts,
        "checks": checks_told(connection, each.id, texts),
    }


def checks_told(connection: Connection, delivery_id: int, texts: GateTexts) -> list[dict[str, Any]]:
    """What the gate saw of a delivery, each check with its sentence in three languages."""
    return [_check(row, row.key, texts) for row in deliveries.checks_of(connection, delivery_id)]


def _check(row: Any, key: str, texts: GateTexts) -> dict[str, Any]:
    """One check with its rule, its sentence in three languages, and its examples."""
    check = Check(key, row.value, row.limit, row.verdict, row.baseline)
    return {
        "key": key,
        "rule": texts.rule(key),
        "value": row.value,
        "limit": row.limit,
        "baseline": row.baseline,
        "verdict": row.verdict,
        "message": {language: texts.sentence(check, language) for language in LANGUAGES},
        "samples": row.samples,
    }


def _publication(connection: Connection, texts: GateTexts) -> list[dict[str, Any]]:
    """The publication that is held, as if it were a delivery; none when none is, or when it was rejected."""
    rows = publication_checks.waiting(connection)
    if asked_titles(connection) <= publication_checks.rejected(connection):
        return []
    checks = [_check(row, f"publication.{row.view}", texts) for row in rows]
    return [
        {
            "delivery": PUBLICATION,
            "vendor": "",
            "name": f"publication {rows[0].seq}",
            "at": rows[0].at,
            "reason": "; ".join(each["message"]["en"] for each in checks if each["verdict"] == "hold"),
            "counts": {},
            "checks": checks,
        }
    ]


def asked_titles(connection: Connection) -> set[str]:
    """The titles that a person is asked about: those that a held publication would take away."""
    rows = publication_checks.waiting(connection)
    return {title for row in rows if row.verdict == "hold" for title in row.titles}


def _kept(connection: Connection) -> list[dict[str, Any]]:
    """What was rejected of publications, as if it were a delivery: the titles that stay; none when there are none."""
    titles = sorted(publication_checks.rejected(connection))
    seq, at = publications.current(connection)
    named = {"delivery": PUBLICATION, "vendor": "", "name": f"publication {seq}", "at": at, "counts": {}, "checks": []}
    return [{**named, "reason": f"a person keeps {len(titles)} titles", "kept": titles}] if titles else []


def said(connection: Connection, delivery_id: int | None = None) -> list[dict[str, Any]]:
    """Who decided what, when and why; of a delivery, or of publications."""
    if delivery_id is None:
        query = publication_decision.select().order_by(publication_decision.c.id)
    else:
        query = gate_decision.select().where(gate_decision.c.delivery_id == delivery_id).order_by(gate_decision.c.id)
    keys = ("verdict", "reason", "actor", "at", "used")
    return [{key: getattr(row, key) for key in keys} for row in connection.execute(query)]


def approve(home: Home, delivery_id: int, reason: str, actor: str) -> dict[str, int]:
    """Let a held delivery through and commit it; returns its counts. Raises ConfigError when it is not held.

    The word is about the checks that hold it now: should others trip by now, it stays held, and the counts are empty.
    """
    _decide(home, delivery_id, "approve", reason, actor)
    return pipeline.process(home, delivery_id)


def reject(home: Home, delivery_id: int, reason: str, actor: str) -> None:
    """Give up a held delivery, or an unreadable one that the vendor will not send again. Raises ConfigError."""
    _decide(home, delivery_id, "reject", reason, actor)


_WAITING = {"approve": ("held",), "reject": ("held", "unreadable")}  # states that a verdict is for


def _decide(home: Home, delivery_id: int, verdict: str, reason: str, actor: str) -> None:
    _need(reason)
    with home.store.write() as connection:
        state = deliveries.state_of(connection, delivery_id)
        if state is None or state.state not in _WAITING[verdict]:
            wanted = " or ".join(_WAITING[verdict])
            raise ConfigError(f"delivery {delivery_id} is not {wanted}; `emat status` shows those that are")
        gates = [row.key for row in deliveries.checks_of(connection, delivery_id) if row.verdict == "hold"]
        deliveries.decide_gate(connection, delivery_id, verdict, reason, actor, home.clock(), gates)
        if verdict == "reject":
            deliveries.note(connection, delivery_id, "rejected", home.clock(), reason=reason, actor=actor)


def approve_publication(home: Home, reason: str, actor: str) -> Published:
    """Let the held publication go through, once: it is made now. Where none is held, what was rejected goes.

    Raises ConfigError when there is neither.
    """
    _decide_publication(home, "approve", {"reason": reason, "actor": actor})
    return pipeline.publish(home)


def reject_publication(home: Home, reason: str, actor: str) -> Published:
    """Keep the titles that would go, until their vendors offer them again or a person approves; the rest is made now.

    Raises ConfigError when no publication is held.
    """
    _decide_publication(home, "reject", {"reason": reason, "actor": actor})
    return pipeline.publish(home)


def _decide_publication(home: Home, verdict: str, word: Mapping[str, str]) -> None:
    _need(word["reason"])
    with home.store.write() as connection:
        titles = asked_titles(connection)
        if not titles and verdict == "approve":
            titles = publication_checks.rejected(connection)
            publication_checks.end_rejections(connection)
        if not titles:
            raise ConfigError("no publication is held; `emat gate list` shows what is")
        seq = publications.current(connection)[0] + 1
        publication_checks.decide(connection, seq, titles, verdict, {**word, "at": home.clock()})


def _need(reason: str) -> None:
    if not reason.strip():
        raise ConfigError("a decision needs a reason")
