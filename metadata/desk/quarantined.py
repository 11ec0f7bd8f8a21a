"""One record in quarantine: raw beside parsed, the rule and what it says, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import zstandard
from sqlalchemy import Row

from metadata import envelopes
from metadata.desk.asked import Asked, Facts, Missing
from metadata.desk.raw import readable
from metadata.errors import ConfigError
from metadata.exceptions import with_exceptions
from metadata.feedback.findings import says_more, withholding
from metadata.identity_checks import REPEATED
from metadata.references import house_of, rules_of
from metadata.store import choices, quality, quarantine, records, titles
from metadata.withheld import UNREADABLE
from transforms.formats import READERS
from transforms.formats.frame import Envelope, Parsed
from transforms.record import Issue, Level, Outcome, Record
from transforms.refine import House, Refined, refine
from transforms.validate import RuleSet

FIELDS = 400  # of a parsed record that are shown
FINDINGS = 50
LEVELS = tuple(Level)
OTHERS = 20  # of the same record


def facts(asked: Asked) -> Facts:
    """All that is known of it. Raises Missing."""
    number, connection = asked.number("id"), asked.connection
    row = next(iter(quarantine.find(connection, [number])), None)
    if row is None:
        raise Missing
    raw = zstandard.decompress(row.payload)
    text = quality.envelope_text(connection, row.envelope_id)
    envelope = envelopes.read(text) if text else None
    house = _house(asked, row.vendor)
    done = refine(raw, envelope, house) if envelope and house else None
    record = _parsed(raw, envelope, done)
    lines = str(record).splitlines() if record else []
    fatal, rules = _fatal(done, row.rule), rules_of(asked.home.references)
    told = _told(row, fatal, rules, asked.lang)
    return {
        "row": row,
        "form": envelope.format if envelope else "",
        "raw": readable(raw, envelope.format if envelope else ""),
        "lines": lines[:FIELDS],
        "fields": len(lines),
        "tags": {each.path[:3] for each in fatal if each.path},
        "slug": rules.slug(row.rule),
        "told": told,
        "more": row.message if says_more(rules, row.rule, row.message, told) else "",
        "findings": _findings(done, house, asked.lang),
        "passes": row.state == quarantine.OPEN and row.rule != REPEATED and _passes(done),
        "may_go": row.state == quarantine.OPEN and bool(record and row.rule not in UNREADABLE and row.vendor_id),
        "others": _others(asked, row),
        "said": _said(asked, row),
        "stored": _stored(asked, row),
    }


def _house(asked: Asked, vendor: str) -> House | None:
    """With what it would be refined today; None where the vendor's file is gone or refused."""
    try:
        house, _ = house_of(vendor, asked.home.references, asked.home.today)
        return with_exceptions(house, asked.home.settings.schemas, asked.connection)
    except ConfigError:
        return None


def _parsed(raw: bytes, envelope: Envelope | None, done: Refined | None) -> Record | None:
    """The record as it was read, an ONIX product as it was converted; None where no record came of the bytes."""
    if done and done.trace:
        return done.trace[0][1]
    if envelope and envelope.format in READERS:
        parsed = READERS[envelope.format].parse(raw, envelope)
        return parsed.record if isinstance(parsed, Parsed) else None
    return done.record if done else None


def _fatal(done: Refined | None, rule: str) -> list[Issue]:
    """What the rule that withholds it says of it today."""
    issues = done.issues if done else ()
    return [each for each in issues if each.rule == rule and each.level == Level.FATAL and not each.fixed]


def _told(row: Row[Any], fatal: Sequence[Issue], rules: RuleSet, lang: str) -> str:
    """What withholds it, in the reader's language."""
    return rules.message(fatal[0] if fatal else withholding(rules, row.rule, row.message), lang).rstrip()


def _findings(done: Refined | None, house: House | None, lang: str) -> list[dict[str, Any]]:
    """What else the rules say of it."""
    if done is None or house is None:
        return []
    gravest = sorted(done.issues, key=lambda each: (each.fixed, LEVELS.index(each.level)))
    return [
        {**each._asdict(), "level": str(each.level), "message": house.rules.message(each, lang)}
        for each in gravest[:FINDINGS]
    ]


def _passes(done: Refined | None) -> bool:
    """True if today's rules and mapping would let it through."""
    return done is not None and done.outcome != Outcome.QUARANTINED


def _others(asked: Asked, row: Row[Any]) -> list[Row[Any]]:
    """What else was withheld under the same id."""
    if not row.vendor_id:
        return []
    found = quarantine.listed(asked.connection, vendor=row.vendor, vendor_id=row.vendor_id, most=OTHERS + 1)
    return [each for each in found if each.id != row.id][:OTHERS]


def _said(asked: Asked, row: Row[Any]) -> list[choices.Choice]:
    """What people decided about the record, whether it still counts or not."""
    subject = f"{row.vendor}:{row.vendor_id}"
    return choices.listed(asked.connection, kinds=choices.ABOUT_RECORDS, subjects=[subject], undone=True)


def _stored(asked: Asked, row: Row[Any]) -> dict[str, Any] | None:
    """What the store holds under its id beside it; None for nothing."""
    found = records.by_vendor_id(asked.connection, row.vendor, [row.vendor_id]).get(row.vendor_id)
    if found is None:
        return None
    title = titles.source_rows(asked.connection, [found.id])[found.id].title_id
    return {"deleted": bool(found.deleted), "delivery": found.delivery_id, "title": title}
