"""Quarantine for people: what is withheld and why, trying again, and letting through. Nothing in it is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import zstandard

from metadata import envelopes, pipeline
from metadata.errors import ConfigError
from metadata.feedback.findings import in_general
from metadata.home import Home
from metadata.identity_checks import REPEATED, fingerprint
from metadata.references import house_of, rules_of
from metadata.store import choices, quality, quarantine
from transforms.formats import READERS
from transforms.formats.frame import Unreadable
from transforms.record import Issue, Level
from transforms.refine import refine

UNREADABLE = ("S01", "O01", "O02", "O14", "S04")  # there is no record, or no id for it, that could be let through
EXCERPT = 2_000  # bytes of a payload that are shown where it cannot be read


def listed(
    home: Home, vendor: str = "", rule: str = "", every: bool = False, language: str = "en"
) -> list[dict[str, Any]]:
    """What is withheld, oldest first; with `every` also what was cured, released or superseded."""
    states = quarantine.STATES if every else (quarantine.OPEN,)
    with home.store.read() as connection:
        rows = quarantine.listed(connection, vendor=vendor, rule=rule, states=states)
    return [{**_told(row), "about": _about(home, row, language)} for row in rows]


def _about(home: Home, row: Any, language: str) -> str:
    """What the rule says in general, in a language; "" for what no rule says. The message is of the day it was made."""
    rules = rules_of(home.references)
    issue = Issue(row.rule, rules.slug(row.rule), Level.FATAL)
    return in_general(rules, issue, language) if row.rule in rules.rules else ""


def _told(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "vendor": row.vendor,
        "record": row.vendor_id,
        "delivery": row.name,
        "position": row.position,
        "rule": row.rule,
        "message": row.message,
        "state": row.state,
    }


def show(home: Home, number: int, language: str = "en") -> dict[str, Any]:
    """One of them whole: rule and message in words, the payload as a person can read it. Raises ConfigError."""
    row = _find(home, [number])[0]
    rules = house_of(row.vendor, home.references, home.today)[0].rules
    with home.store.read() as connection:
        envelope = quality.envelope_text(connection, row.envelope_id)
    raw = zstandard.decompress(row.payload)
    return {
        **_told(row),
        "slug": rules.slug(row.rule),
        "about": _about(home, row, language),
        "bytes": len(raw),
        "payload": _readable(raw, envelope),
    }


def payload(home: Home, number: int) -> bytes:
    """The raw bytes as the vendor sent them. Raises ConfigError."""
    return zstandard.decompress(_find(home, [number])[0].payload)


def retry(home: Home, numbers: Sequence[int], reason: str = "") -> dict[str, Any]:
    """Try these again now, with today's rules; with a `reason` they were let through. Returns their states then."""
    rows = _find(home, numbers)
    _need_open(rows)
    with home.store.write() as connection:
        for row in rows:
            quarantine.change(connection, row.id, made_with="")
    for vendor in sorted({row.vendor for row in rows}):
        pipeline.renew(home, vendor)
    published = pipeline.publish(home)
    return {"items": [_told(row) for row in _find(home, numbers)], "publication": published.seq, "reason": reason}


def release(home: Home, numbers: Sequence[int], reason: str, actor: str) -> dict[str, Any]:
    """Let these through: their rule is accepted for their record, for good; of several under one id only this content.

    Raises ConfigError for what is no record, or not open any more.
    """
    if not reason.strip():
        raise ConfigError("a release needs a reason: it is kept with the decision")
    rows = _find(home, numbers)
    _need_open(rows)
    for row in rows:
        if row.rule in UNREADABLE or not row.vendor_id or not _makes_record(home, row):
            raise ConfigError(
                f"quarantine {row.id} is no record that could be published ({row.rule}: {row.message}); "
                "mend the mapping and retry, or ask the vendor to send it again"
            )
    with home.store.write() as connection:
        for row in rows:
            value = {"quarantine": row.id, "rule": row.rule}
            if row.rule == REPEATED:
                value["sha256"] = fingerprint(row.payload)
            subject = f"{row.vendor}:{row.vendor_id}"
            choice = choices.Choice("release", subject, "accept", value, reason, actor, home.clock())
            choices.add(connection, choice)
    return retry(home, numbers, reason)


def _makes_record(home: Home, row: Any) -> bool:
    """True if there is a record behind it: of an ONIX product without a title none is made."""
    with home.store.read() as connection:
        text = quality.envelope_text(connection, row.envelope_id)
    inside = envelopes.read(text) if text else None
    house = house_of(row.vendor, home.references, home.today)[0]
    return inside is not None and refine(zstandard.decompress(row.payload), inside, house).record is not None


def _need_open(rows: Sequence[Any]) -> None:
    for row in rows:
        if row.state != quarantine.OPEN:
            raise ConfigError(f"quarantine {row.id} is {row.state}: there is nothing to try again")


def _find(home: Home, numbers: Sequence[int]) -> list[Any]:
    with home.store.read() as connection:
        rows = {row.id: row for row in quarantine.find(connection, list(numbers))}
    if missing := [str(each) for each in numbers if each not in rows]:
        raise ConfigError(f"there is no quarantined record {', '.join(missing)}; `emat quarantine list` shows them")
    return [rows[each] for each in numbers]


def _readable(raw: bytes, envelope: str) -> str:
    """The record in mnemonic lines where it can be read, else the beginning of its bytes as text."""
    inside = envelopes.read(envelope) if envelope else None
    if inside is not None and inside.format in READERS:
        parsed = READERS[inside.format].parse(raw, inside)
        if not isinstance(parsed, Unreadable):
            return str(parsed.record)
    return raw[:EXCERPT].decode("utf-8", "backslashreplace") + ("…" if len(raw) > EXCERPT else "")
