"""The ONIX life cycle in the store: updates in parts, deletes, and products under a new reference."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from feeds import Make, deliver, live_ids, report, title_of, title_text
from sqlalchemy import select

from metadata import payload, pipeline
from metadata.home import Home
from metadata.onix_schemas import is_sampled, onix_schemas
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
EDITION = "<EditionStatement>Toinen painos</EditionStatement>"


@pytest.fixture
def home(open_home: Make, own_schemas: Path) -> Iterator[Home]:
    (own_schemas / "vendors" / "delta.yml").write_text(VENDOR, "utf-8")
    yield open_home(schemas=own_schemas)


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


def night(home: Home, name: str, *products: str) -> VendorReport:
    deliver(home, "delta", name, message("".join(products)))
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


def test_a_partial_update_is_put_onto_the_stored_product(home: Home) -> None:
    night(home, "1.xml", book("a"))
    counts = night(home, "2.xml", part("a", publisher("Uusi Oy"))).counts
    record, raw = stored(home, "a")
    assert (counts["read"], counts["candidate"], counts["changed"], counts["quarantined"]) == (1, 1, 1, 0)
    assert "Uusi Oy" in record
    assert "Saaren valot" in record
    assert "Uusi Oy" in raw
    assert "Saaren valot" in raw
    assert title_text(home, title_of(home, "delta", "a")) == "Saaren valot."


def test_the_next_update_builds_on_the_merged_product(home: Home) -> None:
    night(home, "1.xml", book("a"))
    night(home, "2.xml", part("a", publisher("Uusi Oy")))
    night(home, "3.xml", part("a", "<RelatedMaterial/>"))
    assert "Uusi Oy" in stored(home, "a")[0]
    again = night(home, "4.xml", book("a"), book("b", isbn="9789527999028"))
    assert again.counts["candidate"] == 2, "the whole product as first sent is news again"
    assert "Uusi Oy" not in stored(home, "a")[0]


def test_an_update_of_an_unknown_product_is_quarantined_with_rule_and_reason(home: Home) -> None:
    counts = night(home, "1.xml", book("a"), part("b", publisher("Uusi Oy"))).counts
    assert (counts["read"], counts["candidate"], counts["quarantined"]) == (2, 1, 1)
    assert held(home) == [("b", "O04", "partial-update-without-its-product")]
    assert live_ids(home, "delta") == {"a"}


@pytest.mark.parametrize("size", [1, 8 << 20])
def test_updates_of_one_message_are_merged_in_their_order(
    home: Home, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(payload, "RANGE", size)
    products = (book("a", "Vanha"), part("a", publisher("Yksi Oy")), book("b", isbn="9789527999028"))
    counts = night(home, "1.xml", *products, part("a", publisher("Kaksi Oy")), part("a", "<RelatedMaterial/>")).counts
    record, _ = stored(home, "a")
    assert "Kaksi Oy" in record
    assert "Vanha" in record
    assert (counts["read"], counts["candidate"], counts["filtered:repeated-id"], counts["quarantined"]) == (5, 2, 3, 0)


def test_a_whole_product_behind_an_update_is_what_counts(home: Home) -> None:
    night(home, "1.xml", book("a"))
    night(home, "2.xml", part("a", publisher("Uusi Oy")), book("a", "Uusi nimi"))
    record, _ = stored(home, "a")
    assert "Uusi nimi" in record
    assert "Uusi Oy" not in record


def test_an_update_that_describes_nothing_is_partial_whatever_it_is_notified_as(home: Home) -> None:
    night(home, "1.xml", book("a"))
    night(home, "2.xml", part("a", publisher("Uusi Oy"), "03"))
    assert "Uusi Oy" in stored(home, "a")[0]


def test_an_update_of_a_product_that_this_delivery_left_out_is_left_out(home: Home) -> None:
    paper = product_xml(head=head("a"), form="<ProductForm>BB</ProductForm>")
    counts = night(home, "1.xml", paper, part("a", publisher("Uusi Oy"))).counts
    assert (counts["filtered"], counts["quarantined"]) == (2, 0)


def test_a_delete_keeps_the_vendors_word_and_nothing_is_put_onto_it(home: Home) -> None:
    night(home, "1.xml", book("a"))
    night(home, "2.xml", part("a", "<DeletionText>Lähetetty vahingossa</DeletionText>", "05"))
    with home.store.read() as connection:
        row = connection.execute(select(source_record).where(source_record.c.vendor_id == "a")).one()
    assert (row.deleted, row.reason) == (True, "deleted-by-vendor: Lähetetty vahingossa")
    night(home, "3.xml", part("a", publisher("Uusi Oy")))
    assert held(home) == [("a", "O04", "partial-update-without-its-product")]
    assert live_ids(home, "delta") == set()


@pytest.mark.parametrize("notification", ["08", "09", "12", "13", "14", "88", "89"])
def test_notices_leave_the_record_as_it_is(home: Home, notification: str) -> None:
    night(home, "1.xml", book("a"))
    before = stored(home, "a")
    counts = night(home, "2.xml", part("a", publisher("Uusi Oy"), notification)).counts
    assert (counts["filtered"], stored(home, "a")) == (1, before)
    assert live_ids(home, "delta") == {"a"}


def test_a_rerun_of_an_update_changes_nothing(home: Home) -> None:
    from metadata.rerun import find_delivery, rerun

    night(home, "1.xml", book("a"))
    night(home, "2.xml", part("a", publisher("Uusi Oy")))
    before = stored(home, "a")
    done = rerun(home, find_delivery(home, "delta", "2.xml"), dry_run=False, reason="koe")
    assert (done["state"], done["counts"]["changed"], stored(home, "a")) == ("committed", 0, before)


def test_an_update_in_another_encoding_and_with_short_tags_finds_its_product(home: Home) -> None:
    night(home, "1.xml", book("a", "Käärmesaari"))
    short = (
        f"<product><a001>a</a001><a002>04</a002><productidentifier><b221>15</b221><b244>{ISBN}</b244>"
        "</productidentifier><publishingdetail><publisher><b291>01</b291><b081>Yö Oy</b081></publisher>"
        "</publishingdetail></product>"
    )
    text = f'<?xml version="1.0" encoding="iso-8859-1"?><ONIXmessage release="3.0">{short}</ONIXmessage>'
    deliver(home, "delta", "2.xml", text.encode("iso-8859-1"))
    assert report(pipeline.run(home, ["delta"]), "delta").is_sound
    record, _ = stored(home, "a")
    assert "Yö Oy" in record
    assert "Käärmesaari" in record
    night(home, "3.xml", part("a", "<RelatedMaterial/>"))
    assert "Yö Oy" in stored(home, "a")[0]


def issues(home: Home, reference: str) -> list[tuple[str, str]]:
    with home.store.read() as connection:
        row = connection.execute(select(source_record).where(source_record.c.vendor_id == reference)).one()
    return [(each[0], each[4]) for each in row.issues]


def test_a_new_reference_for_a_known_isbn_is_told_on_the_new_record(home: Home) -> None:
    night(home, "1.xml", book("vanha"))
    night(home, "2.xml", book("uusi"), book("toinen", isbn="9789527999028"))
    assert ("O20", "vanha") in issues(home, "uusi")
    assert "O20" not in dict(issues(home, "toinen"))
    assert live_ids(home, "delta") == {"vanha", "uusi", "toinen"}, "the old one is not deleted by itself"


def test_two_products_of_one_isbn_that_are_both_known_are_no_change(home: Home) -> None:
    night(home, "1.xml", book("epub"), book("pdf"))
    night(home, "2.xml", book("pdf", "Uusi nimi"))
    assert "O20" not in dict(issues(home, "pdf"))


def test_the_schema_is_asked_of_a_sample(home: Home) -> None:
    assert onix_schemas() is not None
    night(home, "1.xml", book("a"))
    assert "O17" in dict(issues(home, "a")), "the minimal product has no ProductComposition"


@pytest.mark.parametrize(("position", "asked"), [(0, True), (99, True), (101, False), (150, True)])
def test_which_products_are_held_against_the_schema(position: int, asked: bool) -> None:
    assert is_sampled(position, "sample") is asked
    assert is_sampled(position, "all")
    assert not is_sampled(position, "none")
