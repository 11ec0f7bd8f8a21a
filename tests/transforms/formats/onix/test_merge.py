"""Partial updates: which blocks replace which, and that the result can be read in any message."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.formats.frame import Envelope, Unreadable
from transforms.formats.onix import Dialects, Product, alone, is_partial, merged, parse, portable

DIALECTS = Dialects(Path(__file__).parents[4] / "schemas" / "onix")
ENVELOPE = Envelope("onix", element="Product", head=b"<w>", tail=b"</w>", release="3.0", sent="2026-11-02T00:00:00Z")
LATIN = Envelope(
    "onix", "iso-8859-1", "o:Product", b"<?xml version='1.0' encoding='iso-8859-1'?><w xmlns:o='u'>", b"</w>"
)
STORED = (
    "<Product><RecordReference>1</RecordReference><NotificationType>02</NotificationType>"
    "<ProductIdentifier><IDValue>a</IDValue></ProductIdentifier>"
    "<DescriptiveDetail><ProductForm>ED</ProductForm><TitleDetail>Käärme</TitleDetail></DescriptiveDetail>"
    "<CollateralDetail><TextContent>vanha</TextContent></CollateralDetail>"
    "<PublishingDetail><PublishingStatus>02</PublishingStatus></PublishingDetail>"
    "<ProductSupply><MarketReference>FI</MarketReference><Market>fi</Market></ProductSupply>"
    "<ProductSupply><MarketReference>SE</MarketReference><Market>se</Market></ProductSupply></Product>"
)


def update(inside: str, notification: str = "04") -> bytes:
    head = f"<RecordReference>1</RecordReference><NotificationType>{notification}</NotificationType>"
    return f"<Product>{head}{inside}</Product>".encode()


def read(raw: bytes | Unreadable, envelope: Envelope = ENVELOPE) -> Product:
    assert isinstance(raw, bytes), raw
    found = parse(raw, envelope, DIALECTS)
    assert isinstance(found, Product)
    return found


def after(inside: str, notification: str = "04", stored: str = STORED, envelope: Envelope = ENVELOPE) -> Product:
    return read(merged(stored.encode(), update(inside, notification), envelope, DIALECTS))


def test_a_block_is_replaced_and_the_others_stay() -> None:
    found = after("<PublishingDetail><PublishingStatus>04</PublishingStatus></PublishingDetail>")
    assert found.texts("PublishingDetail/PublishingStatus") == ["04"]
    assert found.text("DescriptiveDetail/TitleDetail") == "Käärme"
    assert found.text("CollateralDetail/TextContent") == "vanha"
    assert (found.reference, found.notification) == ("1", "02"), "04 says nothing of what the product is"
    assert found.texts("ProductIdentifier/IDValue") == ["a"]


@pytest.mark.parametrize(
    ("inside", "path", "texts"),
    [
        ("<CollateralDetail/>", "CollateralDetail/TextContent", []),
        ("<ProductIdentifier><IDValue>b</IDValue></ProductIdentifier>", "ProductIdentifier/IDValue", ["b"]),
        (
            "<RelatedMaterial><RelatedProduct>x</RelatedProduct></RelatedMaterial>",
            "RelatedMaterial/RelatedProduct",
            ["x"],
        ),
        (
            "<ProductSupply><MarketReference>SE</MarketReference><Market>uusi</Market></ProductSupply>",
            "ProductSupply/Market",
            ["fi", "uusi"],
        ),
        ("<ProductSupply><Market>kaikki</Market></ProductSupply>", "ProductSupply/Market", ["kaikki"]),
        ("", "DescriptiveDetail/ProductForm", ["ED"]),
    ],
)
def test_what_an_update_leaves(inside: str, path: str, texts: list[str]) -> None:
    assert after(inside).texts(path) == texts


def test_an_update_notified_as_whole_says_what_the_product_is() -> None:
    assert after("<CollateralDetail/>", "03").notification == "03"


def test_of_21_every_element_replaces_those_of_its_name() -> None:
    stored = (
        "<Product><RecordReference>1</RecordReference><NotificationType>03</NotificationType>"
        "<ProductForm>DG</ProductForm><EditionStatement>1.</EditionStatement><CityOfPublication>Oulu</CityOfPublication></Product>"
    )
    envelope = Envelope("onix", element="Product", head=b"<w>", tail=b"</w>", release="2.1")
    found = after("<ProductForm>DG</ProductForm><EditionStatement>2.</EditionStatement>", "04", stored, envelope)
    assert found.texts("DescriptiveDetail/EditionStatement") == ["2."]
    assert found.texts("PublishingDetail/CityOfPublication") == ["Oulu"]


def test_a_short_stored_product_and_a_reference_update_come_together() -> None:
    stored = "<product><a001>1</a001><a002>03</a002><descriptivedetail><b012>ED</b012></descriptivedetail></product>"
    found = after("<PublishingDetail><PublishingStatus>04</PublishingStatus></PublishingDetail>", "04", stored)
    assert (found.text("DescriptiveDetail/ProductForm"), found.notification) == ("ED", "03")


def test_the_same_update_again_changes_nothing() -> None:
    coming = update("<PublishingDetail><PublishingStatus>04</PublishingStatus></PublishingDetail>")
    once = merged(STORED.encode(), coming, ENVELOPE, DIALECTS)
    assert isinstance(once, bytes)
    assert merged(once, coming, ENVELOPE, DIALECTS) == once


@pytest.mark.parametrize("envelope", [ENVELOPE, LATIN, alone(LATIN)])
def test_a_merged_product_reads_alike_in_any_message(envelope: Envelope) -> None:
    whole = merged(STORED.encode(), update(""), ENVELOPE, DIALECTS)
    assert read(whole, envelope).text("DescriptiveDetail/TitleDetail") == "Käärme"


def test_what_needs_its_message_is_made_portable() -> None:
    raw = STORED.replace("</", "</o:").replace("<P", "<o:P").replace("<R", "<o:R").replace("<N", "<o:N")
    for name in "CDIMT":
        raw = raw.replace(f"<{name}", f"<o:{name}")
    kept = portable(raw.encode("iso-8859-1"), LATIN, DIALECTS)
    assert read(kept).text("DescriptiveDetail/TitleDetail") == "Käärme"
    assert portable(STORED.encode(), ENVELOPE, DIALECTS) == STORED.encode()
    assert portable(kept, LATIN, DIALECTS) == kept


@pytest.mark.parametrize(("stored", "coming"), [(b"<Product>", update("")), (STORED.encode(), b"<Product>")])
def test_what_cannot_be_read_cannot_be_merged(stored: bytes, coming: bytes) -> None:
    assert isinstance(merged(stored, coming, ENVELOPE, DIALECTS), Unreadable)


@pytest.mark.parametrize(
    ("notification", "inside", "partial"),
    [
        ("04", "<DescriptiveDetail/>", True),
        ("03", "<DescriptiveDetail/>", False),
        ("03", "<CollateralDetail/>", True),
        ("05", "", False),
        ("12", "<ProductSupply/>", False),
    ],
)
def test_which_updates_are_partial(notification: str, inside: str, partial: bool) -> None:
    assert is_partial(read(update(inside, notification))) is partial


def test_a_prefix_of_the_message_makes_a_product_portable_only_where_it_is_used() -> None:
    head = b"<w xmlns:x='http://www.w3.org/1999/xhtml'>"
    envelope = Envelope("onix", element="Product", head=head, tail=b"</w>", release="3.0")
    raw = STORED.replace("vanha", "<x:p>vanha</x:p>").encode()
    assert read(portable(raw, envelope, DIALECTS)).text("CollateralDetail/TextContent") == "vanha"
    assert portable(STORED.encode(), envelope, DIALECTS) == STORED.encode()
