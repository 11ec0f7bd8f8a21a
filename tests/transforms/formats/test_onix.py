"""The ONIX reader: what the message says of itself, cutting it into products, reading one product."""

from __future__ import annotations

import io

import pytest

from transforms.formats.frame import Envelope, Frame, Unreadable
from transforms.formats.onix import NOTHING, Node, Product, frames, open_message, parse, utc

REFERENCE = "http://ns.editeur.org/onix/3.0/reference"
PRODUCT = "<Product><RecordReference>a-1</RecordReference><NotificationType>03</NotificationType></Product>"
HEADER = """<Header><Sender><SenderIdentifier><SenderIDType>01</SenderIDType></SenderIdentifier>
<SenderName> Malli  Oy </SenderName></Sender><SentDateTime>20261101T0415+0200</SentDateTime></Header>"""


def message(root: str = f'ONIXMessage release="3.0" xmlns="{REFERENCE}"', inside: str = HEADER + PRODUCT) -> bytes:
    return f'<?xml version="1.0"?>\n<{root}>{inside}</{root.split()[0]}>'.encode()


def opened(data: bytes) -> Envelope:
    return open_message(io.BytesIO(data))


def read(data: bytes) -> list[Product | Unreadable]:
    stream = io.BytesIO(data)
    envelope = open_message(stream)
    return [parse(frame.raw, envelope) for frame in frames(stream, envelope)]


def product(inside: str) -> Product:
    result = parse(f"<Product>{inside}</Product>".encode(), opened(message()))
    assert isinstance(result, Product)
    return result


# the message


def test_sender_time_and_release_are_read_and_the_stream_is_at_its_beginning() -> None:
    stream = io.BytesIO(message())
    envelope = open_message(stream)
    assert stream.tell() == 0
    assert (envelope.format, envelope.sender, envelope.sent, envelope.release) == (
        "onix",
        "Malli Oy",
        "2026-11-01T02:15:00Z",
        "3.0",
    )


def test_a_message_without_header_or_time_has_empty_values() -> None:
    envelope = opened(message(inside=PRODUCT))
    assert (envelope.sender, envelope.sent, envelope.release) == ("", "", "3.0")


@pytest.mark.parametrize(
    ("root", "release"),
    [
        ('ONIXMessage release="3.1"', "3.1"),
        ('ONIXMessage xmlns="http://ns.editeur.org/onix/3.1/reference"', "3.1"),
        ('ONIXMessage xmlns="http://www.editeur.org/onix/2.1/reference"', "2.1"),
        ("ONIXMessage", ""),
    ],
)
def test_release_by_attribute_or_namespace(root: str, release: str) -> None:
    assert opened(message(root)).release == release


def test_only_the_beginning_is_read() -> None:
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1, /) -> bytes:
            part = super().read(size)
            self.taken += len(part)
            return part

    stream = Counting(message(inside=HEADER + PRODUCT * 50_000))
    open_message(stream)
    assert stream.taken <= 1 << 20


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("20261101", "2026-11-01T00:00:00Z"),
        ("20261101T0415", "2026-11-01T04:15:00Z"),
        ("20261101T041530", "2026-11-01T04:15:30Z"),
        ("20261101T041530Z", "2026-11-01T04:15:30Z"),
        ("20261101T0415+0200", "2026-11-01T02:15:00Z"),
        ("20261101T0015+02:00", "2026-10-31T22:15:00Z"),
        ("20261101T0415-0500", "2026-11-01T09:15:00Z"),
        ("20261301", ""),
        ("20261101T2561", ""),
        ("00010101T0000+1400", ""),
        ("1.11.2026", ""),
        ("", ""),
    ],
)
def test_sent_date_time_in_utc(text: str, iso: str) -> None:
    assert utc(text) == iso


# cutting


def test_products_are_cut_out_whole() -> None:
    identified = PRODUCT.replace("</Product>", "<ProductIdentifier><IDValue>1</IDValue></ProductIdentifier></Product>")
    data = message(inside=HEADER + identified + "\n" + PRODUCT)
    stream = io.BytesIO(data)
    cut = list(frames(stream, open_message(stream)))
    assert cut == [
        Frame(data.index(b"<Product>"), identified.encode()),
        Frame(data.rindex(b"<Product>"), PRODUCT.encode()),
    ]


# the product


@pytest.mark.parametrize(
    "root", [f'ONIXMessage release="3.0" xmlns="{REFERENCE}"', 'ONIXMessage release="3.0"', "ONIXMessage"]
)
def test_a_product_reads_alike_with_and_without_namespace(root: str) -> None:
    (found,) = read(message(root))
    assert isinstance(found, Product)
    assert (found.reference, found.notification) == ("a-1", "03")


def test_a_prefix_is_no_hindrance() -> None:
    data = message(
        f'o:ONIXMessage release="3.0" xmlns:o="{REFERENCE}"',
        PRODUCT.replace("</", "</o:").replace("<P", "<o:P").replace("<R", "<o:R").replace("<N", "<o:N"),
    )
    (found,) = read(data)
    assert isinstance(found, Product)
    assert found.reference == "a-1"


@pytest.mark.parametrize(
    ("root", "inside", "reason"),
    [
        ('ONIXmessage release="3.0"', "<product><a001>1</a001></product>", "short tags"),
        ('ONIXMessage release="2.1"', PRODUCT, "ONIX 2.1 is not read"),
        ("ONIXMessage", "<Product><ProductForm>DG</ProductForm></Product>", "ONIX 2.1 is not read"),
        ('ONIXMessage release="4.0"', PRODUCT, "ONIX 4.0 is not read"),
        (f'ONIXMessage release="3.0" xmlns="{REFERENCE}"', "<Product><A>&nbsp;</A></Product>", "not well-formed"),
    ],
)
def test_what_is_not_read_says_why(root: str, inside: str, reason: str) -> None:
    (found,) = read(message(root, inside))
    assert isinstance(found, Unreadable)
    assert found.rule == "O01"
    assert reason in found.reason


def test_children_by_path_in_the_order_of_the_file() -> None:
    found = product("<D><C><R>A01</R><R>A12</R></C><!-- x --><C><R>B06</R></C></D>")
    assert [node.text("R") for node in found.all("D/C")] == ["A01", "B06"]
    assert found.texts("D/C/R") == ["A01", "A12", "B06"]
    assert found.texts("D/C/R") == ["A01", "A12", "B06"]
    assert found.first("D/C").texts("R") == ["A01", "A12"]
    assert found.has("D/C/R")


@pytest.mark.parametrize("path", ["X", "D/X", "X/Y/Z"])
def test_what_is_not_there_is_empty(path: str) -> None:
    found = product("<D><C/></D>")
    assert found.text(path) == ""
    assert found.all(path) == []
    assert found.texts(path) == []
    assert not found.has(path)
    assert found.first(path) is NOTHING


def test_white_space_is_single_and_cdata_is_text() -> None:
    found = product('<T textformat="06">\n  Saaren\u00a0 <![CDATA[valot &]]>\n</T><E> </E>')
    assert found.text("T") == "Saaren valot &"
    assert found.first("T").attribute("textformat") == "06"
    assert found.first("T").attribute("language") == ""
    assert found.texts("E") == []


def test_an_empty_node_has_nothing() -> None:
    assert Node(None).text() == Node(None).attribute("x") == ""
    assert Node(None).all("A/B") == []
