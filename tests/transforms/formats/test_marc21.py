"""ISO 2709: read with every entry checked, salvaged without loss, written within the limits."""

from __future__ import annotations

import io
import logging

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_samples import FULL, iso, records, shared

from transforms.formats import marc21
from transforms.formats.frame import Envelope, Parsed, Unreadable
from transforms.formats.marc21 import TooLong
from transforms.record import Field, Record

ENVELOPE = Envelope("marc21")
law = settings(max_examples=50, deadline=None)


def read(raw: bytes) -> Parsed:
    parsed = marc21.parse(raw, ENVELOPE)
    assert isinstance(parsed, Parsed), parsed
    return parsed


def refused(raw: bytes) -> str:
    parsed = marc21.parse(raw, ENVELOPE)
    assert isinstance(parsed, Unreadable), parsed
    assert parsed.rule == "S01"
    return parsed.reason


def written(record: Record) -> bytes:
    raw = marc21.to_iso2709(record)
    assert isinstance(raw, bytes), raw
    return raw


def frames(content: bytes) -> list[tuple[int, bytes, bool]]:
    return [tuple(frame) for frame in marc21.frames(io.BytesIO(content), ENVELOPE)]


def but_constants(raw: bytes) -> bytes:
    """Without LDR/10-11 and 20-23, which are always "22" and "4500"; pymarc carries wrong ones on."""
    return raw[:10] + raw[12:20] + raw[24:]


def rules(parsed: Parsed) -> list[tuple[str, str, bool]]:
    return [(issue.rule, issue.path, issue.fixed) for issue in parsed.issues]


@law
@given(records)
def test_what_is_written_is_read_back(record: Record) -> None:
    parsed = read(written(record))
    assert parsed.record.fields == record.fields
    assert parsed.record.leader[17:20] == record.leader[17:20]
    assert parsed.issues == ()


@law
@given(records)
def test_pymarc_reads_what_is_written_and_writes_the_same(record: Record) -> None:
    theirs = next(pymarc.MARCReader(written(record)))
    assert theirs is not None
    assert Record.from_pymarc(theirs).fields == record.fields
    assert theirs.as_marc() == written(record)


def test_the_shared_corpus_reads_as_pymarc_reads_it_and_is_written_the_same(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    seen = 0
    with shared("shared_distinct_bibs_utf8.mrc")[0].open("rb") as stream:
        for frame in marc21.frames(stream, ENVELOPE):
            parsed = marc21.parse(frame.raw, ENVELOPE)
            if isinstance(parsed, Unreadable) or parsed.issues:
                continue
            theirs = pymarc.Record(data=frame.raw)
            assert parsed.record == Record.from_pymarc(theirs)
            assert but_constants(written(parsed.record)) == but_constants(theirs.as_marc())
            seen += 1
    assert seen > 6_800


@pytest.mark.parametrize("pattern", ["pymarc/**/*.dat", "**/jazz_1k.mrc", "**/specTestRecs.mrc", "**/error*.mrc"])
def test_a_shared_file_ends_in_a_record_or_a_reason_and_nothing_on_stderr(
    pattern: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for path in shared("*"):
        if path.match(pattern):
            with path.open("rb") as stream:
                results = [marc21.parse(frame.raw, ENVELOPE) for frame in marc21.frames(stream, ENVELOPE)]
            assert all(isinstance(result, Parsed | Unreadable) for result in results)
            assert not any("\ufffd" in each.record.pack() for each in results if isinstance(each, Parsed))
    assert capfd.readouterr().err == ""


# frames


@pytest.mark.parametrize("block", [1, 7, 64, 1 << 20])
def test_frames_are_the_same_whatever_the_block(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    one = written(FULL)
    content = b"\xef\xbb\xbf" + one + b"\r\n" + one + one + b"\x1a"
    expected = [(3, one, True), (5 + len(one), one, True), (5 + 2 * len(one), one, True)]
    monkeypatch.setattr(marc21, "BLOCK", block)
    assert frames(content) == expected


def test_a_file_that_breaks_off_ends_in_an_incomplete_frame() -> None:
    one = written(FULL)
    assert frames(one + one[:40]) == [(0, one, True), (len(one), one[:40], False)]


def test_an_empty_file_has_no_frames() -> None:
    assert frames(b"") == frames(b"\r\n\x00") == []


def test_a_file_without_terminators_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marc21, "BLOCK", 16)
    monkeypatch.setattr(marc21, "RECORD_LIMIT", 100)
    stream = io.BytesIO(b"x" * 10_000)
    frame = next(marc21.frames(stream, ENVELOPE))
    assert not frame.complete
    assert stream.tell() < 1_000


# records that are not clean


def test_a_record_in_utf8_without_the_flag_is_read_with_an_issue() -> None:
    raw = iso(("001", b"1"), ("245", "10\x1faYö".encode()), leader="00000nam  2200000 i 4500")
    parsed = read(raw)
    assert parsed.record.value("245", "a") == "Yö"
    assert parsed.record.at("LDR", 9) == "a"
    assert rules(parsed) == [("S02", "LDR", True)]


def test_a_plain_ascii_record_without_the_flag_is_clean() -> None:
    assert read(iso(("001", b"1"), ("245", b"10\x1faAbc"), leader="00000nam  2200000 i 4500")).issues == ()


@pytest.mark.parametrize(
    ("marc8", "text"),
    [
        (b"\xeaangstr\xe8om", "ångström"),
        (b"p\xe8a\xe8a ty\xe8o ", "pää työ "),
        (b"caf\xe2e", "café"),
        (b"\xe9Sev\xe9cik", "Ševčik"),
        (b"\xa3 \xb3 \xb2", "Đ đ ø"),
        (b"H\x1bb2\x1bsO", "H₂O"),
        (b"\x1b(NmIR\x1b(B!", "Мир!"),
        (b"\xe3\xe0o", "ổ"),
    ],
)
def test_marc8_becomes_unicode(marc8: bytes, text: str) -> None:
    raw = iso(("001", b"1"), ("245", b"10\x1fa" + marc8 + b"\x1fbx"), leader="00000nam  2200000 i 4500")
    parsed = read(raw)
    assert parsed.record.value("245", "a") == text
    assert parsed.record.value("245", "b") == "x"
    assert parsed.record.at("LDR", 9) == "a"
    assert parsed.issues == ()


@pytest.mark.parametrize(
    "marc8", [b"\xff\xe2e", b"caf\xe2", b"a\x1b", b"\x1b$1ab", b"\xe2e\x01", b"\x1bXe", b"\x1b(Ze"]
)
def test_a_byte_without_a_meaning_in_marc8_makes_the_record_unreadable(marc8: bytes) -> None:
    raw = iso(("001", b"1"), ("245", b"10\x1fa" + marc8), leader="00000nam  2200000 i 4500")
    assert "decoded without loss" in refused(raw)


@pytest.mark.parametrize("flag", [" ", "a"])
def test_finnish_text_in_windows_1252_is_read_with_an_issue(flag: str) -> None:
    raw = iso(
        ("001", b"1"), ("245", "10\x1faElämä yöllä – Åbo".encode("cp1252")), leader=f"00000nam {flag}2200000 i 4500"
    )
    parsed = read(raw)
    assert parsed.record.value("245", "a") == "Elämä yöllä – Åbo"
    assert rules(parsed) == [("S02", "LDR", True)]


def test_broken_utf8_makes_the_record_unreadable() -> None:
    assert "decoded" in refused(iso(("001", b"1"), ("245", b"10\x1fa\xc3\xa4 \xc3(")))


def test_fields_that_stand_in_another_order_than_the_directory_are_read_in_its_order() -> None:
    raw = iso(("001", b"1"), ("020", b"  \x1fa9"), ("245", b"10\x1faT"))
    turned = raw[:24] + raw[36:48] + raw[24:36] + raw[48:]
    parsed = read(turned)
    assert [field.tag for field in parsed.record] == ["020", "001", "245"]
    assert parsed.record.value("001") == "1"
    assert parsed.issues == ()


@pytest.mark.parametrize(
    ("at", "digits"),
    [(0, b"00099"), (0, b"abcde"), (12, b"00050"), (27, b"0009"), (27, b"x009"), (31, b"00001"), (43, b"99999")],
)
def test_wrong_numbers_are_mended_by_the_terminators(at: int, digits: bytes) -> None:
    raw = iso(("001", b"1"), ("245", b"10\x1faTitle"))
    parsed = read(raw[:at] + digits + raw[at + len(digits) :])
    assert parsed.record.fields == (Field("001", "1"), Field("245", "10\x1faTitle"))
    assert rules(parsed) == [("S01", "LDR", True)]


def test_a_directory_that_counts_characters_instead_of_bytes_is_mended() -> None:
    right = iso(("001", b"1"), ("245", "10\x1faYöä".encode()), ("300", b"  \x1fb2"))
    wrong = right.replace(b"245001000002", b"245000800002").replace(b"300000600012", b"300000600010")
    assert wrong != right
    assert read(wrong).record == read(right).record


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x1d",
        b"00025",
        b"00000nam a2299999 i 4500\x1e\x1d",
        b"<html>not MARC</html>",
        iso(("001", b"1"), ("245", b"10\x1faTitle"))[:-9],
    ],
)
def test_a_record_that_cannot_be_read_without_loss_is_unreadable(raw: bytes) -> None:
    assert refused(raw)


@pytest.mark.parametrize(
    ("value", "mended"),
    [
        (b"\x1faTitle", "  \x1faTitle"),
        (b"1\x1faTitle", "1 \x1faTitle"),
        (b"10 \x1faTitle", "10\x1faTitle"),
        (b"10\x1fa\x1f\x1fbTitle\x1f", "10\x1fa\x1fbTitle"),
        (b"Title", "  \x1faTitle"),
    ],
)
def test_indicators_and_delimiters_are_mended_with_an_issue_that_keeps_the_old_value(value: bytes, mended: str) -> None:
    parsed = read(iso(("001", b"1"), ("245", value)))
    assert parsed.record.fields[1] == Field("245", mended)
    assert rules(parsed) == [("S10", "245", True)]
    assert parsed.issues[0].value == value.decode()


def test_a_data_field_with_indicators_only_is_clean() -> None:
    parsed = read(iso(("001", b"1"), ("082", b"00")))
    assert parsed.record.fields[1] == Field("082", "00")
    assert parsed.issues == ()


def test_a_control_field_with_a_subfield_keeps_its_text() -> None:
    parsed = read(iso(("001", b"\x1fa123"), ("245", b"10\x1faT")))
    assert parsed.record.control_number == "123"
    assert rules(parsed) == [("S10", "001", True)]


def test_a_control_field_like_a_data_field_behind_data_fields_is_not_taken_for_one() -> None:
    parsed = read(iso(("245", b"10\x1faT"), ("000", b"  \x1fax")))
    assert parsed.record.fields[1] == Field("000", "  x")
    assert rules(parsed) == [("S10", "000", True)]


def test_control_fields_may_stand_after_data_fields() -> None:
    parsed = read(iso(("245", b"10\x1faT"), ("001", b"1"), ("005", b"2")))
    assert [field.tag for field in parsed.record] == ["245", "001", "005"]
    assert parsed.issues == ()


def test_a_leader_byte_that_is_not_ascii_becomes_a_blank() -> None:
    raw = bytearray(iso(("001", b"1"), ("245", b"10\x1faT")))
    raw[18] = 0xE4
    parsed = read(bytes(raw))
    assert parsed.record.at("LDR", 18) == " "
    assert rules(parsed) == [("S02", "LDR", True)]


def test_a_record_of_one_field_and_one_of_seven_thousand_are_read() -> None:
    assert read(iso(("001", b"1"))).issues == ()
    assert len(read(iso(*[("009", b"1")] * 7_000)).record.fields) == 7_000


def test_letters_in_tags_are_read() -> None:
    assert read(iso(("001", b"1"), ("0A1", b"  \x1fax"))).record.value("0A1", "a") == "x"


@law
@given(st.binary(max_size=200), st.integers(0, 250), records)
def test_no_damage_raises(noise: bytes, place: int, record: Record) -> None:
    raw = written(record)
    for damaged in (noise, raw[:place] + noise + raw[place:], raw[:place] + noise + raw[place + len(noise) :]):
        parsed = marc21.parse(damaged, ENVELOPE)
        assert isinstance(parsed, Unreadable) or isinstance(written_or_too_long(parsed.record), bytes | TooLong)


def written_or_too_long(record: Record) -> bytes | TooLong:
    return marc21.to_iso2709(record)


# writing


@pytest.mark.parametrize(("size", "fits"), [(9_999, True), (10_000, False)])
def test_a_field_holds_9999_bytes(size: int, fits: bool) -> None:
    raw = marc21.to_iso2709(Record.of(Field("001", "1"), Field("520", "  \x1fa" + "x" * (size - 5))))
    assert isinstance(raw, bytes) is fits
    if isinstance(raw, TooLong):
        assert raw.reason == f"field 520 has {size} bytes, ISO 2709 holds 9999"
    else:
        assert read(raw).issues == ()


@pytest.mark.parametrize(("size", "fits"), [(99_999, True), (100_000, False)])
def test_a_record_holds_99999_bytes(size: int, fits: bool) -> None:
    fields = [Field("520", "  \x1fa" + "x" * 9_990) for _ in range(9)]
    used = len(written(Record.of(*fields)))
    raw = marc21.to_iso2709(Record.of(*fields, Field("900", "  \x1fa" + "x" * (size - used - 12 - 5))))
    assert isinstance(raw, bytes) is fits
    if isinstance(raw, TooLong):
        assert raw.reason == f"the record has {size} bytes, ISO 2709 holds 99999"
    else:
        assert (len(raw), read(raw).issues) == (size, ())


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (Record.of(Field("245", "10\x1faa\x1eb")), "a field holds"),
        (Record.of(Field("245", "10\x1faa\x1db")), "a field holds"),
        (Record.of(Field("24", "10\x1faa")), "a tag is"),
        (Record.of(Field("24ä", "10\x1faa")), "a tag is"),
        (Record("00000nam", (Field("001", "1"),)), "the leader is"),
        (Record("00000nam a22000002i 450ö", (Field("001", "1"),)), "the leader is"),
    ],
)
def test_what_would_shift_the_fields_is_never_written(record: Record, reason: str) -> None:
    raw = marc21.to_iso2709(record)
    assert isinstance(raw, TooLong)
    assert raw.reason.startswith(reason)
