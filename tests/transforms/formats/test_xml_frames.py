"""Cutting XML into records: nothing hides a tag, nothing is loaded, a broken file is noticed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from transforms.formats import marcxml, xml_frames
from transforms.formats.frame import Envelope, Frame, Unreadable
from transforms.formats.xml_frames import XmlRefused, is_whole, open_xml, parse_frame

ONE = b'<record><leader>x</leader><controlfield tag="001">1</controlfield></record>'
TWO = ONE.replace(b">1<", b">2<")


def cut(content: bytes) -> list[Frame]:
    stream = io.BytesIO(content)
    envelope = marcxml.open_marcxml(stream)
    assert stream.tell() == 0
    return list(marcxml.frames(stream, envelope))


def raws(content: bytes) -> list[bytes]:
    found = cut(content)
    assert all(frame.complete for frame in found)
    assert all(content[frame.offset :].startswith(frame.raw) for frame in found)
    return [frame.raw for frame in found]


def test_records_are_cut_out_with_their_offsets() -> None:
    assert raws(b"<?xml version='1.0'?>\n<collection>\n" + ONE + b"\n" + TWO + b"</collection>\n") == [ONE, TWO]


def test_a_record_may_be_the_root() -> None:
    assert raws(b"<?xml version='1.0'?>" + ONE + b"\n") == [ONE]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert raws(b"\xef\xbb\xbf<collection>" + ONE + b"</collection>") == [ONE]


def test_an_empty_collection_has_no_frames() -> None:
    assert cut(b"<collection/>") == []


@pytest.mark.parametrize(
    "hiding",
    [
        b"<![CDATA[</record><record>]]>",
        b"<!-- </record> <record> -->",
        b"<?pi </record><record> ?>",
        b"<!-- <![CDATA[ -->",
    ],
)
def test_a_look_alike_that_markup_hides_is_not_a_tag(hiding: bytes) -> None:
    inside = ONE.replace(b"x<", b"x" + hiding + b"<")
    content = b"<collection>" + hiding + inside + hiding + TWO + hiding + b"</collection>"
    assert raws(content) == [inside, TWO]


@pytest.mark.parametrize("name", [b"records", b"recordx", b"record-id", b"record.a"])
def test_an_element_with_a_longer_name_is_another(name: bytes) -> None:
    other = b"<%s><a/></%s>" % (name, name)
    inside = ONE.replace(b"<leader>", other + b"<leader>")
    assert raws(b"<c>" + other + inside + other + TWO + b"</c>") == [inside, TWO]


def test_a_closing_tag_may_hold_white_space() -> None:
    assert raws(b"<c><record\n><a/></record\n></c>") == [b"<record\n><a/></record\n>"]


def test_the_record_inside_an_oai_record_is_meant() -> None:
    inner = b'<record xmlns="http://www.loc.gov/MARC21/slim"><leader>x</leader></record>'
    outer = b"<record><header/><metadata>" + inner + b"</metadata></record>"
    content = b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">' + outer + outer + b"</OAI-PMH>"
    assert raws(content) == [inner, inner]


def test_a_prefixed_record_inside_an_oai_record_is_meant() -> None:
    inner = b'<m:record xmlns:m="http://www.loc.gov/MARC21/slim"><m:leader>x</m:leader></m:record>'
    content = b'<OAI-PMH xmlns="http://x/"><record><metadata>' + inner + b"</metadata></record></OAI-PMH>"
    assert raws(content) == [inner]


@pytest.mark.parametrize("block", [1, 2, 3, 10, 77, 1 << 20])
def test_frames_are_the_same_whatever_the_block(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = ONE.replace(b"x<", b"x<![CDATA[</record>]]><!-- </record> --><")
    content = b"<collection>" + ONE + b"<!-- <record> -->" + hidden + TWO + b"</collection>"
    expected = cut(content)
    assert [frame.raw for frame in expected] == [ONE, hidden, TWO]
    monkeypatch.setattr(xml_frames, "BLOCK", block)
    assert cut(content) == expected


@pytest.mark.parametrize("kept", [1, 8, 30, len(TWO) - 1])
def test_a_file_that_breaks_off_inside_a_record_ends_in_an_incomplete_frame(kept: int) -> None:
    found = cut(b"<collection>" + ONE + TWO[:kept])
    assert [frame.complete for frame in found] == [True, False]


@pytest.mark.parametrize("rest", [b"", b"\n", b"</coll", b"<!-- </collection> -->"])
def test_a_file_without_the_end_of_its_root_ends_in_an_incomplete_frame(rest: bytes) -> None:
    content = b"<collection>" + ONE + rest
    assert cut(content) == [Frame(12, ONE), Frame(12 + len(ONE), rest, complete=False)]


def test_the_end_of_the_root_is_not_asked_for_in_a_part_of_a_file() -> None:
    envelope = Envelope("marcxml", element="record")
    assert list(marcxml.frames(io.BytesIO(ONE + TWO), envelope)) == [Frame(0, ONE), Frame(len(ONE), TWO)]


@pytest.mark.parametrize(
    ("tail", "root", "whole"),
    [
        (b"</record></collection>\n", "collection", True),
        (b"</record></collection ><!-- end -->", "collection", True),
        (b"</record>\n", "collection", False),
        (b"</record>", "", True),
        (b"</recor", "", False),
        (b"<!-- </collection> -->", "collection", False),
    ],
)
def test_a_tail_says_whether_the_file_is_whole(tail: bytes, root: str, whole: bool) -> None:
    assert is_whole(tail, root) is whole


def test_a_huge_element_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_frames, "BLOCK", 16)
    monkeypatch.setattr(xml_frames, "ELEMENT_LIMIT", 200)
    stream = io.BytesIO(b"<c><record>" + b"x" * 100_000 + b"</record></c>")
    frame = next(marcxml.frames(stream, Envelope("marcxml", element="record", root="c")))
    assert not frame.complete
    assert stream.tell() < 2_000


# what is refused

BILLION = (
    b"""<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>"""
)


@pytest.mark.parametrize(
    "declaration",
    [
        BILLION,
        b"<!DOCTYPE c [<!ELEMENT c ANY>]>",
        b'<!DOCTYPE c SYSTEM "a>b" [<!ELEMENT c ANY>]>',
        b"<!DOCTYPE c PUBLIC '-//x' 'http://127.0.0.1:9/x.dtd'>",
    ],
)
def test_marcxml_with_a_document_type_declaration_is_refused(declaration: bytes) -> None:
    with pytest.raises(XmlRefused, match="document type declaration"):
        cut(declaration + b"<c>" + ONE + b"</c>")


def test_onix_may_name_a_dtd_that_is_never_loaded_but_declare_nothing() -> None:
    message = b"<ONIXMessage><Product>&a;</Product></ONIXMessage>"
    named = io.BytesIO(b'<!DOCTYPE ONIXMessage SYSTEM "http://127.0.0.1:9/x.dtd">' + message)
    envelope, prolog = open_xml(named, frozenset({"Product"}), "onix")
    assert (envelope.element, envelope.root, prolog[-13:]) == ("Product", "ONIXMessage", b"<ONIXMessage>")
    with pytest.raises(XmlRefused):
        open_xml(io.BytesIO(BILLION + message), frozenset({"Product"}), "onix")


def test_an_external_entity_is_never_touched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary", encoding="utf-8")
    declaration = f'<!DOCTYPE c [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    with pytest.raises(XmlRefused):
        cut(declaration + b"<c>" + ONE.replace(b"x", b"&x;") + b"</c>")
    late = b"<c>" + b"<!-- -->" * 200_000 + declaration + b"<record>&x;</record></c>"
    with pytest.raises(XmlRefused):
        cut(late)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"not XML",
        b"<collection>",
        b"<collection><a></collection>",
        b"<c>" + b" " * xml_frames.PROLOG_LIMIT + ONE + b"</c>",
        ("<?xml version='1.0' encoding='UTF-16'?><c>" + ONE.decode() + "</c>").encode("utf-16"),
        b"<?xml version='1.0' encoding='UTF-7'?><c>" + ONE + b"</c>",
        b"<?xml version='1.0' encoding='nonsense'?><c>" + ONE + b"</c>",
    ],
)
def test_what_is_not_xml_that_we_read_is_refused(content: bytes) -> None:
    with pytest.raises(XmlRefused):
        cut(content)


# one frame

ENVELOPE = Envelope("marcxml", element="record", head=b"<w>", tail=b"</w>")


@pytest.mark.parametrize(
    "raw",
    [
        b"<record>&undefined;</record>",
        b"<record><a></record>",
        b"<record></w><w></record>",
        b"<record>\x01</record>",
        b"<record>\xff</record>",
        b"<a>" * 100_000 + b"</a>" * 100_000,
        b"<p:record/>",
    ],
)
def test_a_frame_that_is_not_well_formed_is_unreadable(raw: bytes) -> None:
    parsed = parse_frame(raw, ENVELOPE)
    assert isinstance(parsed, Unreadable)
    assert parsed.rule == "S01"
    assert parsed.reason.startswith("not well-formed XML: ")


def test_an_xinclude_is_an_element_like_any_other(tmp_path: Path) -> None:
    raw = f'<record xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{tmp_path}"/></record>'
    parsed = parse_frame(raw.encode(), ENVELOPE)
    assert not isinstance(parsed, Unreadable)
    assert len(parsed[0]) == 0


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("utf", "utf-8"),
        ("UTF_8", "utf-8"),
        ("latin_1", "iso-8859-1"),
        ("iso8859_15", "iso-8859-15"),
        ("windows_1252", "windows-1252"),
        ("koi8_r", "koi8-r"),
        ("ascii", "us-ascii"),
    ],
)
def test_an_encoding_is_read_by_whichever_of_its_names(declared: str, name: str) -> None:
    text = f"<?xml version='1.0' encoding='{declared}'?><c>{ONE.decode()}</c>"
    assert open_xml(io.BytesIO(text.encode(name)), frozenset({"record"}), "marcxml")[0].encoding == name


@pytest.mark.parametrize("declared", ["cp437", "mac-latin2", "mac_croatian"])
def test_an_encoding_that_the_parser_does_not_know_is_refused_by_its_name(declared: str) -> None:
    text = f"<?xml version='1.0' encoding='{declared}'?><c>{ONE.decode()}</c>"
    with pytest.raises(XmlRefused, match=declared):
        open_xml(io.BytesIO(text.encode()), frozenset({"record"}), "marcxml")
