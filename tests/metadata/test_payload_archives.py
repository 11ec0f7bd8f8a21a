"""Deliveries of several files: each read in its own format, all counted together, through every door."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from feeds import book, deliver, mrc

from metadata import payload, pipeline
from metadata.convert import Conversion, Converted, convert_files, neutral_house
from metadata.errors import ConfigError, SourceError
from metadata.home import Home
from metadata.payload import Payload, RefusedFileError, envelope_at, frames_in, open_payload
from metadata.store import deliveries
from metadata.validate import findings, rewrite
from transforms.formats import WRITERS
from transforms.formats.json import to_json
from transforms.record import Record

RULES = neutral_house().rules

ONIX = """<?xml version="1.0" encoding="{encoding}"?>
<ONIXMessage xmlns="http://ns.editeur.org/onix/3.0/reference" release="3.0"><Header><Sender>
<SenderName>{sender}</SenderName></Sender><SentDateTime>20261101</SentDateTime></Header><Product>
<RecordReference>o1</RecordReference><NotificationType>03</NotificationType>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999011</IDValue></ProductIdentifier>
<DescriptiveDetail><ProductComposition>00</ProductComposition><ProductForm>ED</ProductForm>
<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
<TitleText>Äiti</TitleText></TitleElement></TitleDetail></DescriptiveDetail></Product></ONIXMessage>
"""


def onix(sender: str = "Testi Oy", encoding: str = "UTF-8") -> bytes:
    return ONIX.format(sender=sender, encoding=encoding).encode(encoding)


def marcxml(*records: Record) -> bytes:
    writer = WRITERS["marcxml"]
    pieces = [writer.write(each) for each in records]
    return writer.head + b"".join(each for each in pieces if isinstance(each, bytes)) + writer.tail


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/").replace("_", ".")), content)
    return out.getvalue()


MIXED = {
    "c_mrc": mrc(book("m1"), book("m2")),
    "a_xml": marcxml(book("x1"), book("x2"), book("x3")),
    "b_xml_gz": gzip.compress(onix(encoding="UTF-16")),
    "d_json": to_json(book("j1")) + b"\n",
}
FOREIGN = {
    "readme_txt": b"This is the feed of November.\nIt has 7 records.\n",
    "checksums_md5": b"12345678901234567890123456789012  c.mrc\n",
    "index_html": b"<!DOCTYPE html><html><body>Hello</body></html>",
    "manifest_json": b'{"files": ["c.mrc"]}',
    "manifest_xml": b"<?xml version='1.0'?><manifest><file/></manifest>",
    "cover_jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x1e10\x1fa" * 20,
    "guide_pdf": b"%PDF-1.7\n1 0 obj\n",
}


def source_of(folder: Path, content: bytes) -> Path:
    source = folder / "feed.bin"
    source.write_bytes(content)
    return source


def opened(folder: Path, content: bytes, format_name: str = "") -> Payload:
    return open_payload(source_of(folder, content), folder / "work", format_name)


def converted(folder: Path, content: bytes, target: str = "line") -> tuple[Converted, str]:
    out = folder / "out"
    done = convert_files(
        Conversion([source_of(folder, content)], "auto", target, neutral_house()), out, folder / "rejects"
    )
    return done, out.read_text("utf-8")


# The payload


def test_each_file_has_its_own_format_and_all_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "RANGE", 1)
    found = opened(tmp_path, zipped(**MIXED))
    assert [(file.name, file.envelope.format) for file in found.files] == [
        ("a.xml", "marcxml"),
        ("b.xml.gz", "onix"),
        ("c.mrc", "marc21"),
        ("d.json", "json"),
    ]
    assert [part.first for part in found.ranges] == list(range(7))
    assert [part.envelope.format for part in found.ranges] == ["marcxml"] * 3 + ["onix"] + ["marc21"] * 2 + ["json"]
    assert [len(list(frames_in(part))) for part in found.ranges] == [1] * 7
    assert (found.records, found.broken, found.ignored) == (7, "", ())


def test_what_is_no_marc_or_onix_is_left_out_with_a_reason(tmp_path: Path) -> None:
    found = opened(tmp_path, zipped(**FOREIGN, **MIXED))
    assert (found.records, found.broken) == (7, "")
    assert dict(found.ignored) == dict.fromkeys((name.replace("_", ".") for name in FOREIGN), "neither MARC nor ONIX")


LICENCE = b"<?xml version='1.0'?><!--" + b" licence" * 600 + b"-->"


@pytest.mark.parametrize("archive", [False, True])
@pytest.mark.parametrize("content", [onix(), MIXED["a_xml"]], ids=["onix", "marcxml"])
def test_xml_behind_a_long_licence_is_read(tmp_path: Path, content: bytes, archive: bool) -> None:
    content = LICENCE + content.partition(b"?>")[2]
    found = opened(tmp_path, zipped(a_xml=content) if archive else content)
    assert (found.records, found.broken, found.ignored) == (content.count(b"</record>") or 1, "", ())


@pytest.mark.parametrize("content", [LICENCE, b"<?xml version='1.0'?><ONIX", b"<m>" + b" " * (1 << 20) + b"</m>"])
def test_xml_of_which_it_is_not_known_what_it_is_makes_the_delivery_broken(tmp_path: Path, content: bytes) -> None:
    for wanted in ("onix", ""):
        found = opened(tmp_path, zipped(a_xml=content, b_xml=onix()), wanted)
        assert (found.records, found.broken[:7], found.ignored) == (1, "a.xml: ", ())


def test_a_web_page_behind_a_long_comment_is_left_out(tmp_path: Path) -> None:
    page = b"<!DOCTYPE html>" + LICENCE[21:] + b"<html><body>" + b"x" * (1 << 20)
    assert [each.name for each in opened(tmp_path, zipped(a_html=page, b_xml=onix())).ignored] == ["a.html"]


@pytest.mark.parametrize("files", [FOREIGN, {}, {"done_flag": b""}])
def test_an_archive_without_anything_to_read_is_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(RefusedFileError, match="holds no MARC or ONIX"):
        opened(tmp_path, zipped(**files))


def test_only_the_format_of_the_vendor_file_is_read(tmp_path: Path) -> None:
    found = opened(tmp_path, zipped(**MIXED), "onix")
    assert [file.name for file in found.files] == ["b.xml.gz"]
    assert dict(found.ignored)["c.mrc"] == "marc21, where onix is expected"


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.99])
@pytest.mark.parametrize("name", ["a_xml", "c_mrc"])
def test_a_broken_member_makes_the_delivery_broken(tmp_path: Path, name: str, keep: float) -> None:
    broken = {**MIXED, name: MIXED[name][: int(len(MIXED[name]) * keep)]}
    found = opened(tmp_path, zipped(**broken))
    assert f"{name.replace('_', '.')} breaks off" in found.broken


def test_a_member_that_breaks_off_before_its_first_record_makes_the_delivery_broken(tmp_path: Path) -> None:
    found = opened(tmp_path, zipped(a_xml=MIXED["a_xml"][:80], c_mrc=MIXED["c_mrc"]))
    assert (found.records, "a.xml: not well-formed XML" in found.broken) == (2, True)


def test_all_senders_are_told(tmp_path: Path) -> None:
    same = opened(tmp_path, zipped(a_xml=onix("Yksi"), b_xml=onix("Yksi")))
    other = opened(tmp_path, zipped(a_xml=onix("Yksi"), b_xml=onix("Kaksi")))
    assert (same.sender, other.sender) == ("Yksi", "Yksi; Kaksi")


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-16-LE", "UTF-16-BE", "UTF-32"])
def test_wide_onix_has_the_records_of_its_twin_in_utf8(tmp_path: Path, encoding: str) -> None:
    wide, narrow = opened(tmp_path, onix(encoding=encoding)), opened(tmp_path / "..", onix())
    assert next(frames_in(wide.ranges[0])).raw == next(frames_in(narrow.ranges[0])).raw
    assert wide.broken == ""


def test_utf16_declared_of_bytes_that_are_utf8_is_read(tmp_path: Path) -> None:
    done, text = converted(tmp_path, onix().replace(b"UTF-8", b"utf-16"))
    assert (done.counts["converted"], "$aÄiti" in text) == (1, True)


@pytest.mark.parametrize("keep", [0.5, 0.9, 0.99])
def test_wide_xml_that_breaks_off_says_so(tmp_path: Path, keep: float) -> None:
    whole = marcxml(*(book(f"b{number}") for number in range(9))).decode().encode("utf-16")
    assert opened(tmp_path, whole[: int(len(whole) * keep)]).broken


@pytest.mark.parametrize("content", [zipped(**MIXED), MIXED["a_xml"]])
def test_the_envelope_of_a_record_is_found_by_its_position(tmp_path: Path, content: bytes) -> None:
    source, found = source_of(tmp_path, content), opened(tmp_path, content)
    for part in found.ranges:
        assert envelope_at(source, tmp_path / "again", part.first) == part.envelope


# The doors


def test_convert_reads_all_files_and_says_what_it_left_out(tmp_path: Path) -> None:
    done, text = converted(tmp_path, zipped(**MIXED, readme_txt=b"Read me"))
    assert (done.counts["read"], done.counts["converted"], done.troubles) == (7, 7, [])
    assert done.remarks == ["feed.bin: left out: readme.txt (neither MARC nor ONIX)"]
    assert [f"=001  {each}" in text for each in ("x1", "x2", "x3", "o1", "m1", "m2", "j1")] == [True] * 7


def test_convert_saves_what_is_whole_when_a_member_is_broken(tmp_path: Path) -> None:
    done, _ = converted(tmp_path, zipped(**{**MIXED, "c_mrc": MIXED["c_mrc"][:-9], "e_xml": MIXED["a_xml"][:80]}))
    assert (done.counts["converted"], done.counts["quarantined"]) == (6, 1)
    assert ["e.xml" in trouble or "c.mrc breaks off" in trouble for trouble in done.troubles] == [True, True]
    reject = json.loads((tmp_path / "rejects").read_text("utf-8"))
    assert (reject["position"], reject["rule"]) == (5, "S01")


def test_convert_refuses_a_damaged_archive(tmp_path: Path) -> None:
    done, _ = converted(tmp_path, zipped(**MIXED)[:-30])
    assert (done.counts["read"], "damaged or breaks off" in done.troubles[0]) == (0, True)


def test_validate_reads_all_files_of_an_archive(tmp_path: Path) -> None:
    bare = Record.of(*[each for each in book("m9") if each.tag != "245"])
    files = {"a_mrc": mrc(book("m1")), "b_xml": marcxml(bare)}
    found = list(findings([source_of(tmp_path, zipped(**files))], "auto", "en", RULES))
    assert "m9" in {each["record"] for each in found}


def test_validate_refuses_a_broken_member_and_files_of_two_formats_to_mend(tmp_path: Path) -> None:
    broken = source_of(tmp_path, zipped(a_mrc=MIXED["c_mrc"], b_xml=MIXED["a_xml"][:80]))
    with pytest.raises(SourceError, match=r"b\.xml"):
        list(findings([broken], "auto", "en", RULES))
    both = source_of(tmp_path, zipped(a_mrc=MIXED["c_mrc"], b_xml=MIXED["a_xml"]))
    with pytest.raises(ConfigError, match="one format"):
        rewrite([both], "auto", tmp_path / "out", "en", RULES)


def test_a_night_reads_an_archive_and_keeps_in_the_ledger_what_was_left_out(home: Home) -> None:
    files = {"a_mrc": mrc(book("m1")), "b_mrc": mrc(book("m2", "Koira")), "readme_txt": b"Read me"}
    deliver(home, "beta", "feed.mrc.zip", zipped(**files))
    report = pipeline.harvest(home, "beta")
    with home.store.read() as connection:
        entries = deliveries.history(connection, deliveries.with_state(connection, vendor="beta")[0][0].id)
    assert (report.is_sound, report.live) == (True, 2)
    assert [each.reason for each in entries if each.state == "refined"] == [
        "left out of the archive: readme.txt (neither MARC nor ONIX)"
    ]
    assert (entries[-1].state, entries[-1].counts["ignored_files"], entries[-1].counts["read"]) == ("committed", 1, 2)


def test_a_night_keeps_a_broken_archive_for_retry(home: Home) -> None:
    deliver(home, "beta", "feed.mrc.zip", zipped(a_mrc=mrc(book("m1")), b_mrc=mrc(book("m2"))[:-5]))
    report = pipeline.harvest(home, "beta")
    assert (report.live, [state for _, state in report.deliveries]) == (0, ["unreadable"])
    assert "b.mrc breaks off" in report.failed[0]
