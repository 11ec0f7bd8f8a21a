"""Broken ISO 2709 records: each fault is mended with an issue that says what was done, or the record is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_samples import iso, records

from transforms.formats import marc21
from transforms.formats.frame import QUOTED, Envelope, Parsed, Unreadable
from transforms.formats.sections import is_whole
from transforms.record import Field, Record

ENVELOPE = Envelope("marc21")
RAW = iso(("001", b"17"), ("245", b"10\x1faTitle\x1fbrest"), ("500", b"  \x1faA note"), ("650", b" 7\x1fasea\x1f2yso"))
FIELDS = (
    Field("001", "17"),
    Field("245", "10\x1faTitle\x1fbrest"),
    Field("500", "  \x1faA note"),
    Field("650", " 7\x1fasea\x1f2yso"),
)
LEADER = RAW[:24].decode()
LDR = ("S01", "LDR")


def read(raw: bytes) -> Parsed:
    parsed = marc21.parse(raw, ENVELOPE)
    assert isinstance(parsed, Parsed), parsed
    assert all(issue.fixed for issue in parsed.issues)
    return parsed


def told(parsed: Parsed) -> list[tuple[str, str]]:
    return [(issue.rule, issue.path) for issue in parsed.issues]


def put(at: int, new: bytes, over: int = 0) -> bytes:
    """The record with bytes put in, over some that stood there."""
    return RAW[:at] + new + RAW[at + over :]


def spot(of: bytes) -> int:
    return RAW.index(of)


def test_the_sample_is_sound() -> None:
    assert is_whole(RAW)
    assert read(RAW) == Parsed(Record(LEADER, FIELDS))


# leader and directory


@pytest.mark.parametrize(
    ("at", "digits", "before"),
    [
        (0, b"00099", "record length 00099"),
        (0, b"abcde", "record length abcde"),
        (0, b"     ", "record length      "),
        (0, b"99999", "record length 99999"),
        (12, b"00050", "base address 00050"),
        (12, b"99999", "base address 99999"),
        (12, b"O0O73", "base address O0O73"),
        (27, b"9999", "directory entry 001999900000"),
        (31, b"99999", "directory entry 001000399999"),
        (43, b"99999", "directory entry 245001699999"),
        (43, b"0000l", "directory entry 24500160000l"),
    ],
)
def test_a_wrong_number_is_mended_by_the_others(at: int, digits: bytes, before: str) -> None:
    parsed = read(put(at, digits, len(digits)))
    assert parsed.record.fields == FIELDS
    assert told(parsed) == [LDR]
    assert before in parsed.issues[0].value
    assert parsed.issues[0].after


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_what_is_missing_of_the_entry_map_is_known(missing: int) -> None:
    parsed = read(RAW[: 24 - missing] + RAW[24:])
    assert parsed.record == Record(LEADER, FIELDS)
    assert told(parsed) == [LDR]


def test_a_leader_that_lacks_anything_else_is_not_guessed_at() -> None:
    assert isinstance(marc21.parse(RAW[:8] + RAW[9:], ENVELOPE), Unreadable)


def test_bytes_in_the_leader_that_are_not_ascii_become_blanks() -> None:
    parsed = read(put(18, b"\xe4", 1))
    assert parsed.record.leader == f"{LEADER[:18]} {LEADER[19:]}"
    assert told(parsed) == [("S02", "LDR")]


def test_a_directory_without_its_terminator_is_read() -> None:
    for raw in (put(72, b"x", 1), put(72, b"", 1)):
        parsed = read(raw)
        assert parsed.record.fields == FIELDS
        assert told(parsed) == [LDR]


def test_a_directory_entry_past_the_end_has_no_field() -> None:
    raw = put(72, b"999000500044")
    parsed = read(raw)
    assert parsed.record.fields == FIELDS
    assert ("S01", "999") in told(parsed)
    assert "directory entry 999000500044 without a field" in [issue.value for issue in parsed.issues]


def test_a_field_without_a_directory_entry_is_kept_in_an_issue() -> None:
    parsed = read(put(len(RAW) - 1, b"  \x1fastray\x1e"))
    assert parsed.record.fields == FIELDS
    assert told(parsed) == [LDR, LDR]
    assert "stray" in parsed.issues[1].value


def test_two_fields_without_entries_are_too_many() -> None:
    assert isinstance(marc21.parse(put(len(RAW) - 1, b"  \x1faone\x1e  \x1fatwo\x1e"), ENVELOPE), Unreadable)


def test_a_directory_that_is_no_directory_is_refused() -> None:
    assert isinstance(marc21.parse(put(24, b"<" * 48, 48), ENVELOPE), Unreadable)


# terminators


@pytest.mark.parametrize("new", [b"", b"x"], ids=["gone", "another byte"])
@pytest.mark.parametrize("end", [b"17", b"rest", b"A note", b"yso"])
def test_a_missing_field_terminator_is_found_by_the_lengths(end: bytes, new: bytes) -> None:
    parsed = read(put(RAW.rindex(end) + len(end), new, 1))
    assert parsed.record.fields == FIELDS
    assert LDR in told(parsed)


@pytest.mark.parametrize("ending", [b"", b"x", b"\n", b"\r\n\x1d", b" \x1d"])
def test_a_missing_record_terminator_is_noted(ending: bytes) -> None:
    parsed = read(RAW[:-1] + ending)
    assert parsed.record.fields == FIELDS
    assert told(parsed) == [LDR]
    assert "end" in parsed.issues[0].value


@pytest.mark.parametrize("stop", [b"\x1d", b"\x1e"])
def test_a_terminator_in_the_place_of_a_byte_becomes_a_blank(stop: bytes) -> None:
    parsed = read(put(spot(b"note") + 1, stop, 1))
    assert parsed.record.value("500", "a") == "A n te"
    assert ("S01", "500") in told(parsed)


@pytest.mark.parametrize("stop", [b"\x1d", b"\x1e"])
def test_a_terminator_that_was_put_in_goes(stop: bytes) -> None:
    parsed = read(put(spot(b"note") + 1, stop))
    assert parsed.record.fields == FIELDS
    assert LDR in told(parsed)


@pytest.mark.parametrize("kept", range(30, len(RAW) - 3, 9))
def test_a_record_that_was_cut_off_is_refused(kept: int) -> None:
    assert isinstance(marc21.parse(RAW[:kept] + b"\x1d", ENVELOPE), Unreadable)


# sizes


def test_a_field_of_five_megabytes_is_read() -> None:
    big = b"x" * 5_000_000
    raw = iso(("001", b"1"), ("520", b"  \x1faA"), ("999", b"  \x1fa" + big), ("998", b"  \x1fab"))
    parsed = read(raw)
    assert [field.tag for field in parsed.record] == ["001", "520", "999", "998"]
    assert parsed.record.value("999", "a") == big.decode()
    assert LDR in told(parsed)
    assert all(len(issue.value) <= QUOTED for issue in parsed.issues)


def test_ten_thousand_fields_are_read() -> None:
    parsed = read(iso(("001", b"1"), *[("500", b"  \x1fa%05d" % number) for number in range(10_000)]))
    assert len(parsed.record.fields) == 10_001
    assert parsed.record.fields[-1]["a"] == "09999"
    assert LDR in told(parsed)


@pytest.mark.parametrize("clipped", [b"999999999", b"000000000"])
def test_numbers_that_no_directory_can_hold_may_be_anything(clipped: bytes) -> None:
    data = [("500", b"  \x1fa" + b"x" * 9_000)] * 12
    raw = iso(*data)
    assert raw.count(b"500") > 11
    wrong = raw[:24] + b"".join(
        b"500" + (b"%04d%05d" % (9_005, 9_005 * at) if 9_005 * at < 99_999 else clipped) for at in range(12)
    )
    parsed = read(wrong + raw[raw.index(b"\x1e") :])
    assert len(parsed.record.fields) == 12


# fields


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        (b"\x1faTitle", "  \x1faTitle"),
        (b"1\x1faTitle", "1 \x1faTitle"),
        (b"10 \x1faTitle", "10\x1faTitle"),
        ("\xb2 \x1faTitle".encode(), "  \x1faTitle"),
        (b"10x\x1faTitle", "10\x1faTitle"),
        (b"  \\\x1faTitle", "  \x1faTitle"),
        (b"\x01\x021\x1faTitle", "  \x1fa\x01\x021\x1faTitle"),
        (b"10Title\x1fbrest", "10\x1faTitle\x1fbrest"),
        (b"Title\x1fbrest", "  \x1faTitle\x1fbrest"),
        (b"Title", "  \x1faTitle"),
        (b"10\x1fa\x1f\x1fbTitle\x1f", "10\x1fa\x1fbTitle"),
        (b"10\x1f Title", "10\x1faTitle"),
        (b"10\x1f bTitle", "10\x1fbTitle"),
        (b"10\x1f\x02Title", "10\x1faTitle"),
        ("10\x1fa1\x1fänne".encode(), "10\x1fa1\x1faänne"),
        (b"10\x1fa1\x1f ", "10\x1fa1"),
    ],
)
def test_indicators_and_codes_are_mended_with_an_issue_that_keeps_the_old_value(value: bytes, mended: str) -> None:
    parsed = read(iso(("001", b"1"), ("245", value)))
    assert parsed.record.fields[1] == Field("245", mended)
    assert told(parsed) == [("S10", "245")]
    assert (parsed.issues[0].value, parsed.issues[0].after) == (value.decode(), mended)


def test_empty_subfields_are_left_to_the_rules() -> None:
    parsed = read(iso(("001", b"1"), ("245", b"10\x1fa\x1fbx")))
    assert parsed == Parsed(parsed.record)
    assert parsed.record.fields[1] == Field("245", "10\x1fa\x1fbx")


@pytest.mark.parametrize("tag", ["0A1", "abc", "9x9", "---", "24 "])
def test_a_tag_may_have_letters_and_signs(tag: str) -> None:
    parsed = read(iso(("001", b"1"), (tag, b"  \x1fax")))
    assert parsed.record.fields[1] == Field(tag, "  \x1fax")
    assert parsed.issues == ()


@pytest.mark.parametrize("tag", [b"2\x015", b"\xe445", b"24\x1f"])
def test_a_field_whose_tag_is_none_is_left_out_with_an_issue_that_keeps_it(tag: bytes) -> None:
    parsed = read(iso(("001", b"1"), ("245", b"10\x1faTitle")).replace(b"245", tag))
    assert parsed.record.fields == (Field("001", "1"),)
    assert told(parsed) == [LDR]
    assert "10\x1faTitle" in parsed.issues[0].value


def test_a_record_in_which_no_tag_is_left_is_refused() -> None:
    assert isinstance(marc21.parse(iso(("24\x01", b"10\x1faTitle")), ENVELOPE), Unreadable)


def test_the_first_001_stays_and_the_others_are_kept_in_issues() -> None:
    parsed = read(iso(("001", b"1"), ("001", b"2"), ("003", b"x"), ("001", b"3")))
    assert parsed.record.fields == (Field("001", "1"), Field("003", "x"))
    assert [(issue.rule, issue.path, issue.value) for issue in parsed.issues] == [
        ("S01", "001", "2"),
        ("S01", "001", "3"),
    ]


def test_a_record_without_001_is_read() -> None:
    assert read(iso(("245", b"10\x1faTitle"), ("500", b"  \x1fax"))).issues == ()


# laws


@settings(max_examples=50, deadline=None)
@given(records, st.integers(0, 400), st.integers(0, 255))
def test_one_wrong_byte_is_mended_kept_or_refused_and_never_raises(record: Record, at: int, byte: int) -> None:
    raw = marc21.to_iso2709(record)
    assert isinstance(raw, bytes)
    place = at % len(raw)
    parsed = marc21.parse(raw[:place] + bytes([byte]) + raw[place + 1 :], ENVELOPE)
    if isinstance(parsed, Parsed):
        kept = "".join([*map(str, parsed.record), *[issue.value for issue in parsed.issues]])
        assert len(kept) + 5 >= sum(len(field.value) for field in record if field.tag != "001")
