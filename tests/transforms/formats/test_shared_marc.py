"""Every MARC file of the shared test data through the converter: nothing lost, nothing slow, the output sound.

The files are third-party material beside the checkout; without them these tests are skipped.
"""

from __future__ import annotations

import csv
import html
import io
import logging
import re
import shutil
import subprocess
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pymarc
import pytest
from lxml import etree
from marc_samples import SHARED, shared

from metadata.convert import Conversion, convert_files, neutral_house
from transforms.formats import marc21
from transforms.formats.frame import Envelope, Parsed
from transforms.record import Field

pytestmark = pytest.mark.long
SECONDS = 60
# yaz-marcdump says so of leader positions that mean nothing in XML, and of a control field without text.
HARMLESS = re.compile(rb"should +hold a number|end of field length=1 ")
# Files of which we convert less than pymarc reads, or less than all, and why that is right.
BY_DESIGN = {
    "LibreCat+Catmandu-MARC/t/dollar_subfields.mrc": "UNIMARC",
    "edsu+pymarc/test/testunimarc.dat": "UNIMARC",
    "pkiraly+qa-catalogue/src/test/resources/unimarc/serial.bnr.1993.mrc": "UNIMARC",
    "pkiraly+qa-catalogue/src/test/resources/unimarc/short.bnr.1993.mrc": "UNIMARC",
    "pkiraly+qa-catalogue/src/test/resources/picaxml/pica.xml": "PICA: tags of four characters",
    "dpla+ingestion3/src/test/resources/oai-page.xml": "MODS in OAI-PMH; pymarc makes empty records of it",
    "indexdata+idzebra/test/xslt/marc-col.xml": "a document type declaration is never loaded",
    "perl4lib+marc-perl/marc-xml/t/empty-record-2.xml": "a record without fields",
}


class File(NamedTuple):
    """A row of SOURCES.tsv."""

    path: Path
    name: str
    records: int
    by_pymarc: int
    quirks: list[str]

    @property
    def is_clean(self) -> bool:
        """True if pymarc reads all of it and it is MARC 21."""
        broken = any(quirk.startswith("pymarc-err") for quirk in self.quirks)
        return self.by_pymarc == self.records > 0 and not broken and self.name not in BY_DESIGN


class Walked(NamedTuple):
    """What became of a file."""

    file: File
    counts: dict[str, int]
    seconds: float
    sound: list[str]  # what is wrong with the output; nothing should be


def files() -> list[File]:
    shared("*")
    with (SHARED.parent / "SOURCES.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        File(
            SHARED.parent / row["path"],
            row["path"].removeprefix("marc/"),
            number(row["records"]),
            number(row["pymarc5.4_ok"]),
            [quirk.strip() for quirk in (row["quirks"] or "").split(";") if quirk.strip()],
        )
        for row in rows
        if row["path"].startswith("marc/")
    ]


def number(text: str) -> int:
    return int(text) if text.isdigit() else 0


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> list[Walked]:
    """Every file converted to MARCXML and to ISO 2709, and the output read again by others."""
    logging.getLogger("pymarc").setLevel(logging.CRITICAL)
    house, work = neutral_house(), tmp_path_factory.mktemp("walk")
    found = []
    for file in files():
        xml, iso = work / "out.xml", work / "out.mrc"
        start = time.process_time()
        done = convert_files(Conversion([file.path], "auto", "marcxml", house), xml, None)
        seconds = time.process_time() - start
        in_iso = convert_files(Conversion([file.path], "auto", "marc21", house), iso, None)
        wrong = [*wrong_xml(xml, done.counts["converted"]), *wrong_iso(iso, in_iso.counts["converted"])]
        found.append(Walked(file, done.counts, seconds, wrong))
    return found


def wrong_xml(path: Path, expected: int) -> list[str]:
    """What lxml and yaz-marcdump find wrong with a MARCXML file."""
    count = sum(1 for _ in etree.iterparse(path, tag="{http://www.loc.gov/MARC21/slim}record"))
    wrong = [] if count == expected else [f"lxml sees {count} of {expected}"]
    seen = by_yaz("marcxml", path)
    return wrong if seen in (None, expected) else [*wrong, f"yaz-marcdump sees {seen} of {expected} in XML"]


def wrong_iso(path: Path, expected: int) -> list[str]:
    """What pymarc and yaz-marcdump find wrong with an ISO 2709 file."""
    with path.open("rb") as stream:
        count = sum(1 for record in pymarc.MARCReader(stream) if record is not None)
    wrong = [] if count == expected else [f"pymarc reads {count} of {expected}"]
    seen = by_yaz("marc", path)
    return wrong if seen in (None, expected) else [*wrong, f"yaz-marcdump sees {seen} of {expected} in ISO 2709"]


def by_yaz(kind: str, path: Path) -> int | None:
    """How many records yaz-marcdump reads without a complaint; None where it is not installed."""
    program = shutil.which("yaz-marcdump")
    if not program:
        return None
    ran = subprocess.run(
        [program, "-i", kind, "-o", "marcxml", path], capture_output=True, check=False, timeout=SECONDS
    )
    complaints = [each for each in ran.stdout.splitlines() if b"<!--" in each and not HARMLESS.search(each)]
    return ran.stdout.count(b"<leader>") - len(complaints) - ran.stderr.count(b"\n")


def test_every_file_is_read_whole_in_time_and_written_soundly(walked: list[Walked]) -> None:
    assert len(walked) > 600
    for file, counts, seconds, wrong in walked:
        ends = counts["converted"] + counts["deleted"] + counts["filtered"] + counts["quarantined"]
        assert counts["read"] == ends, file.name
        assert seconds < SECONDS, file.name
        assert wrong == [], file.name


def test_we_convert_at_least_what_pymarc_reads(walked: list[Walked]) -> None:
    less = {each.file.name for each in walked if each.counts["converted"] < each.file.by_pymarc}
    assert less == set(BY_DESIGN)


def test_nothing_of_a_clean_file_is_quarantined(walked: list[Walked]) -> None:
    clean = [each for each in walked if each.file.is_clean]
    assert len(clean) > 500
    assert [each.file.name for each in clean if each.counts["quarantined"]] == []
    assert all(each.counts["converted"] >= each.file.records for each in clean)


def test_the_table_by_quirk(walked: list[Walked], capsys: pytest.CaptureFixture[str]) -> None:
    table: dict[str, Counter[str]] = {}
    for file, counts, _, _ in walked:
        for quirk in {each.partition(":")[0] for each in file.quirks} or {"none"}:
            row = table.setdefault(quirk, Counter())
            row.update(counts, files=1, pymarc=file.by_pymarc)
    with capsys.disabled():
        print(f"\n{'quirk':<50}{'files':>7}{'read':>8}{'pymarc':>8}{'converted':>11}{'quarantined':>13}")
        for quirk, row in sorted(table.items(), key=lambda each: -each[1]["files"]):
            print(
                f"{quirk[:48]:<50}{row['files']:>7}{row['read']:>8}{row['pymarc']:>8}"
                f"{row['converted']:>11}{row['quarantined']:>13}"
            )
    assert sum(row["converted"] for row in table.values()) > 20_000


# a broken file and its repaired twin


def test_of_the_damaged_records_four_fifths_equal_their_repaired_twins(capsys: pytest.CaptureFixture[str]) -> None:
    (broken,) = shared("pride-and-prejudice-with-many-errors.mrc")
    (fixed,) = shared("pride-and-prejudice-fixed.mrc")
    pairs = [each for each in zip(raws(broken), raws(fixed), strict=True) if is_damaged(each[0])]
    equal = sum(form(one) == form(other) is not None for one, other in pairs)
    with capsys.disabled():
        print(f"\npride and prejudice: {equal} of {len(pairs)} damaged records equal their repaired twins")
    assert len(pairs) == 85
    assert equal >= 0.8 * len(pairs)


def raws(path: Path) -> list[bytes]:
    with path.open("rb") as stream:
        return [frame.raw for frame in marc21.frames(stream, Envelope("marc21"))]


def is_damaged(raw: bytes) -> bool:
    """True if pymarc cannot read a record."""
    return next(iter(pymarc.MARCReader(io.BytesIO(raw)))) is None


def form(raw: bytes) -> list[tuple[str, ...]] | None:
    """The fields of a record in one form: entities decoded, composed, empty subfields dropped, sorted."""
    parsed = marc21.parse(raw, Envelope("marc21"))
    return sorted(map(one_form, parsed.record)) if isinstance(parsed, Parsed) else None


def one_form(field: Field) -> tuple[str, ...]:
    if field.is_control:
        return field.tag, plain(field.value)
    return field.tag, field.value[:2], *[code + plain(value) for code, value in field.subfields if value.strip()]


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", html.unescape(text))
