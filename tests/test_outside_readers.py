"""The finished records of all cases as other people's programs see them: pymarc, yaz-marcdump and Perl's MARC::Lint."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pymarc
import pytest

from tests.test_golden import CASES, results
from transforms.formats import WRITERS
from transforms.record import Outcome, Record

LINT = """
use MARC::Batch; use MARC::Lint;
my $batch = MARC::Batch->new("USMARC", $ARGV[0]);
my $lint = MARC::Lint->new;
while (my $record = $batch->next) {
    eval { $lint->check_record($record); 1 } or print "died: " . (split /\\n/, $@)[0] . "\\n";
    print "$_\\n" for $lint->warnings;
}
"""
ALLOWED = (  # what MARC::Lint says of good Finnish records, and why it is right that it stands there
    (r"020: Subfield a may have invalid characters\.", "ISBNs are hyphenated in Finnish practice"),
    (
        r"245: First word, (?:den|die|et|ett), does not appear to be an article.*",
        "articles of German and the Nordic languages, unknown to MARC::Lint",
    ),
    (r"245: Subfield _c initials should not have a space\.", "the name stands as on the title page: E. N. Setälä"),
    (r"died: Can't locate object method \"checksum\".*", "MARC::Lint's own fault with a hyphenated ISBN-10 in 020 $z"),
    (r'084: Indicator 1 must be blank but it\'s "9"', "9 is the genre of fiction in Finnish usage"),
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """The finished record of every case."""
    work = tmp_path_factory.mktemp("cases")
    found = []
    for number, case in enumerate(CASES):
        (folder := work / str(number)).mkdir()
        refined = results(case, folder)
        found += [each.record for each in refined if each.outcome == Outcome.CANDIDATE and each.record is not None]
    assert len(found) >= len(CASES) // 2
    return found


@pytest.fixture(scope="module")
def files(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The records as ISO 2709 and as MARCXML."""
    folder = tmp_path_factory.mktemp("files")
    iso, xml = folder / "all.mrc", folder / "all.xml"
    for path, writer in ((iso, WRITERS["marc21"]), (xml, WRITERS["marcxml"])):
        pieces = [piece for each in records if isinstance(piece := writer.write(each), bytes)]
        assert len(pieces) == len(records)
        path.write_bytes(b"".join((writer.head, *pieces, writer.tail)))
    return iso, xml


def program(name: str, package: str) -> str:
    """Where a program of Debian's is; skips where it is not installed."""
    return shutil.which(name) or pytest.skip(f"{name} is not installed: apt install {package}")


def test_pymarc_keeps_every_field_of_our_marcxml(records: list[Record], files: tuple[Path, Path]) -> None:
    read = pymarc.parse_xml_to_array(str(files[1]))  # type: ignore[no-untyped-call]
    assert [Record.from_pymarc(each).fields for each in read] == [each.fields for each in records]


def test_yaz_finds_no_fault_in_our_iso_2709_and_writes_the_same_from_marcxml(files: tuple[Path, Path]) -> None:
    yaz = program("yaz-marcdump", "yaz")
    iso, xml = files
    checked = subprocess.run([yaz, "-n", iso], capture_output=True, text=True, check=True)
    assert not checked.stdout + checked.stderr
    back = subprocess.run([yaz, "-i", "marcxml", "-o", "marc", xml], capture_output=True, check=True)
    assert back.stdout == iso.read_bytes()


def test_marc_lint_finds_nothing_that_is_not_explained(files: tuple[Path, Path]) -> None:
    perl = program("perl", "perl")
    if subprocess.run([perl, "-MMARC::Lint", "-e", "1"], capture_output=True, check=False).returncode:
        pytest.skip("MARC::Lint is not installed: apt install libmarc-lint-perl")
    told = subprocess.run([perl, "-e", LINT, files[0]], capture_output=True, text=True, check=True)
    warnings = set(told.stdout.splitlines())
    assert warnings, "MARC::Lint says nothing even about hyphenated ISBNs: has it read the file?"
    assert {each for each in warnings if not any(re.fullmatch(pattern, each) for pattern, _ in ALLOWED)} == set()
