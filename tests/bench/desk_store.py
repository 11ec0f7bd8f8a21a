"""A store with a year of many vendors for the benchmark of the desk: deliveries, what became of each, what waits.

Nothing in it was ever delivered; numbers have the size and the spread of a consortium's. Every vendor delivers once a
night; a few deliveries are held or unreadable, a few vendors late.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table, insert

from metadata.mint import encode
from metadata.publish.standing import Now, put_standings
from metadata.settings import Settings, load_settings, shipped
from metadata.store.store import open_store
from metadata.store.tables import (
    delivery,
    gate_check,
    ledger,
    look,
    publication,
    quarantine,
    review_item,
    rule_count,
    score_summary,
    source_record,
    title,
)
from metadata.times import TIME
from transforms.record import Field, Record

SEED = 20261101
BEGUN = datetime.fromisoformat("2025-11-01T00:15:00")
NIGHTS = 365
LIKE = "film-service"  # the vendor file that all are copies of
FILLS = (
    *("vendor_id", "isbn", "contributor", "role", "kanto", "subject_uri", "twin", "ykl", "summary", "language"),
    *("duration", "format", "link", "cover"),
)
RULES = tuple(f"{group}{number:02}" for group in "SDIXE" for number in range(1, 6))
METRICS = {"score": 82.0, "completeness": 74.0, "tt": 11.0, "sr": 66.0}
STEPS = (("seen", 0), ("fetched", 0), ("refined", 2), ("committed", 3))  # states, and minutes after the look
BATCH = 20_000
RECORD = Record.of(Field("008", f"{'261101s2026    fi':<40}"), Field("245", "00\x1faTitle")).pack()
FOUND = {"key": ["isbn", "9789527999011"], "evidence": [], "vetoes": []}


class Size(NamedTuple):
    """How much of it there is."""

    vendors: int
    nights: int
    records: int  # live ones of each vendor


def settings_of(folder: Path) -> Settings:
    """The settings of an installation in a folder."""
    return load_settings(folder / "data", {"EMAT_SCHEMAS": str(folder / "schemas")})


def last_night(size: Size) -> str:
    """The morning after the last night, ISO 8601 in UTC."""
    return (BEGUN + timedelta(days=size.nights - 1, hours=5)).strftime(TIME)


def fill(folder: Path, size: Size) -> None:
    """Make vendor files and store in a folder."""
    dice = random.Random(SEED)
    shutil.copytree(shipped("schemas"), folder / "schemas")
    given = (folder / "schemas" / "vendors" / f"{LIKE}.yml").read_text("utf-8")
    for each in vendors(size):
        (folder / "schemas" / "vendors" / f"{each}.yml").write_text(given, "utf-8")
    store = open_store(settings_of(folder))
    with store.write() as connection:
        for night in range(size.nights):
            _night(connection, night, size, dice)
        _published(connection)
        _put(connection, source_record, _records(size))
        _put(connection, look, _looks(size))
        _waiting(connection, size)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    store.close()


def vendors(size: Size) -> list[str]:
    """The names of the vendors."""
    return [f"vendor-{number:03}" for number in range(size.vendors)]


def _put(connection: Connection, table: Table, rows: Iterator[Mapping[str, Any]]) -> None:
    batch: list[Mapping[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _night(connection: Connection, night: int, size: Size, dice: random.Random) -> None:
    """One night of all vendors and its publication."""
    at = BEGUN + timedelta(days=night)
    last = night == size.nights - 1
    missed = night >= size.nights - 2  # by those that are late
    names = [each for number, each in enumerate(vendors(size)) if not (missed and number % 10 == 3)]
    ids = {name: night * size.vendors + number + 1 for number, name in enumerate(names)}
    counts = {name: _counts(size, dice) for name in names}
    states = {name: _state(dice, last) for name in names}
    _put(connection, delivery, (_delivery(ids[name], name, at) for name in names))
    _put(connection, ledger, (row for name in names for row in _ledger(ids[name], at, counts[name], states[name])))
    done = [ids[name] for name in names if states[name] == "committed"]
    _put(connection, score_summary, (row for each in done for row in _scores(each, size, dice)))
    _put(connection, gate_check, (row for each in ids.values() for row in _checks(each)))
    _put(connection, rule_count, (row for each in done for row in _rules(each, dice)))
    row = {"seq": night + 1, "at": _time(at, 240), "counts": {"new": 900, "changed": 4_000, "deleted": 30}}
    _put(connection, publication, iter([row]))


def _time(at: datetime, minutes: int) -> str:
    return (at + timedelta(minutes=minutes)).strftime(TIME)


def _state(dice: random.Random, last: bool) -> str:
    odd = dice.random()
    if odd < (0.05 if last else 0.0005):
        return "held"
    return "unreadable" if odd < (0.08 if last else 0.001) else "committed"


def _delivery(number: int, vendor: str, at: datetime) -> dict[str, Any]:
    name = f"{vendor}-{at:%Y%m%d}.mrc"
    same = {"size": 9_000_000, "mtime": _time(at, -60), "mark": "", "kind": "file"}
    sha = f"{number:064x}"
    return {"id": number, "vendor": vendor, "name": name, "order_key": name, "sha256": sha, "path": name, **same}


def _counts(size: Size, dice: random.Random) -> dict[str, int]:
    changed, deleted = dice.randint(0, 120), dice.randint(0, 5)
    told = {"read": size.records, "candidate": changed, "unchanged": size.records - changed - deleted - 3}
    told |= {"deleted": deleted, "filtered": 2, "quarantined": 1, "new": changed // 3, "changed": changed * 2 // 3}
    fills = {f"{kind}:{name}": changed for name in FILLS for kind in ("of", "fill")}
    return told | fills | {"withdraws": deleted, "alters": changed, "adds": changed // 3}


def _ledger(number: int, at: datetime, counts: Mapping[str, int], state: str) -> Iterator[dict[str, Any]]:
    for step, minutes in STEPS:
        told = state if step == "committed" else step
        known = {**counts, "live": counts["read"]} if told == "committed" else counts if minutes else {}
        reason = "the number of records falls by 60%, the limit is 20%" if told in ("held", "unreadable") else ""
        row = {"delivery_id": number, "state": told, "at": _time(at, minutes), "reason": reason, "actor": ""}
        yield {**row, "counts": known}


def _scores(number: int, size: Size, dice: random.Random) -> Iterator[dict[str, Any]]:
    for metric, usual in METRICS.items():
        mean = usual + dice.uniform(-3, 3)
        row = {"delivery_id": number, "metric": metric, "records": size.records, "mean": mean, "median": mean}
        yield {**row, "p10": mean - 10, "share80": 0.6}


def _checks(number: int) -> Iterator[dict[str, Any]]:
    for key in (*(f"fill.{each}" for each in FILLS), "max_errors", "max_deletes", "max_changed", "cumulative"):
        same = {"value": 0.1, "limit": 0.5, "verdict": "pass", "baseline": 0.9, "samples": []}
        yield {"delivery_id": number, "key": key, **same}


def _rules(number: int, dice: random.Random) -> Iterator[dict[str, Any]]:
    for rule in RULES:
        fired = dice.randint(0, 40)
        same = {"suppressed": 0, "records": fired, "passed": 100, "na": 20}
        yield {"delivery_id": number, "rule": rule, "fired": fired, "fixed": fired // 2, **same}


def _published(connection: Connection) -> None:
    """One title, that was deleted at once: a store whose publications hold nothing is taken for an older one."""
    one = encode(UUID(int=1 << 80 | 0x7 << 76 | 0b10 << 62))
    _put(connection, title, iter([{"id": one, "status": "live", "created": BEGUN.strftime(TIME)}]))
    put_standings(connection, 1, [Now(one, 1, "ebook", "", "", None)])


def _records(size: Size) -> Iterator[dict[str, Any]]:
    """The live records, small ones: pages count them and do not read them."""
    same = {"position": 0, "made_with": "x", "order_key": "", "reason": "", "media": "ebook", "collection": ""}
    same |= {"raw": b"", "record": RECORD, "issues": [], "deleted": False, "changed": False, "score": 81.0}
    for number, vendor in enumerate(vendors(size)):
        for each in range(size.records):
            key = number * size.records + each
            yield {"vendor": vendor, "vendor_id": str(each), "delivery_id": 1, "sha256": key.to_bytes(32), **same}


def _looks(size: Size) -> Iterator[dict[str, Any]]:
    at = (BEGUN + timedelta(days=size.nights - 1)).strftime(TIME)
    for number, vendor in enumerate(vendors(size)):
        yield {"vendor": vendor, "at": at, "upto": at, "error": "sftp: no answer" if number % 25 == 7 else ""}


def _waiting(connection: Connection, size: Size) -> None:
    """What waits for a person: a record in quarantine of each night, and questions about records."""
    records = size.vendors * size.records
    same = {"rule": "S01", "message": "malformed", "payload": b"", "position": 0, "state": "open"}
    names = vendors(size)
    _put(
        connection,
        quarantine,
        (
            {"delivery_id": each + 1, "vendor": names[each % size.vendors], "vendor_id": str(each), **same}
            for each in range(0, size.nights * size.vendors * 9 // 10, 12)
        ),
    )
    asked: Sequence[int] = range(1, min(records - 1, 30_000), 10)
    kept = {"found": FOUND, "since": BEGUN.strftime(TIME), "state": "open", "rule": "X07"}
    _put(
        connection,
        review_item,
        (
            {"kind": "match", "subject": f"{each}\n{each + 1}", "left_id": each, "right_id": each + 1, **kept}
            for each in asked
        ),
    )
