"""A delivery on disk: unpacked, cut at record ends, refused when it is not what it should be."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path

import pytest
from feeds import book, mrc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata import payload
from metadata.payload import Payload, RefusedFileError, frames_in, open_payload
from transforms.formats import WRITERS
from transforms.record import Record

RECORDS = [book(f"b{number}", "Kissa" * (number % 5)) for number in range(12)]


def marcxml(records: list[Record]) -> bytes:
    writer = WRITERS["marcxml"]
    pieces = [writer.write(each) for each in records]
    return writer.head + b"".join(each for each in pieces if isinstance(each, bytes)) + writer.tail


FILES = {"marc21": mrc(*RECORDS), "marcxml": marcxml(RECORDS)}


def opened(folder: Path, content: bytes, format_name: str = "") -> Payload:
    source = folder / "source"
    source.write_bytes(content)
    return open_payload(source, folder / "work", format_name)


def raws(found: Payload) -> list[bytes]:
    return [frame.raw for part in found.ranges for frame in frames_in(part, found.envelope)]


@pytest.mark.parametrize("name", FILES)
@given(size=st.integers(1, 20_000))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ranges_cover_the_file_exactly_whatever_their_size(tmp_path: Path, name: str, size: int) -> None:
    whole = raws(opened(tmp_path, FILES[name]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payload, "RANGE", size)
        found = opened(tmp_path, FILES[name])
    assert raws(found) == whole
    assert len(whole) == found.records == len(RECORDS)
    assert [part.first for part in found.ranges] == [
        sum(before.records for before in found.ranges[:number]) for number in range(len(found.ranges))
    ]
    assert all(left.end <= right.start for left, right in pairwise(found.ranges))


@pytest.mark.parametrize("name", FILES)
def test_gzip_is_unpacked(tmp_path: Path, name: str) -> None:
    found = opened(tmp_path, gzip.compress(FILES[name]), name)
    assert (found.records, found.broken, found.path.parent) == (len(RECORDS), "", tmp_path / "work")


@pytest.mark.parametrize("keep", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_damaged_or_short_gzip_is_refused(tmp_path: Path, keep: float) -> None:
    whole = gzip.compress(FILES["marc21"])
    with pytest.raises(RefusedFileError, match="damaged or breaks off"):
        opened(tmp_path, whole[: max(3, int(len(whole) * keep))])


def test_a_gzip_with_a_flipped_bit_is_refused(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(FILES["marc21"]))
    whole[-6] ^= 1
    with pytest.raises(RefusedFileError, match="damaged"):
        opened(tmp_path, bytes(whole))


def test_a_gzip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "MAX_UNPACKED", 1 << 21)
    with pytest.raises(RefusedFileError, match="grows beyond"):
        opened(tmp_path, gzip.compress(b"0" * (1 << 22)))
    assert (tmp_path / "work" / "payload").stat().st_size <= 1 << 21


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_breaks_off_says_so(tmp_path: Path, name: str, keep: float) -> None:
    content = FILES[name][: int(len(FILES[name]) * keep)]
    try:
        broken = opened(tmp_path, content).broken
    except RefusedFileError as refused:  # so short that not even its format can be told
        broken = str(refused)
    assert broken


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"<html><body/></html>", b"\x00" * 50, b"sep=;\nid;title\n"])
def test_what_is_neither_marc_nor_onix_is_refused(tmp_path: Path, content: bytes) -> None:
    try:
        found = opened(tmp_path, content)
    except RefusedFileError:
        return
    assert found.broken or not found.records


def test_another_format_than_the_vendor_file_says_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedFileError, match="not onix"):
        opened(tmp_path, FILES["marc21"], "onix")
