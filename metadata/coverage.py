"""Coverage by vendor: which share of records and headings carries each identifier, as sent and as refined.

Counted from what the store holds: raw bytes and refined records. Writes nothing. The words are in schemas/coverage.yml.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import zstandard
from sqlalchemy import select

from metadata import envelopes
from metadata.home import Home
from metadata.references import house_of
from metadata.store import deliveries
from metadata.store.tables import envelope, source_record
from metadata.times import TIME
from metadata.vendors import Words, load_vendors
from metadata.yaml_files import Strict, load_model
from transforms.enrich.name_doubts import namesakes
from transforms.record import Record
from transforms.refine import House, Refined, context_of, refine
from transforms.score.coverage import KINDS, SENT, Coverage, Unmatched, add, add_sent, nothing
from transforms.tables import Tables

TOP = 50  # unmatched values of a vendor
BATCH = 1_000
DAYS = 7  # that a count is good for: it reads every record


class Texts(Strict):
    """schemas/coverage.yml."""

    title: Words
    records: Words
    headings_as_sent: Words
    keywords: Words
    unmatched: Words
    kinds: dict[str, Words]
    columns: dict[str, Words]


def load_texts(schemas: Path) -> Texts:
    """The words of schemas/coverage.yml. Raises ConfigError."""
    return load_model(schemas / "coverage.yml", Texts)


class Covered(NamedTuple):
    """One vendor: its live records as they came and as they are."""

    vendor: str
    before: Coverage
    after: Coverage  # with what became of the headings as sent
    tables: Tables  # with the vocabularies of the day

    def as_json(self, top: int = TOP) -> dict[str, Any]:
        """The shares, and the values that most often have no identifier."""
        rows = {kind: {"before": _told(self.before, kind), "after": _told(self.after, kind)} for kind in KINDS}
        return {
            "records": self.after.counts["records", "all"],
            "identifiers": {kind: row for kind, row in rows.items() if row["before"]["all"] or row["after"]["all"]},
            "headings_as_sent": _told(self.after, SENT),
            "keywords": {
                "before": self.before.counts["keywords", "all"],
                "after": self.after.counts["keywords", "all"],
            },
            "unmatched": [
                {**each._asdict(), "count": count, "candidates": self._candidates(each)}
                for each, count in self.after.unmatched.most_common(top)
            ],
        }

    def _candidates(self, value: Unmatched) -> list[dict[str, str]]:
        """Whom KANTO knows by a name; a bare name proves nothing, but a person may know (`emat review choose`)."""
        found = namesakes(value.tag, value.label, "fin", self.tables)
        return [{"uri": each.uri, "label": each.label, "note": each.note} for each in found]


def page_of(vendor: str, told: Mapping[str, Any], texts: Texts, language: str) -> dict[str, Any]:
    """One vendor as a page shows it: title, columns and rows in words (fi, sv or en), numbers as they are.

    `told` is what `Covered.as_json` gives.
    """
    rows = [
        {"kind": kind, "text": texts.kinds[kind][language], **{when: row[when] for when in ("before", "after")}}
        for kind, row in told["identifiers"].items()
    ]
    return {
        "vendor": vendor,
        "language": language,
        "title": texts.title[language],
        "records": texts.records[language].format(n=told["records"]),
        "columns": {name: words[language] for name, words in texts.columns.items()},
        "rows": rows,
        "headings_as_sent": {"text": texts.headings_as_sent[language], **told["headings_as_sent"]},
        "keywords": {"text": texts.keywords[language], **told["keywords"]},
        "unmatched": {"text": texts.unmatched[language], "values": told["unmatched"]},
    }


def coverage(home: Home, wanted: tuple[str, ...] = ()) -> list[Covered]:
    """Count the live records of these vendors, or of all. Raises ConfigError."""
    names = wanted or tuple(sorted(load_vendors(home.settings.schemas)[0]))
    return [_of_vendor(home, home.vendor(name).id) for name in names]


def keep(home: Home, covered: Iterable[Covered], top: int = TOP) -> None:
    """Keep what was counted of all vendors, with its time, for those who show it: counting takes long."""
    path = _kept_at(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with home.store.read() as connection:
        mark = deliveries.newest_entry(connection)
    told = {"at": home.clock(), "ledger": mark, "vendors": {each.vendor: each.as_json(top) for each in covered}}
    beside = path.with_name(f".{path.name}")
    beside.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    beside.replace(path)


def renew(home: Home) -> int:
    """Count all vendors anew and keep it, unless it was counted within DAYS or nothing was committed since.

    Returns how many vendors were counted.
    """
    found = kept(home)
    with home.store.read() as connection:
        mark = deliveries.newest_entry(connection)
    if found and (found["ledger"] == mark or home.clock() < _days_after(found["at"])):
        return 0
    covered = coverage(home)
    keep(home, covered)
    return len(covered)


def _days_after(at: str) -> str:
    return (datetime.strptime(at, TIME) + timedelta(days=DAYS)).strftime(TIME)


def kept(home: Home) -> dict[str, Any] | None:
    """What was kept last: `at`, and `vendors` as `Covered.as_json` gives them; None before the first time."""
    path = _kept_at(home)
    found: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.exists() else None
    return found


def _kept_at(home: Home) -> Path:
    return home.settings.data_dir / "reports" / "coverage.json"


def _of_vendor(home: Home, vendor: str) -> Covered:
    house, _ = house_of(vendor, home.references, home.today)
    found = Covered(vendor, nothing(), nothing(), house.tables)
    for raw, inside, record in _stored(home, vendor):
        done = Record.unpack(record)
        add(found.after, done)
        sent = _as_sent(raw, inside, house)
        if sent is not None and sent.record is not None:
            add(found.before, sent.record)
            add_sent(found.after, sent.record, done, context_of(sent, house))
    return found


def _as_sent(raw: bytes, inside: str, house: House) -> Refined | None:
    """The record before anything was normalised; None of a record whose envelope was not kept."""
    if not inside:
        return None
    return refine(zstandard.decompress(raw), envelopes.read(inside), replace(house, upto="convert"))


def _stored(home: Home, vendor: str) -> Iterator[tuple[bytes, str, str]]:
    c = source_record.c
    query = (
        select(c.id, c.raw, envelope.c.content, c.record)
        .select_from(source_record.outerjoin(envelope, envelope.c.id == c.envelope_id))
        .where(c.vendor == vendor, c.deleted.is_(False))
        .order_by(c.id)
        .limit(BATCH)
    )
    last = 0
    while True:
        with home.store.read() as connection:
            rows = connection.execute(query.where(c.id > last)).all()
        for row in rows:
            yield bytes(row.raw), row.content or "", row.record
        if len(rows) < BATCH:
            return
        last = rows[-1].id


def _told(counted: Coverage, kind: str) -> dict[str, Any]:
    """How many there are and how many are known; of headings also how many stand in both languages."""
    counts = counted.counts
    all_, known = counts[kind, "all"], counts[kind, "known"]
    told: dict[str, Any] = {"all": all_, "known": known, "share": round(known / all_, 3) if all_ else 0.0}
    if kind in ("subjects", "genres", SENT):
        told["both"] = counts[kind, "both"]
        told["share_both"] = round(counts[kind, "both"] / all_, 3) if all_ else 0.0
    return told
