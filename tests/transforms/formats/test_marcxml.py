"""MARCXML: the fast way equals lxml, both equal pymarc, and what is written is read back."""

from __future__ import annotations

import io
import re

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from marc_samples import FULL, SHARED, records, shared

from transforms.formats import marc21, marcxml
from transforms.formats.frame import Envelope, Parsed, Unreadable
from transforms.formats.marcxml import parse, parse_by_tree
from transforms.formats.plain_marcxml import MOST_TAGS, read_plain
from transforms.formats.xml_frames import XmlRefused
from transforms.record import Field, Record

law = settings(max_examples=50, deadline=None)
BARE = Envelope("marcxml", element="record", head=b"<?xml version='1.0' encoding='utf-8'?><w>", tail=b"</w>")
LEADER = "<leader>00000nam a2200000 i 4500</leader>"
PLAIN = f"""<record>{LEADER}<controlfield tag="001">1</controlfield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Yö &amp; päivä</subfield></datafield></record>"""
EXPECTED = Record("00000nam a2200000 i 4500", (Field("001", "1"), Field("245", "10\x1faYö & päivä")))


def read(text: str, envelope: Envelope = BARE) -> Parsed:
    """Read a record both ways, which must agree."""
    raw = text.encode(envelope.encoding)
    parsed = parse(raw, envelope)
    assert parsed == parse_by_tree(raw, envelope)
    assert isinstance(parsed, Parsed), parsed
    return parsed


def read_file(content: bytes) -> list[Record]:
    stream = io.BytesIO(content)
    envelope = marcxml.open_marcxml(stream)
    found = [marcxml.parse(frame.raw, envelope) for frame in marcxml.frames(stream, envelope)]
    assert all(isinstance(each, Parsed) for each in found)
    return [each.record for each in found if isinstance(each, Parsed)]


def by_pymarc(content: bytes) -> list[Record]:
    return [Record.from_pymarc(record) for record in pymarc.parse_xml_to_array(io.BytesIO(content))]


# round trips and the oracle


@law
@given(st.lists(records, min_size=1, max_size=4))
def test_what_is_written_is_read_back_by_us_and_by_pymarc(batch: list[Record]) -> None:
    content = b"".join(marcxml.write_collection(batch))
    assert read_file(content) == batch
    assert by_pymarc(content) == batch


@law
@given(records)
def test_a_record_alone_carries_its_namespace(record: Record) -> None:
    text = marcxml.to_marcxml(record)
    assert etree.fromstring(text.encode()).tag == "{http://www.loc.gov/MARC21/slim}record"
    assert read_file(text.encode()) == [record]


@law
@given(records)
def test_the_fast_way_takes_what_we_write_and_agrees_with_lxml(record: Record) -> None:
    raw = marcxml.to_marcxml(record, namespace=False).encode()
    unusual = any("&" in field.codes for field in record)  # a reference in an attribute is left to lxml
    assert read_plain(raw, BARE) == (None if unusual else record)
    assert parse_by_tree(raw, BARE) == Parsed(record)


@pytest.mark.long
def test_the_shared_corpus_comes_through_xml_unchanged() -> None:
    with shared("shared_distinct_bibs_utf8.mrc")[0].open("rb") as stream:
        found = [marc21.parse(frame.raw, BARE) for frame in marc21.frames(stream, BARE)]
    batch = [each.record for each in found if isinstance(each, Parsed) and printable(each.record)]
    assert len(batch) > 6_500
    content = b"".join(marcxml.write_collection(batch))
    assert read_file(content) == batch
    assert by_pymarc(content) == batch


def printable(record: Record) -> bool:
    """False for text with control characters, which XML cannot hold, or that XML line ends would change."""
    return not re.search("[\x00-\x1d\x7f\ufffe\uffff]", record.pack())


def test_shared_files_are_read_alike_by_the_fast_way_lxml_and_pymarc() -> None:
    compared = 0
    for path in shared("*.xml"):
        try:
            with path.open("rb") as stream:
                envelope = marcxml.open_marcxml(stream)
                raws = [frame.raw for frame in marcxml.frames(stream, envelope)]
        except XmlRefused:
            continue
        for raw in raws:
            ours = parse(raw, envelope)
            assert ours == parse_by_tree(raw, envelope), path.name
            if isinstance(ours, Parsed) and not ours.issues:
                assert by_pymarc(envelope.head + raw + envelope.tail) == [ours.record], path.name
                compared += 1
    assert compared > 1_000


def test_the_schema_accepts_what_is_written() -> None:
    path = SHARED.parent / "schemas" / "oai-marc" / "MARC21slim.xsd"
    if not path.is_file():
        pytest.skip("shared/data/schemas is not present: the third-party schemas are not part of the project")
    etree.XMLSchema(etree.parse(path)).assertValid(etree.fromstring(b"".join(marcxml.write_collection([FULL]))))


# every legal way to write the same

PLAIN_FORMS = {
    "as it is": PLAIN,
    "attributes in another order": PLAIN.replace('tag="245" ind1="1" ind2="0"', 'ind2="0" tag="245" ind1="1"'),
    "other quotes": PLAIN.replace('"', "'"),
    "white space in tags": PLAIN.replace('tag="245"', '\n tag = "245"\t').replace('code="a">', 'code="a" >'),
    "more attributes": PLAIN.replace("<record>", '<record type="Bibliographic" id="x">'),
    "references in attributes": PLAIN.replace('tag="245"', 'tag="&#50;45"'),
    "other references": PLAIN.replace("Yö", "Y&#xF6;"),
    "cdata": PLAIN.replace("Yö &amp; päivä", "<![CDATA[Yö & päivä]]>"),
    "cdata with a look-alike": PLAIN.replace("Yö &amp; päivä", "Yö <![CDATA[& ]]>päivä"),
    "comments": PLAIN.replace("Yö", "Y<!-- </subfield> -->ö").replace("<record>", "<record><!-- -->"),
    "instructions": PLAIN.replace("Yö", "Y<?x <y>?>ö"),
    "line ends of windows": PLAIN.replace("\n", "\r\n"),
    "a space in closing tags": PLAIN.replace("</subfield>", "</subfield >").replace("</record>", "</record\n>"),
    "no white space": PLAIN.replace("\n", ""),
}


@pytest.mark.parametrize("text", PLAIN_FORMS.values(), ids=PLAIN_FORMS.keys())
def test_every_legal_way_to_write_a_record_reads_the_same(text: str) -> None:
    assert read(text) == Parsed(EXPECTED)
    assert by_pymarc(text.encode()) == [EXPECTED]


@pytest.mark.parametrize("prefix", ["", "marc:", "m-1:"])
@pytest.mark.parametrize("uri", ["http://www.loc.gov/MARC21/slim", "http://other/"])
def test_any_prefix_and_namespace_reads_the_same(prefix: str, uri: str) -> None:
    body = re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", PLAIN)
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    on_root = f'<{prefix}collection {name}="{uri}">{body}{body}</{prefix}collection>'
    on_record = f"<c>{body.replace('record>', f'record {name}={uri!r}>', 1)}</c>"
    assert read_file(on_root.encode()) == [EXPECTED, EXPECTED]
    assert read_file(on_record.encode()) == [EXPECTED]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "us-ascii", "UTF-8"])
def test_a_declared_encoding_is_followed(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?><c>{PLAIN}</c>"
    assert read_file(text.encode(encoding, "xmlcharrefreplace")) == [EXPECTED]


def test_line_ends_inside_a_value_become_one_character() -> None:
    parsed = read(PLAIN.replace("Yö", "Y\r\nö\r"))
    assert parsed.record.value("245", "a") == "Y\nö\n & päivä"


@law
@given(st.data())
def test_the_fast_way_never_reads_what_lxml_reads_otherwise(data: st.DataObject) -> None:
    junk = st.sampled_from(
        [*"<>&;'\"/ =\r\n\x01\ufffe", "]]>", "<!--", "-->", "&amp;", "&#13;", "&x;", "code", "</record>", "<a/>"]
    )
    text = PLAIN
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.sampled_from([start, start, start + 1, start + 4]))
        text = text[:start] + data.draw(junk) + text[end:]
    record = read_plain(text.encode(), BARE)
    if record is not None:
        assert parse_by_tree(text.encode(), BARE) == Parsed(record)


def test_a_file_with_no_end_of_different_tags_is_read_and_not_remembered() -> None:
    envelope = Envelope("marcxml", element="record", head=b"<w a='1'>", tail=b"</w>")
    for number in range(MOST_TAGS + 10):
        odd = PLAIN.replace("<record>", f'<record id="{number}">').replace('code="a"', f'code="a" x="{number}"')
        assert read_plain(odd.encode(), envelope) in (EXPECTED, None)
    assert read(PLAIN, envelope).record == EXPECTED


# what is mended, what is not


@pytest.mark.parametrize(
    ("old", "new", "rule", "path", "field"),
    [
        ('ind1="1"', 'ind1=""', "S10", "245", Field("245", " 0\x1faYö & päivä")),
        ('ind1="1"', 'ind1="12"', "S10", "245", Field("245", "10\x1faYö & päivä")),
        ('ind1="1"', 'ind1="\xa0"', "S10", "245", Field("245", " 0\x1faYö & päivä")),
        ("Yö", "Y<b>ö</b>", "S01", "245$a", Field("245", "10\x1faYö & päivä")),
        (' code="a"', "", "S01", "245$a", Field("245", "10\x1faYö & päivä")),
        ('code="a"', 'code=""', "S01", "245$a", Field("245", "10\x1faYö & päivä")),
        ('code="a"', 'code=" "', "S01", "245$a", Field("245", "10\x1faYö & päivä")),
        ('code="a"', 'code="ä"', "S01", "245$a", Field("245", "10\x1faYö & päivä")),
        ('code="a"', 'code=" b"', "S01", "245$b", Field("245", "10\x1fbYö & päivä")),
        ('code="a"', 'code="bb"', "S01", "245$b", Field("245", "10\x1fbYö & päivä")),
        ("subfield", "subfields", "S01", "245$a", Field("245", "10\x1faYö & päivä")),
        ("<datafield", "text<datafield", "S01", "LDR", EXPECTED.fields[1]),
        ("<subfield", "text<subfield", "S01", "LDR", EXPECTED.fields[1]),
        ("</subfield>", "</subfield>text", "S01", "LDR", EXPECTED.fields[1]),
        ("<datafield", "<rank>7</rank><datafield", "S01", "LDR", EXPECTED.fields[1]),
        ("<subfield", "<extension/><subfield", "S01", "245$a", EXPECTED.fields[1]),
        ('tag="245"', 'tag="009"', "S10", "009", Field("009", "Yö & päivä")),
        ("</leader>", "</leader><leader>0</leader>", "S01", "LDR", EXPECTED.fields[1]),
        (
            "</controlfield>",
            "</controlfield><controlfield tag='001'>2</controlfield>",
            "S01",
            "001",
            EXPECTED.fields[1],
        ),
        ("Yö", "Yö&nbsp;", "S01", "LDR", Field("245", "10\x1faYö\xa0 & päivä")),
        ("Yö &amp;", "Yö &", "S01", "LDR", EXPECTED.fields[1]),
        ("Yö", "Yö\x01", "S01", "LDR", EXPECTED.fields[1]),
        ("Yö", "Yö\ufffe", "S01", "LDR", EXPECTED.fields[1]),
    ],
)
def test_what_is_mended_leaves_an_issue(old: str, new: str, rule: str, path: str, field: Field) -> None:
    parsed = read(PLAIN.replace(old, new))
    assert {(issue.rule, issue.path, issue.fixed) for issue in parsed.issues} == {(rule, path, True)}
    assert field in parsed.record.fields or len(parsed.record.fields) == 1  # a second 001 stays in its issue
    assert all(issue.value or issue.after for issue in parsed.issues)


@pytest.mark.parametrize("tag", ["", ' tag=""', ' tag="2456"', ' tag="24"', ' tag="24ä"'])
def test_a_field_whose_tag_is_none_is_left_out_with_an_issue_that_keeps_it(tag: str) -> None:
    parsed = read(PLAIN.replace(' tag="245"', tag))
    assert parsed.record.fields == (Field("001", "1"),)
    assert [(issue.rule, issue.path) for issue in parsed.issues] == [("S01", "LDR")]
    assert "10\x1faYö & päivä" in parsed.issues[0].value


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("<controlfield", "<fields><controlfield").replace("</datafield>", "</datafield></fields>"),
        PLAIN.replace("</controlfield>", "").replace("</datafield>", "</datafield></controlfield>"),
    ],
    ids=["around fields", "a field in a field"],
)
def test_fields_that_are_nested_wrongly_are_read_with_an_issue(text: str) -> None:
    parsed = read(text)
    assert [(field.tag, field.value.strip()) for field in parsed.record] == [tuple(field) for field in EXPECTED]
    assert [(issue.rule, issue.path) for issue in parsed.issues] == [("S01", "LDR")]


def test_a_subfield_without_text_is_kept() -> None:
    parsed = read(PLAIN.replace("</subfield>", '</subfield><subfield code="b"/>'))
    assert parsed == Parsed(Record(EXPECTED.leader, (Field("001", "1"), Field("245", "10\x1faYö & päivä\x1fb"))))


def test_latin_1_in_a_file_that_says_utf8_is_read_with_an_issue() -> None:
    parsed = parse(PLAIN.encode("latin-1"), BARE)
    assert isinstance(parsed, Parsed)
    assert parsed.record == EXPECTED
    assert [(issue.value, issue.after) for issue in parsed.issues] == [("declared utf-8", "windows-1252")]


def test_records_with_another_prefix_than_the_first_are_not_passed_over() -> None:
    uri = "http://www.loc.gov/MARC21/slim"
    other = re.sub(r"<(/?)(\w)", r"<\1marc:\2", PLAIN)
    with_space = PLAIN.replace("<record>", f"<record xmlns='{uri}'>")
    content = f"<c xmlns:marc='{uri}'>{other}<!-- {PLAIN} -->{with_space}{PLAIN}\n{other}{PLAIN}</c>"
    assert read_file(content.encode()) == [EXPECTED] * 5
    stream = io.BytesIO(content.encode())
    found = [*marcxml.frames(stream, marcxml.open_marcxml(io.BytesIO(content.encode())))]
    assert [frame.offset for frame in found] == sorted(frame.offset for frame in found)
    assert all(content.encode()[frame.offset :].startswith(frame.raw) for frame in found)


@pytest.mark.parametrize("block", [1, 50, 1 << 20])
def test_records_with_other_prefixes_are_found_whatever_the_block(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    other = re.sub(r"<(/?)(\w)", r"<\1m:\2", PLAIN)
    content = f"<c xmlns:m='x'>{PLAIN}{other}{other}{PLAIN}{other}</c>".encode()
    monkeypatch.setattr("transforms.formats.xml_frames.BLOCK", block)
    assert read_file(content) == [EXPECTED] * 5


@pytest.mark.parametrize("prefix", ["", "marc:"])
@pytest.mark.parametrize(
    ("identifier", "number"), [("oai:vendor.example:7", "7"), ("oai:v:a:b ", "a:b"), ("urn:7", "urn:7")]
)
def test_a_deleted_record_of_oai_pmh_is_read_as_a_delete(prefix: str, identifier: str, number: str) -> None:
    """Whatever prefix the MARC beside it has: it holds none, and passing it over would lose the delete."""
    uri = "http://www.loc.gov/MARC21/slim"
    other = re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", PLAIN)
    deleted = f"<record><header status='deleted'><identifier>{identifier}</identifier></header></record>"
    live = f"<record><header/><metadata>{other}</metadata></record>"
    gone = Record("00000dam a2200000 a 4500", (Field("001", number),))
    content = f"<r xmlns:marc='{uri}'>{live}{deleted}\n{deleted}{live}{deleted}</r>".encode()
    assert read_file(content) == [EXPECTED, gone, gone, EXPECTED, gone]


def test_a_record_of_oai_pmh_without_marc_is_no_delete() -> None:
    for header in ("<header status='x'><identifier>1</identifier></header>", "<header status='deleted'/>", "<header/>"):
        assert isinstance(parse(f"<record>{header}</record>".encode(), BARE), Unreadable)


def test_indicators_that_are_not_given_are_blanks() -> None:
    parsed = read(PLAIN.replace(' ind1="1" ind2="0"', ""))
    assert parsed == Parsed(Record(EXPECTED.leader, (Field("001", "1"), Field("245", "  \x1faYö & päivä"))))


@pytest.mark.parametrize(
    "leader",
    ["", "<leader/>", "<leader>00000nam</leader>", LEADER.replace("i", "ö"), LEADER.replace("4500", "4500 too long")],
)
def test_a_leader_that_is_none_is_mended_with_an_issue(leader: str) -> None:
    parsed = read(PLAIN.replace(LEADER, leader))
    assert len(parsed.record.leader) == 24
    assert parsed.record.leader.isascii()
    assert [issue.rule for issue in parsed.issues] == ["S02"]


def test_the_control_field_of_a_data_tag_keeps_its_text() -> None:
    parsed = read(PLAIN.replace("<datafield", '<controlfield tag="FMT">BK</controlfield><datafield'))
    assert parsed.record.fields[1] == Field("FMT", "  \x1faBK")
    assert [issue.rule for issue in parsed.issues] == ["S10"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Yö", "&nosuchthing;", "not well-formed"),
        ("Yö", "]]>", "not well-formed"),
        ("</subfield>", "", "not well-formed"),
        ('ind2="0">', 'ind2="0" ', "not well-formed"),
        ("<controlfield", "<x:y/><controlfield", "not well-formed"),
        ("field", "thing", "without fields"),
    ],
)
def test_a_record_in_which_something_would_be_lost_is_unreadable(old: str, new: str, reason: str) -> None:
    raw = PLAIN.replace(old, new).encode()
    parsed = parse(raw, BARE)
    assert parsed == parse_by_tree(raw, BARE)
    assert isinstance(parsed, Unreadable)
    assert parsed.rule == "S01"
    assert reason in parsed.reason


def test_a_record_without_fields_is_unreadable() -> None:
    assert parse(f"<record>{LEADER}</record>".encode(), BARE) == Unreadable("S01", "a record without fields")


# writing


def test_characters_that_xml_forbids_are_left_out_or_keep_their_place() -> None:
    record = Record(FULL.leader, (Field("008", "a\x01b"), Field("245", "10\x1faA\x02B\ud800\ufffeC")))
    (back,) = read_file(marcxml.to_marcxml(record).encode())
    assert back.fields == (Field("008", "a b"), Field("245", "10\x1faABC"))


@pytest.mark.parametrize("code", ['"', "&", "<", ">", "'"])
def test_marks_in_attributes_are_escaped(code: str) -> None:
    record = Record(FULL.leader, (Field("245", f"{code}{code}\x1f{code}x"),))
    assert read_file(marcxml.to_marcxml(record).encode()) == [record]


def test_a_record_of_any_size_is_written() -> None:
    record = Record(FULL.leader, (Field("520", "  \x1fa" + "x" * 200_000),))
    assert read_file(marcxml.to_marcxml(record).encode()) == [record]
