"""A delivery on disk: unpacked, cut at record ends, refused when it is not what it should be."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from itertools import pairwise
from pathlib import Path

import orjson
import pytest
from feeds import book, mrc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata import payload
from metadata.payload import Payload, RefusedFileError, frames_in, open_payload
from transforms.formats import WRITERS
from transforms.formats.json import to_json
from transforms.record import Record

RECORDS = [book(f"b{number}", "Kissa" * (number % 5)) for number in range(12)]


def marcxml(records: list[Record]) -> bytes:
    writer = WRITERS["marcxml"]
    pieces = [writer.write(each) for each in records]
    return writer.head + b"".join(each for each in pieces if isinstance(each, bytes)) + writer.tail


def onix(count: int) -> bytes:
    number = b"<ProductIdentifier><ProductIDType>01</ProductIDType><IDValue>%d</IDValue></ProductIdentifier>"
    products = (
        b"<Product><RecordReference>r%d</RecordReference>%s</Product>\n" % (n, number % n) for n in range(count)
    )
    return b'<ONIXMessage release="3.0">\n' + b"".join(products) + b"</ONIXMessage>"


JSON = [to_json(each) for each in RECORDS]
FILES = {
    "marc21": mrc(*RECORDS),
    "marcxml": marcxml(RECORDS),
    "onix": onix(len(RECORDS)),
    "JSON in lines": b"\n".join(JSON),
    "JSON in an array": b"[" + b",".join(JSON) + b"]",
    "JSON in an array of lines": b"[\n" + b",\n".join(JSON) + b"\n]\n",
    "JSON in an array, commas first": b"[" + b"\n,".join(JSON) + b"]",
    "JSON over several lines": b"\n".join(
        orjson.dumps(orjson.loads(each), option=orjson.OPT_INDENT_2) for each in JSON
    ),
}


def opened(folder: Path, content: bytes, format_name: str = "") -> Payload:
    source = folder / "source"
    source.write_bytes(content)
    return open_payload(source, folder / "work", format_name)


def raws(found: Payload) -> list[bytes]:
    return [frame.raw for part in found.ranges for frame in frames_in(part)]


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


NOISE = [b"", b"\n", b"{", b"}", b",", b"[", b'"', b"\x1d", b"\x1e", b"<", b"<!--", b"-->", b"<record>", b"</Product>"]


@pytest.mark.parametrize("name", FILES)
@given(data=st.data(), size=st.integers(1, 4_000), noise=st.sampled_from(NOISE), dropped=st.integers(0, 300))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ranges_hold_what_was_counted_in_a_damaged_file_too(
    tmp_path: Path, name: str, data: st.DataObject, size: int, noise: bytes, dropped: int
) -> None:
    place = data.draw(st.integers(0, len(FILES[name]) - 1))
    damaged = FILES[name][:place] + noise + FILES[name][place + dropped :]
    try:
        whole = raws(opened(tmp_path, damaged))
    except RefusedFileError:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payload, "RANGE", size)
        found = opened(tmp_path, damaged)
    assert [len(list(frames_in(part))) for part in found.ranges] == [part.records for part in found.ranges]
    assert raws(found) == whole


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.mrc", content)
    return out.getvalue()


def tarred(content: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("feed.mrc")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


DELIVERIES = {
    ".mrc": FILES["marc21"],
    ".mrc.gz": gzip.compress(FILES["marc21"]),
    ".xml": FILES["marcxml"],
    ".zip": zipped(FILES["marc21"]),
    ".tar": tarred(FILES["marc21"]),
}


@pytest.mark.parametrize("name", DELIVERIES)
def test_a_delivery_is_whole(tmp_path: Path, name: str) -> None:
    found = opened(tmp_path, DELIVERIES[name])
    assert (found.records, found.broken) == (len(RECORDS), "")
    assert raws(found) == raws(opened(tmp_path, FILES["marcxml" if name == ".xml" else "marc21"]))


@pytest.mark.parametrize("name", DELIVERIES)
@pytest.mark.parametrize("percent", [1, 10, 50, 90, 99])
def test_a_delivery_that_was_cut_is_noticed(tmp_path: Path, name: str, percent: int) -> None:
    """F4 of the reference on reliability: 25 of 25."""
    whole = DELIVERIES[name]
    try:
        broken = opened(tmp_path, whole[: max(1, len(whole) * percent // 100)]).broken
    except RefusedFileError as refused:  # so short that not even its format can be told, or packed
        broken = str(refused)
    assert broken


@pytest.mark.parametrize("content", [b"<rss version='2.0'><channel/></rss>", b"<html><body>Busy</body></html>"])
def test_other_xml_is_refused_and_not_taken_for_a_file_without_records(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RefusedFileError, match="neither MARCXML nor ONIX"):
        opened(tmp_path, content)


@pytest.mark.parametrize("content", [b"<collection/>", b"<OAI-PMH><error code='noRecordsMatch'/></OAI-PMH>"])
def test_a_file_of_ours_may_be_without_records(tmp_path: Path, content: bytes) -> None:
    found = opened(tmp_path, content)
    assert (found.broken, found.records) == ("", 0)


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
