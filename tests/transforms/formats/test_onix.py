"""The ONIX reader: what the message says of itself, cutting it into products, reading one product."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from transforms.formats.frame import Envelope, Frame, Unreadable
from transforms.formats.onix import NOTHING, Dialects, Node, Product, frames, open_message, parse, utc

DIALECTS = Dialects(Path(__file__).parents[3] / "schemas" / "onix")
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
    return [parse(frame.raw, envelope, DIALECTS) for frame in frames(stream, envelope)]


def product(inside: str) -> Product:
    result = parse(f"<Product>{inside}</Product>".encode(), opened(message()), DIALECTS)
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


@pytest.mark.parametrize("tag", ["DefaultLanguageOfText", "m184"])
def test_the_default_language_of_the_message_is_read(tag: str) -> None:
    header = "header" if tag == "m184" else "Header"
    told = f"<{header}><{tag}>fin</{tag}></{header}>"
    assert opened(message(inside=told + PRODUCT)).language == "fin"
    assert opened(message()).language == ""


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
        ("20261101T0415+02", "2026-11-01T02:15:00Z"),
        ("202611010415", "2026-11-01T04:15:00Z"),
        ("20261101T041530.250Z", "2026-11-01T04:15:30Z"),
        ("2026-11-01", "2026-11-01T00:00:00Z"),
        ("2026-11-01T04:15:30+02:00", "2026-11-01T02:15:30Z"),
        ("2026-11-01 04:15", "2026-11-01T04:15:00Z"),
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
        ('ONIXMessage release="4.0"', PRODUCT, "ONIX 4.0 is not read"),
        ("ONIXMessage", "<Product><A>&foo;</A></Product>", "nobody defines the entity &foo;"),
        ("ONIXMessage", "<Product><A></Product>", "not well-formed"),
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


# what vendors send


SHORT = "<product><a001>a-1</a001><a002>03</a002></product>"
OLD = PRODUCT.replace("</Product>", "<ProductForm>DG</ProductForm></Product>")


@pytest.mark.parametrize(
    ("root", "inside"),
    [
        ('ONIXmessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/short"', SHORT),
        ('ONIXmessage release="3.1"', SHORT),
        ("ONIXmessage", SHORT),
        ('ONIXMessage release="3.1"', PRODUCT),
        ('ONIXMessage release="2.1"', OLD),
        ("ONIXMessage", OLD),
        ("ONIXmessage", "<product><a001>a-1</a001><a002>03</a002><b012>DG</b012></product>"),
    ],
)
def test_every_release_and_kind_of_tags_gives_the_same_names(root: str, inside: str) -> None:
    (found,) = read(message(root, inside))
    assert isinstance(found, Product)
    assert (found.reference, found.notification, found.issues) == ("a-1", "03", ())
    if "DG" in inside:
        assert found.text("DescriptiveDetail/ProductForm") == "ED"


@pytest.mark.parametrize(
    "header",
    [
        "<header><sender><x298>Malli Oy</x298></sender><x307>20261101T0415+0200</x307></header>",
        "<Header><FromCompany>Malli Oy</FromCompany><SentDate>20261101T0215Z</SentDate></Header>",
        "<header><m174>Malli Oy</m174><m182>202611010215</m182></header>",
        HEADER.replace("Malli  Oy", "Malli&nbsp;Oy"),
        HEADER.replace("Malli  Oy", "\x0bMalli Oy"),
    ],
)
def test_sender_and_time_in_every_header(header: str) -> None:
    envelope = opened(message("ONIXMessage", header + PRODUCT))
    assert (envelope.sender, envelope.sent) == ("Malli Oy", "2026-11-01T02:15:00Z")


NAMED = PRODUCT.replace("a-1", "Käärme – ö")


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("", "utf-8"),
        ("windows-1252", "cp1252"),
        ("utf-16", "utf-8"),  # was made UTF-8 before it came here
    ],
)
def test_a_declared_encoding_is_read_without_an_issue(declared: str, real: str) -> None:
    told = f' encoding="{declared}"' if declared else ""
    text = f'<?xml version="1.0"{told}?><ONIXMessage>{HEADER.replace("Malli", "Mälli")}{NAMED}</ONIXMessage>'
    (found,) = read(text.encode(real))
    assert isinstance(found, Product)
    assert (found.reference, found.issues) == ("Käärme – ö", ())
    assert opened(text.encode(real)).sender == "Mälli Oy"


@pytest.mark.parametrize(
    ("declared", "real", "found_as"),
    [
        ("UTF-8", "cp1252", "windows-1252"),
        ("", "cp1252", "windows-1252"),
        ("iso-8859-1", "cp1252", "windows-1252"),
        ("iso-8859-1", "utf-8", "utf-8"),
        ("windows-1252", "utf-8", "utf-8"),
        ("us-ascii", "cp1252", "windows-1252"),
    ],
)
def test_a_wrong_declaration_is_an_issue_and_nothing_is_lost(declared: str, real: str, found_as: str) -> None:
    told = f' encoding="{declared}"' if declared else ""
    text = f'<?xml version="1.0"{told}?><ONIXMessage>{HEADER.replace("Malli", "Mälli")}{NAMED}</ONIXMessage>'
    (found,) = read(text.encode(real))
    assert isinstance(found, Product)
    assert found.reference == "Käärme – ö"
    assert [(each.rule, each.value, each.after, each.fixed) for each in found.issues] == [
        ("O19", declared.lower() or "utf-8", found_as, True)
    ]
    assert opened(text.encode(real)).sender == "Mälli Oy"


def test_entities_and_control_characters_are_mended_with_an_issue_each() -> None:
    inside = PRODUCT.replace("a-1", "a&nbsp;&auml;\x0b&#0; <![CDATA[&uuml; &]]> &amp; & b")
    (found,) = read(message("ONIXMessage", inside))
    assert isinstance(found, Product)
    assert found.reference == "a ä &uuml; & & & b"
    assert [each.value for each in found.issues] == ["U+000B", "&nbsp;", "&auml;", "&#0;", "&"]
    assert {(each.rule, each.fixed) for each in found.issues} == {("O18", True)}


def test_a_document_type_is_accepted_and_never_loaded() -> None:
    declaration = b'<!DOCTYPE ONIXMessage SYSTEM "http://127.0.0.1:9/onix.dtd">'
    (found,) = read(message("ONIXMessage", PRODUCT).replace(b"<ONIXMessage>", declaration + b"<ONIXMessage>", 1))
    assert isinstance(found, Product)


def test_the_order_of_the_elements_does_not_matter() -> None:
    turned = (
        "<Product><DescriptiveDetail/><NotificationType>03</NotificationType>"
        "<RecordReference>a-1</RecordReference></Product>"
    )
    (found,) = read(message("ONIXMessage", turned))
    assert isinstance(found, Product)
    assert found.reference == "a-1"


# text with markup


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<T>Se on <i>Meri</i>, ei <b>maa</b>.</T>", "Se on Meri, ei maa."),
        ('<T textformat="05"><p>Yksi.</p><p>Kaksi<br/>rivi.</p></T>', "Yksi. Kaksi rivi."),
        ('<T textformat="02">&lt;p&gt;Yksi &amp;amp; kaksi&lt;/p&gt;</T>', "Yksi & kaksi"),
        ('<T textformat="02"><![CDATA[<p>Yksi</p><script>alert(1)</script>]]></T>', "Yksi"),
        ("<T><p>A</p><script>alert(1)</script><style>p {}</style></T>", "A"),
        ("<T>Q&amp;A &lt;3</T>", "Q&A <3"),
        ("<T>AT&amp;amp;T</T>", "AT&amp;T"),
    ],
)
def test_the_text_of_an_element_is_plain(xml: str, text: str) -> None:
    assert product(xml).text("T") == text


@pytest.mark.parametrize(
    ("xml", "language", "texts"),
    [
        ('<T language="fin">Helsinki</T><T language="swe">Helsingfors</T>', "swe", ["Helsingfors"]),
        ('<T language="fin">Helsinki</T><T language="swe">Helsingfors</T>', "eng", ["Helsinki"]),
        ('<T language="swe">Helsingfors</T><T>Helsinki</T>', "fin", ["Helsinki"]),
        ("<T>Helsinki</T><T>Espoo</T>", "fin", ["Helsinki", "Espoo"]),
        ('<T language="swe">Åbo</T>', "fin", ["Åbo"]),
        ("<T/>", "fin", []),
    ],
)
def test_of_repeats_in_languages_one_is_chosen(xml: str, language: str, texts: list[str]) -> None:
    assert product(xml).texts_in("T", language) == texts


@pytest.mark.parametrize(
    ("note", "products"),
    [
        ("500 products", 500),
        ("Number of products: 500", 500),
        ("Päivittäinen toimitus; 1 product", 1),
        ("12 tuotetta. 3 nimekettä poistettu", 12),
        ("3 products were withdrawn", 0),
        ("5 products; 7 records", 0),
        ("issue 500", 0),
    ],
)
def test_the_number_of_products_is_taken_from_a_note_that_says_only_that(note: str, products: int) -> None:
    header = f"<Header><MessageNote>{note}</MessageNote></Header>"
    raw = f'<ONIXMessage release="3.0">{header}<Product></Product></ONIXMessage>'.encode()
    assert opened(raw).products == products
