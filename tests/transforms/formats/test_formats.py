"""The tables of formats: recognised by their beginning, read through their reader, written through their writer."""

from __future__ import annotations

import io

import pytest
from marc_samples import FULL

from transforms.formats import READERS, WRITERS, open_file, sniff, write_all
from transforms.formats.frame import Envelope, Parsed, Unreadable
from transforms.formats.marc21 import TooLong
from transforms.record import Field, Record


def written(records: list[Record], format_name: str) -> bytes:
    pieces = list(write_all(records, format_name))
    assert all(isinstance(piece, bytes) for piece in pieces)
    return b"".join(piece for piece in pieces if isinstance(piece, bytes))


@pytest.mark.parametrize("name", sorted(READERS))
@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_whole_file_is_recognised_and_read_back(name: str, count: int) -> None:
    content = written([FULL] * count, name)
    assert sniff(content) == (name if content else "")
    stream = io.BytesIO(content)
    envelope = open_file(stream, name)
    assert isinstance(envelope, Envelope)
    parsed = [READERS[name].parse(frame.raw, envelope) for frame in READERS[name].frames(stream, envelope)]
    assert len(parsed) == count
    assert all(isinstance(each, Parsed) and each.record.fields == FULL.fields for each in parsed)


def test_lines_are_written_for_people() -> None:
    text = written([FULL, FULL], "line").decode()
    assert text.startswith("=LDR  00000nam\\a2200000\\i\\4500\n=001  17\n")
    assert text.count("=245  10$aHöyhenen & kiven <taru> /$c") == 2
    assert text.endswith("\n\n")


def test_a_record_that_does_not_fit_is_told_in_its_place() -> None:
    big = Record(FULL.leader, (Field("520", "  \x1fa" + "x" * 10_000),))
    pieces = list(write_all([FULL, big, FULL], "marc21"))
    assert [type(piece) for piece in pieces[1:-1]] == [bytes, TooLong, bytes]


@pytest.mark.parametrize(
    ("beginning", "name"),
    [
        (b"00741cam a2200241 a 4500", "marc21"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><collection>", "marcxml"),
        (b"<?xml version='1.0'?>\n<ONIXMessage release='3.0'>", "onix"),
        (b"<ONIXmessage>", "onix"),
        (b"<Product>", "onix"),
        (b'<?xml version="1.0"?><o:ONIXMessage xmlns:o="x">', "onix"),
        (b"<o:product>", "onix"),
        (b"<collection><!-- <ONIXMessage> -->", "marcxml"),
        (b' {"leader": ""}', "json"),
        (b"[", "json"),
        (b"", ""),
        (b"plain text", ""),
        (b"PK\x03\x04", ""),
    ],
)
def test_a_format_is_known_by_its_first_bytes(beginning: bytes, name: str) -> None:
    assert sniff(beginning) == name


@pytest.mark.parametrize(("name", "rule"), [("marcxml", "S01"), ("onix", "O01")])
def test_a_file_that_is_refused_is_a_value(name: str, rule: str) -> None:
    found = open_file(io.BytesIO(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a><record/></a>"), name)
    assert found == Unreadable(rule, "it has a document type declaration, which is never loaded")


def test_every_reader_has_a_writer() -> None:
    assert set(READERS) < set(WRITERS)
