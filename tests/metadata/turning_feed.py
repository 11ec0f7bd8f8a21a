"""A vendor whose products may be lent on some days only, and the nights of its deliveries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from feeds import Make, deliver, report, states
from onix_feed import VENDOR, head
from sqlalchemy import select

from metadata import pipeline
from metadata.home import Home
from metadata.store.tables import source_record
from tests.transforms.crosswalks.onix.onix_builder import message, product_xml, title

BEFORE, EVE, DAY, AFTER = "2026-11-22", "2026-12-23", "2026-12-24", "2027-01-05"
FULL = VENDOR.replace("delivery: delta", "delivery: full\nabsence_means: delete")
ISBNS = ("9789527999011", "9789527999028", "9789527999035")


def with_vendor(schemas: Path, vendor: str) -> None:
    """Write the vendor's file, for Finland."""
    told = vendor.replace("select: {media", "select: {territory: FI, media")
    (schemas / "vendors" / "delta.yml").write_text(told, "utf-8")


def install(open_home: Make, schemas: Path, vendor: str = VENDOR, name: str = "data") -> Home:
    """An installation with the vendor, for Finland."""
    with_vendor(schemas, vendor)
    home = open_home(name, schemas=schemas)
    on(home, BEFORE)
    return home


def on(home: Home, day: str) -> None:
    home.clock = lambda: f"{day}T04:00:00Z"


def limited(start: str = "", end: str = "") -> str:
    """Not for libraries on these days, as yyyy-mm-dd."""
    days = "".join(
        f"<{name}>{day.replace('-', '')}</{name}>" for name, day in (("StartDate", start), ("EndDate", end)) if day
    )
    return (
        "<SalesRights><SalesRightsType>01</SalesRightsType><Territory><RegionsIncluded>WORLD</RegionsIncluded>"
        f"</Territory><SalesRestriction><SalesRestrictionType>09</SalesRestrictionType>{days}</SalesRestriction>"
        "</SalesRights>"
    )


def product(reference: str, rights: str = "", name: str = "Saaren valot", isbn: str = ISBNS[0]) -> str:
    return product_xml(head=head(reference, isbn=isbn), title=title(name) if name else "", publishing=rights)


def coming(reference: str, **more: str) -> str:
    """Not for libraries until the day."""
    return product(reference, limited(end=EVE), **more)


def going(reference: str, **more: str) -> str:
    """Not for libraries from the day on."""
    return product(reference, limited(start=DAY), **more)


def night(home: Home, day: str, name: str = "", *products: str) -> Any:
    """One night on a day, with a delivery where a name is given."""
    on(home, day)
    if name:
        deliver(home, "delta", name, message("".join(products), f"{day.replace('-', '')}T0100Z"))
    done = pipeline.run(home, ["delta"])
    assert not report(done, "delta").failed
    return done


def kept(home: Home) -> dict[str, tuple[bool, str | None, str]]:
    """Of each record whether it is deleted, when that turns, and why."""
    c = source_record.c
    with home.store.read() as connection:
        rows = connection.execute(select(c.vendor_id, c.deleted, c.turns_on, c.reason)).all()
    return {row.vendor_id: (bool(row.deleted), row.turns_on, row.reason) for row in rows}


def renewals(home: Home) -> list[tuple[str, str]]:
    """Every renewal with its state."""
    return [(name, state) for name, state in states(home, "delta").items() if name.startswith("renewal")]
