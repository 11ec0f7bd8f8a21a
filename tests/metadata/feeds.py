"""Small synthetic feeds, an installation to play them into, and what to compare afterwards."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import MetaData, select, text

from metadata import pipeline
from metadata.home import Home
from metadata.mint import encode
from metadata.reports import NightReport, VendorReport
from metadata.settings import Settings
from metadata.store import deliveries
from metadata.store.store import open_store
from metadata.store.tables import metadata as tables
from transforms.formats.marc21 import to_iso2709
from transforms.record import Field, Record

NOW = "2026-11-01T04:00:00Z"
SHIPPED = Path(__file__).parents[2] / "schemas"
SAMPLES = SHIPPED.parent / "sample_records"
ISBN = ("9789527999011", "9789527999028", "9789527999035", "9789527999042", "9789527999059", "9789527999066")

HOW_MANY = text("SELECT (SELECT count(*) FROM title) + (SELECT count(*) FROM expression) + (SELECT count(*) FROM work)")

Make = Callable[..., Home]  # the fixture `open_home`

VENDOR = """\
title: {{fi: "{id}", sv: "{id}", en: "{id}"}}
contact: "metadata@{id}.example"
schedule: "15 2 * * *"
fetch: {{kind: folder, path: "{id}", pattern: "*.mrc*", order_by: {order_by}}}
format: {{kind: marc21}}
delivery: {delivery}
absence_means: {absence}
source: "{source}"
texts: {{summary: true}}
select: {{media: [ebook, eaudiobook]}}
links: {{resource: "https://{id}.example/{{vendor_id}}", label: {{fi: "{id}", sv: "{id}", en: "{id}"}}}}
expect: {{max_deletes: 1.0, max_changed: 1.0, max_drop: {max_drop}, max_errors: 1.0, cumulative: 1.0}}
rank: {rank}
"""


def vendor_yaml(vendor_id: str, **changed: Any) -> str:
    """A vendor file: a delta feed unless told otherwise, with gates wide open."""
    usual = {"delivery": "delta", "absence": "nothing", "order_by": "name", "max_drop": 1.0, "rank": 50}
    return VENDOR.format(id=vendor_id, source=vendor_id.upper(), **{**usual, **changed})


def book(vendor_id: str, title: str = "Kissa", isbn: str = "", *, language: str = "fin", audio: bool = False) -> Record:
    """A sound e-book (or e-audiobook) of a vendor."""
    fields = [
        Field("001", vendor_id),
        Field("008", f"261101s2026    fi |||||o     ||||||{language}|c"),
        Field.data("041", "0 ", "a", language),
        Field.data("100", "1 ", "a", "Malli, Matti,", "e", "kirjoittaja."),
        Field.data("245", "10", "a", f"{title} /", "c", "Matti Malli."),
        Field.data("264", " 1", "a", "Helsinki :", "b", "Malli,", "c", "2026."),
        Field.data("300", "  ", "a", "1 verkkoaineisto"),
        Field.data("336", "  ", "b", "spw" if audio else "txt", "2", "rdacontent"),
        Field.data("337", "  ", "b", "c", "2", "rdamedia"),
        Field.data("338", "  ", "b", "cr", "2", "rdacarrier"),
    ]
    record = Record.of(*fields, leader=f"00000n{'i' if audio else 'a'}m a22000002i 4500")
    return record.add(Field.data("020", "  ", "a", isbn, "q", "EPUB")) if isbn else record


def summarised(record: Record, text: str) -> Record:
    """The record with this summary and no other."""
    return record.drop("520").add(Field.data("520", "  ", "a", text))


def gone(vendor_id: str) -> Record:
    """The same as a delete: LDR/05 d."""
    return book(vendor_id).put_at("LDR", 5, "d")


def paper(vendor_id: str) -> Record:
    """A printed book, which no vendor here selects."""
    record = book(vendor_id).drop("300", "336", "337", "338").add(Field.data("300", "  ", "a", "200 sivua"))
    return record.put_at("008", 23, " ")


def mrc(*records: Record) -> bytes:
    """A file of ISO 2709."""
    pieces = [to_iso2709(each) for each in records]
    assert all(isinstance(each, bytes) for each in pieces)
    return b"".join(each for each in pieces if isinstance(each, bytes))


def counting_mint(home: Home) -> Callable[[], str]:
    """Ids that count from the number of those in the store, so that a restarted process mints the same ones.

    Those of an open transaction are not seen: those minted since the store last grew are added.
    """
    from uuid import UUID

    seen = {"titles": -1, "minted": 0}

    def mint() -> str:
        with home.store.read() as connection:
            titles = int(connection.execute(HOW_MANY).scalar_one())
        if titles != seen["titles"]:
            seen.update(titles=titles, minted=0)
        seen["minted"] += 1
        return encode(UUID(int=0x0192_0000_0000_7000_8000_0000_0000_0000 + titles + seen["minted"]))

    return mint


@cache
def _empty_store() -> bytes:
    """A new SQLite store: the migrations, which have tests of their own, take longer than many a test."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ematerial.db"
        open_store(Settings(Path(folder), SHIPPED, SAMPLES, f"sqlite:///{file}")).close()
        return file.read_bytes()


def home_in(folder: Path, schemas: Path = SHIPPED, workers: int = 1, database: str = "") -> Home:
    """An installation with a frozen clock and counting ids; its store is an SQLite file unless told otherwise."""
    file = folder / "ematerial.db"
    settings = Settings(folder, schemas, SAMPLES, database or f"sqlite:///{file}")
    if settings.database == f"sqlite:///{file}" and not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_empty_store())
    home = Home(settings, clock=lambda: NOW, workers=workers)
    home.mint = counting_mint(home)
    return home


def deliver(home: Home, vendor: str, name: str, content: bytes | Record | list[Record], seconds: int = 0) -> None:
    """Put a file into a vendor's inbox; `seconds` is its time after the frozen one."""
    if isinstance(content, Record):
        content = [content]
    raw = content if isinstance(content, bytes) else mrc(*content)
    inbox = home.settings.inbox / vendor
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_bytes(raw)
    os.utime(inbox / name, (1_790_000_000 + seconds,) * 2)


def states(home: Home, vendor: str = "") -> dict[str, str]:
    """The state of each delivery by name; of two with one name the later."""
    with home.store.read() as connection:
        found = deliveries.with_state(connection, vendor=vendor)
        return {each.name: entry.state for each, entry in sorted(found, key=lambda pair: pair[0].id)}


def delivery_id(home: Home, name: str) -> int:
    """The id of the latest delivery of this name."""
    with home.store.read() as connection:
        return max(each.id for each, _ in deliveries.with_state(connection) if each.name == name)


def report(night: NightReport, vendor: str) -> VendorReport:
    """One vendor's part of a night."""
    return next(each for each in night.vendors if each.vendor == vendor)


def night(home: Home, vendor: str, name: str, content: bytes | Record | list[Record], seconds: int = 0) -> NightReport:
    """Deliver one file and run the night."""
    deliver(home, vendor, name, content, seconds)
    return pipeline.run(home)


def dump(home: Home, without: Mapping[str, set[str]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, except columns that are told to be left out."""
    without = without or {}
    with home.store.read() as connection:
        return {
            table.name: sorted(
                (
                    {key: value for key, value in row.items() if key not in without.get(table.name, ())}
                    for row in connection.execute(select(table)).mappings()
                ),
                key=repr,
            )
            for table in _all(tables)
        }


def _all(known: MetaData) -> list[Any]:
    return list(known.sorted_tables)


def tree(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder."""
    return {
        str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in sorted(folder.rglob("*"))
        if each.is_file()
    }


def everything(home: Home) -> tuple[Any, Any]:
    """What a night may change: the store, and the published files."""
    return dump(home), tree(home.settings.files)


def clusters(home: Home) -> set[frozenset[str]]:
    """The live titles as sets of "vendor:vendor id"."""
    from metadata.store.tables import source_record

    groups: dict[str, set[str]] = {}
    with home.store.read() as connection:
        for row in connection.execute(select(source_record).where(source_record.c.deleted.is_(False))):
            groups.setdefault(row.title_id, set()).add(f"{row.vendor}:{row.vendor_id}")
    return {frozenset(each) for each in groups.values()}


def title_of(home: Home, vendor: str, vendor_id: str) -> str:
    """The title that a source record belongs to."""
    from metadata.store.tables import source_record

    query = select(source_record.c.title_id).where(
        source_record.c.vendor == vendor, source_record.c.vendor_id == vendor_id
    )
    with home.store.read() as connection:
        return str(connection.execute(query).scalar_one())


def title_text(home: Home, title_id: str) -> str:
    """245 $a of a published title."""
    view = home.catalogue().view("all")
    assert view is not None
    found = view.record(title_id)
    assert found is not None
    return found.value("245", "a")


def live_ids(home: Home, vendor: str) -> set[str]:
    """The vendor ids that are live in the store."""
    from metadata.store import records

    with home.store.read() as connection:
        return set(records.live_ids(connection, vendor))
