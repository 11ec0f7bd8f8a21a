"""The ONIX life cycle in the store: updates in parts, deletes, and products under a new reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard
from feeds import Make, deliver, live_ids, report, title_of, title_text
from onix_feed import ISBN, VENDOR, book, head, held, night, part, publisher, stored, with_status
from postgresql import BOTH_IN_FULL
from sqlalchemy import select

from metadata import payload, pipeline, updates
from metadata.home import Home
from metadata.onix_schemas import is_sampled, onix_schemas
from metadata.references import References, house_of, marking_of
from metadata.rows import Row, rows_of
from metadata.rule_counts import plain
from metadata.store.tables import review_item, source_record
from metadata.tally import count
from metadata.workplace import rows_files
from tests.transforms.crosswalks.onix.onix_builder import message, product_xml
from transforms.formats.frame import Envelope
from transforms.record import Record

DATABASES = BOTH_IN_FULL
ENVELOPE = Envelope("onix", element="Product", head=b"<w>", tail=b"</w>", release="3.0")


@pytest.fixture
def home(open_home: Make, own_schemas: Path) -> Iterator[Home]:
    (own_schemas / "vendors" / "delta.yml").write_text(VENDOR, "utf-8")
    yield open_home(schemas=own_schemas)


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


def test_of_two_products_with_one_reference_the_last_counts(home: Home) -> None:
    counts = night(home, "1.xml", book("a", "Ensin"), book("b", isbn="9789527999028"), book("a", "Viimeksi")).counts
    assert (counts["read"], counts["candidate"], counts["filtered:repeated-id"]) == (3, 2, 1)
    assert "Viimeksi" in stored(home, "a")[0]
    assert held(home) == []


def entered(home: Home) -> str:
    """008/00-05 of the stored record."""
    return Record.unpack(stored(home, "a")[0]).at("008", 0, 6)


def test_the_day_a_record_was_first_made_stays(home: Home) -> None:
    night(home, "1.xml", book("a"), sent="20261122T1200Z")
    assert entered(home) == "261122"
    night(home, "2.xml", book("a", "Saaren valot (2. painos)"), sent="20261124T1200Z")
    assert entered(home) == "261122", "a whole product"
    night(home, "3.xml", part("a", publisher("Yksi Oy")), part("a", publisher("Kaksi Oy")), sent="20261125T1200Z")
    assert "Kaksi Oy" in stored(home, "a")[0]
    assert entered(home) == "261122", "updates in parts"
    with home.store.write() as connection:
        connection.execute(source_record.update().values(made_with="earlier"))
    pipeline.run(home, ["delta"])
    assert entered(home) == "261122", "made anew from what is stored"


def test_an_update_of_an_unknown_product_is_quarantined_with_rule_and_reason(home: Home) -> None:
    counts = night(home, "1.xml", book("a"), part("b", publisher("Uusi Oy"))).counts
    assert (counts["read"], counts["candidate"], counts["quarantined"]) == (2, 1, 1)
    assert held(home) == [("b", "O04", "Partial update of an unknown product")]
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
    assert held(home) == [("a", "O04", "Partial update of an unknown product")]
    assert live_ids(home, "delta") == set()


@pytest.mark.parametrize("notification", ["08", "09", "12", "13", "14", "88", "89"])
def test_notices_leave_the_record_as_it_is(home: Home, notification: str) -> None:
    night(home, "1.xml", book("a"))
    before = stored(home, "a")
    counts = night(home, "2.xml", part("a", publisher("Uusi Oy"), notification)).counts
    assert (counts["filtered"], stored(home, "a")) == (1, before)
    assert live_ids(home, "delta") == {"a"}


NOTICE = part("a", "", "12")


@pytest.mark.parametrize(
    "products", [(NOTICE,), (book("a", "Eka nimi"), NOTICE), (book("a", "Eka nimi"), NOTICE, NOTICE)]
)
def test_an_update_behind_a_notice_is_put_onto_its_product(home: Home, products: tuple[str, ...]) -> None:
    night(home, "1.xml", book("a", "Eka nimi"), book("b", isbn="9789527999028"))
    counts = night(home, "2.xml", *products, part("a", publisher("Uusi Oy"))).counts
    record, _ = stored(home, "a")
    assert "Uusi Oy" in record
    assert "Eka nimi" in record
    assert counts["candidate"] == 1


def test_a_new_product_a_notice_and_an_update_of_it_are_one_product(home: Home) -> None:
    night(home, "1.xml", book("a"), NOTICE, part("a", publisher("Uusi Oy")))
    assert "Uusi Oy" in stored(home, "a")[0]
    assert held(home) == []


def test_an_update_builds_on_one_that_left_the_record_as_it_is(home: Home) -> None:
    night(home, "1.xml", book("a"))
    back = with_status(
        "04", publisher("Uusi Oy").removeprefix("<PublishingDetail>").removesuffix("</PublishingDetail>")
    )
    counts = night(home, "2.xml", part("a", "<RelatedMaterial/>" + with_status("16")), part("a", back)).counts
    record, raw = stored(home, "a")
    assert "Uusi Oy" in record
    assert "RelatedMaterial" in raw, "what the first update brought"
    assert (counts["candidate"], counts["filtered:temporarily-withdrawn"]) == (1, 1)


def test_an_update_behind_an_unchanged_product_is_put_onto_the_stored_one(home: Home) -> None:
    night(home, "1.xml", book("a"))
    counts = night(home, "2.xml", part("a", "<RelatedMaterial/>"), book("a"), part("a", publisher("Uusi Oy"))).counts
    assert "Uusi Oy" in stored(home, "a")[0]
    assert counts["quarantined"] == 0


def test_a_prefix_that_the_message_declares_is_in_nobodys_way(home: Home) -> None:
    text = (
        "<TextType>03</TextType><ContentAudience>00</ContentAudience>"
        '<Text textformat="05"><x:p>Saarella syttyvät valot, ja kaikki muuttuu.</x:p></Text>'
    )
    told = f"<CollateralDetail><TextContent>{text}</TextContent></CollateralDetail>"
    whole = message(book("a").replace("<CollateralDetail></CollateralDetail>", told))
    root = b'<ONIXMessage xmlns:x="http://www.w3.org/1999/xhtml"'
    deliver(home, "delta", "1.xml", whole.replace(b"<ONIXMessage", root, 1))
    assert report(pipeline.run(home, ["delta"]), "delta").is_sound
    night(home, "2.xml", part("a", publisher("Uusi Oy")))
    record, raw = stored(home, "a")
    assert "Uusi Oy" in record
    assert "ja kaikki muuttuu" in raw
    assert held(home) == []


def test_a_stored_product_that_cannot_be_read_is_told_alike_by_row_and_counts(home: Home) -> None:
    night(home, "1.xml", book("a"))
    with home.store.write() as connection:
        connection.execute(source_record.update().values(raw=zstandard.compress(b"<Product><x:p/></Product>")))
    deliver(home, "delta", "2.xml", message(part("a", publisher("Uusi Oy"))))
    (number,) = pipeline.fetch(home, "delta")
    counts = pipeline.refine(home, number)
    kept: Counter[str] = Counter()
    for row in rows_of(rows_files(home, number)):
        count(kept, row)
    assert kept["quarantined:O01"] == 1
    assert {key: counts[key] for key in plain(+kept)} == plain(+kept)
    assert "quarantined:O04" not in counts


def test_only_products_with_updates_to_come_are_kept(home: Home, own_schemas: Path) -> None:
    raw = zstandard.compress(part("a", publisher("Uusi Oy")).encode())
    whole = Row(0, "candidate", "a", b"", raw=zstandard.compress(book("a").encode()))
    parts = [
        Row(number, "quarantined", "a", b"", rule="O04", reason=updates.PARTIAL.reason, raw=raw) for number in (1, 2)
    ]
    house, _ = house_of("delta", References(own_schemas), "261101")
    marking = marking_of(References(own_schemas), "delta", "261101")
    work = updates._Updates(house, home.store, marking, Counter(a=2))
    kept = []
    for row in (whole, *parts, whole):
        work.completed([row], ENVELOPE)
        kept.append(len(work.latest))
    assert kept == [1, 1, 0, 0]


def test_a_rerun_of_an_update_changes_nothing(home: Home) -> None:
    from reruns import real

    from metadata.rerun.find import find_delivery

    night(home, "1.xml", book("a"))
    night(home, "2.xml", part("a", publisher("Uusi Oy")))
    before = stored(home, "a")
    done = real(home, find_delivery(home, "delta", "2.xml"))
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


@pytest.mark.parametrize(("value", "titles"), [("media", 1), ("media_and_format", 2)])
def test_one_isbn_as_epub_and_as_pdf_is_one_title_or_two_by_the_switch(
    home: Home, own_schemas: Path, forget: Callable[[], None], value: str, titles: int
) -> None:
    (own_schemas / "vendors" / "delta.yml").write_text(f"{VENDOR}switches: {{manifestation_split: {value}}}\n", "utf-8")
    forget()
    pdf = book("pdf").replace("E101", "E107")
    night(home, "1.xml", book("epub"), pdf)
    assert len({title_of(home, "delta", each) for each in ("epub", "pdf")}) == titles
    with home.store.read() as connection:
        assert not connection.execute(select(review_item).where(review_item.c.kind == "match")).all()
    view = home.catalogue().view("all")
    assert view is not None
    published = view.record(title_of(home, "delta", "epub"))
    assert published is not None
    formats = [value for each in published.all("020") for value in each.all("q")]
    assert formats == (["EPUB", "PDF"] if titles == 1 else ["EPUB"]), "both in one record, or a record for each"


def test_the_schema_is_asked_of_a_sample(home: Home) -> None:
    assert onix_schemas() is not None
    night(home, "1.xml", book("a"))
    assert "O17" in dict(issues(home, "a")), "the minimal product has no ProductComposition"


@pytest.mark.parametrize(("position", "asked"), [(0, True), (99, True), (101, False), (150, True)])
def test_which_products_are_held_against_the_schema(position: int, asked: bool) -> None:
    assert is_sampled(position, "sample") is asked
    assert is_sampled(position, "all")
    assert not is_sampled(position, "none")
