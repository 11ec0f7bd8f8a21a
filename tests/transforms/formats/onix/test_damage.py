"""Damage to the tags of one product of a message: the others stay as they are, and it is told, not dropped."""

from __future__ import annotations

import io

import pytest

from transforms.formats import onix
from transforms.formats.frame import Frame

REFERENCE = [
    b"<Product><RecordReference>r%d</RecordReference><NotificationType>03</NotificationType><ProductIdentifier>"
    b"<ProductIDType>01</ProductIDType><IDValue>%d</IDValue></ProductIdentifier></Product>" % (n, n)
    for n in range(5)
]
SHORT = [
    b"<product><a001>r%d</a001><a002>03</a002><productidentifier><b221>01</b221><b244>%d</b244></productidentifier>"
    b"</product>" % (n, n)
    for n in range(5)
]


def cut(content: bytes) -> list[Frame]:
    stream = io.BytesIO(content)
    found = list(onix.frames(stream, onix.open_message(stream)))
    assert all(content[frame.offset :].startswith(frame.raw) for frame in found)
    return found


def message(products: list[bytes], root: bytes = b"ONIXMessage") -> bytes:
    sender = b"<Header><Sender><SenderName>Revontuli</SenderName></Sender></Header>"
    return b'<%s release="3.0">%s\n%s\n</%s>\n' % (root, sender, b"\n".join(products), root)


@pytest.mark.parametrize("products", [REFERENCE, SHORT], ids=["reference", "short"])
@pytest.mark.parametrize("place", [1, 2, 4])  # the first one tells the envelope
@pytest.mark.parametrize(
    ("tag", "damaged"), [(b"<", b"<\0"), (b"<", b"< "), (b"</", b"</x"), (b"</", b"</ "), (b"</", b"<")]
)
def test_a_product_whose_own_tag_is_damaged_is_told_and_not_dropped(
    products: list[bytes], place: int, tag: bytes, damaged: bytes
) -> None:
    name = b"product" if products is SHORT else b"Product"
    broken = products[place].replace(tag + name + b">", damaged + name + b">")
    if damaged == b"<":
        broken = products[place].replace(b"</%s>" % name, b"</%s x='1'>" % name)
    found = cut(message([*products[:place], broken, *products[place + 1 :]]))
    assert [each.raw for each in found if each.complete] == [*products[:place], *products[place + 1 :]]
    assert b"dentifier>" in b"".join(each.raw for each in found if not each.complete)


def test_products_under_several_prefixes_are_all_read() -> None:
    other = REFERENCE[1].replace(b"<", b"<o:").replace(b"<o:/", b"</o:")
    content = message([REFERENCE[0], other, REFERENCE[2]]).replace(b"Message ", b"Message xmlns:o='urn:o' ")
    assert [each.raw for each in cut(content)] == [REFERENCE[0], other, REFERENCE[2]]


def test_records_of_series_in_2_1_and_comments_are_no_products() -> None:
    series = (
        b"<MainSeriesRecord><RecordReference>s1</RecordReference><NotificationType>03</NotificationType>"
        b"<SeriesIdentifier><SeriesIDType>02</SeriesIDType><IDValue>12345679</IDValue></SeriesIdentifier>"
        b"</MainSeriesRecord>"
    )
    hidden = b"<!-- %s -->" % REFERENCE[3]
    found = cut(message([series, REFERENCE[0], hidden, REFERENCE[1], series]))
    assert [(each.raw, each.complete) for each in found] == [(REFERENCE[0], True), (REFERENCE[1], True)]
