"""The files as other programs see them: yaz-marcdump, Perl's MARC::Batch in strict mode (Koha's parser), pymarc."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pymarc
import pytest
from made_drops import Published, book, day, index, long, manifest, read

from transforms.record import Field, Record

BATCH = """
use MARC::Batch;
my $batch = MARC::Batch->new("USMARC", $ARGV[0]);
$batch->strict_on(); $batch->warnings_on();
my $count = 0;
while (my $record = $batch->next) {
    $count++;
    print STDERR "$_\\n" for $record->warnings;
    die "no 001" unless $record->field("001");
}
print STDERR "$_\\n" for $batch->warnings;
print "$count\\n";
"""


def letters(number: int) -> Record:
    """Text of many scripts, a field of almost the longest length, and characters outside the basic plane."""
    text = ("Čuđi š ž õ", "Ελληνικά", "Достоевский", "日本語", "עברית", "𝔐𝕒𝕣𝕔 😀", "e\u0301")[number % 7]
    return book(number, text).add(Field.data("520", "  ", "a", "ä" * 4_990), Field.data("500", "  ", "a", "<&>\"'"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A full drop, a delta with upserts and deletes, one record too long for ISO 2709 in each."""
    folder, made = tmp_path_factory.mktemp("files"), Published()
    made.publish(day(1), all={**{each: letters(each) for each in range(21)}, 30: long(30)})
    made.write(folder)
    made.publish(day(2), all={1: letters(8), 2: None, 3: None, 31: long(31)})
    made.write(folder)
    return folder


def files(folder: Path, *formats: str) -> list[tuple[Path, dict[str, Any]]]:
    return [
        ((folder / path).parent, each)
        for path in index(folder)["all"]
        for each in manifest(folder, path)["files"]
        if each["format"] in formats
    ]


def unpacked(drop: Path, each: dict[str, Any], to: Path) -> Path:
    path = to / each["name"].removesuffix(".gz")
    path.write_bytes(gzip.decompress((drop / each["name"]).read_bytes()))
    return path


def program(name: str, package: str) -> str:
    return shutil.which(name) or pytest.skip(f"{name} is not installed: apt install {package}")


def test_yaz_has_no_complaint(folder: Path, tmp_path: Path) -> None:
    yaz = program("yaz-marcdump", "yaz")
    for drop, each in files(folder, "marc21", "marcxml"):
        path = unpacked(drop, each, tmp_path)
        form = ["-i", "marcxml"] if each["format"] == "marcxml" else []
        done = subprocess.run([yaz, *form, "-n", path], capture_output=True, text=True, check=True)
        assert not done.stdout + done.stderr, path


def test_perl_reads_the_same_number_in_strict_mode(folder: Path, tmp_path: Path) -> None:
    perl = program("perl", "perl")
    if subprocess.run([perl, "-MMARC::Batch", "-e", "1"], capture_output=True, check=False).returncode:
        pytest.skip("MARC::Batch is not installed: apt install libmarc-record-perl")
    for drop, each in files(folder, "marc21"):
        path = unpacked(drop, each, tmp_path)
        done = subprocess.run([perl, "-e", BATCH, path], capture_output=True, text=True, check=True)
        assert not done.stderr
        assert int(done.stdout) == each["records"] + each["deletes"]


def test_pymarc_reads_the_same_records_in_both_formats(folder: Path) -> None:
    found: dict[str, dict[str, list[str]]] = {"marc21": {}, "marcxml": {}}
    for drop, each in files(folder, "marc21", "marcxml"):
        records = read(drop, each)
        assert len(records) == each["records"] + each["deletes"]
        found[each["format"]] |= {
            f"{drop.name} {record['001'].data}": [str(field) for field in record.fields] for record in records
        }
    beyond = found["marcxml"].keys() - found["marc21"].keys()
    assert sorted(each[-2:] for each in beyond) == ["30", "30", "31", "31"]
    assert {key: found["marcxml"][key] for key in found["marc21"]} == found["marc21"]


def test_a_full_drop_of_a_view_without_titles_is_whole_and_checked_as_any_other(tmp_path: Path) -> None:
    """A library that has acquired nothing yet, and one that has lost all: files without a record, and their sums."""
    made = Published()
    made.publish(day(1), none={}, lost={1: book(1)}, all={1: book(1)})
    made.publish(day(2), lost={1: None})
    made.write(tmp_path)
    for view, gone in (("none", []), ("lost", ["tombstones-0001.txt.gz"])):
        (path,) = index(tmp_path)[view]
        told, drop = manifest(tmp_path, path), (tmp_path / path).parent
        assert [(each["name"], each["records"]) for each in told["files"]] == [
            ("part-0001.mrc.gz", 0),
            ("part-0001.xml.gz", 0),
        ]
        assert [each["name"] for each in told["tombstones"]] == gone
        assert told["counts"] == {"records": 0, "deletes": 0}
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=drop, check=True)
        assert gzip.decompress((drop / "part-0001.mrc.gz").read_bytes()) == b""
        xml = gzip.decompress((drop / "part-0001.xml.gz").read_bytes())
        assert pymarc.parse_xml_to_array(BytesIO(xml)) == []


def test_gzip_and_sha256sum_find_every_file_sound(folder: Path) -> None:
    for path in index(folder)["all"]:
        drop = (folder / path).parent
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=drop, check=True)
        for each in drop.glob("*.gz"):
            subprocess.run(["gzip", "--test", each], check=True)
