"""What vendors pack: compressors, archives, wide encodings; what is left out; what is refused."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import random
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata.unpack import RefusedFileError, Unpacked, limits, unpack
from metadata.unpack.compressed import decompressed

Files = dict[str, bytes]
PLAIN = random.Random(7).randbytes(3_000) + b"<record/>" * 40_000
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def tar_of(files: Files, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def tar_with(**odd: object) -> bytes:
    """A tar archive whose only entry is odd in this way."""
    entry = tarfile.TarInfo("feed.mrc")
    for name, value in odd.items():
        setattr(entry, name, value)
    return entry.tobuf() + bytes(10_240 - 512)


def zip_of(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


ARCHIVES: dict[str, Callable[[Files], bytes]] = {
    "zip": zip_of,
    "zip, stored": lambda files: zip_of(files, zipfile.ZIP_STORED),
    "zip, bzip2": lambda files: zip_of(files, zipfile.ZIP_BZIP2),
    "tar, pax": tar_of,
    "tar, ustar": lambda files: tar_of(files, tarfile.USTAR_FORMAT),
    "tar, GNU": lambda files: tar_of(files, tarfile.GNU_FORMAT),
    **{f"tar, {name}": lambda files, pack=pack: pack(tar_of(files)) for name, pack in COMPRESSORS.items()},
}


def unpacked(folder: Path, content: bytes) -> Unpacked:
    source = folder / "feed.dat"
    source.write_bytes(content)
    return unpack(source, folder / "work")


def contents(found: Unpacked) -> Files:
    return {part.name: part.path.read_bytes() for part in found.parts}


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(RefusedFileError) as refused:
        unpacked(folder, content)
    return str(refused.value)


# Compressors


def test_a_plain_file_is_itself(tmp_path: Path) -> None:
    found = unpacked(tmp_path, PLAIN)
    assert [part.path for part in found.parts] == [tmp_path / "feed.dat"]
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("name", COMPRESSORS)
def test_a_compressed_file_is_unpacked(tmp_path: Path, name: str) -> None:
    assert contents(unpacked(tmp_path, COMPRESSORS[name](PLAIN))) == {"": PLAIN}


@pytest.mark.parametrize("name", COMPRESSORS)
def test_members_of_a_compressed_file_follow_each_other(tmp_path: Path, name: str) -> None:
    pack = COMPRESSORS[name]
    packed = pack(PLAIN) + pack(b"") + bytes(1_024) + pack(b"more") + bytes(512)
    assert contents(unpacked(tmp_path, packed)) == {"": PLAIN + b"more"}


@pytest.mark.parametrize("name", COMPRESSORS)
@pytest.mark.parametrize("keep", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_compressed_file_that_breaks_off_is_refused(tmp_path: Path, name: str, keep: float) -> None:
    packed = COMPRESSORS[name](PLAIN)
    assert "damaged or breaks off" in refusal(tmp_path, packed[: max(12, int(len(packed) * keep))])


@pytest.mark.parametrize("name", COMPRESSORS)
def test_a_byte_short_of_the_end_is_refused(tmp_path: Path, name: str) -> None:
    assert "breaks off" in refusal(tmp_path, COMPRESSORS[name](PLAIN)[:-1])


@pytest.mark.parametrize("name", COMPRESSORS)
def test_a_flipped_bit_is_refused(tmp_path: Path, name: str) -> None:
    packed = bytearray(COMPRESSORS[name](PLAIN))
    packed[1_500] ^= 4
    assert "damaged" in refusal(tmp_path, bytes(packed))


@pytest.mark.parametrize("name", COMPRESSORS)
def test_what_follows_the_end_is_not_passed_over(tmp_path: Path, name: str) -> None:
    assert "damaged" in refusal(tmp_path, COMPRESSORS[name](PLAIN) + b"0123456789 more records")


def test_a_zstd_file_that_begins_with_a_skippable_frame_is_unpacked(tmp_path: Path) -> None:
    packed = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"note" + COMPRESSORS["zstd"](PLAIN)
    assert contents(unpacked(tmp_path, packed)) == {"": PLAIN}


def test_a_file_compressed_twice_is_refused(tmp_path: Path) -> None:
    assert "twice" in refusal(tmp_path, gzip.compress(bz2.compress(PLAIN)))


@pytest.mark.parametrize("name", COMPRESSORS)
@given(content=st.binary(max_size=5_000), piece=st.integers(1, 700))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_add_up_however_the_file_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, piece: int
) -> None:
    monkeypatch.setattr("metadata.unpack.compressed.PIECE", piece)
    monkeypatch.setattr("metadata.unpack.compressed.BLOCK", piece)
    monkeypatch.setattr("metadata.unpack.compressed.SIP", piece)
    assert b"".join(decompressed(io.BytesIO(COMPRESSORS[name](content)), name)) == content


# Archives


@pytest.mark.parametrize("name", ARCHIVES)
def test_members_become_parts_in_the_order_of_their_names(tmp_path: Path, name: str) -> None:
    files = {"b.mrc": PLAIN, "a/äiti.xml": b"<record/>", f"a/{'long' * 30}/x.mrc": b"x" * 512}
    found = unpacked(tmp_path, ARCHIVES[name](files))
    assert contents(found) == files
    assert [part.name for part in found.parts] == sorted(files)
    assert {part.path.name for part in found.parts} == {"part-0001", "part-0002", "part-0003"}
    assert sorted(each.name for each in (tmp_path / "work").iterdir()) == ["part-0001", "part-0002", "part-0003"]


@pytest.mark.parametrize("name", ARCHIVES)
def test_what_stands_beside_the_data_is_left_out_with_a_reason(tmp_path: Path, name: str) -> None:
    files = {"feed.mrc": b"x", "__MACOSX/._feed.mrc": b"x", ".hidden": b"x", "done.flag": b"", "./y.mrc": b"y"}
    found = unpacked(tmp_path, ARCHIVES[name](files))
    assert contents(found) == {"feed.mrc": b"x", "./y.mrc": b"y"}
    assert {each.name: each.reason for each in found.ignored} == {
        "__MACOSX/._feed.mrc": "hidden, or made by the operating system",
        ".hidden": "hidden, or made by the operating system",
        "done.flag": "empty",
    }


def test_a_document_beside_the_data_is_left_out(tmp_path: Path) -> None:
    document = zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    found = unpacked(tmp_path, zip_of({"feed.mrc": b"x", "guide.docx": document}))
    assert (contents(found), [tuple(each) for each in found.ignored]) == (
        {"feed.mrc": b"x"},
        [("guide.docx", "a document")],
    )


@pytest.mark.parametrize("name", COMPRESSORS)
@pytest.mark.parametrize("archive", ["zip", "tar, pax", "tar, gzip"])
def test_a_compressed_file_in_an_archive_is_unpacked(tmp_path: Path, name: str, archive: str) -> None:
    assert contents(unpacked(tmp_path, ARCHIVES[archive]({"a": COMPRESSORS[name](PLAIN)}))) == {"a": PLAIN}


@pytest.mark.parametrize("outer", ["zip", "tar, pax", "tar, xz"])
@pytest.mark.parametrize("inner", ["zip", "tar, pax", "tar, zstd"])
def test_an_archive_within_an_archive_is_refused(tmp_path: Path, outer: str, inner: str) -> None:
    nested = ARCHIVES[outer]({"inner": ARCHIVES[inner]({"a": PLAIN})})
    assert "inner: an archive within an archive" in refusal(tmp_path, nested)


@pytest.mark.parametrize("name", ARCHIVES)
@pytest.mark.parametrize("keep", [0.01, 0.1, 0.5, 0.9, 0.99, 1])
def test_an_archive_that_breaks_off_is_refused(tmp_path: Path, name: str, keep: float) -> None:
    whole = ARCHIVES[name]({"a.mrc": PLAIN, "b.mrc": PLAIN[:999]})
    assert "damaged or breaks off" in refusal(tmp_path, whole[: max(600, int(len(whole) * keep) - 1)])


@pytest.mark.parametrize("zeros", [0, 1])
def test_a_tar_archive_without_its_end_is_refused(tmp_path: Path, zeros: int) -> None:
    assert "its end is missing" in refusal(tmp_path, tar_of({"a": b"x" * 512})[: (2 + zeros) * 512])


@pytest.mark.parametrize("factor", [1, 2, 4, 8, 16, 20, 32, 64])
@pytest.mark.parametrize("blocks", [1, 3, 13, 16, 17, 18, 60])
def test_padding_that_a_program_writes_is_an_end(tmp_path: Path, factor: int, blocks: int) -> None:
    whole = tar_of({"a": b"x" * blocks * 512}, tarfile.USTAR_FORMAT)
    length = -(-(1 + blocks + 2) // factor) * factor * 512
    assert len(unpacked(tmp_path, whole[:length].ljust(length, b"\0")).parts) == 1


@pytest.mark.parametrize("cut", [9_216, 10_000, 10_239])
def test_padding_that_no_program_writes_is_a_file_cut_short(tmp_path: Path, cut: int) -> None:
    assert "its end is missing" in refusal(tmp_path, tar_of({"a": b"x"}, tarfile.USTAR_FORMAT)[:cut])


def test_tar_archives_glued_together_are_refused(tmp_path: Path) -> None:
    assert "something follows its end" in refusal(tmp_path, tar_of({"a": b"x"}) + tar_of({"b": b"y"}))


def test_a_damaged_tar_header_is_not_the_end(tmp_path: Path) -> None:
    whole = bytearray(tar_of({"a": b"x", "b": b"y", "c": b"z"}, tarfile.USTAR_FORMAT))
    whole[1_024 + 3] ^= 1
    assert "checksum" in refusal(tmp_path, bytes(whole))


@pytest.mark.parametrize("name", ["../a", "x/../../a", "/etc/a", "C:\\a", "..\\a", "\\\\host\\a"])
@pytest.mark.parametrize("archive", ["zip", "tar, pax", "tar, GNU"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, archive: str, name: str) -> None:
    assert "leads out" in refusal(tmp_path, ARCHIVES[archive]({"fine": b"x", name: b"x"}))


@pytest.mark.parametrize("name", ["feed.mrc", "./feed.mrc", ".//feed.mrc"])
def test_a_name_that_stands_twice_is_refused(tmp_path: Path, name: str) -> None:
    entry = tarfile.TarInfo("feed.mrc").tobuf() + tarfile.TarInfo(name).tobuf()
    assert "twice" in refusal(tmp_path, entry + bytes(10_240 - len(entry)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_in_a_zip_file_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.mrc", b"one")
        archive.writestr("a.mrc", b"two")
    assert "twice" in refusal(tmp_path, out.getvalue())


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_archive_are_refused(tmp_path: Path, kind: bytes) -> None:
    assert "link, a device" in refusal(tmp_path, tar_with(type=kind, linkname="/etc/passwd"))


def test_a_sparse_file_is_refused(tmp_path: Path) -> None:
    assert "no plain file" in refusal(tmp_path, tar_with(type=tarfile.GNUTYPE_SPARSE))
    entry = tarfile.TarInfo("feed.mrc")
    entry.pax_headers = {"GNU.sparse.size": "99999999999"}
    assert "no plain file" in refusal(tmp_path, entry.tobuf(tarfile.PAX_FORMAT) + bytes(10_240))


@pytest.mark.parametrize("size", ["-512", "x", "99999999999"])
def test_a_size_that_cannot_be_is_refused(tmp_path: Path, size: str) -> None:
    entry = tarfile.TarInfo("feed.mrc")
    entry.pax_headers = {"size": size}
    assert "damaged or breaks off" in refusal(tmp_path, entry.tobuf(tarfile.PAX_FORMAT) + bytes(10_240))


def test_a_tar_header_of_many_bytes_is_refused(tmp_path: Path) -> None:
    assert "a header of" in refusal(tmp_path, tar_with(type=tarfile.XHDTYPE, size=1 << 30))


@pytest.mark.parametrize(("mode", "word"), [(stat.S_IFLNK, "link"), (stat.S_IFCHR, "device")])
def test_links_and_devices_in_a_zip_file_are_refused(tmp_path: Path, mode: int, word: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("feed.mrc")
        entry.external_attr = (mode | 0o644) << 16
        archive.writestr(entry, b"/etc/passwd")
    assert word in refusal(tmp_path, out.getvalue())


def test_an_encrypted_zip_file_is_refused(tmp_path: Path) -> None:
    whole = bytearray(zip_of({"feed.mrc": PLAIN}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        whole[whole.index(mark) + (6 if mark.endswith(b"\x04") else 8)] |= 1
    assert "encrypted" in refusal(tmp_path, bytes(whole))


def test_a_zip_method_that_is_not_read_is_refused(tmp_path: Path) -> None:
    assert "method" in refusal(tmp_path, zip_of({"feed.mrc": PLAIN}, zipfile.ZIP_LZMA))


@pytest.mark.parametrize("size", [1, len(PLAIN) - 1, len(PLAIN) + 1, 1 << 30])
def test_the_directory_of_a_zip_file_is_not_believed(tmp_path: Path, size: int) -> None:
    whole = bytearray(zip_of({"feed.mrc": PLAIN}))
    at = whole.index(b"PK\x01\x02") + 24
    whole[at : at + 4] = size.to_bytes(4, "little")
    assert "in the archive" in refusal(tmp_path, bytes(whole))


# Limits


@pytest.mark.parametrize("name", [*COMPRESSORS, *ARCHIVES])
def test_what_grows_too_much_is_stopped_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(limits, "FREE", 1 << 20)
    content = bytes(4 << 20)
    packed = COMPRESSORS[name](content) if name in COMPRESSORS else ARCHIVES[name]({"a": content})
    if len(packed) > len(content):  # not compressed: there is nothing to stop
        assert contents(unpacked(tmp_path, packed)) == {"a": content}
        return
    assert "grows beyond" in refusal(tmp_path, packed)
    assert sum(each.stat().st_size for each in (tmp_path / "work").iterdir()) <= max(1 << 20, 200 * len(packed))


def test_members_are_limited_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE", 1 << 20)
    assert "grows beyond" in refusal(tmp_path, zip_of({f"{each}": bytes(400_000) for each in range(5)}))


@pytest.mark.parametrize("archive", ["zip", "tar, pax", "tar, gzip"])
def test_a_thousand_members_are_read_and_no_more(tmp_path: Path, archive: str) -> None:
    files = {f"{number:04}": b"x" for number in range(1_001)}
    assert "more than 1000 members" in refusal(tmp_path, ARCHIVES[archive](files))
    del files["0500"]
    assert contents(unpacked(tmp_path, ARCHIVES[archive](files))) == files


# Wide encodings

TEXT = '<?xml version="1.0" encoding="UTF-16"?>\n<ONIXMessage><Product>Äiti – 愛 😀</Product></ONIXMessage>\n' * 50
BYTES = TEXT.replace("UTF-16", "UTF-8", 1).encode()
MARKS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("codec", MARKS)
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("packed", [bytes, gzip.compress, lambda content: zip_of({"a.xml": content})])
def test_wide_xml_becomes_utf8(tmp_path: Path, codec: str, marked: bool, packed: Callable[[bytes], bytes]) -> None:
    found = unpacked(tmp_path, packed(MARKS[codec] * marked + TEXT.encode(codec)))
    assert list(contents(found).values()) == [BYTES]


def test_wide_xml_without_a_declaration_becomes_utf8(tmp_path: Path) -> None:
    assert contents(unpacked(tmp_path, "\ufeff<record>ä</record>".encode("utf-16-le"))) == {
        "": "<record>ä</record>".encode()
    }


def test_a_lone_surrogate_spoils_its_own_place_only(tmp_path: Path) -> None:
    text = "<r>\ud800</r><r>ä</r>".encode("utf-16-le", "surrogatepass")
    assert contents(unpacked(tmp_path, text)) == {"": b"<r>\xed\xa0\x80</r><r>\xc3\xa4</r>"}


def test_bytes_that_are_no_utf32_are_refused(tmp_path: Path) -> None:
    assert "damaged" in refusal(tmp_path, "<r>".encode("utf-32-le") + b"\xff" * 8)


def test_wide_text_that_is_no_xml_stays_as_it_is(tmp_path: Path) -> None:
    content = "\ufeffid;nimi".encode("utf-16-le")
    assert contents(unpacked(tmp_path, content)) == {"": content}
