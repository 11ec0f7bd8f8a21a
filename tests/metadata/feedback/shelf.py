"""A shelf: a vendor's history written straight into the store, from deliveries to issues and quarantine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from feeds import book
from sqlalchemy import Connection, insert

from metadata.fill_marks import NAMES
from metadata.home import Home
from metadata.store import deliveries
from metadata.store.tables import gate_check, quarantine, rule_count, score_summary, source_record
from transforms.record import Issue, Level

VENDOR = "alpha"


def issue(rule: str = "I02", value: str = "978-951-0-12345-7", **changed: Any) -> Issue:
    """A finding, unmended unless told otherwise."""
    slugs = {"I02": "isbn-check-digit", "S13": "forbidden-character", "X02": "link-scheme", "D05": "extent-form"}
    usual = {"slug": slugs.get(rule, "rule-of-a-test"), "level": Level.ERROR, "path": "020[1]$a", "value": value}
    return Issue(rule, **{**usual, **changed})


@dataclass
class Shelf:
    """Fills the store of an installation."""

    home: Home
    vendor: str = VENDOR
    connection: Connection | None = None  # of a transaction that holds all

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, or a part of the one that is open."""
        if self.connection is not None:
            yield self.connection
            return
        with self.home.store.write() as self.connection:
            yield self.connection
        self.connection = None

    def delivery(
        self, name: str, *states: str, counts: Mapping[str, Any] | None = None, at: str = "2026-11-01T00:15:00Z"
    ) -> int:
        """A delivery with its ledger; the last state is its present one, and has the counts."""
        values = {"vendor": self.vendor, "name": name, "order_key": name, "size": 1, "mtime": "", "sha256": name}
        with self.writing() as connection:
            number = deliveries.add_delivery(connection, {**values, "path": name, "kind": "file"})
            for state in states or ("committed",):
                deliveries.note(connection, number, state, at, counts=counts)
        return number

    def record(self, vendor_id: str, delivery: int, *issues: Issue, title: str = "Kissa", **changed: Any) -> None:
        """A live record with what was found in it."""
        usual = {
            "vendor": self.vendor, "vendor_id": vendor_id, "delivery_id": delivery, "position": 0,
            "sha256": vendor_id.encode().ljust(32, b"\0")[:32], "made_with": "1", "order_key": "1", "deleted": False,
            "reason": "", "media": "ebook", "collection": self.vendor, "raw": b"",
            "record": book(vendor_id, title).pack(), "issues": [list(each) for each in issues], "rules": "a1b2c3",
            "score": 72.5, "changed": False,
        }  # fmt: skip
        with self.writing() as connection:
            connection.execute(insert(source_record).values({**usual, **changed}))

    def withheld(self, delivery: int, position: int, vendor_id: str, rule: str, message: str, **changed: Any) -> None:
        """A record in quarantine."""
        values = {"delivery_id": delivery, "position": position, "vendor": self.vendor, "vendor_id": vendor_id}
        with self.writing() as connection:
            row = {**values, "rule": rule, "message": message, "payload": b"", "state": "open", **changed}
            connection.execute(insert(quarantine).values(row))

    def counted(self, delivery: int, rule: str, fired: int, fixed: int = 0, suppressed: int = 0) -> None:
        """What a rule counted in a delivery."""
        numbers = {"fired": fired, "fixed": fixed, "suppressed": suppressed, "records": fired, "passed": 7, "na": 3}
        with self.writing() as connection:
            connection.execute(insert(rule_count).values(delivery_id=delivery, rule=rule, **numbers))

    def scored(self, delivery: int, metric: str, mean: float, records: int = 100) -> None:
        """The scores after a delivery."""
        values = {"mean": mean, "median": mean + 2, "p10": mean - 25, "share80": 0.41, "records": records}
        with self.writing() as connection:
            connection.execute(insert(score_summary).values(delivery_id=delivery, metric=metric, **values))

    def checked(
        self, delivery: int, key: str, value: float, limit: float, verdict: str, usual: float | None = None
    ) -> None:
        """What a gate saw."""
        values = {"key": key, "value": value, "limit": limit, "verdict": verdict, "baseline": usual, "samples": []}
        with self.writing() as connection:
            connection.execute(insert(gate_check).values(delivery_id=delivery, **values))


def fill(shelf: Shelf, deliveries_: int = 14, records: int = 60) -> None:
    """A history with everything in it, the same on every run."""
    with shelf.writing():
        _fill(shelf, deliveries_, records)


def _fill(shelf: Shelf, deliveries_: int, records: int) -> None:
    last = 0
    for day in range(1, deliveries_ + 1):
        read = 900 + 40 * day
        fills = {f"fill:{name}": read - 40 * place for place, name in enumerate(NAMES)}
        fills |= {"fill:isbn": read - 12, "fill:summary": int(read * 0.62), "fill:language": read}
        counts = {"read": read, "candidate": read, "live": 11_000 + 60 * day + (day % 3) * 25, **fills}
        states = {5: ("held", "committed"), 9: ("held",), 11: ("unreadable",)}.get(day, ("committed",))
        at = f"2026-11-{day:02}T00:15:00Z"
        number = shelf.delivery(f"alpha-202611{day:02}.mrc", *states, counts=counts, at=at)
        if day in (5, 9):
            shelf.checked(number, "max_drop", 0.31, 0.2, "hold", 1_400)
            shelf.checked(number, "fill.isbn", 0.3, 0.9, "hold")
        if states[-1] != "committed":
            continue
        last = number
        for rule, fired in (("I02", 20 - day), ("S13", 30), ("D05", 4)):
            shelf.counted(number, rule, fired, fixed=fired // 2)
        shelf.scored(number, "score", 58 + day * 1.2 + (day % 4))
        shelf.scored(number, "completeness", 61.0)
    for number in range(records):
        found = [
            issue("S13", "Kissa\u00a0ja koira", level=Level.WARNING, path="245$a", fixed=True, after="Kissa ja koira")
        ]
        if number % 3 == 0:
            found.append(issue("I02", f"978-951-0-{number:05}-7"))
        if number % 7 == 0:
            found.append(issue("D05", "340 s.", path="300$a"))
        if number % 11 == 0:
            found.append(
                issue("D08", "22 cm", slug="print-extent", level=Level.WARNING, path="300$c", stage="norm", fixed=True)
            )
        if number % 13 == 0:
            found.append(issue("X02", "http://a.example/1", level=Level.INFO, path="856$u", suppressed=True))
        shelf.record(f"kir-{number:05}", last, *found, title=f"Kissa {number}", score=min(100.0, 35 + number * 1.1))
    shelf.withheld(last, 3, "kir-90001", "S03", "The title (245 $a) is missing")
    shelf.withheld(last, 9, "", "S01", "length 00012 in the leader, but the record has 841 bytes")
