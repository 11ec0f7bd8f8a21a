"""ONIX products of a synthetic vendor with delta deliveries, their nights, and what the store has of them."""

from __future__ import annotations

import zstandard
from feeds import deliver, report
from sqlalchemy import select

from metadata import pipeline
from metadata.home import Home
from metadata.reports import VendorReport
from metadata.store.tables import quarantine, source_record
from tests.transforms.crosswalks.onix.onix_builder import message, product_xml, title

VENDOR = """\
title: {fi: "delta", sv: "delta", en: "delta"}
contact: "metadata@delta.example"
schedule: "15 2 * * *"
fetch: {kind: folder, path: "delta", pattern: "*.xml", order_by: name}
format: {kind: onix}
delivery: delta
identity: "RecordReference"
source: "DELTA"
select: {media: [ebook, eaudiobook]}
links: {resource: "https://delta.example/{vendor_id}", label: {fi: "delta", sv: "delta", en: "delta"}}
expect: {max_deletes: 1.0, max_changed: 1.0, max_drop: 1.0, max_errors: 1.0}
"""
ISBN = "9789527999011"


def head(reference: str, notification: str = "03", isbn: str = ISBN) -> str:
    return (
        f"<RecordReference>{reference}</RecordReference><NotificationType>{notification}</NotificationType>"
        f"<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier>"
    )


def book(reference: str, name: str = "Saaren valot", isbn: str = ISBN) -> str:
    return product_xml(head=head(reference, isbn=isbn), title=title(name))


def part(reference: str, blocks: str, notification: str = "04") -> str:
    return f"<Product>{head(reference, notification)}{blocks}</Product>"


def publisher(name: str) -> str:
    told = f"<PublishingRole>01</PublishingRole><PublisherName>{name}</PublisherName>"
    return f"<PublishingDetail><Publisher>{told}</Publisher></PublishingDetail>"


def with_status(code: str, more: str = "") -> str:
    return f"<PublishingDetail><PublishingStatus>{code}</PublishingStatus>{more}</PublishingDetail>"


def night(home: Home, name: str, *products: str, sent: str = "20261122T1200Z") -> VendorReport:
    deliver(home, "delta", name, message("".join(products), sent))
    done = report(pipeline.run(home, ["delta"]), "delta")
    assert not done.failed
    return done


def stored(home: Home, reference: str) -> tuple[str, str]:
    """The MARC record and the raw product that the store has."""
    query = select(source_record).where(source_record.c.vendor_id == reference, source_record.c.vendor == "delta")
    with home.store.read() as connection:
        row = connection.execute(query).one()
    return row.record, zstandard.decompress(row.raw).decode()


def held(home: Home) -> list[tuple[str, str, str]]:
    with home.store.read() as connection:
        return [(row.vendor_id, row.rule, row.message) for row in connection.execute(select(quarantine))]
